"""Keyset paging: a page begins after the last row of the one before, so changing data neither
repeats nor skips a row."""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import date
from typing import Any


def encode(values: Sequence[Any]) -> str:
    """The sort values of the last row shown, as one opaque word for a URL."""
    plain = [value.isoformat() if isinstance(value, date) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def decode(word: str | None, *types: type) -> tuple[Any, ...] | None:
    """The values in `word`, each of the given type, or None for no or a damaged word."""
    return _values(_bytes(word), types)


def seal(values: Sequence[int], key: str) -> str:
    """Like `encode`, but the word tells nothing, not even how long the values are: a number that counts
    what everybody did is nobody's to read. `key` is the installation's secret."""
    plain = json.dumps(list(values)).encode()
    plain += b" " * (-len(plain) % _BLOCK)
    mark = hmac.digest(key.encode(), plain, "sha256")[:_MARK]
    return base64.urlsafe_b64encode(mark + _veiled(plain, mark, key)).decode().rstrip("=")


def unseal(word: str | None, key: str, *types: type) -> tuple[Any, ...] | None:
    """The values in a word that `seal` made with this key; None for no word or any other."""
    sealed = _bytes(word)
    mark, veiled = sealed[:_MARK], sealed[_MARK:]
    plain = _veiled(veiled, mark, key)
    if not hmac.compare_digest(hmac.digest(key.encode(), plain, "sha256")[:_MARK], mark):
        return None
    return _values(plain, types)


_MARK, _BLOCK = 12, 24


def _veiled(text: bytes, mark: bytes, key: str) -> bytes:
    """`text` mixed with bytes that only the key and the mark give; the same again takes them away."""
    stream = hashlib.shake_256(key.encode() + b" page " + mark).digest(len(text))
    return bytes(a ^ b for a, b in zip(text, stream, strict=True))


def _bytes(word: str | None) -> bytes:
    if not word or len(word) > 400:
        return b""
    try:
        return base64.urlsafe_b64decode(word + "=" * (-len(word) % 4))
    except (binascii.Error, ValueError):
        return b""


def _values(text: bytes, types: Sequence[type]) -> tuple[Any, ...] | None:
    try:
        plain = json.loads(text)
    except ValueError:
        return None
    if not isinstance(plain, list) or len(plain) != len(types):
        return None
    try:
        values = tuple(
            date.fromisoformat(v) if t is date and isinstance(v, str) else v
            for v, t in zip(plain, types, strict=True)
        )
    except ValueError:
        return None
    fits = all(isinstance(v, t) and not isinstance(v, bool) for v, t in zip(values, types, strict=True))
    return values if fits else None

"""Keyset paging: a page begins after the last row of the one before, so changing data neither
repeats nor skips a row."""

import base64
import binascii
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
    if not word or len(word) > 400:
        return None
    try:
        plain = json.loads(base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)))
    except (binascii.Error, ValueError):
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

"""Filled sheets between upload and confirmation: each is its uploader's alone, for a day."""

import hashlib
import re
import secrets
from pathlib import Path
from typing import BinaryIO

from portal import clock
from portal.actor import Actor
from portal.exchange.encodings import Unreadable

KEEP_SECONDS = 24 * 60 * 60
MOST_BYTES = 10 << 20
_TOKEN = re.compile(r"[0-9a-f]{32}")


def keep(data: Path, actor: Actor, stream: BinaryIO) -> str:
    """Write a file down for this person; returns the word it is found by, the same for the same file.
    Raises Unreadable: file_too_large."""
    content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Unreadable("file_too_large")
    token = hashlib.sha256(content).hexdigest()[:32]
    passing = _folder(data) / f"upload-{secrets.token_hex(8)}"
    passing.write_bytes(content)
    passing.replace(_path(data, actor, token))
    return token


def find(data: Path, actor: Actor, token: str) -> Path | None:
    """The file this person uploaded under this word, in the same membership; None if there is none
    or it has expired."""
    if not _TOKEN.fullmatch(token):
        return None
    path = _path(data, actor, token)
    return path if path.exists() and not _expired(path) else None


def drop_expired(data: Path) -> int:
    """Delete what nobody confirmed within a day; returns how many."""
    old = [path for path in _folder(data).iterdir() if _expired(path)]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _expired(path: Path) -> bool:
    return path.stat().st_mtime < clock.now().timestamp() - KEEP_SECONDS


def _folder(data: Path) -> Path:
    path = data / "answers"
    path.mkdir(parents=True, exist_ok=True)
    return path


def _path(data: Path, actor: Actor, token: str) -> Path:
    return _folder(data) / f"{actor.user_id}-{actor.partner_id or 0}-{token}"

"""From an upload to bytes in the store: measured, recognised, cleaned, kept."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO, Protocol

from portal.files import limits, names, pictures
from portal.files.inspection import Accepted, Refused, inspect
from portal.files.storage import Store, TooLarge, installed


@dataclass(frozen=True, slots=True)
class Taken:
    """What was kept: under which hashes, what it is, size in bytes; pixels for a picture."""

    name: str
    mime: str
    size: int
    sha256: str
    thumb_sha256: str | None = None
    width: int | None = None
    height: int | None = None


class Sent(Protocol):
    """A file as a form brings it (Werkzeug's FileStorage)."""

    filename: str | None

    @property
    def stream(self) -> IO[bytes]:
        """Its bytes."""


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of a form: what was kept of it, or under which reason code it was refused."""

    name: str
    taken: Taken | None = None
    reason_code: str | None = None


def take_all(sent: Iterable[Sent]) -> list[Upload]:
    """Take each file of a form; one that is refused does not keep the others out. A file input
    that was left empty counts as nothing.

    Call this before the database is first asked for anything, or after ending what was read: half a
    second for each photo is too long to hold the lock that a writing transaction takes.
    """
    store = installed()
    uploads: list[Upload] = []
    for file in sent:
        if not file.filename:
            continue
        name = names.shown(file.filename)
        try:
            if len(uploads) == limits.FILES_PER_FORM:
                raise Refused("too_many")
            uploads.append(Upload(name, taken=take(store, file.stream, file.filename)))
        except Refused as refused:
            uploads.append(Upload(name, reason_code=refused.reason_code))
            if refused.reason_code == "too_many":
                break
    return uploads


def take(store: Store, stream: IO[bytes], name: str) -> Taken:
    """Check `stream`, which its sender calls `name`, and keep it; a picture only as its clean copy.
    Takes about half a second for a large photo. Raises Refused, and then nothing is kept."""
    try:
        with store.received(stream, limits.FILE_BYTES) as source:
            what = inspect(source, name)
            if what.kind == "picture":
                return _picture(store, source, what, name)
            size = source.seek(0, os.SEEK_END)
            return Taken(names.cleaned(name, what.extension), what.mime, size, store.put(source))
    except TooLarge:
        raise Refused("too_large") from None


def _picture(store: Store, source: IO[bytes], what: Accepted, name: str) -> Taken:
    with (
        pictures.cleaned(source, what, store.scratch()) as picture,
        picture.path.open("rb") as copy,
        picture.thumbnail.open("rb") as small,
    ):
        return Taken(
            name=names.cleaned(name, picture.extension), mime=picture.mime,
            size=os.fstat(copy.fileno()).st_size, sha256=store.put(copy), thumb_sha256=store.put(small),
            width=picture.width, height=picture.height,
        )  # fmt: skip

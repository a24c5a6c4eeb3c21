"""From an upload to bytes in the store: measured, recognised, cleaned, kept."""

import os
from dataclasses import dataclass
from typing import IO

from portal.files import limits, names, pictures
from portal.files.inspection import Accepted, Refused, inspect
from portal.files.storage import Store, TooLarge


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

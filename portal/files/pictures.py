"""The copy of a picture that is kept: upright, in sRGB, of bounded size, without metadata."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from portal.files import confine, limits
from portal.files.inspection import Accepted, Refused

PNG_BYTES = 3 * limits.MEBIBYTE
EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A clean copy and its thumbnail, on disk while `cleaned` is open; width and height in pixels."""

    path: Path
    thumbnail: Path
    mime: str
    extension: str
    width: int
    height: int


@contextmanager
def cleaned(source: IO[bytes], what: Accepted, scratch: Path) -> Iterator[Picture]:
    """Build the copy of `source` in a temporary folder under `scratch`. Raises Refused."""
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        answer = confine.run(
            "picture", source,
            format=what.pillow_format, folder=folder, whole_pixels=limits.PIXELS,
            pixels=limits.PIXELS_OF.get(what.pillow_format, limits.PIXELS), png_bytes=PNG_BYTES, side=limits.PICTURE_SIDE, thumbnail_side=limits.THUMBNAIL_SIDE,
        )  # fmt: skip
        if code := answer.get("refused"):
            raise Refused(code)
        yield Picture(
            Path(folder, "picture"), Path(folder, "thumbnail"), answer["mime"],
            EXTENSIONS[answer["mime"]], answer["width"], answer["height"],
        )  # fmt: skip

"""What an upload is, by its content; and why it is not taken."""

import codecs
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Any

from portal.files import confine, limits
from portal.web.i18n import _l

HEAD = 4096

HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
XLSX_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT_TYPES = {"csv": "text/csv", "txt": "text/plain", "tsv": "text/plain"}
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x19\x1b-\x1f\x7f]")  # \x1a ends old DOS files

_megabytes = limits.FILE_BYTES // limits.MEBIBYTE
_jpeg, _heic, _other = (
    n // 1_000_000 for n in (limits.PIXELS_OF["JPEG"], limits.PIXELS_OF["HEIF"], limits.PIXELS)
)
_unpacked = limits.WORKBOOK_BYTES // limits.MEBIBYTE

REASONS: dict[str, Any] = {
    "empty": _l("This file is empty. Save it once more on your device and choose it again."),
    "too_large": _l("This file is larger than %(megabytes)s MB. Send a smaller copy.", megabytes=_megabytes),
    "too_many": _l("A form takes %(n)s files. Send the others in a message.", n=limits.FILES_PER_FORM),
    "too_many_drafts": _l("You have many files waiting in forms that you did not send. Send or empty those first."),
    "kind": _l(
        "Files of this kind are not taken. Send a picture (JPEG, PNG, WebP, HEIC, GIF), a PDF, "
        "a workbook (XLSX) or a text table (CSV, TXT)."
    ),
    "markup": _l("Web pages and drawings (HTML, SVG, XML) can carry programs and are not taken. Send a PDF or a picture."),
    "archive": _l("Archives are not opened here. Send the files in it one by one."),
    "old_office": _l("This is an old Office file, or one with a password. Save it as XLSX without a password."),
    "damaged": _l("This file is damaged or incomplete. Open it on your device, save it again and send the copy."),
    "too_many_pixels": _l(
        "This picture has too many pixels. A JPEG may have %(jpeg)s megapixels, a HEIC picture %(heic)s, others %(other)s. "
        "Send a smaller copy.", jpeg=_jpeg, heic=_heic, other=_other,
    ),
    "not_text": _l("This is not readable text. Save the table as CSV (UTF-8) or XLSX and send that."),
    "macros": _l("This workbook contains macros. Save it as XLSX without macros and send that."),
    "unsafe_workbook": _l("This workbook holds parts that a workbook should not have. Open it, save it as a new XLSX and send that."),
    "unpacks_too_large": _l("This workbook unpacks to more than is taken (%(megabytes)s MB). Split it and send the parts.", megabytes=_unpacked),
    "too_costly": _l("Checking this file takes too long. Send a smaller or simpler copy."),
}  # fmt: skip


class Refused(Exception):
    """An upload that is not taken. `reason_code` is stable; `message` tells the sender what to do."""

    def __init__(self, reason_code: str) -> None:
        super().__init__(reason_code)
        self.reason_code = reason_code

    @property
    def message(self) -> str:
        """The reason in the reader's language."""
        return str(REASONS[self.reason_code])


@dataclass(frozen=True, slots=True)
class Accepted:
    """What an upload is. kind: 'picture', 'pdf', 'workbook' or 'text'. pillow_format is set for
    pictures, whose mime and extension say what was sent, not what will be kept."""

    kind: str
    mime: str
    extension: str
    pillow_format: str = ""


def inspect(source: IO[bytes], name: str) -> Accepted:
    """Decide what `source`, an open file on disk, is. Pictures are known by their first bytes only:
    whether they decode is seen when portal.files.pictures builds the copy that is kept.

    The content decides. Only for text, which has no signature, must `name` agree: text named .jpg or
    .php is not what it says. Raises Refused.
    """
    size = source.seek(0, 2)
    source.seek(0)
    head = source.read(HEAD)
    if size == 0:
        raise Refused("empty")
    if size > limits.FILE_BYTES:
        raise Refused("too_large")
    if picture := _picture(head):
        return picture
    if head.startswith(b"%PDF-"):
        return _pdf(source, size)
    if head.startswith(b"PK\x03\x04"):
        return _workbook(source)
    if head.startswith(b"PK"):
        raise Refused("archive")
    if head.startswith(OLD_OFFICE):
        raise Refused("old_office")
    source.seek(0)
    return _text(source.read(), name)


def _picture(head: bytes) -> Accepted | None:
    if head.startswith(b"\xff\xd8\xff"):
        return Accepted("picture", "image/jpeg", "jpg", "JPEG")
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Accepted("picture", "image/png", "png", "PNG")
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Accepted("picture", "image/webp", "webp", "WEBP")
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return Accepted("picture", "image/gif", "gif", "GIF")
    if head[4:8] == b"ftyp" and head[8:12] in HEIF_BRANDS:
        return Accepted("picture", "image/heic", "heic", "HEIF")
    return None


def _pdf(source: IO[bytes], size: int) -> Accepted:
    source.seek(max(0, size - 2048))
    if b"%%EOF" not in source.read():
        raise Refused("damaged")
    return Accepted("pdf", "application/pdf", "pdf")


def _workbook(source: IO[bytes]) -> Accepted:
    answer = confine.run(
        "workbook", source,
        parts=limits.WORKBOOK_PARTS, unpacked_bytes=limits.WORKBOOK_BYTES, ratio=limits.WORKBOOK_RATIO,
    )  # fmt: skip
    if code := answer.get("refused"):
        raise Refused(code)
    return Accepted("workbook", XLSX_MIME, "xlsx")


def _text(data: bytes, name: str) -> Accepted:
    extension = PurePosixPath(name.lower()).suffix.lstrip(".")
    text = _decoded(data, "not_text" if extension in TEXT_TYPES else "kind")
    start = text.lstrip("\ufeff \t\r\n\f")
    if start[:1] == "<" and (start[1:2].isalpha() or start[1:2] in tuple("!?/")):
        raise Refused("markup")
    if not start:
        raise Refused("empty")
    if extension not in TEXT_TYPES or start.startswith("#!"):
        raise Refused("kind")
    return Accepted("text", TEXT_TYPES[extension], extension)


def _decoded(data: bytes, otherwise: str) -> str:
    """`data` as text, or Refused(otherwise). A byte-order mark decides; cp1252 is the last resort."""
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if CONTROLS.search(text):
            break
        return text
    raise Refused(otherwise)

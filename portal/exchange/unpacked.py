"""What a zipped workbook unpacks to, measured before anything opens it."""

import re
import zipfile
import zlib
from pathlib import Path
from xml.parsers import expat

from portal.exchange.encodings import Unreadable

PIECE = 1 << 16  # bytes unpacked at a time
MEMBERS = 2_000
UNPACKED = 96 << 20  # bytes of all members together
RATIO = 100  # unpacked to packed, for members above a megabyte
CELLS = 8_000_000  # rows times columns up to the last cell: the reader holds the whole rectangle

_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]{0,3})(\d{1,7})["']""")


def measured(path: Path) -> str:
    """xlsx or ods, after unpacking the file once in pieces: the directory of a zip may lie, its
    bytes do not. Raises Unreadable: zip, bomb, damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
                kind = "xlsx"
            elif "content.xml" in names and "mimetype" in names:
                kind = "ods"
            else:
                raise Unreadable("zip")
            if len(members) > MEMBERS or sum(member.file_size for member in members) > UNPACKED:
                raise Unreadable("bomb")
            total = 0
            for member in members:
                total += _measure_member(archive, member, UNPACKED - total)
            if kind == "ods":
                _measure_repeats(archive)
            return kind
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as problem:
        raise Unreadable("damaged") from problem


def _measure_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> int:
    size, rows, width, end = 0, 1, 1, b""
    with archive.open(member) as file:
        while chunk := file.read(PIECE):
            size += len(chunk)
            if size > left or (size > 1 << 20 and size > RATIO * max(1, member.compress_size)):
                raise Unreadable("bomb")
            if not member.filename.endswith((".xml", ".rels")):
                continue
            chunk = end + chunk
            if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
                raise Unreadable("bomb")
            places = set(_PLACE.findall(chunk))
            rows = max(rows, max((int(row) for _, row in places), default=1))
            width = max(width, max((_column_number(column) for column, _ in places), default=1))
            if rows * width > CELLS:
                raise Unreadable("bomb")
            end = chunk[-500:]
    return size


class _Repeats:
    """The rectangle an ODS table unfolds to: a row or cell may say that it stands many times."""

    def __init__(self) -> None:
        self.rows = self.width = self.empty = self.times = self.column = self.last = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Count a cell, or begin a row or table."""
        if name == "table:table":
            self.rows = self.width = self.empty = 0
        elif name == "table:table-row":
            self.times = int(attributes.get("table:number-rows-repeated", "1"))
            self.column = self.last = 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self.column += int(attributes.get("table:number-columns-repeated", "1"))
            if any(each.startswith("office:") for each in attributes):
                self.last = self.column
        elif name == "text:p":
            self.last = self.column

    def end(self, name: str) -> None:
        """Add a row that holds something, with the empty ones above it."""
        if name != "table:table-row":
            return
        if not self.last:
            self.empty += self.times
            return
        self.rows += self.empty + self.times
        self.empty = 0
        self.width = max(self.width, self.last)
        if self.rows * self.width > CELLS:
            raise Unreadable("bomb")


def _refuse_doctype(*_declared: object) -> None:
    raise Unreadable("bomb")


def _measure_repeats(archive: zipfile.ZipFile) -> None:
    parser, repeats = expat.ParserCreate(), _Repeats()
    parser.StartElementHandler = repeats.start
    parser.EndElementHandler = repeats.end
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        with archive.open("content.xml") as file:
            parser.ParseFile(file)
    except (expat.ExpatError, ValueError) as problem:
        raise Unreadable("damaged") from problem


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number

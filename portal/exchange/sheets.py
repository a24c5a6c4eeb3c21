"""Workbooks and HTML tables as numbered rows. A workbook is measured before it is opened."""

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from portal.exchange.reading import ROW_LIMIT, Format, Row, Unreadable
from portal.exchange.values import Cell

MEMBERS = 2_000
UNPACKED = 96 << 20  # bytes of all members together
RATIO = 100  # unpacked to packed, for members above a megabyte
CELLS = 8_000_000  # rows times columns up to the last cell: the reader holds the whole rectangle
OLD_BOOK = 24 << 20  # bytes of a binary workbook or an HTML table

_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]{0,3})(\d{1,7})["']""")
_REPEAT = re.compile(rb"""number-(columns|rows)-repeated\s*=\s*["'](\d+)["']([^<]{0,400}office:value|)""")


def book_format(path: Path, kind: str, sheet: str | None = None) -> Format:
    """The kind and the sheets of a workbook; without `sheet` the first visible one that holds
    anything. Raises Unreadable: damaged, bomb, zip, file_too_large, empty, no_such_sheet."""
    if kind == "zip":
        kind = _measure(path)
    elif path.stat().st_size > OLD_BOOK:
        raise Unreadable("file_too_large")
    book = _open(path)
    visible = tuple(
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    )
    if sheet is not None:
        if sheet not in book.sheet_names:
            raise Unreadable("no_such_sheet", sheet)
        return Format(kind, sheet=sheet, sheets=visible)
    for name in visible:
        if _sheet(book, name).end is not None:
            return Format(kind, sheet=name, sheets=visible)
    raise Unreadable("empty")


def _open(path: Path) -> CalamineWorkbook:
    with _native():
        return CalamineWorkbook.from_path(path)


def _sheet(book: CalamineWorkbook, name: str) -> CalamineSheet:
    with _native():
        return book.get_sheet_by_name(name)


@contextmanager
def _native() -> Iterator[None]:
    """Whatever the native reader stumbles over becomes "damaged"; its panics are no Exception."""
    try:
        yield
    except (CalamineError, OSError) as problem:
        raise Unreadable("damaged") from problem
    except BaseException as problem:
        if type(problem).__name__ != "PanicException":
            raise
        raise Unreadable("damaged") from problem


def _measure(path: Path) -> str:
    """xlsx or ods, after unpacking it once in pieces: headers of a zip may lie, bytes do not."""
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
            return kind
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as problem:
        raise Unreadable("damaged") from problem


def _measure_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> int:
    size, rows, width, end = 0, 1, 1, b""
    with archive.open(member) as file:
        while chunk := file.read(1 << 20):
            size += len(chunk)
            if size > left or (size > 1 << 20 and size > RATIO * max(1, member.compress_size)):
                raise Unreadable("bomb")
            if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
                raise Unreadable("bomb")
            if not member.filename.endswith(".xml"):
                continue
            chunk = end + chunk
            places = set(_PLACE.findall(chunk))
            rows = max(rows, max((int(row) for _, row in places), default=1))
            width = max(width, max((_column_number(column) for column, _ in places), default=1))
            for axis, times, value in _REPEAT.findall(chunk):
                if value and int(times) > 16_384:
                    raise Unreadable("bomb")
                if axis == b"columns" and value:
                    width = max(width, int(times))
            if rows * width > CELLS:
                raise Unreadable("bomb")
            end = chunk[-500:]
    return size


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def book_rows(path: Path, form: Format) -> Iterator[Row]:
    """The rows of one sheet; empty cells are empty texts. Measure the file with book_format first.
    Raises Unreadable: damaged, file_too_large, no_such_sheet."""
    book = _open(path)
    if form.sheet not in book.sheet_names:
        raise Unreadable("no_such_sheet", form.sheet or "")
    sheet = _sheet(book, str(form.sheet))
    if sheet.height * sheet.width > CELLS:
        raise Unreadable("file_too_large")
    for number, values in enumerate(sheet.iter_rows(), start=1):
        cells: list[Cell] = list(values)
        long = sum(len(cell) for cell in cells if isinstance(cell, str)) > ROW_LIMIT
        yield Row(number, cells, "row_too_long" if long else _text_problem(cells))


def _text_problem(cells: list[Cell]) -> str | None:
    return "nul" if any(isinstance(cell, str) and "\0" in cell for cell in cells) else None


class _Table(HTMLParser):
    """Collects the cells of every table row as text; markup is dropped, scripts and styles too."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[Cell]] = []
        self._row: list[Cell] | None = None
        self._text: list[str] | None = None
        self._span = 1
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._hidden += 1
        elif tag == "tr":
            self._end_row()
            self._row = []
        elif tag in ("td", "th"):
            self._end_cell()
            if self._row is None:
                self._row = []
            span = dict(attrs).get("colspan") or "1"
            self._span = min(int(span), 200) if span.isascii() and span.isdigit() else 1
            self._text = []
        elif tag == "br" and self._text is not None:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._hidden = max(0, self._hidden - 1)
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table"):
            self._end_row()

    def handle_data(self, data: str) -> None:
        if self._text is not None and not self._hidden:
            self._text.append(data)

    def _end_cell(self) -> None:
        if self._text is not None and self._row is not None:
            text = "".join(self._text).strip(" \t\r\n")
            self._row += [text, *[""] * (self._span - 1)]
        self._text = None

    def _end_row(self) -> None:
        self._end_cell()
        if self._row is not None:
            self.rows.append(self._row)
        self._row = None

    def close(self) -> None:
        super().close()
        self._end_row()


def html_rows(path: Path, form: Format) -> Iterator[Row]:
    """The table rows of an HTML file (as ERP systems export under the name .xls), streamed; all
    tables of the file follow each other. Raises Unreadable: file_too_large, no_table."""
    if path.stat().st_size > OLD_BOOK:
        raise Unreadable("file_too_large")
    table, number = _Table(), 0
    with path.open(encoding=form.encoding, errors="mark_undecoded", newline="") as file:
        while True:
            piece = file.read(65_536)
            if piece:
                table.feed(piece)
            else:
                table.close()
            for cells in table.rows:
                number += 1
                long = sum(len(str(cell)) for cell in cells) > ROW_LIMIT
                yield Row(number, cells, "row_too_long" if long else _text_problem(cells))
            table.rows.clear()
            if not piece:
                break
    if not number:
        raise Unreadable("no_table")

"""Workbooks as numbered rows. A workbook is measured before it is opened."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from portal.exchange.encodings import Unreadable
from portal.exchange.reading import Format, Row, problem_of
from portal.exchange.unpacked import CELLS, measured
from portal.exchange.values import Cell

OLD_BOOK = 24 << 20  # bytes of a binary workbook or an HTML table


def book_format(path: Path, kind: str, sheet: str | None = None) -> Format:
    """The kind and the sheets of a workbook; without `sheet` the first visible one that holds
    anything. Raises Unreadable: damaged, bomb, zip, file_too_large, empty, no_such_sheet."""
    if kind == "zip":
        kind = measured(path)
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
        yield Row(number, cells, problem_of(cells))

"""The rows of the list as CSV or XLSX: all pages, exactly what the filters show.

Both are read in chunks, each in a session of its own with the actor bound, so that nothing of a request
is needed once the answer has begun to flow. Text that a spreadsheet would take for a formula is not.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.db import reading
from portal.orders import labels, listing, rows
from portal.web.spreadsheets import BYTE_ORDER_MARK, csv_bytes, harmless

CHUNK = 1000
SHEET_ROWS = 1_048_576  # what one sheet holds
BLOCK = 64 * 1024

Cell = str | int | Decimal | date | None


@dataclass(frozen=True, slots=True)
class Words:
    """What the file says in the reader's language: column heads, and the words of kinds and modes."""

    heads: list[str]
    kinds: dict[str, str]
    modes: dict[str, str]
    names: list[str]


def words(actor: Actor) -> Words:
    """The words for this reader, looked up while the request is still there to say the language."""
    names = [name for name in labels.COLUMNS if actor.is_staff or not name.startswith("partner")]
    return Words(
        heads=[str(labels.COLUMNS[name]) for name in names],
        kinds={kind: str(label) for kind, label in labels.KINDS.items()},
        modes={mode: str(label) for mode, label in labels.MODES.items()},
        names=names,
    )


def read(engine: Engine, actor: Actor, asked: listing.Asked) -> Iterator[list[Any]]:
    """The rows in chunks, each read by a session that is closed before the chunk is given out."""
    after: str | None = None
    while True:
        with reading(), Session(engine) as session:
            session.info["actor"] = actor
            found = listing.page(session, actor, asked, after, CHUNK)
        yield found.rows
        if found.after is None:
            return
        after = found.after


def cells(row: Any, words: Words, today: date) -> list[Cell]:
    """One row's cells in the order of the heads."""
    kind, days = rows.status_of_row(row, today)
    values: dict[str, Cell] = {
        "order": row.order_ref, "line": row.line_number, "part": row.part,
        "partner_code": getattr(row, "partner_code", None), "partner": getattr(row, "partner_name", None),
        "item_code": row.item_code, "item": row.item, "detail": row.detail, "quantity": row.quantity,
        "open": rows.open_quantity(row), "accepted": row.accepted, "unit": row.unit,
        "status": words.kinds[kind], "days": days if days else None,
        **{name: getattr(row, name) for name in labels.DAYS},
        "moves": row.moves, "mode": words.modes.get(row.mode, row.mode) if row.mode else None,
        "carrier": row.carrier,
    }  # fmt: skip
    return [values[name] for name in words.names]


def csv_lines(chunks: Iterator[list[Any]], words: Words, today: date) -> Iterator[bytes]:
    """The file as it is made: UTF-8 with a byte-order mark, so that Excel reads it as such."""
    yield BYTE_ORDER_MARK + csv_bytes([[harmless(head) for head in words.heads]])
    for chunk in chunks:
        yield csv_bytes([[_plain(cell) for cell in cells(row, words, today)] for row in chunk])


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return harmless(cell)
    return format(cell.normalize(), "f") if isinstance(cell, Decimal) else str(cell)


def workbook(chunks: Iterator[list[Any]], words: Words, today: date) -> IO[bytes]:
    """The rows as an XLSX file that has no name and vanishes when it is closed. Memory does not grow
    with the rows; what one sheet cannot hold goes on the next."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 the caller closes it
    # Without these xlsxwriter turns text into formulas, links and numbers.
    book = xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )  # fmt: skip
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet, line = None, SHEET_ROWS
    for chunk in chunks:
        for row in chunk or [None]:
            if line >= SHEET_ROWS:
                sheet, line = book.add_worksheet(), 1
                for column, head in enumerate(words.heads):
                    sheet.write_string(0, column, head, bold)
                sheet.freeze_panes(1, 0)
            if row is not None:
                for column, cell in enumerate(cells(row, words, today)):
                    _write(sheet, line, column, cell, day)
                line += 1
    book.close()
    file.seek(0)
    return file


def _write(sheet: Any, line: int, column: int, cell: Cell, day: Any) -> None:
    if isinstance(cell, str):
        sheet.write_string(line, column, cell)
    elif isinstance(cell, date):
        sheet.write_datetime(line, column, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
    elif cell is not None:
        sheet.write_number(line, column, float(cell))


def blocks(file: IO[bytes]) -> Iterator[bytes]:
    """The file in pieces; it is closed, and so removed, at its end or when the reader goes away."""
    try:
        while block := file.read(BLOCK):
            yield block
    finally:
        file.close()

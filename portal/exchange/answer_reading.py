"""What people filled into a sheet of open lines, row by row, before anybody asks whether it can be."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from portal.exchange.answer_columns import (
    FILLED,
    IDENTITY,
    MARKS,
    NO_MARKS,
    PAIRS,
    STATE,
    cause_words,
    columns_of,
    label,
)  # fmt: skip
from portal.exchange.answer_sheet import state_read
from portal.exchange.days import day
from portal.exchange.encodings import Unreadable
from portal.exchange.reading import Format, Row
from portal.exchange.reasons import reason_text
from portal.exchange.sheets import book_format, book_rows
from portal.exchange.values import Cell, Meaningless, plain_text
from portal.orders.parts import REASON, Typed
from portal.orders.typed import amount, kept
from portal.web.forms import folded
from portal.web.i18n import _

HEAD_WITHIN = 20  # rows in which the heads are looked for
MOST_ANSWERS = 10_000
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is not taken: its number, the column's head (empty for the whole row), what stands
    there, and the reason in the reader's language."""

    row: int
    column: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A row that somebody filled: which line at which version, and what stands in its cells."""

    row: int
    order: str
    line: int
    part: int
    version: int
    seen_at: int  # epoch seconds of the download
    days: list[Typed] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    nothing: bool = False
    reason: str = ""
    cause: str = ""


class _Wrong(Exception):
    def __init__(self, name: str, cell: Cell, why: str) -> None:
        super().__init__(why)
        self.name, self.cell, self.why = name, cell, why


def sheet_format(path: Path) -> Format:
    """How the workbook is written; the first sheet that has the heads is read. Raises Unreadable:
    damaged, bomb, zip, file_too_large, empty, not_answers."""
    with path.open("rb") as file:
        if not file.read(4).startswith(b"PK\x03\x04"):
            raise Unreadable("not_answers")
    first = book_format(path, "zip")
    for name in first.sheets:
        form = Format(first.kind, sheet=name, sheets=first.sheets)
        if _head(book_rows(path, form)) is not None:
            return form
    raise Unreadable("not_answers")


def filled_rows(path: Path, form: Format, locale: str) -> Iterator[Filled | Fault]:
    """Every filled row of the sheet, or why it cannot be read. Numbers are read in the language
    `locale`; formulas count as what they last came to. Raises Unreadable: damaged, too_many_answers."""
    rows = book_rows(path, form)
    columns = _head(rows)
    if columns is None:
        raise Unreadable("not_answers")
    seen: dict[tuple[str, int, int], int] = {}
    for count, row in enumerate((row for row in rows if _is_filled(row, columns)), start=1):
        if count > MOST_ANSWERS:
            raise Unreadable("too_many_answers")
        if row.problem:
            yield Fault(row.number, "", "", reason_text(row.problem))
            continue
        cells = {name: row.cells[place] for name, place in columns.items() if place < len(row.cells)}
        try:
            found = _filled(row.number, cells, locale)
        except _Wrong as wrong:
            yield Fault(row.number, label(wrong.name), shown(wrong.cell), wrong.why)
            continue
        key = (found.order, found.line, found.part)
        if (earlier := seen.setdefault(key, row.number)) != row.number:
            why = _("Row %(row)s answers this line already. Keep one of them.", row=earlier)
            yield Fault(row.number, label("line"), f"{found.order} {found.line}", why)
            continue
        yield found


def shown(cell: Cell) -> str:
    """A cell as a page shows it: one line, not long."""
    text = folded(plain_text(cell))
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _head(rows: Iterator[Row]) -> dict[str, int] | None:
    """Where the columns stand; the rows down to the heads are used up."""
    for row in rows:
        if row.number > HEAD_WITHIN:
            return None
        found = columns_of([cell if isinstance(cell, str) else "" for cell in row.cells])
        if all(name in found for name in (*IDENTITY, *FILLED)):
            return found
    return None


def _is_filled(row: Row, columns: dict[str, int]) -> bool:
    places = (columns[name] for name in FILLED)
    return any(not _empty(row.cells[place]) for place in places if place < len(row.cells))


def _empty(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.strip()


def _filled(number: int, cells: dict[str, Cell], locale: str) -> Filled:
    state = state_read(folded(plain_text(cells.get(STATE, ""))))
    if state is None:
        raise _Wrong(
            STATE,
            cells.get(STATE, ""),
            _("The hidden column was changed. Download the sheet anew and fill it."),
        )
    reason = folded(plain_text(cells.get("reason", "")))
    if len(reason) > REASON:
        raise _Wrong("reason", reason, _("Shorten it to %(max)d characters", max=REASON))
    return Filled(
        row=number, order=folded(plain_text(cells["order"]))[:60], line=_whole(cells, "line"),
        part=_whole(cells, "part"), version=state[0], seen_at=state[1], days=_days(cells, locale),
        values={name: shown(cell) for name, cell in cells.items() if name in FILLED},
        nothing=_mark(cells), reason=reason, cause=_cause(cells),
    )  # fmt: skip


def _whole(cells: dict[str, Cell], name: str) -> int:
    text = plain_text(cells[name])
    if not (text.isascii() and text.isdecimal() and len(text) < 9):
        raise _Wrong(
            name, cells[name], _("This is not the number of a line. Download the sheet anew and fill it.")
        )
    return int(text)


def _days(cells: dict[str, Cell], locale: str) -> list[Typed]:
    typed = []
    for number, (day_name, quantity_name) in enumerate(PAIRS, start=1):
        on, much = cells.get(day_name, ""), cells.get(quantity_name, "")
        if _empty(on) and _empty(much):
            continue
        typed.append(Typed(number, _day(day_name, on), _quantity(quantity_name, much, locale)))
    return typed


def _day(name: str, cell: Cell) -> date | None:
    if _empty(cell):
        return None
    try:
        return day(cell, None)
    except Meaningless as problem:
        value = shown(cell)
        if problem.reason == "ambiguous_date":
            why = _(
                "“%(value)s” can be read in two ways. Write the year first, like 2026-05-09.", value=value
            )
        else:
            why = reason_text(problem.reason, value)
        raise _Wrong(name, cell, why) from problem


def _quantity(name: str, cell: Cell, locale: str) -> Decimal | None:
    """None for an empty cell. What is no quantity is refused here, with the cell."""
    if _empty(cell):
        return None
    read = None
    if isinstance(cell, str):
        read = amount(plain_text(cell), locale) if len(cell) < 60 else None
    elif isinstance(cell, int | float) and not isinstance(cell, bool):
        read = kept(Decimal(format(cell, ".15g")))
    if read is None or read <= 0:
        raise _Wrong(name, cell, _("Write each quantity as a number above zero, like 12.5."))
    return read


def _mark(cells: dict[str, Cell]) -> bool:
    text = folded(plain_text(cells.get("nothing", ""))).casefold()
    if text in MARKS or text in NO_MARKS:
        return text in MARKS
    raise _Wrong(
        "nothing", cells["nothing"], _("Write x where nothing will be delivered, or leave it empty.")
    )


def _cause(cells: dict[str, Cell]) -> str:
    text = folded(plain_text(cells.get("cause", "")))
    if not text:
        return ""
    if side := cause_words().get(text.casefold()):
        return side
    raise _Wrong("cause", cells["cause"], _("Choose one of the causes on the second sheet."))

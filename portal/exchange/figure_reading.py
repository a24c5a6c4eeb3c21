"""A file of figures as rows that say something, or why one cannot be taken."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from portal.exchange import days, numbers, records
from portal.exchange.answer_reading import Fault, shown
from portal.exchange.encodings import Unreadable
from portal.exchange.figure_kinds import FigureKind, columns_of, head
from portal.exchange.profiles import Profile
from portal.exchange.reading import Row
from portal.exchange.reasons import reason_text
from portal.exchange.values import AMBIGUOUS, MIXED, Cell, Meaningless, plain_text, raw_text, settled
from portal.web.forms import folded

HEAD_WITHIN = 20
MOST_ROWS = 20_000
LONGEST = {"product": 80, "unit": 20, "ref": 60, "held_why": 300}
PLACES = {"payments": 4}
# Nobody chooses how a file of figures is read, so a cell that reads in two ways is to be written anew.
TWO_WAYS = {"ambiguous_date": "two_days", "ambiguous_number": "two_numbers"}
_YEAR_FIRST = re.compile(r"(\d{4})[-/.]?(\d{1,2})", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Said:
    """What a row says, by column; what is not there is None."""

    row: int
    partner: str
    values: dict[str, Any]
    texts: dict[str, str]


def figures(path: Path, kind: FigureKind, *, own: bool) -> Iterator[Said | Fault]:
    """Every row below the heads. Numbers and days are read as the whole column proves them to be written; a row
    that is empty is passed over. Raises Unreadable: as files of orders, no_figures, too_many_figures."""
    rows = records.rows(path, records.format_of(path, Profile()))
    columns = None
    for row in rows:
        if row.number > HEAD_WITHIN:
            break
        if (columns := columns_of(kind, row.cells, own=own)) is not None:
            break
    if columns is None:
        raise Unreadable(
            "no_figures", ", ".join(head(name) for name in kind.columns if name in kind.required)
        )
    found = [row for row in rows if row.problem or not _empty(row, columns)][: MOST_ROWS + 1]
    if len(found) > MOST_ROWS:
        raise Unreadable("too_many_figures")
    reader = _Reader(kind, columns, found, own)
    for row in found:
        yield reader.read(row)


class _Reader:
    """Reads rows once it knows how the columns of the file are written."""

    def __init__(self, kind: FigureKind, columns: dict[str, int], rows: Sequence[Row], own: bool) -> None:
        self.kind, self.columns, self.own = kind, columns, own
        texts = {
            name: [cell for row in rows if isinstance(cell := _cell(row, place), str) and cell.strip()]
            for name, place in columns.items()
        }
        mark = settled(
            vote
            for cell in texts.get("amount", ())
            if (vote := numbers.mark_proved_by(numbers.looks_numeric(cell) or "")) is not None
        )
        self.mark = mark if mark not in (AMBIGUOUS, MIXED) else None
        order = settled(
            vote
            for name in ("due_on", "paid_on", "month")
            for cell in texts.get(name, ())
            if (vote := days.order_proved_by(plain_text(cell))) is not None
        )
        self.order = order if order not in (AMBIGUOUS, MIXED) else None

    def read(self, row: Row) -> Said | Fault:
        if row.problem:
            return Fault(row.number, "", "", reason_text(row.problem))
        values: dict[str, Any] = {}
        texts: dict[str, str] = {}
        for name in self.kind.columns:
            place = self.columns.get(name)
            cell: Cell = "" if place is None else _cell(row, place)
            texts[name] = folded(plain_text(cell))
            try:
                values[name] = self._value(name, cell, texts[name])
            except Meaningless as problem:
                reason = TWO_WAYS.get(problem.reason, problem.reason)
                return Fault(row.number, head(name), shown(cell), reason_text(reason, texts[name]))
        return Said(row.number, texts["partner"], values, texts)

    def _value(self, name: str, cell: Cell, text: str) -> Any:
        if not text:
            if name in self.kind.required and not (name == "partner" and self.own):
                raise Meaningless("missing")
            return "" if name in ("product", "partner") else None
        if name == "amount":
            return self._amount(cell)
        if name in ("due_on", "paid_on"):
            return days.day(cell, self.order)
        if name == "month":
            return month(cell, self.order)
        if name == "currency":
            if not (len(text) == 3 and text.isascii() and text.isalpha()):
                raise Meaningless("no_currency")
            return text.upper()
        if len(text) > LONGEST.get(name, 200):
            raise Meaningless("too_long")
        return text

    def _amount(self, cell: Cell) -> Decimal:
        found = numbers.number(cell, self.mark, PLACES.get(self.kind.name, 3), rounded=True)
        if found < 0:
            raise Meaningless("negative")
        if found == 0 and self.kind.name == "payments":
            raise Meaningless("nothing_owed")
        return found


def month(cell: Cell, order: str | None) -> date:
    """The first day of the month in a cell: 2026-05, 202605, 05/2026, May 2026, May-26, Mei 2026, or any day of
    it. Raises Meaningless: not_a_month, out_of_range."""
    text = folded(plain_text(cell)) if isinstance(cell, str | int | float) else ""
    if found := _YEAR_FIRST.fullmatch(text):
        forms: list[tuple[Cell, str | None]] = [(f"{found[1]}-{found[2]}-1", None)]
    elif found := _YEAR_LAST.fullmatch(text):
        forms = [(f"{found[2]}-{found[1]}-1", None)]
    else:
        forms = [(f"1 {text}", "dmy"), (text, order)] if text else [(cell, order)]
    for form, how in forms:
        try:
            return days.day(form, how).replace(day=1)
        except Meaningless as problem:
            if problem.reason == "out_of_range":
                raise
    raise Meaningless("not_a_month")


def _cell(row: Row, place: int) -> Cell:
    return row.cells[place] if place < len(row.cells) else ""


def _empty(row: Row, columns: dict[str, int]) -> bool:
    return not any(raw_text(_cell(row, place)).strip() for place in columns.values())

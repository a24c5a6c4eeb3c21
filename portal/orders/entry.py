"""Lines of an order as somebody types them or pastes them from a spreadsheet, and what they become."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from portal.orders import typed
from portal.orders.actions import NewLine
from portal.orders.labels import MODES
from portal.web import formats
from portal.web.forms import folded
from portal.web.i18n import _

CELLS = ("code", "item", "detail", "quantity", "unit", "wanted", "price", "mode")
PASTED = ("code", "item", "quantity", "unit", "wanted", "price")  # in the order buyers have them
LONGEST = {"code": 60, "item": 300, "detail": 300, "unit": 20}
MOST_LINES = 500
FIRST_ROWS = 3
MORE_ROWS = 5
LONGEST_CELL = 1_000

_NAME = re.compile(rf"row(\d{{1,3}})-({'|'.join(CELLS)})", re.ASCII)


@dataclass(slots=True)
class TypedLine:
    """One row of the form: its number from 1, what stands in its cells, and what is wrong with them."""

    number: int
    cells: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")

    @property
    def filled(self) -> bool:
        """Something stands in it; a way of transport alone says nothing."""
        return any(value for name, value in self.cells.items() if name != "mode")

    def id(self, name: str) -> str:
        """The name and id of the control of one cell."""
        return f"row{self.number}-{name}"


def sent(form: Mapping[str, str]) -> list[TypedLine]:
    """The rows of a form as they came, by their numbers, each cell cleaned and on one line."""
    rows: dict[int, dict[str, str]] = {}
    for name, value in form.items():
        if (found := _NAME.fullmatch(name)) and 0 < int(found[1]) <= MOST_LINES:
            rows.setdefault(int(found[1]), {})[found[2]] = folded(value[:LONGEST_CELL])
    return [TypedLine(number, rows[number]) for number in sorted(rows)]


def renumbered(rows: Iterable[TypedLine], empty: int = 0) -> list[TypedLine]:
    """The filled rows, counted from 1, and so many empty ones after them."""
    kept = [row.cells for row in rows if row.filled][:MOST_LINES]
    kept += [{} for _n in range(min(empty, MOST_LINES - len(kept)))]
    return [TypedLine(number, cells) for number, cells in enumerate(kept, start=1)]


def pasted(text: str, locale: str) -> list[TypedLine]:
    """The rows of a block of cells copied from a spreadsheet: code, item, quantity, unit, day, and the
    price if there is one. A row of headings is left out. Raises ValueError with a sentence."""
    if "\t" not in text:
        raise ValueError(
            _("No columns were found. Copy the cells in your spreadsheet and paste them here as they are.")
        )
    rows: list[TypedLine] = []
    for cells in _cells(text):
        values = {name: folded(cell[:LONGEST_CELL]) for name, cell in zip(PASTED, cells, strict=False)}
        if any(values.values()):
            rows.append(TypedLine(len(rows) + 1, _in_readers_form(values, locale)))
    if rows and _is_heading(rows[0]):
        rows = rows[1:]
    if not rows:
        raise ValueError(_("No line was found in what you pasted."))
    if len(rows) > MOST_LINES:
        raise ValueError(
            _("That is %(n)s lines; an order entered by hand takes %(most)s. Import the file instead.",
              n=formats.quantity(len(rows), locale), most=MOST_LINES)
        )  # fmt: skip
    return rows


def _cells(text: str) -> list[list[str]]:
    try:
        return list(csv.reader(text.splitlines(keepends=True), delimiter="\t"))
    except csv.Error:  # a cell without end
        raise ValueError(_("No line was found in what you pasted.")) from None


def _is_heading(row: TypedLine) -> bool:
    return not any(c.isdigit() for name in ("quantity", "wanted", "price") for c in row[name])


def _in_readers_form(values: dict[str, str], locale: str) -> dict[str, str]:
    """What can be read is shown as it was understood: "1.500" may be one and a half, or much more."""
    read = dict(values)
    if (quantity := typed.amount(values.get("quantity", ""), locale)) is not None:
        read["quantity"] = formats.quantity(quantity, locale)
    if values.get("price") and (price := typed.price(values["price"], locale)) is not None:
        read["price"] = formats.money(price, None, locale)
    with suppress(typed.Unread):
        read["wanted"] = typed.day(values.get("wanted", ""), locale).isoformat()
    return read


def lines_of(rows: Sequence[TypedLine], ordered_on: date | None, locale: str) -> list[NewLine]:
    """The lines that the filled rows state. What is wrong with a row is noted on it, and then nothing is
    returned."""
    made = [_line(row, ordered_on, locale) for row in rows if row.filled]
    return [line for line in made if line is not None] if None not in made else []


def _line(row: TypedLine, ordered_on: date | None, locale: str) -> NewLine | None:
    quantity, unit_price = row_quantity(row, locale), row_price(row, locale)
    wanted = row_day(row, locale)
    if not row["item"]:
        row.errors["item"] = _("Name the item.")
    if not row["unit"]:
        row.errors["unit"] = _("Give a unit, like pcs or kg.")
    for name, most in LONGEST.items():
        if len(row[name]) > most:
            row.errors[name] = _("Shorten it to %(max)d characters", max=most)
    if row["mode"] and row["mode"] not in MODES:
        row.errors["mode"] = _("Choose one of the ways of transport.")
    if wanted and ordered_on and wanted < ordered_on:
        row.errors["wanted"] = _("The day lies before the day of the order.")
    if quantity and unit_price and quantity * unit_price > typed.MOST_VALUE:
        row.errors["price"] = _("Quantity times price is too much to be kept.")
    row.errors = {name: row.errors[name] for name in CELLS if name in row.errors}  # as they stand in the row
    if row.errors or quantity is None or wanted is None:
        return None
    return NewLine(
        item=row["item"], quantity=quantity, unit=row["unit"], requested_on=wanted,
        item_code=row["code"] or None, detail=row["detail"] or None, unit_price=unit_price,
        mode=row["mode"] or None,
    )  # fmt: skip


def row_quantity(row: TypedLine, locale: str) -> Decimal | None:
    """The quantity of a row; what is wrong with it is noted on the row."""
    quantity = typed.amount(row["quantity"], locale)
    if not quantity:
        row.errors["quantity"] = _("Write the quantity as a number above zero, like 12.5.")
    return quantity


def row_price(row: TypedLine, locale: str) -> Decimal | None:
    """The price of a row, if there is one."""
    value = typed.price(row["price"], locale) if row["price"] else None
    if row["price"] and value is None:
        row.errors["price"] = _("Write the price as a number, with at most four decimals.")
    return value


def row_day(row: TypedLine, locale: str) -> date | None:
    """The day of a row on which it is wanted."""
    try:
        return typed.day(row["wanted"], locale)
    except typed.Unread as unread:
        if not row["wanted"]:
            said = _("Give the day on which it is wanted.")
        elif unread.ambiguous:
            said = _("%(day)s reads as two days. Write it like 2026-12-18 or 18 Dec 2026.", day=row["wanted"])
        else:
            said = _("Write the day like 2026-12-18, between 2000 and 2100.")
        row.errors["wanted"] = said
        return None

"""One row of cells becomes one order record, or the reasons why not."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from portal.exchange.days import day
from portal.exchange.encodings import Unreadable
from portal.exchange.headers import header_names
from portal.exchange.numbers import number
from portal.exchange.profiles import DAY, FIELDS, MODES, MONEY, QUANTITY, WHOLE, Profile
from portal.exchange.reading import Row
from portal.exchange.record import OrderRecord, Refusal, Skipped
from portal.exchange.values import Cell, Meaningless, plain_text, raw_text, repaired
from portal.orders.references import TAKEN, opens
from portal.shipments.notice_forms import RESERVED

VALUE_SHOWN = 300  # characters of a refused cell that are kept
MOST_LINES = 1_000_000
_REFERENCE = re.compile(r"See (?:ASN|DN)-\d+ \(ID#:(\d+)\)")
_TOTAL = re.compile(
    r"(?:grand |sub)?-?totals?\b|sous-total|gesamt\w*|summe\b|somme\b|jumlah\b|suma\b|totale\b", re.IGNORECASE
)
_CODE_AND_NAME = re.compile(r"(\d{3,})[ \u00a0]{2,}(\S.*)", re.DOTALL)
# What may not stand in a reference, since the page of it has an address.
_TAKEN: dict[str, Collection[str]] = {"order_ref": TAKEN, "notice_ref": RESERVED}
_CODES = ("order_ref", "line_ref", "item_code", "partner_code", "tracking_number", "notice_ref")

Parser: TypeAlias = Callable[[Cell], Any]


@dataclass(frozen=True, slots=True)
class _Said:
    """A text where a number or a day was expected, and the line it points to."""

    text: str
    line: str | None = None


class Taker:
    """Makes records of rows by one profile and one header row.

    Raises Unreadable: no_such_column, not_mapped, bad_constant.
    """

    def __init__(self, profile: Profile, header: list[Cell]) -> None:
        self._headers = headers = header_names(header)
        self._width = len(headers)
        places = {name: index for index, name in enumerate(headers)}
        columns = dict(profile.columns)
        for wanted in columns.values():
            if wanted not in places:
                raise Unreadable("no_such_column", wanted)
        if "item" not in {*columns, *profile.constants} and "item_code" in columns:
            columns["item"] = columns["item_code"]
        for name in profile.required:
            if name not in columns and name not in profile.constants:
                raise Unreadable("not_mapped", name)
        self._profile = profile
        self._plan: list[tuple[str, int, str, Parser, bool]] = [
            (
                name,
                places[wanted],
                wanted,
                self._parser(name, wanted),
                name in profile.required and name not in profile.constants,
            )
            for name, wanted in columns.items()
        ]
        self._fill = [places[columns[name]] for name in profile.fill_down if name in columns]
        self._above: dict[int, Cell] = {}
        self._item = places[columns["item"]] if "item" in columns else None
        self._order = places[columns["order_ref"]] if "order_ref" in columns else None
        telling = {name for name in ("order_ref", "item", "quantity", "line_ref") if name in columns}
        self._telling = [places[columns[name]] for name in telling if name not in profile.fill_down]
        self._modes = {word.casefold(): mode for word, mode in (profile.modes or MODES).items()}
        self._constants: dict[str, Any] = {}
        for name, text in profile.constants.items():
            try:
                self._constants[name] = self._parser(name)(text)
            except Meaningless as problem:
                raise Unreadable("bad_constant", text) from problem

    def take(self, row: Row) -> Iterator[OrderRecord | Refusal | Skipped]:
        """What becomes of `row`: nothing if it is blank."""
        cells, at = row.cells, row.number
        if row.problem:
            yield Refusal(at, None, raw_text(cells[0])[:VALUE_SHOWN] if cells else "", row.problem)
            return
        if cells.count("") == len(cells):
            return
        if len(cells) < self._width:
            cells += [""] * (self._width - len(cells))
        elif extra := [raw_text(cell) for cell in cells[self._width :] if not _blank(cell)]:
            yield Refusal(at, None, extra[0][:VALUE_SHOWN], "too_many_cells")
            return
        if skipped := self._skipped(at, cells):
            if skipped.value:
                yield skipped
            return
        source = dict(zip(self._headers, map(raw_text, cells), strict=False))
        if self._fill:
            cells = self._filled(cells)
        values = dict(self._constants)
        refusals: list[Refusal] = []
        for name, place, header, parse, required in self._plan:
            cell = cells[place]
            if _blank(cell):
                if required:
                    refusals.append(Refusal(at, header, "", "missing"))
                continue
            try:
                values[name] = parse(cell)
            except Meaningless as problem:
                refusals.append(Refusal(at, header, raw_text(cell)[:VALUE_SHOWN], problem.reason))
        if refusals:
            yield from dict.fromkeys(refusals)
        else:
            yield self._record(at, source, values)

    def _skipped(self, at: int, cells: list[Cell]) -> Skipped | None:
        """The note that a row is a total or holds no line; its value is empty for a blank row."""
        place = next((index for index, cell in enumerate(cells) if not _blank(cell)), None)
        if place is None:
            return Skipped(at, "", "not_a_line")
        first = plain_text(cells[place])
        if _TOTAL.match(first) and self._is_total(cells, place):
            return Skipped(at, first[:VALUE_SHOWN], "total")
        if all(_blank(cells[each]) for each in self._telling):
            return Skipped(at, first[:VALUE_SHOWN], "not_a_line")
        return None

    def _is_total(self, cells: list[Cell], label: int) -> bool:
        """Whether a row whose first word means "total", in column `label`, names no item or order."""
        if self._item is not None and self._item != label:
            return _blank(cells[self._item])
        if self._item == label and not _TOTAL.fullmatch(plain_text(cells[label]).rstrip(" :")):
            return False
        if self._order is not None and self._order != label:
            return _blank(cells[self._order])
        return 2 * sum(map(_blank, cells)) >= len(cells)

    def _filled(self, cells: list[Cell]) -> list[Cell]:
        """The row with its group's values: a new value in the first filled column starts a group."""
        if not _blank(cells[self._fill[0]]):
            self._above = {place: cells[place] for place in self._fill}
            return cells
        cells = list(cells)
        for place in self._fill:
            if _blank(cells[place]):
                cells[place] = self._above.get(place, "")
        return cells

    def _record(self, at: int, source: dict[str, str], values: dict[str, Any]) -> OrderRecord:
        profile = self._profile
        for name in {*profile.no_value, *profile.references}:
            said = values.get(name)
            if isinstance(said, _Said):
                values[name] = None
                if name in ("weight", "freight"):
                    values[name + "_text"], values[name + "_of"] = said.text, said.line
        if mode := values.get("mode"):
            values["mode_text"] = mode
            values["mode"] = self._modes.get(mode.casefold(), "other")
        partner = values.get("partner_name")
        if partner is not None:
            if profile.split_partner and (found := _CODE_AND_NAME.fullmatch(partner)):
                values.setdefault("partner_code", found[1])
                values["partner_name"] = found[2]
            values["internal_warehouse"] = partner in profile.internal_partners
        return OrderRecord(at, source, **values)

    def _parser(self, name: str, header: str | None = None) -> Parser:
        parse = self._plain_parser(name, header)
        words = {word.casefold() for word in self._profile.no_value.get(name, ())}
        refers = name in self._profile.references
        if not words and not refers:
            return parse

        def worded(cell: Cell) -> Any:
            if isinstance(cell, str):
                text = cell.strip()
                if text.casefold() in words:
                    return _Said(text)
                if refers and (found := _REFERENCE.fullmatch(text)):
                    return _Said(text, found[1])
            return parse(cell)

        return worded

    def _plain_parser(self, name: str, header: str | None) -> Parser:
        kind, longest = FIELDS[name]
        profile = self._profile
        if kind == DAY:
            order = profile.dates.get(header or "")
            return lambda cell: day(cell, order)
        if kind == WHOLE:
            return _whole
        mark = profile.decimals.get(header or "") or profile.decimal
        if kind == MONEY:
            return lambda cell: number(cell, mark, 4, rounded=True)
        if kind == QUANTITY:
            return _amount(mark, "negative_quantity" if name == "quantity" else "negative")
        repair, code, taken = name in profile.repair, name in _CODES, _TAKEN.get(name, ())

        def text(cell: Cell) -> str:
            if code and not isinstance(cell, str | int | float):
                raise Meaningless("code_is_date")
            plain = plain_text(cell)
            if "\n" in plain or "\r" in plain:
                plain = " ".join(plain.split("\r\n" if "\r\n" in plain else "\n" if "\n" in plain else "\r"))
            if len(plain) > longest:
                raise Meaningless("too_long")
            if taken and not opens(plain, taken):
                raise Meaningless("no_address")
            return repaired(plain) if repair else plain

        return text


def _blank(cell: Cell) -> bool:
    return isinstance(cell, str) and (not cell or cell.isspace())


def _amount(mark: str | None, below_zero: str) -> Parser:
    def amount(cell: Cell) -> Decimal:
        value = number(cell, mark, 3)
        if value < 0:
            raise Meaningless(below_zero)
        return value

    return amount


def _whole(cell: Cell) -> int:
    try:
        value = int(number(cell, ".", 0))
    except Meaningless:
        raise Meaningless("not_whole") from None
    if not 0 <= value <= MOST_LINES:
        raise Meaningless("not_whole")
    return value

"""A first reading of a file that a person can correct: format, header, columns, dates, decimals."""

import re
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path

from portal.exchange import scms
from portal.exchange.days import looks_like_day
from portal.exchange.encodings import Unreadable
from portal.exchange.evidence import answers, kinds, vote
from portal.exchange.headers import columns_of, currency_in, field_of, header_names
from portal.exchange.numbers import looks_numeric
from portal.exchange.profiles import DAYS, NUMBERS, Profile
from portal.exchange.reading import Format, Row
from portal.exchange.records import format_of, rows
from portal.exchange.values import AMBIGUOUS, MIXED, Cell, plain_text, raw_text, settled

HEAD_ROWS = 200  # rows looked at for the header and the kinds of columns
HEADER_WITHIN = 40
SAMPLE_ROWS = 15
_UNIT_CELL = re.compile(r"[(\[].*[)\]]")
_CODE_AND_NAME = re.compile(r"\d{3,}[ \u00a0]{2,}\S.*")
_GROUPED_FIELDS = (
    "order_ref",
    "partner_name",
    "partner_code",
    "country",
    "currency",
    "ordered_on",
    "mode",
    "incoterm",
)


@dataclass(frozen=True, slots=True)
class Guess:
    """What a file seems to be. `dates` and `decimals` hold, per header, what the whole column
    proves: an order or a mark, "ambiguous" (nothing proves it) or "mixed" (values contradict each
    other). `head` is the first rows of the file as text, title rows included; `rows` counts the rows
    below the header; `questions` are (kind, header or field) a person has to answer: date_order,
    decimal, column. `warnings` are codes of reasons.py."""

    form: Format
    header_row: int
    skip_rows: tuple[int, ...]
    headers: tuple[str, ...]
    columns: dict[str, str]
    constants: dict[str, str]
    dates: dict[str, str]
    decimals: dict[str, str]
    fill_down: tuple[str, ...]
    split_partner: bool
    rows: int
    head: tuple[tuple[str, ...], ...]
    given: Profile
    built_in: str | None = None
    warnings: tuple[str, ...] = field(default=())

    @property
    def questions(self) -> tuple[tuple[str, str], ...]:
        """What nobody but the sender knows, for the columns in use."""
        settings = self.profile()
        asked: dict[tuple[str, str], None] = {}
        for name, header in self.columns.items():
            if name in DAYS and header not in settings.dates and self.dates.get(header) in (AMBIGUOUS, MIXED):
                asked[("date_order", header)] = None
            open_mark = name in NUMBERS and not (header in settings.decimals or settings.decimal)
            if open_mark and self.decimals.get(header) in (AMBIGUOUS, MIXED):
                asked[("decimal", header)] = None
        known = {*self.columns, *self.constants}
        if "item_code" in known:
            known.add("item")
        asked.update({("column", name): None for name in settings.required if name not in known})
        return tuple(asked)

    def profile(self, name: str = "") -> Profile:
        """The guess as settings to read by, open questions left open. The encoding is only kept if
        it was given: next month's file may be written in another."""
        if self.built_in:
            return scms.BUILT_IN[self.built_in].corrected(sheet=self.form.sheet)
        given = self.given
        return replace(
            given,
            name=name or given.name,
            separator=self.form.separator,
            quote=self.form.quote,
            sheet=self.form.sheet,
            header_row=self.header_row,
            skip_rows=self.skip_rows,
            columns=dict(self.columns),
            constants=dict(self.constants),
            dates={**_proved(self.dates), **given.dates},
            decimals={**_proved(self.decimals), **given.decimals},
            decimal=given.decimal or self._mark_of_file(),
            fill_down=self.fill_down,
            split_partner=self.split_partner,
        )

    def _mark_of_file(self) -> str | None:
        proved = settled(mark for mark in self.decimals.values() if mark != AMBIGUOUS)
        return None if proved in (AMBIGUOUS, MIXED) else proved


def _proved(found: dict[str, str]) -> dict[str, str]:
    return {header: value for header, value in found.items() if value not in (AMBIGUOUS, MIXED)}


def sniff(path: Path, given: Profile | None = None, most_rows: int | None = None) -> Guess:
    """Read the file once (only its first `most_rows` rows, if given) and say what it seems to be;
    what `given` sets is taken as set.

    Raises Unreadable when the file as a whole cannot be read.
    """
    given = given or Profile()
    form = format_of(path, given)
    stream = islice(rows(path, form), most_rows)
    head = list(islice(stream, HEAD_ROWS))
    if not head:
        raise Unreadable("empty")
    at = _header_index(head, given.header_row)
    header, below = head[at], head[at + 1 :]
    headers = header_names(header.cells)
    built_in = None if given.columns else scms.recognised(headers)
    known = built_in.columns if built_in else given.columns
    columns = {name: wanted for name, wanted in known.items() if wanted in headers} or columns_of(headers)
    skip_rows = given.skip_rows or _unit_rows(below)
    below = [row for row in below if row.number not in skip_rows]
    if not known:
        _name_item_column(below, headers, columns)
    days, numbers = kinds(below, headers, columns)
    votes: tuple[dict[int, set[str]], dict[int, set[str]]] = (
        {i: set() for i in days},
        {i: set() for i in numbers},
    )
    count = vote(chain(below, stream), votes)
    constants = dict(built_in.constants if built_in else given.constants)
    if "currency" not in columns and (code := currency_in(headers)):
        constants.setdefault("currency", code)
    partners = [plain_text(cell) for cell in _column(below, headers, columns.get("partner_name"))]
    return Guess(
        form=form,
        header_row=header.number,
        skip_rows=skip_rows,
        headers=headers,
        columns=columns,
        constants=constants,
        dates=answers(headers, votes[0]),
        decimals=answers(headers, votes[1]),
        fill_down=given.fill_down or _fill_down(below, headers, columns),
        split_partner=given.split_partner
        or (any(partners) and all(map(_CODE_AND_NAME.fullmatch, filter(None, partners)))),
        rows=count,
        head=tuple(tuple(raw_text(cell)[:200] for cell in row.cells) for row in head[:SAMPLE_ROWS]),
        given=given,
        built_in=built_in.name if built_in else None,
        warnings=("cross_tab",) if _days_across(head[at : at + 2]) else (),
    )


def _header_index(head: list[Row], wanted: int | None) -> int:
    """The place of the header row in `head`: the row that names most fields and holds no values."""
    if wanted is not None:
        for index, row in enumerate(head):
            if row.number == wanted:
                return index
        raise Unreadable("no_header", str(wanted))
    best, best_score = 0, -1.0
    for index, row in enumerate(head[:HEADER_WITHIN]):
        if row.problem:
            continue
        texts = [cell for cell in row.cells if isinstance(cell, str) and cell.strip()]
        values = len([cell for cell in row.cells if not isinstance(cell, str)])
        values += len([text for text in texts if looks_numeric(text) or looks_like_day(text.strip())])
        known = len([text for text in texts if field_of(text)])
        score = 3.0 * known + len(set(texts)) - 2.5 * values
        if score > best_score and len(texts) > 1:
            best, best_score = index, score
    return best


def _name_item_column(below: list[Row], headers: tuple[str, ...], columns: dict[str, str]) -> None:
    """A column "Item" beside a description counts lines if it holds whole numbers, else it is a code."""
    spare = next(
        (header for header in headers if header.casefold() == "item" and header not in columns.values()), None
    )
    if spare is None:
        return
    texts = [raw_text(cell).strip() for cell in _column(below, headers, spare)]
    wanted = "line_number" if all(text.isdigit() for text in texts if text) else "item_code"
    columns.setdefault(wanted, spare)


def _unit_rows(below: list[Row]) -> tuple[int, ...]:
    if not below:
        return ()
    texts = [raw_text(cell).strip() for cell in below[0].cells]
    texts = [text for text in texts if text]
    return (below[0].number,) if texts and all(_UNIT_CELL.fullmatch(text) for text in texts) else ()


def _column(below: list[Row], headers: tuple[str, ...], header: str | None) -> list[Cell]:
    if header is None:
        return []
    place = headers.index(header)
    return [row.cells[place] for row in below if place < len(row.cells)]


def _fill_down(below: list[Row], headers: tuple[str, ...], columns: dict[str, str]) -> tuple[str, ...]:
    """The fields that stand only on the first row of each order, if the order number is one."""
    if not {"order_ref", "item", "quantity"} <= columns.keys():
        return ()
    order, item, amount = (headers.index(columns[name]) for name in ("order_ref", "item", "quantity"))
    full = [row.cells for row in below if not row.problem and len(row.cells) > max(order, item, amount)]
    continued = [cells for cells in full if cells[order] == "" and cells[item] != "" and cells[amount] != ""]
    if not continued or full[0][order] == "":
        return ()
    present = [name for name in _GROUPED_FIELDS if name in columns]
    return tuple(
        name
        for name in present
        if all(
            headers.index(columns[name]) >= len(cells) or cells[headers.index(columns[name])] == ""
            for cells in continued
        )
    )


def _days_across(header: list[Row]) -> bool:
    return any(
        sum(
            1
            for cell in row.cells
            if (looks_like_day(cell.strip()) if isinstance(cell, str) else _is_day(cell))
        )
        > 5
        for row in header
    )


def _is_day(cell: Cell) -> bool:
    return hasattr(cell, "year")

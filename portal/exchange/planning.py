"""What becomes of the lines that a file says otherwise, worked out before anything is written: for the dry run
as for the import itself."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.exchange import arrivals, promises
from portal.exchange.arrivals import Arrivals
from portal.exchange.contradictions import Choices, Found
from portal.exchange.filed import news
from portal.exchange.pairing import Held
from portal.exchange.promises import Terms
from portal.exchange.record import OrderRecord
from portal.exchange.staging import StagedLine
from portal.orders.answers import Entry
from portal.orders.ledgers import ledgers_of
from portal.orders.models import Line, Schedule
from portal.shipments.models import Receipt

STEP = 400  # lines that are looked up together


@dataclass(frozen=True, slots=True)
class Changed:
    """A line of a file that says otherwise than our line."""

    ref: str
    held: Held
    staged: StagedLine


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of one line: itself, its parts with their ledgers, what the file says (with what it leaves
    out of a line that was entered by hand), its receipts and its promises."""

    changed: Changed
    record: OrderRecord
    line: Line
    parts: list[Schedule]
    ledgers: Mapping[int, list[Entry]]
    news: frozenset[str]
    arrivals: Arrivals
    terms: Terms

    @property
    def found(self) -> list[Found]:
        """What the file contradicts."""
        where = self.changed.staged.row, self.changed.ref, self.line.number
        return [Found(*where, what) for what in (*self.arrivals.contradictions, *self.terms.contradictions)]


def changed(ref: str, lines: Iterable[StagedLine], held: Mapping[str, Held]) -> list[Changed]:
    """Those of the lines of an order that say otherwise than ours."""
    return [
        Changed(ref, ours, line)
        for line in lines
        if (ours := held.get(line.key)) is not None and ours.says(line) == "changed"
    ]


def plans(
    session: Session, lines: Sequence[Changed], choices: Choices, today: date, *, to_change: bool = False
) -> Iterator[list[Plan]]:
    """The plans of these lines, some hundred at a time, with a few SELECTs each; `to_change` keeps others from
    answering them meanwhile."""
    for first in range(0, len(lines), STEP):
        yield _plans(session, lines[first : first + STEP], choices, today, to_change)


def _plans(
    session: Session, lines: Sequence[Changed], choices: Choices, today: date, to_change: bool
) -> list[Plan]:
    ids = [one.held.id for one in lines]
    ours = {line.id: line for line in session.scalars(select(Line).where(Line.id.in_(ids)))}
    statement = select(Schedule).where(Schedule.line_id.in_(ids)).order_by(Schedule.id)
    if to_change:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    parts: dict[int, list[Schedule]] = defaultdict(list)
    for part in session.scalars(statement):
        parts[part.line_id].append(part)
    schedules = [part for found in parts.values() for part in found]
    ledgers = ledgers_of(session, schedules)
    receipts = _receipts(session, [part.id for part in schedules])
    return [
        _plan(one, ours[one.held.id], parts[one.held.id], ledgers, receipts, choices, today) for one in lines
    ]


def _plan(
    one: Changed, line: Line, parts: list[Schedule], ledgers: Mapping[int, list[Entry]],
    receipts: Mapping[int, list[Any]], choices: Choices, today: date,
) -> Plan:  # fmt: skip
    record = one.held.by_hand.fill(one.staged.record) if one.held.by_hand else one.staged.record
    parts = sorted(parts, key=lambda part: part.part)
    said = news(line.filed, one.staged.record)
    came = arrivals.plan(record, said, parts, receipts, choices)
    terms = promises.plan(record, said, parts, came.accepted, ledgers, choices, today) if parts else Terms()
    return Plan(one, record, line, parts, ledgers, said, came, terms)


def _receipts(session: Session, schedule_ids: Sequence[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    rows = session.scalars(select(Receipt).where(Receipt.schedule_id.in_(schedule_ids)).order_by(Receipt.id))
    for row in rows:
        found[row.schedule_id].append(row)
    return found

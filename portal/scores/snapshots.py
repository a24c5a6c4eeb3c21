"""Closed months as they are asked for: the newest word on each, and all that was said before."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func
from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.scores import months, queries, weighing
from portal.scores.definition import read
from portal.scores.figure import Figure, Period, by_metric
from portal.scores.period_model import ClosedMonth


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A closed month: its figures by metric, its total, how often it was restated, and by which version of the
    definition it is counted."""

    month: Period
    figures: Mapping[str, Figure]
    score: Decimal | None
    number: int
    closed_at: datetime
    closed_name: str | None
    reason: str | None
    changes: Sequence[Sequence[Any]]
    definition: Mapping[str, Any]
    definition_of: str
    definition_number: int

    @property
    def company_score(self) -> Decimal | None:
        """What the company's own figures come to, by the same definition."""
        return weighing.score(self.figures.values(), read(self.definition), "company").value

    @property
    def restated(self) -> bool:
        """True if it is not what it was when it closed."""
        return self.number > 1


def of(row: Any) -> Snapshot:
    """The snapshot that a row holds."""
    return Snapshot(
        months.month(row.month), months.read(row.figures), None if row.score is None else Decimal(row.score), row.number,
        row.closed_at, row.closed_name, row.reason, row.changes, row.definition, row.definition_of,
        row.definition_number,
    )  # fmt: skip


def newest(session: Session, actor: Actor, partner_id: int, start: date, end: date) -> dict[date, Snapshot]:
    """The months that are closed between two days, by their first day, as they stand now. One SELECT."""
    return of_partners(session, actor, [partner_id], start, end).get(partner_id, {})


def of_partners(
    session: Session, actor: Actor, partner_ids: Sequence[int], start: date, end: date, *, first: bool = False
) -> dict[int, dict[date, Snapshot]]:
    """The same of several partners, by partner; `first`: as they stood when they closed. One SELECT."""
    within = (
        ClosedMonth.partner_id.in_(partner_ids),
        ClosedMonth.month >= start,
        ClosedMonth.month <= end,
    )
    number = func.min(ClosedMonth.number) if first else func.max(ClosedMonth.number)
    chosen = (
        ClosedMonth.visible_to(actor)
        .with_only_columns(ClosedMonth.partner_id, ClosedMonth.month, number.label("number"))
        .where(*within)
        .group_by(ClosedMonth.partner_id, ClosedMonth.month)
        .subquery()
    )
    statement = ClosedMonth.visible_to(actor).join(
        chosen,
        (chosen.c.partner_id == ClosedMonth.partner_id)
        & (chosen.c.month == ClosedMonth.month)
        & (chosen.c.number == ClosedMonth.number),
    )
    found: dict[int, dict[date, Snapshot]] = defaultdict(dict)
    for row in session.scalars(statement.where(*within)):
        found[row.partner_id][row.month] = of(row)
    return found


def is_closed(session: Session, actor: Actor, partner_id: int, month: date) -> bool:
    """True for a month that was closed. One SELECT."""
    statement = ClosedMonth.visible_to(actor).with_only_columns(ClosedMonth.id)
    first = statement.where(ClosedMonth.partner_id == partner_id, ClosedMonth.month == month).limit(1)
    return session.scalar(first) is not None


def history(session: Session, actor: Actor, partner_id: int, month: date) -> list[Snapshot]:
    """All that was said of a month, newest first. One SELECT."""
    statement = ClosedMonth.visible_to(actor).where(
        ClosedMonth.partner_id == partner_id, ClosedMonth.month == month
    )
    return [of(row) for row in session.scalars(statement.order_by(ClosedMonth.number.desc()))]


def everything(session: Session, actor: Actor, partner_id: int, start: date) -> list[Snapshot]:
    """All that was said of the months from a day on, newest month first and newest word first. One SELECT."""
    statement = ClosedMonth.visible_to(actor).where(
        ClosedMonth.partner_id == partner_id, ClosedMonth.month >= start
    )
    return [
        of(row)
        for row in session.scalars(statement.order_by(ClosedMonth.month.desc(), ClosedMonth.number.desc()))
    ]


class Periods:
    """The figures of periods of a partner: of closed months as they were frozen, of others as they are now, each
    read once. `closed`: the months that are closed, of all that will be asked for."""

    def __init__(self, session: Session, actor: Actor, partner: Any, closed: Mapping[date, Snapshot]) -> None:
        self._session, self._actor, self._partner, self._closed = session, actor, partner, closed
        self._live: dict[Period, list[Figure]] = {}

    def rest_on(self, period: Period) -> list[Snapshot]:
        """The closed months that a period is the sum of; none where one of its months is open."""
        wanted = months.within(period)
        found = [self._closed[each.start] for each in wanted if each.start in self._closed]
        return found if len(found) == len(wanted) else []

    def figures(self, period: Period) -> list[Figure]:
        """The figures of a period: of whole months that are all closed the sum of what was frozen, and no row is
        touched; else as they are now."""
        if closed := self.rest_on(period):
            return months.summed(each.figures for each in closed)
        if period not in self._live:
            self._live[period] = queries.figures(self._session, self._actor, self._partner, period)
        return self._live[period]

    def trend(self, wanted: Sequence[Period]) -> list[Mapping[str, Figure]]:
        """The figures of each of these months by metric."""
        return [by_metric(self.figures(each)) for each in wanted]


def figures(
    session: Session, actor: Actor, partner: Any, period: Period
) -> tuple[list[Figure], list[Snapshot]]:
    """The figures of a period, and the closed months that they rest on."""
    closed = newest(session, actor, partner.id, period.start, period.end) if months.within(period) else {}
    read = Periods(session, actor, partner, closed)
    return read.figures(period), read.rest_on(period)


def trend(
    session: Session, actor: Actor, partner: Any, wanted: Sequence[Period]
) -> list[Mapping[str, Figure]]:
    """The figures of each of these months by metric: of closed ones what was frozen, one SELECT for all."""
    if not wanted:
        return []
    closed = newest(session, actor, partner.id, wanted[0].start, wanted[-1].end)
    return Periods(session, actor, partner, closed).trend(wanted)

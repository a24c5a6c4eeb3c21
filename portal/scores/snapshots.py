"""Closed months as they are asked for: the newest word on each, and all that was said before."""

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
    last = (
        ClosedMonth.visible_to(actor)
        .with_only_columns(ClosedMonth.month, func.max(ClosedMonth.number).label("number"))
        .where(ClosedMonth.partner_id == partner_id, ClosedMonth.month >= start, ClosedMonth.month <= end)
        .group_by(ClosedMonth.month)
        .subquery()
    )
    statement = ClosedMonth.visible_to(actor).join(
        last, (last.c.month == ClosedMonth.month) & (last.c.number == ClosedMonth.number)
    )
    found = session.scalars(statement.where(ClosedMonth.partner_id == partner_id)).all()
    return {row.month: of(row) for row in found}


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


def figures(
    session: Session, actor: Actor, partner: Any, period: Period
) -> tuple[list[Figure], list[Snapshot]]:
    """The figures of a period, and the closed months that they rest on: of whole months that are all closed
    the sum of what was frozen, and no row is touched; else as they are now."""
    wanted = months.within(period)
    closed = newest(session, actor, partner.id, period.start, period.end) if wanted else {}
    if wanted and all(each.start in closed for each in wanted):
        found = [closed[each.start] for each in wanted]
        return months.summed(each.figures for each in found), found
    return queries.figures(session, actor, partner, period), []


def trend(
    session: Session, actor: Actor, partner: Any, wanted: Sequence[Period]
) -> list[Mapping[str, Figure]]:
    """The figures of each of these months by metric: of closed ones what was frozen, one SELECT for all; of
    others as they are now."""
    if not wanted:
        return []
    closed = newest(session, actor, partner.id, wanted[0].start, wanted[-1].end)
    return [
        closed[each.start].figures
        if each.start in closed
        else by_metric(queries.figures(session, actor, partner, each))
        for each in wanted
    ]

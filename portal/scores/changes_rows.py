"""Schedules that the company changed after they were promised. There may be a hundred thousand of them in a period:
the figure is counted by the database, the rows are read page by page; a test holds both to the pure function."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import and_, case, exists, func, literal_column, or_
from sqlalchemy.orm import Session, aliased

from portal.actor import Actor
from portal.orders.models import Commitment, Schedule
from portal.partners.models import Partner
from portal.scope import AnySelect, carrying
from portal.scores import definitions, queries
from portal.scores.company import Committed, changes_after_commitment
from portal.scores.definition import Definition
from portal.scores.facts import worded
from portal.scores.figure import Figure, Period
from portal.scores.grouping import PAGE
from portal.scores.summing import ONE
from portal.web import paging

KEY = "changes_after_commitment"
THEIRS = "cancelled_by_partner"
_earlier = aliased(Commitment, name="earlier")


def _ours(actor: Actor, partner_id: int) -> AnySelect:
    """Of each schedule how many agreed changes after its first promise were by the company's cause."""
    before = exists().where(
        _earlier.partner_id == Commitment.partner_id, _earlier.schedule_id == Commitment.schedule_id,
        _earlier.state == "accepted", _earlier.id < Commitment.id,
    )  # fmt: skip
    return (
        Commitment.visible_to(actor)
        .with_only_columns(Commitment.schedule_id, func.count().label("ours"))
        .where(
            Commitment.partner_id == partner_id, Commitment.state == literal_column("'accepted'"),
            Commitment.cause_side == literal_column("'company'"), before,  # literally: SQLite knows their index by it
        )
        .group_by(Commitment.schedule_id)
    )  # fmt: skip


def figures(
    session: Session, actor: Actor, partner: Partner, period: Period, definition: Definition | None
) -> list[Figure]:
    """The one figure. One SELECT."""
    found = counts(session, actor, partner, period, KEY)
    counted = found["missed"] + found["counted"]
    few = (definition or definitions.holding(session, actor, partner, period.start).definition).few
    return [Figure(KEY, ONE * found["missed"], ONE * counted, counted, found[THEIRS], few)]


def counts(session: Session, actor: Actor, partner: Partner, period: Period, _key: str) -> Counter[str]:
    """How many promised schedules we changed ('missed'), did not ('counted'), or the partner cancelled. One SELECT."""
    ours = _ours(actor, partner.id)
    changed = ours.subquery("changed")
    theirs, by_us = _ways(changed)
    statement = (
        Schedule.visible_to(actor)
        .with_only_columns(
            func.count().label("looked_at"),
            func.coalesce(func.sum(case((theirs, 1), else_=0)), 0).label("left_out"),
            func.coalesce(func.sum(case((theirs, 0), (by_us, 1), else_=0)), 0).label("changed"),
        )
        .outerjoin(changed, changed.c.schedule_id == Schedule.id)
        .where(*_due(partner.id, period))
    )
    row = session.execute(carrying(statement, statement, ours)).one()
    others = row.looked_at - row.left_out - row.changed
    return Counter({"missed": row.changed, "counted": others, THEIRS: row.left_out})


def _ways(changed: Any) -> tuple[Any, Any]:
    """The conditions of a schedule that the partner cancelled, and of one that we changed."""
    theirs = Schedule.cancelled_by.is_not_distinct_from("partner")
    return theirs, or_(changed.c.ours.is_not(None), Schedule.cancelled_by == "company")


def proof(
    session: Session, actor: Actor, partner: Partner, period: Period, metric: str, after: str | None, most: int | None = None,
    state: str | None = None,
) -> queries.Proof:  # fmt: skip
    """A page of promised schedules by their day, of one of `counts` where it is named. Two SELECTs."""
    size = most or PAGE
    statement = (
        Schedule.visible_to(actor)
        .with_only_columns(
            Schedule.id, Schedule.order_ref, Schedule.line_number, Schedule.part, Schedule.item, Schedule.first_promised_on,
            Schedule.cancelled_by,
        )
        .where(*_due(partner.id, period))
        .order_by(Schedule.first_promised_on, Schedule.id)
        .limit(size + 1)
    )  # fmt: skip
    if state is not None:
        ours = _ours(actor, partner.id)
        changed = ours.subquery("changed")
        theirs, by_us = _ways(changed)
        way = case((theirs, THEIRS), (by_us, "missed"), else_="counted")
        statement = statement.outerjoin(changed, changed.c.schedule_id == Schedule.id).where(way == state)
        statement = carrying(statement, statement, ours)
    if (mark := paging.decode(after, date, int)) is not None:
        day, last = mark
        statement = statement.where(
            or_(
                Schedule.first_promised_on > day,
                and_(Schedule.first_promised_on == day, Schedule.id > last),
            )
        )
    found = session.execute(statement).all()
    more, found = len(found) > size, found[:size]
    judged = changes_after_commitment(_committed(session, actor, partner.id, found), period)
    rows = worded(judged, actor.locale, actor.zone)
    following = paging.encode([found[-1].first_promised_on.isoformat(), found[-1].id]) if more else None
    return rows, following


def page(
    session: Session, actor: Actor, partner: Partner, period: Period, key: str, state: str, after: str | None
) -> queries.Proof:  # fmt: skip
    """A page of those of one of `counts`."""
    return proof(session, actor, partner, period, key, after, None, state)


def _committed(session: Session, actor: Actor, partner_id: int, found: Sequence[Any]) -> list[Committed]:
    if not found:
        return []
    ours = _ours(actor, partner_id).where(Commitment.schedule_id.in_([row.id for row in found]))
    counts = {row.schedule_id: row.ours for row in session.execute(ours)}
    return [
        Committed(
            row.order_ref, f"{row.order_ref} {row.line_number}.{row.part} · {row.item}", row.first_promised_on,
            ("company",) * counts.get(row.id, 0), row.cancelled_by,
        )
        for row in found
    ]  # fmt: skip


def _due(partner_id: int, period: Period) -> tuple[Any, ...]:
    return (
        Schedule.partner_id == partner_id,
        Schedule.first_promised_on >= period.start,
        Schedule.first_promised_on <= period.end,
    )


queries.register((KEY,), figures, proof)

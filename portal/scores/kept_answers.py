"""Sums and pages of kept answers: what portal.scores.service said once of orders and proposals that are settled.

Entries of a ledger are only added, and decided once, so a settled question stays what it was judged to be while
nothing joins it. Where there are as many entries as are kept, nothing did. What is not kept (not decided yet, new,
or of a line or an order that something joined) is read and judged anew, so figures and rows are those of fresh
answers whatever is kept. Nothing is written here; portal.scores.keeping_answers does that.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.orders.models import Commitment, Order, Schedule
from portal.partners.calendar import Terms
from portal.scope import AnySelect, carrying
from portal.scores import asked_rows, kept
from portal.scores.answer_model import KINDS, KeptAnswer
from portal.scores.asked_rows import Hours
from portal.scores.models import Keeping
from portal.scores.reading import NAMED
from portal.scores.service import Asked

SUMMED = ("counts", "judged", "in_time", "answered", "minutes")


class Sums(NamedTuple):
    """Of kept answers of a kind: SUMMED of KeptAnswer."""

    counts: int = 0
    judged: int = 0
    in_time: int = 0
    answered: int = 0
    minutes: int = 0

    def plus(self, other: "Sums", sign: int = 1) -> "Sums":
        """Both together, or what is left without the other."""
        return Sums(*(a + sign * b for a, b in zip(self, other, strict=True)))


class Found(NamedTuple):
    """Sums by kind of what is kept and still so, and all else as it is asked now."""

    sums: Mapping[str, Sums]
    anew: Mapping[str, Sequence[Asked]]


def found(
    session: Session, actor: Actor, partner_id: int, hours: Hours, kinds: Collection[str] = KINDS
) -> Found:
    """The orders and proposals of a partner that fell due in the period. Two SELECTs and one for each kind, three
    more for each where something is not kept."""
    keeping_id = kept_by(session, actor, partner_id, hours.terms)
    if keeping_id is None:
        return Found({}, {kind: fresh(session, actor, partner_id, hours, kind) for kind in kinds})
    listed = (
        due(actor, keeping_id, hours, kinds)
        .with_only_columns(KeptAnswer.kind, func.count(), *_sums())
        .group_by(KeptAnswer.kind)
    )
    held = {kind: (count, Sums(*numbers)) for kind, count, *numbers in session.execute(listed)}
    sums, anew = {kind: held.get(kind, (0, Sums()))[1] for kind in kinds}, dict[str, Sequence[Asked]]()
    for kind in kinds:
        count = held.get(kind, (0, Sums()))[0]
        gone = changed(session, actor, partner_id, keeping_id, hours, kind, count)
        if gone is not None:
            listed = due(actor, keeping_id, hours, [kind]).where(of(kind).in_(gone))
            numbers = session.execute(listed.with_only_columns(*_sums())).one()
            sums[kind] = sums[kind].plus(Sums(*numbers), -1)
            anew[kind] = fresh(session, actor, partner_id, hours, kind, gone)
    return Found(sums, anew)


def kept_by(session: Session, actor: Actor, partner_id: int, company: Terms) -> int | None:
    """The id of the keeping of a partner's answers by the company's hours; None where none are kept. One SELECT."""
    statement = kept.keepings(actor, partner_id, digest(company)).with_only_columns(Keeping.id)
    found: int | None = session.scalars(statement).first()
    return found


def digest(company: Terms) -> str:
    """What answers are judged by, in 40 letters."""
    calendar = company.calendar
    said = [
        "answers", company.answer.get("order"), calendar.zone, calendar.work_days, calendar.work_from, calendar.work_until,
        sorted(day.isoformat() for day in calendar.holidays),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:40]


def not_kept(actor: Actor, keeping_id: int, kind: str) -> Any:
    """The condition of an entry of the ledger that is not kept, or of an order whose ledger is not as it was."""
    same = [*KeptAnswer.visible_if(actor), KeptAnswer.keeping_id == keeping_id, KeptAnswer.kind == kind]
    row = select(KeptAnswer.row_id)
    if kind != "order":
        return ~row.where(*same, KeptAnswer.row_id == Commitment.id).correlate(Commitment).exists()
    length = (
        Commitment.visible_to(actor)
        .with_only_columns(asked_rows.LENGTH)
        .where(Commitment.partner_id == Order.partner_id, Commitment.order_id == Order.id)
        .correlate(Order)
        .scalar_subquery()
    )
    return (
        ~row.where(*same, KeptAnswer.row_id == Order.id, KeptAnswer.entries == length)
        .correlate(Order)
        .exists()
    )


def changed_ids(
    actor: Actor, partner_id: int, keeping_id: int, hours: Hours, kind: str, *conditions: Any
) -> AnySelect:
    """The ids of the lines whose proposals, or of the orders whose answers, are not all kept, as a select."""
    these = not_kept(actor, keeping_id, kind), *conditions
    if kind == "order":
        within = asked_rows.orders_within(partner_id, hours)
        statement = Order.visible_to(actor).with_only_columns(Order.id).where(*within, *these)
        return carrying(statement, statement, KeptAnswer.visible_to(actor), Commitment.visible_to(actor))
    entries = (
        Commitment.visible_to(actor)
        .with_only_columns(Commitment.schedule_id)
        .where(*asked_rows.entries_within(partner_id, hours, kind), *these)
    )
    entries = carrying(entries, entries, KeptAnswer.visible_to(actor))
    lines = Schedule.visible_to(actor).with_only_columns(Schedule.line_id).distinct()
    return lines.where(Schedule.id.in_(entries))


def changed(
    session: Session,
    actor: Actor,
    partner_id: int,
    keeping_id: int,
    hours: Hours,
    kind: str,
    count: int | None,
) -> Any:
    """The ids of the lines or orders of which something that fell due in the period is not kept, or a select of
    them where they are many; None for none. `count`: how many entries are kept, where it is known."""
    conditions: list[Any] = []
    if kind != "order":
        if count is None:
            listed = due(actor, keeping_id, hours, [kind]).with_only_columns(func.count())
            count = session.execute(listed).scalar_one()
        entries = (
            Commitment.visible_to(actor)
            .with_only_columns(func.count(), func.count(Commitment.decided_by))
            .where(*asked_rows.entries_within(partner_id, hours, kind))
        )
        written, decided = session.execute(entries).one()
        if written == count:
            return None
        if decided == count:  # so all that is missing waits for a decision, which an index tells
            conditions = [Commitment.decided_by.is_(None)]
    statement = changed_ids(actor, partner_id, keeping_id, hours, kind, *conditions)
    ids = list(session.scalars(statement.limit(NAMED + 1)))
    return None if not ids else ids if len(ids) <= NAMED else statement


def fresh(
    session: Session, actor: Actor, partner_id: int, hours: Hours, kind: str, only: Any = None
) -> list[Asked]:
    """Questions of a kind as they are asked now: all that fell due in the period, or only those of these lines or
    orders. Two SELECTs at most."""
    if kind == "order":
        these = () if only is None else (Order.id.in_(only),)
        return asked_rows.orders(session, actor, partner_id, hours, *these)
    these = () if only is None else (Schedule.line_id.in_(only),)
    return asked_rows.proposals(session, actor, partner_id, hours, kind, *these)


def due(actor: Actor, keeping_id: int, hours: Hours, kinds: Collection[str]) -> AnySelect:
    """Kept answers of some kinds that fell due in the period, as a select."""
    return KeptAnswer.visible_to(actor).where(
        KeptAnswer.keeping_id == keeping_id, KeptAnswer.kind.in_(kinds),
        KeptAnswer.due_on.between(hours.period.start, hours.period.end),
    )  # fmt: skip


def _sums() -> list[Any]:
    return [func.coalesce(func.sum(getattr(KeptAnswer, name)), 0) for name in SUMMED]


def of(kind: str) -> Any:
    """What a kept answer of a kind is judged anew with: its line, or its order."""
    return KeptAnswer.row_id if kind == "order" else KeptAnswer.line_id

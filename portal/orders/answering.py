"""Answering an order: each side proposes, the other agrees, refuses or proposes something else.

A proposal changes nothing until the other side agrees to it. It may cut a schedule into several dated
parts; these and what will not be delivered always add up to what the schedule was. Every row of the
ledger stays, and a part takes the promises made before it along, so that no cut makes late goods
punctual. Functions here write through a schedule's version and never commit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from portal import clock
from portal.activity.actions import record
from portal.actor import Actor
from portal.orders import answer_clock
from portal.orders.actions import Said, commitment, restate
from portal.orders.models import Commitment, Line, Schedule

INHERITED = (
    "day", "proposed_by", "proposer_id", "proposer_name", "proposed_at", "reason", "cause_side", "state",
    "decided_by", "decider_id", "decider_name", "decided_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dated:
    """A quantity, in the unit of its line, and the day it is to arrive."""

    quantity: Decimal
    day: date


def said_by(actor: Actor) -> Said:
    """The actor as the ledger names them, now."""
    return Said(actor.party, actor.person_id, actor.name, clock.now())


def open_rows(session: Session, actor: Actor, schedule: Schedule) -> list[Commitment]:
    """The rows of the proposal that waits for an answer, in the order of its parts; none without one."""
    rows = session.scalars(
        Commitment.visible_to(actor)
        .where(Commitment.schedule_id == schedule.id, Commitment.state == "proposed")
        .order_by(Commitment.id)
    )
    return list(rows)


def accept_request(session: Session, actor: Actor, schedule: Schedule) -> None:
    """The partner promises the day that was asked for. The schedule has neither a promise nor an open
    proposal."""
    if schedule.requested_on is None:
        raise ValueError("no day was asked for")
    _promise(session, schedule, schedule.requested_on, said_by(actor))
    _tell(session, actor, "promised", schedule, day=schedule.requested_on)
    restated(session, schedule)


def reconfirm(session: Session, actor: Actor, schedule: Schedule) -> None:
    """The partner says that the promised day still holds: a row with the same day, which is no move."""
    if schedule.promised_on is None:
        raise ValueError("nothing was promised")
    _promise(session, schedule, schedule.promised_on, said_by(actor))
    _tell(session, actor, "reconfirmed", schedule, day=schedule.promised_on)
    restated(session, schedule)


def propose(
    session: Session,
    actor: Actor,
    schedule: Schedule,
    parts: Sequence[Dated],
    reason: str | None,
    cause_side: str | None,
) -> None:
    """Propose other days or quantities. `parts` add up to the schedule's quantity or less; what is left
    out will not be delivered, and one part of nothing means that nothing will. An own proposal that
    waits is withdrawn by it, one of the other side is declined by it."""
    said = said_by(actor)
    if said.party == "company":
        answer_clock.reopen(session, actor, schedule.order_id)
    for row in open_rows(session, actor, schedule):
        _decide(row, "withdrawn" if row.proposed_by == said.party else "declined", said)
    rows = [
        commitment(schedule, part.day, said, quantity=part.quantity, reason=reason, cause_side=cause_side)
        for part in parts
    ]
    session.add_all(rows)
    _tell(
        session, actor, "proposed", schedule, day=parts[-1].day, reason=reason, cause_side=cause_side,
        parts=[[str(part.quantity), part.day.isoformat()] for part in parts],
    )  # fmt: skip
    restated(session, schedule)


def accept(session: Session, actor: Actor, schedule: Schedule, today: date) -> list[Schedule]:
    """Agree to the other side's proposal and let it be so; `today` is that of the company. Returns the schedule and the parts that
    were cut from it, those that will not be delivered included."""
    said, rows = said_by(actor), open_rows(session, actor, schedule)
    first = rows[0]
    kept = [row for row in rows if row.quantity > 0]
    dropped = schedule.quantity - sum((row.quantity for row in kept), Decimal(0))
    if dropped < 0:  # the company asked for more, and it is agreed to
        _grow(session, schedule, -dropped)
    before = _ledger(session, schedule)
    parts = [schedule]
    for row in rows[1:]:
        part = _cut(session, schedule, row.quantity, before, today)
        _inherit(session, part, [row], state="accepted", said=said)
        parts.append(part)
    if not kept:
        _cancel(schedule, first)
    elif dropped > 0:
        parts.append(_cancel(_cut(session, schedule, dropped, before, today), first))
    for row in rows[1:]:
        _decide(row, "withdrawn", said)  # it lives on in the part's own ledger
    _decide(first, "accepted", said)
    _tell(session, actor, "agreed", schedule, day=first.day)
    for part in parts[1:]:
        verb = "cancelled" if part.cancelled_at else "split"
        _tell(
            session, actor, verb, part, quantity=str(part.quantity), unit=part.unit, reason=first.reason,
            by=first.proposer_name,
        )  # fmt: skip
    if not kept:
        _tell(session, actor, "cancelled", schedule, reason=first.reason, by=first.proposer_name)
    for part in parts:
        restated(session, part)
    return parts


def cancel_rest(session: Session, actor: Actor, schedule: Schedule, reason: str, today: date) -> None:
    """Cancel at once, for the actor's side and as its cause, what of a schedule has not come. For one that
    nobody promised anything for; else the other side is asked (`propose`)."""
    part = schedule
    if schedule.accepted > 0:
        rest = schedule.quantity - schedule.accepted
        part = _cut(session, schedule, rest, _ledger(session, schedule), today)
    part.cancelled_at, part.cancelled_by, part.cause_side = clock.now(), actor.party, actor.party
    _tell(
        session, actor, "cancelled", part, quantity=str(part.quantity), unit=part.unit, reason=reason, by=actor.name
    )  # fmt: skip
    restated(session, schedule)
    if part is not schedule:
        restated(session, part)


def decline(session: Session, actor: Actor, schedule: Schedule, reason: str) -> None:
    """Do not agree to the other side's proposal; what was promised before stays."""
    said = said_by(actor)
    rows = open_rows(session, actor, schedule)
    for row in rows:
        _decide(row, "declined", said)
    _tell(session, actor, "declined", schedule, day=rows[0].day, reason=reason)
    restated(session, schedule)


def withdraw(session: Session, actor: Actor, schedule: Schedule) -> None:
    """Take the own proposal back."""
    said = said_by(actor)
    rows = open_rows(session, actor, schedule)
    for row in rows:
        _decide(row, "withdrawn", said)
    _tell(session, actor, "withdrew", schedule, day=rows[0].day)
    restated(session, schedule)


def _promise(session: Session, schedule: Schedule, day: date, said: Said) -> None:
    """A row for the whole schedule that the company asked for and the partner agrees to at once."""
    asked = Said("company", None, "", said.at)
    session.add(commitment(schedule, day, asked, decided=said, state="accepted"))


def _decide(row: Commitment, state: str, said: Said) -> None:
    row.state, row.decided_by, row.decided_at = state, said.party, said.at
    row.decider_id, row.decider_name = said.user_id, said.name


def _grow(session: Session, schedule: Schedule, more: Decimal) -> None:
    """Let a schedule and its line be so much more."""
    line = session.scalars(
        select(Line)
        .where(Line.id == schedule.line_id, Line.partner_id == schedule.partner_id)
        .execution_options(system=True)
    ).one()
    schedule.quantity += more
    line.quantity += more
    if line.unit_price is not None:
        line.value = line.unit_price * line.quantity


def _ledger(session: Session, schedule: Schedule) -> list[Commitment]:
    """What was agreed for a schedule until now."""
    return list(
        session.scalars(
            select(Commitment)
            .where(
                Commitment.schedule_id == schedule.id, Commitment.partner_id == schedule.partner_id,
                Commitment.state == "accepted",
            )
            .order_by(Commitment.id)
            .execution_options(system=True)
        )
    )  # fmt: skip


def _cut(
    session: Session, schedule: Schedule, quantity: Decimal, before: list[Commitment], today: date
) -> Schedule:
    """Cut a part off a schedule, with all that was promised for it."""
    last = session.execute(
        select(func.max(Schedule.part))
        .where(Schedule.line_id == schedule.line_id, Schedule.partner_id == schedule.partner_id)
        .execution_options(system=True)
    ).scalar_one()
    copied = (
        "partner_id", "order_id", "line_id", "requested_on", "order_ref", "line_number", "item_code", "item",
        "detail", "unit", "mode", "words", "stage", "due_on",
    )  # fmt: skip
    part = Schedule(
        **{name: getattr(schedule, name) for name in copied}, part=last + 1, split_from_id=schedule.id,
        split_on=today, quantity=quantity, accepted=Decimal(0),
    )  # fmt: skip
    schedule.quantity -= quantity
    session.add(part)
    session.flush()
    _inherit(session, part, before)
    return part


def _inherit(
    session: Session, part: Schedule, rows: Sequence[Commitment], state: str = "", said: Said | None = None
) -> None:
    """Write rows of another schedule's ledger into a part's own, decided by `said` if it is given."""
    for row in rows:
        copy = Commitment(
            partner_id=part.partner_id, order_id=part.order_id, schedule_id=part.id, quantity=part.quantity,
            **{name: getattr(row, name) for name in INHERITED},
        )  # fmt: skip
        if said:
            _decide(copy, state, said)
        session.add(copy)


def _cancel(schedule: Schedule, row: Commitment) -> Schedule:
    schedule.cancelled_at, schedule.cancelled_by, schedule.cause_side = (
        clock.now(),
        row.proposed_by,
        row.cause_side,
    )
    return schedule


def restated(session: Session, schedule: Schedule) -> None:
    """Restate, and change the version even where nothing else on the row does: whoever answers what
    they saw before this must be told."""
    flag_modified(schedule, "moves")
    schedule.asked_again_at = None
    restate(session, schedule)


def _tell(session: Session, actor: Actor, verb: str, schedule: Schedule, **facts: Any) -> None:
    day = facts.pop("day", None)
    record(
        session, actor, verb, ("order", schedule.order_id, schedule.order_ref), partner_id=schedule.partner_id,
        audience="shared", order_id=schedule.order_id,
        data={
            "line": schedule.line_number, "part": schedule.part, **({"day": day.isoformat()} if day else {}),
            **{name: value for name, value in facts.items() if value is not None},
        },
    )  # fmt: skip

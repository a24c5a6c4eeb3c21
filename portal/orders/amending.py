"""Changing and cancelling what was ordered, by the company's people.

What nobody has promised yet is changed at once, and what it was before is written down. Once there is a
promise, an open proposal of the partner or a dispatch, another quantity or day is a proposal of the
company, its own cause, that the partner agrees to or not. What came in stays. Functions here never commit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.activity.actions import record
from portal.actor import Actor
from portal.orders import answer_clock, answering, policy
from portal.orders.actions import NewLine, add_line, words_of
from portal.orders.answers import Dated
from portal.orders.models import Line, Order, Schedule
from portal.orders.spreading import spread

CAUSE = "company"


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody wants of a line; None leaves it as it is. `quantity` is that of all its parts that
    are not cancelled. cancelled: nothing more of it is to come."""

    quantity: Decimal | None = None
    wanted_on: date | None = None
    detail: str | None = None
    unit_price: Decimal | None = None
    cancelled: bool = False

    def __bool__(self) -> bool:
        return self != Change()


def at_once(schedule: Any) -> bool:
    """Nobody has said a word on it and nothing of it is on the way: the company may change it alone."""
    return schedule.stage == "unconfirmed" and not schedule.dispatched


def live(parts: Sequence[Any]) -> list[Any]:
    """The parts of a line that were not cancelled."""
    return [part for part in parts if part.stage != "cancelled"]


def amend_order(
    session: Session, actor: Actor, order: Order, columns: Mapping[str, Any], named: Mapping[str, Any]
) -> None:
    """Set columns of an order; `named` are their values before and after as people read them."""
    for name, value in columns.items():
        setattr(order, name, value)
    _tell(session, actor, "amended", order, changes=dict(named))


def add(session: Session, actor: Actor, order: Order, new: NewLine) -> Schedule:
    """Order one more line, under the next number."""
    answer_clock.reopen(session, actor, order.id)
    last = session.execute(
        select(func.max(Line.number))
        .where(Line.order_id == order.id, Line.partner_id == order.partner_id)
        .execution_options(system=True)
    ).scalar_one()
    schedule = add_line(session, order, (last or 0) + 1, new)
    _tell(
        session, actor, "added", order, line=schedule.line_number, item=new.item, quantity=str(new.quantity), unit=new.unit,
        day=new.requested_on.isoformat(),
    )  # fmt: skip
    return schedule


def amend_line(
    session: Session,
    actor: Actor,
    order: Order,
    line: Line,
    parts: Sequence[Schedule],
    change: Change,
    reason: str,
    today: date,
) -> None:
    """Change one line, of which `parts` are all schedules. Whatever is changed at once is told as one
    thing, with before and after; the rest as the company's proposals."""
    if change.cancelled:
        for part in parts:
            if policy.is_open(part):
                cancel(session, actor, part, reason, today)
        return
    told: dict[str, Any] = {}
    if change.detail is not None:
        told["detail"] = [line.detail, change.detail or None]
        line.detail = change.detail or None
        for part in parts:
            part.detail, part.words = line.detail, words_of(part.words, line.detail)
            answering.restated(session, part)
    if change.unit_price is not None:
        told["unit_price"] = [_text(line.unit_price), _text(change.unit_price)]
        line.unit_price = change.unit_price
    told |= _reschedule(session, actor, line, parts, change, reason, today)
    if told:
        line.value = line.unit_price * line.quantity if line.unit_price is not None else line.value
        _tell(
            session, actor, "amended", order, line=line.number, changes=told, unit=line.unit, reason=reason,
        )  # fmt: skip


def _reschedule(
    session: Session,
    actor: Actor,
    line: Line,
    parts: Sequence[Schedule],
    change: Change,
    reason: str,
    today: date,
) -> dict[str, Any]:
    """Give the parts their new quantities and days, or propose them. Returns what was changed at once."""
    before = sum((part.quantity for part in live(parts)), Decimal(0))
    more = change.quantity - before if change.quantity is not None else Decimal(0)
    applied, days = Decimal(0), None
    still = [part for part in parts if policy.is_open(part)]
    for part, quantity in zip(still, spread(still, more), strict=True):
        day = change.wanted_on
        if quantity == part.quantity and day is None:
            continue
        if quantity == 0:
            cancel(session, actor, part, reason, today)
        elif at_once(part):
            applied += quantity - part.quantity
            days = [_text(part.requested_on), _text(day)] if day else days
            part.quantity, part.requested_on = quantity, day or part.requested_on
            answering.restated(session, part)
        else:
            stands = day or part.promised_on or part.requested_on or today
            answering.propose(session, actor, part, [Dated(quantity, stands)], reason, CAUSE)
    line.quantity += applied
    told: dict[str, Any] = {"quantity": [str(before), str(before + applied)]} if applied else {}
    return told | ({"wanted_on": days} if days else {})


def cancel(session: Session, actor: Actor, schedule: Schedule, reason: str, today: date) -> None:
    """Cancel what of a schedule has not come: at once where nobody promised it, else as a proposal."""
    if at_once(schedule):
        answering.cancel_rest(session, actor, schedule, reason, today)
        return
    stands = schedule.promised_on or schedule.requested_on or today
    answering.propose(session, actor, schedule, [Dated(schedule.accepted, stands)], reason, CAUSE)


def _text(value: date | Decimal | None) -> str | None:
    return None if value is None else str(value)


def _tell(session: Session, actor: Actor, verb: str, order: Order, **data: Any) -> None:
    record(
        session, actor, verb, ("order", order.id, order.ref), partner_id=order.partner_id, audience="shared",
        order_id=order.id, data={name: value for name, value in data.items() if value is not None},
    )  # fmt: skip

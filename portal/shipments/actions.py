"""Writing notices, events and receipts."""

import secrets
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from portal import clock
from portal.activity.actions import record
from portal.actor import Actor
from portal.orders import actions as orders
from portal.orders.models import Schedule
from portal.orders.standing import Arrival, completion
from portal.shipments import delivered
from portal.shipments.carrying import carry
from portal.shipments.live import live_receipts
from portal.shipments.models import Event, Notice, NoticeLine, Receipt


def announce(
    session: Session,
    actor: Actor | None,
    schedules: list[tuple[Schedule, Decimal]],
    ref: str,
    **columns: Any,
) -> Notice:
    """Write an announced notice that carries the given quantities of one partner's schedules.
    Records `announced` for each order on it; never commits."""
    partner_id = schedules[0][0].partner_id
    notice = Notice(partner_id=partner_id, ref=ref, state="announced", **columns)
    session.add(notice)
    session.flush()
    for schedule, quantity in schedules:
        session.add(
            NoticeLine(
                partner_id=partner_id, notice_id=notice.id, order_id=schedule.order_id,
                schedule_id=schedule.id, quantity=quantity,
            )
        )  # fmt: skip
        carry(session, schedule)
        orders.restate(session, schedule)
    for order_id, order_ref in {(s.order_id, s.order_ref) for s, _ in schedules}:
        record(
            session, actor, "announced", ("notice", notice.id, ref), partner_id=partner_id, audience="shared",
            order_id=order_id, data={"order": order_ref, "carrier": notice.carrier},
        )  # fmt: skip
    return notice


def report_event(
    session: Session, notice: Notice, key: str, at: datetime, state: str, source: str, **columns: Any
) -> Event:
    """Add an event to a notice; `key` makes it the same event if it comes again. Never commits."""
    earlier = session.scalars(
        select(Event)
        .where(Event.notice_id == notice.id, Event.key == key, Event.partner_id == notice.partner_id)
        .execution_options(system=True)
    ).first()
    if earlier is not None:
        return earlier
    event = Event(
        partner_id=notice.partner_id,
        notice_id=notice.id,
        key=key,
        at=at,
        state=state,
        source=source,
        **columns,
    )
    session.add(event)
    session.flush()
    return event


def expect(
    session: Session, schedule: Schedule, day: date | None, low: date | None = None, high: date | None = None
) -> None:
    """Set what events say of a schedule's likely, early and safe day (None: nothing) and restate it."""
    schedule.expected_on, schedule.expected_low, schedule.expected_high = day, low, high
    schedule.expected_rests_on = None
    orders.restate(session, schedule)


def receive(session: Session, actor: Actor | None, schedule: Schedule, **columns: Any) -> Receipt:
    """Book what came in for a schedule (columns of Receipt) and restate it; without a `ref` it gets a
    number of ours. Records `received`; never commits."""
    ref = columns.pop("ref", None)
    told = {"recorded_at": clock.now(), "recorded_by": actor.person_id if actor else None, **columns}
    receipt = Receipt(
        partner_id=schedule.partner_id, order_id=schedule.order_id, schedule_id=schedule.id,
        ref=ref or f"new-{secrets.token_hex(8)}", **told,
    )  # fmt: skip
    session.add(receipt)
    session.flush()
    receipt.ref = ref or f"GR-{receipt.id:06d}"
    recount(session, schedule)
    flag_modified(schedule, "accepted")  # whoever counted what they saw before this must be told
    orders.restate(session, schedule)
    record(
        session, actor, "received", ("order", schedule.order_id, schedule.order_ref),
        partner_id=schedule.partner_id, audience="shared", order_id=schedule.order_id,
        data={
            "line": schedule.line_number, "part": schedule.part, "accepted": str(receipt.accepted),
            "rejected": str(receipt.rejected), "condition": receipt.condition, "unit": schedule.unit, "receipt": receipt.ref,
        },
    )  # fmt: skip
    return receipt


def recount(session: Session, schedule: Schedule) -> None:
    """Set on the schedule what its receipts, net of reversals, say has come in; where none stands, the
    day on which all of it was delivered by what was reported on the way."""
    rows = session.execute(
        select(
            Receipt.id, Receipt.reverses_id, Receipt.arrived_on, Receipt.received_on, Receipt.accepted,
            Receipt.rejected,
        )
        .where(Receipt.schedule_id == schedule.id, Receipt.partner_id == schedule.partner_id)
        .execution_options(system=True)
    ).all()  # fmt: skip
    live = live_receipts(rows)
    arrivals = [Arrival(r.arrived_on, r.received_on, r.accepted, r.rejected) for r in live]
    schedule.accepted, last = completion(schedule.quantity, arrivals)
    schedule.arrived_on = last.day if last else None
    schedule.received_on = last.received_on if last else None
    if not live and (day := delivered.arrived_on(session, schedule)):
        schedule.arrived_on = day
        if schedule.expected_rests_on is not None:  # history has nothing to say any more
            schedule.expected_on = schedule.expected_low = schedule.expected_high = None
            schedule.expected_rests_on = None

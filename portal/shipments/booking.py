"""Booking what came in, and taking a booking back. Rows are only added; functions here never commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from portal import clock
from portal.activity.actions import record
from portal.actor import Actor
from portal.orders.models import Schedule
from portal.shipments import events
from portal.shipments.actions import receive_all
from portal.shipments.models import Receipt


@dataclass(frozen=True, slots=True)
class Count:
    """What was counted of one schedule, in the unit of its line; condition is a word of Receipt."""

    schedule: Schedule
    accepted: Decimal
    rejected: Decimal
    condition: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """When it arrived at the site and when it was booked in, days of the site; the receipt's number, None
    for one of ours; and the notice it came with, if it came with one."""

    arrived_on: date
    received_on: date
    ref: str | None = None
    notice_id: int | None = None
    notice_ref: str | None = None


def book(session: Session, actor: Actor, delivery: Delivery, counts: Sequence[Count]) -> list[Receipt]:
    """Book what was counted, a row for each schedule, all under one number. Records `received` for each."""
    days = {
        "notice_id": delivery.notice_id,
        "arrived_on": delivery.arrived_on,
        "received_on": delivery.received_on,
    }
    came = [
        (
            count.schedule,
            {"accepted": count.accepted, "rejected": count.rejected, "condition": count.condition, "note": count.note, **days},
        )
        for count in counts
    ]  # fmt: skip
    return receive_all(session, actor, came, delivery.ref, delivery.notice_ref)


def reverse(session: Session, actor: Actor, schedule: Schedule, receipt: Receipt, reason: str) -> Receipt:
    """Take a receipt back: a new row with what it booked, negative, that names it. The schedule stands as
    if it had not been booked. Records `reversed`. A second reversal raises IntegrityError."""
    row = Receipt(
        partner_id=receipt.partner_id, order_id=receipt.order_id, schedule_id=receipt.schedule_id,
        notice_id=receipt.notice_id, ref=receipt.ref, arrived_on=receipt.arrived_on, received_on=receipt.received_on,
        accepted=-receipt.accepted, rejected=-receipt.rejected, condition=receipt.condition, note=reason,
        reverses_id=receipt.id, recorded_by=actor.person_id, recorded_at=clock.now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    flag_modified(schedule, "accepted")
    events.restate(session, schedule)
    record(
        session, actor, "reversed", ("order", schedule.order_id, schedule.order_ref), partner_id=schedule.partner_id,
        audience="shared", order_id=schedule.order_id,
        data={
            "line": schedule.line_number, "part": schedule.part, "accepted": str(receipt.accepted),
            "rejected": str(receipt.rejected), "unit": schedule.unit, "receipt": receipt.ref, "reason": reason,
        },
    )  # fmt: skip
    return row

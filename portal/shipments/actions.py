"""Writing notices, events and receipts."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from portal import clock
from portal.activity.actions import Happening, record, record_many
from portal.actor import Actor
from portal.orders import actions as orders
from portal.orders.models import Schedule
from portal.orders.standing import Arrival, completion
from portal.shipments import delivered
from portal.shipments.carrying import carry
from portal.shipments.delivered import Reported
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
    session.add_all(
        NoticeLine(
            partner_id=partner_id, notice_id=notice.id, order_id=schedule.order_id,
            schedule_id=schedule.id, quantity=quantity,
        )
        for schedule, quantity in schedules
    )  # fmt: skip
    carried = [schedule for schedule, _quantity in schedules]
    carry(session, carried)
    orders.restate(session, *carried)
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
    set_expected(schedule, day, low, high)
    orders.restate(session, schedule)


def set_expected(
    schedule: Schedule, day: date | None, low: date | None = None, high: date | None = None
) -> None:
    """Set these days on a schedule as what events say; the caller restates it."""
    schedule.expected_on, schedule.expected_low, schedule.expected_high = day, low, high
    schedule.expected_rests_on = None


def receive(session: Session, actor: Actor | None, schedule: Schedule, **columns: Any) -> Receipt:
    """Book what came in for a schedule (columns of Receipt) and restate it; without a `ref` it gets a
    number of ours. Records `received`; never commits."""
    return receive_all(session, actor, [(schedule, columns)], columns.pop("ref", None))[0]


def receive_all(
    session: Session,
    actor: Actor | None,
    came: Sequence[tuple[Schedule, Mapping[str, Any]]],
    ref: str | None = None,
    notice: str | None = None,
) -> list[Receipt]:
    """Book what came in for schedules, each with its columns of Receipt, all under one number: `ref`, or one
    of ours; `notice` is that of the notice they came with. Restates them and records `received` for each; never commits. Few SELECTs for however many."""
    told: dict[str, Any] = {"recorded_at": clock.now(), "recorded_by": actor.person_id if actor else None}
    receipts = [
        Receipt(
            partner_id=schedule.partner_id, order_id=schedule.order_id, schedule_id=schedule.id,
            ref=ref or f"new-{secrets.token_hex(8)}", **{**told, **columns},
        )
        for schedule, columns in came
    ]  # fmt: skip
    session.add_all(receipts)
    session.flush()
    for receipt in receipts:
        receipt.ref = ref or f"GR-{receipts[0].id:06d}"
    schedules = [schedule for schedule, _columns in came]
    recount(session, schedules)
    for schedule in schedules:
        flag_modified(schedule, "accepted")  # whoever counted what they saw before this must be told
    orders.restate(session, *schedules)
    more = {"notice": notice} if notice else {}
    happened = [told_of("received", s, r, **more) for s, r in zip(schedules, receipts, strict=True)]
    record_many(session, actor, happened)
    return receipts


def told_of(verb: str, schedule: Schedule, receipt: Receipt, **more: str) -> Happening:
    """What is recorded of a receipt of a schedule: that it was `received`, or `reversed` and for what reason."""
    return Happening(
        verb, ("order", schedule.order_id, schedule.order_ref), schedule.partner_id, "shared", schedule.order_id,
        {
            "line": schedule.line_number, "part": schedule.part, "accepted": str(receipt.accepted),
            "rejected": str(receipt.rejected), "condition": receipt.condition, "unit": schedule.unit, "receipt": receipt.ref,
            **more,
        },
    )  # fmt: skip


def recount(
    session: Session, schedules: Sequence[Schedule], reported: Mapping[int, Reported] | None = None
) -> None:
    """Set on schedules what their receipts, net of reversals, say has come in; where none stands, the day on
    which all of it was delivered by what was reported on the way. `reported` is read where it is not given."""
    live = _live(session, schedules)
    if reported is None:
        bare = [schedule for schedule in schedules if not live[schedule.id]]
        reported = delivered.of_schedules(session, bare) if bare else {}
    for schedule in schedules:
        arrivals = [Arrival(r.arrived_on, r.received_on, r.accepted, r.rejected) for r in live[schedule.id]]
        schedule.accepted, last = completion(schedule.quantity, arrivals)
        schedule.arrived_on = last.day if last else None
        schedule.received_on = last.received_on if last else None
        if not arrivals and (day := reported[schedule.id].arrived_on):
            schedule.arrived_on = day
            if schedule.expected_rests_on is not None:  # history has nothing to say any more
                set_expected(schedule, None)


def _live(session: Session, schedules: Sequence[Schedule]) -> dict[int, list[Any]]:
    """The receipts of each schedule that stand. One SELECT."""
    rows = session.execute(
        select(
            Receipt.id, Receipt.schedule_id, Receipt.reverses_id, Receipt.arrived_on, Receipt.received_on,
            Receipt.accepted, Receipt.rejected,
        )
        .where(
            Receipt.schedule_id.in_([schedule.id for schedule in schedules]),
            Receipt.partner_id.in_({schedule.partner_id for schedule in schedules}),
        )
        .order_by(Receipt.id)
        .execution_options(system=True)
    ).all()  # fmt: skip
    found: dict[int, list[Any]] = {schedule.id: [] for schedule in schedules}
    for row in live_receipts(rows):
        found[row.schedule_id].append(row)
    return found

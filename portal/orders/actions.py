"""Writing orders and the promise ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.activity.actions import record
from portal.actor import Actor
from portal.orders import answer_clock
from portal.orders.models import Commitment, Line, Order, Schedule
from portal.orders.standing import Arrival, Facts, Move, standing


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line to be ordered: quantity in `unit`, wanted at the site on `requested_on`."""

    item: str
    quantity: Decimal
    unit: str
    requested_on: date
    item_code: str | None = None
    detail: str | None = None
    unit_price: Decimal | None = None
    mode: str | None = None
    external_ref: str | None = None


def words_of(*texts: str | None) -> str:
    """What the text filter of the list looks in: lower case, blanks between, repeats dropped."""
    return " ".join(dict.fromkeys(" ".join(t for t in texts if t).lower().split()))


def create(
    session: Session,
    actor: Actor | None,
    partner_id: int,
    ref: str,
    lines: Sequence[NewLine],
    **columns: Any,
) -> Order:
    """Write an order with its lines, one schedule each, not yet promised. `columns` are further
    columns of Order; a word on it is due as `answer_clock` says unless they say otherwise. Records
    `ordered`; never commits."""
    at = columns.pop("created_at", None) or clock.now()
    order = Order(partner_id=partner_id, ref=ref, created_at=at, **columns)
    if "answer_due_at" not in columns:
        answer_clock.start(session, order, at)
    session.add(order)
    session.flush()
    for number, new in enumerate(lines, start=1):
        add_line(session, order, number, new)
    record(
        session, actor, "ordered", ("order", order.id, ref), partner_id=partner_id, audience="shared",
        order_id=order.id, data={"lines": len(lines)},
    )  # fmt: skip
    return order


def add_line(session: Session, order: Order, number: int, new: NewLine) -> Schedule:
    """Write one line of an order with its schedule. Records nothing."""
    line = Line(
        partner_id=order.partner_id, order_id=order.id, number=number, external_ref=new.external_ref,
        item_code=new.item_code, item=new.item, detail=new.detail, quantity=new.quantity, unit=new.unit,
        unit_price=new.unit_price, value=new.unit_price * new.quantity if new.unit_price else None,
    )  # fmt: skip
    session.add(line)
    session.flush()
    schedule = Schedule(
        partner_id=order.partner_id, order_id=order.id, line_id=line.id, quantity=new.quantity,
        requested_on=new.requested_on, order_ref=order.ref, line_number=number, item_code=new.item_code,
        item=new.item, detail=new.detail, unit=new.unit, mode=new.mode,
        words=words_of(order.ref, new.item_code, new.item, new.detail),
        stage="unconfirmed", due_on=new.requested_on, base_on=new.requested_on, accepted=Decimal(0),
    )  # fmt: skip
    session.add(schedule)
    session.flush()
    return schedule


@dataclass(frozen=True, slots=True)
class Said:
    """Who said something about a promise, and when: party is 'company' or 'partner'."""

    party: str
    user_id: int | None
    name: str
    at: datetime


def ledger_columns(
    schedule: Any,
    day: date,
    said: Said,
    *,
    decided: Said | None = None,
    state: str = "proposed",
    quantity: Decimal | None = None,
    reason: str | None = None,
    cause_side: str | None = None,
) -> dict[str, Any]:
    """What a row of a schedule's promise ledger says; `quantity` is the schedule's when not given."""
    return {
        "day": day, "quantity": schedule.quantity if quantity is None else quantity, "proposed_by": said.party,
        "proposer_id": said.user_id, "proposer_name": said.name, "proposed_at": said.at, "reason": reason,
        "cause_side": cause_side, "state": state, "decided_by": decided.party if decided else None,
        "decider_id": decided.user_id if decided else None, "decider_name": decided.name if decided else None,
        "decided_at": decided.at if decided else None,
    }  # fmt: skip


def commit_to(session: Session, schedule: Schedule, day: date, said: Said, **terms: Any) -> Commitment:
    """Add a row to a schedule's promise ledger (`terms` as `ledger_columns` takes them) and restate the
    schedule. Never commits."""
    row = Commitment(
        partner_id=schedule.partner_id, order_id=schedule.order_id, schedule_id=schedule.id,
        **ledger_columns(schedule, day, said, **terms),
    )  # fmt: skip
    session.add(row)
    session.flush()
    restate(session, schedule)
    return row


def restate(session: Session, *schedules: Schedule) -> None:
    """Derive the standing of schedules from their ledgers and what their rows say has come in. One SELECT.

    What has come in (arrived_on, received_on, accepted) and the forecast are set on the rows by
    shipments, which owns receipts and events, before it calls this.
    """
    session.flush()
    rows = session.execute(
        select(
            Commitment.schedule_id, Commitment.day, Commitment.quantity, Commitment.proposed_by, Commitment.state,
            Commitment.cause_side,
        )
        .where(
            Commitment.schedule_id.in_([schedule.id for schedule in schedules]),
            Commitment.partner_id.in_({schedule.partner_id for schedule in schedules}),
        )
        .order_by(Commitment.id)
        .execution_options(system=True)
    )  # fmt: skip
    moves: dict[int, list[Move]] = {schedule.id: [] for schedule in schedules}
    for row in rows:
        moves[row.schedule_id].append(Move(*row[1:]))
    for schedule in schedules:
        for name, value in derived(schedule, tuple(moves[schedule.id])).items():
            setattr(schedule, name, value)
    session.flush()


def derived(schedule: Any, moves: tuple[Move, ...], **changed: Any) -> dict[str, Any]:
    """The columns of a schedule that follow from its ledger and the rest of its row. `changed` are
    those of Facts that are about to be different from the row: quantity, cancelled."""
    came = schedule.accepted > 0
    facts = {
        "quantity": schedule.quantity, "requested_on": schedule.requested_on,
        "arrivals": (Arrival(schedule.arrived_on, schedule.received_on, schedule.accepted),) if came else (),
        "expected_on": schedule.expected_on, "dispatched": schedule.dispatched,
        "cancelled": schedule.cancelled_at is not None, "delivered_on": None if came else schedule.arrived_on,
    }  # fmt: skip
    stands = standing(Facts(moves=moves, **(facts | changed)))
    return {
        "stage": stands.stage, "due_on": stands.due_on or schedule.due_on,
        "first_promised_on": stands.first_promised_on, "base_on": stands.base_on,
        "promised_on": stands.promised_on, "proposed_on": stands.proposed_on, "proposed_by": stands.proposed_by,
        "moves": stands.moves_count,
        # Whether it still holds was asked about one promise.
        "asked_again_at": schedule.asked_again_at if stands.promised_on == schedule.promised_on else None,
    }  # fmt: skip

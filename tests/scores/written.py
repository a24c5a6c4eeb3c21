"""Cases of the score function written into the database, by the actions that the portal writes with."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.orders import actions, answers, ledgers
from portal.orders.actions import NewLine, Said
from portal.orders.models import Order, Schedule
from portal.scores import delivery
from portal.shipments import actions as shipments
from portal.shipments import booking
from tests import cast
from tests.sweep.people import actor

BEFORE = date(2026, 4, 1)
PEOPLE = {"partner": "rina", "company": "dewi"}


def said(side: str, day: date = BEFORE) -> Said:
    """A word of a side, at noon of a day in Jakarta."""
    name = PEOPLE[side]
    return Said(side, cast.user_id(name), cast.NAMES[name], datetime.combine(day, time(5), UTC))


def who(side: str) -> Actor:
    """The person who speaks for a side."""
    return actor(PEOPLE[side])


def order(
    session: Session, ref: str, *rows: delivery.Schedule, partner: int = 1, site: int | None = 1
) -> Order:
    """An order with a line for each of these, promised, received and cancelled as they say."""
    ordered = rows[0].ordered if rows else None
    lines = [
        NewLine(f"Item {n}", row.quantity, "pcs", row.requested or date(2026, 5, 5), mode=row.mode)
        for n, row in enumerate(rows, 1)
    ]
    made = actions.create(session, None, partner, ref, lines, site_id=site, ordered_on=ordered)
    schedules = session.query(Schedule).filter_by(order_id=made.id).order_by(Schedule.line_number).all()
    for schedule, row in zip(schedules, rows, strict=True):
        write(session, schedule, row)
    return made


def write(session: Session, schedule: Schedule, row: delivery.Schedule) -> None:
    """Let a schedule go through what a case says of it."""
    if row.requested is None:
        schedule.requested_on = None
        actions.restate(session, schedule)
    for each in row.commitments:
        other = "company" if each.proposed_by == "partner" else "partner"
        decided = None if each.state == "proposed" else said(other, each.decided or BEFORE)
        actions.commit_to(
            session, schedule, each.day, said(each.proposed_by), decided=decided, state=each.state,
            cause_side=each.cause,
        )  # fmt: skip
    if row.cancelled_by_company:
        cut(session, schedule, "company", row.cancelled_by_company)
    booked: dict[int | str, object] = {}
    for receipt in {
        each.id: each for each in row.receipts
    }.values():  # the same one again is not booked twice
        if receipt.reverses is not None:
            booking.reverse(session, who("company"), schedule, booked[receipt.reverses], "counted wrong")  # type: ignore[arg-type]
            continue
        booked[receipt.id] = shipments.receive(
            session, None, schedule, arrived_on=receipt.arrived, received_on=receipt.received,
            accepted=receipt.accepted, rejected=receipt.rejected,
        )  # fmt: skip
    if row.cancelled_by_partner:
        cut(session, schedule, "partner", row.cancelled_by_partner)


def cut(session: Session, schedule: Schedule, side: str, quantity: Decimal) -> None:
    """A side cancels so much of a schedule; where it is not all that is open, both agree to the rest first."""
    ledger = ledgers.ledgers_of(session, [schedule])[schedule.id]
    if schedule.quantity - max(Decimal(0), schedule.accepted) == quantity:
        change = answers.rest_cancelled(schedule, ledger, said(side), reason="enough", today=BEFORE)
        ledgers.write(session, who(side), [change])
        return
    day = schedule.promised_on or schedule.requested_on
    assert day is not None
    rest = answers.Dated(schedule.quantity - quantity, day)
    ledgers.write(
        session, who(side), [answers.proposed(schedule, ledger, said(side), parts=[rest], reason="less", cause_side=side)]
    )  # fmt: skip
    session.flush()
    other = "company" if side == "partner" else "partner"
    asked = ledgers.ledgers_of(session, [schedule])[schedule.id]
    ledgers.write(session, who(other), [answers.accepted(schedule, asked, said(other), today=BEFORE)])
    session.flush()

"""Orders and issues for the homes and the search, in days from the company's today."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.queries import actors_of
from portal.actor import Actor
from portal.issues.models import Issue, IssuePerson
from portal.orders import actions as orders
from portal.orders.models import Order, Schedule
from portal.shipments import actions as shipments
from tests import cast

ABOVE = {"SUMBER": 1, "BAUT": 2}


def today() -> date:
    """The company's day."""
    return clock.today(cast.ZONE)


def day(offset: int) -> date:
    """A day so many days from today."""
    return today() + timedelta(days=offset)


def said(name: str) -> orders.Said:
    """A member of the cast saying something about a promise now."""
    party = "company" if name in cast.STAFF else "partner"
    return orders.Said(party, cast.user_id(name), cast.NAMES[name], clock.now())


def order(
    session: Session, ref: str, *items: tuple[str, int], partner: str = "SUMBER", **columns: Any
) -> list[Schedule]:
    """An order of unconfirmed lines, each (item, day asked for). Returns its schedules."""
    lines = [orders.NewLine(item, Decimal("12.5"), "t", day(offset)) for item, offset in items]
    made = orders.create(session, None, ABOVE[partner], ref, lines, ordered_on=day(-30), **columns)
    return list(session.query(Schedule).filter_by(order_id=made.id).order_by(Schedule.id))


def promise(session: Session, schedule: Schedule, offset: int) -> None:
    """The partner promises a day and the company agrees."""
    orders.commit_to(session, schedule, day(offset), said("rina"), state="accepted", decided=said("dewi"))


def propose(session: Session, schedule: Schedule, offset: int, by: str, reason: str = "yard full") -> None:
    """Somebody proposes another day."""
    orders.commit_to(session, schedule, day(offset), said(by), reason=reason, cause_side="partner")


def overdue(
    session: Session, ref: str, item: str = "Beam H 300", partner: str = "SUMBER", **columns: Any
) -> Schedule:
    """An order of one line that was promised for five days ago."""
    (schedule,) = order(session, ref, (item, -8), partner=partner, **columns)
    promise(session, schedule, -5)
    return schedule


def issue(
    session: Session, ref: str, title: str, opened: str = "rina", partner: str = "SUMBER", **columns: Any
) -> Issue:
    """An open, unanswered issue whose answer is due in two hours."""
    now = clock.now()
    values = {
        "kind": "other_problem", "about": "relationship", "what_happened": title, "opened_at": now,
        "answer_due_at": now + timedelta(hours=2), "solution_due_at": now + timedelta(days=3),
        "unanswered": columns.get("state") != "resolved",
    } | columns  # fmt: skip
    row = Issue(
        ref=ref, title=title, partner_id=ABOVE[partner], opened_by=cast.user_id(opened),
        opened_name=cast.NAMES[opened], opened_side="staff" if opened in cast.STAFF else "partner", **values,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def name_on(session: Session, row: Issue, *names: str) -> None:
    """Name people on an issue."""
    session.add_all(
        IssuePerson(partner_id=row.partner_id, issue_id=row.id, user_id=cast.user_id(n)) for n in names
    )
    session.flush()


def notice(session: Session, schedule: Schedule, ref: str, tracking: str) -> None:
    """The schedule is on its way."""
    shipments.announce(
        session, None, [(schedule, schedule.quantity)], ref, carrier="PT Lintas Samudra",
        tracking_number=tracking, created_at=clock.now(),
    )  # fmt: skip


def actor_of(session: Session, name: str) -> Actor:
    """The actor that this member of the cast is."""
    return actors_of(session, cast.user_id(name))[0]


def order_of(session: Session, ref: str) -> Order:
    """The order with this reference."""
    return session.query(Order).filter_by(ref=ref).one()

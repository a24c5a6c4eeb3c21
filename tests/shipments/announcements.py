"""Forms of a ship notice as the pages send them, and what came of them."""

from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from portal.activity.models import Activity
from portal.orders.models import Schedule
from portal.shipments import loads, notice_record, noticing
from portal.shipments.models import Notice, NoticeLine
from tests.orders import builders
from tests.sweep.people import actor

NOTHING = {
    "mode": "", "shipped_on": "", "carrier": "", "tracking_number": "", "packages": "", "weight": "", "note": "",
}  # fmt: skip


def fields(*lines: tuple[str, str], key: str = "k", **more: Any) -> dict[str, Any]:
    """A form with these lines ticked: marks ('PO-1 1.1') with quantities as typed."""
    return {
        "key": key, "row": [mark for mark, _ in lines], "quantity": [typed for _, typed in lines],
        "schedule": [mark for mark, _ in lines], **NOTHING, **more,
    }  # fmt: skip


def draft(session: Session, ref: str, *schedules: Schedule, who: str = "rina", **facts: Any) -> Notice:
    """A saved draft that carries all of these schedules."""
    lines = loads.carried([(schedule, schedule.quantity) for schedule in schedules])
    made = noticing.save_draft(session, actor(who), lines, ref, dict.fromkeys(notice_record.FACTS) | facts)
    session.commit()
    return made


def now(session: Session, ref: str) -> Notice:
    """The notice as the database has it."""
    session.commit()
    session.expire_all()
    return session.query(Notice).filter_by(ref=ref).one()


def carries(session: Session, notice: Notice) -> dict[str, Decimal]:
    """What the notice carries, by order and line."""
    session.commit()
    rows = (
        session.query(Schedule, NoticeLine.quantity)
        .join(NoticeLine, NoticeLine.schedule_id == Schedule.id)
        .filter(NoticeLine.notice_id == notice.id)
    )
    return {f"{s.order_ref} {s.line_number}.{s.part}": quantity for s, quantity in rows}


def schedule(session: Session, ref: str, line: int = 1) -> Schedule:
    """A schedule as the database has it."""
    session.commit()
    session.expire_all()
    return session.query(Schedule).filter_by(order_ref=ref, line_number=line).one()


def told(session: Session, verb: str) -> list[Activity]:
    """The rows of activity with this verb, oldest first."""
    session.commit()
    return list(session.query(Activity).filter_by(verb=verb).order_by(Activity.id))


def two_orders(session: Session) -> None:
    """PO-1 with two lines of 10 t, PO-2 with one, all promised; BP-1 of the stranger."""
    for made in (
        *builders.schedules(session, builders.order(session, "PO-1", 5, 6)),
        builders.one(session, "PO-2"),
    ):
        builders.promise(session, made, 5)
    builders.one(session, "BP-1", partner=builders.BAUT)
    session.commit()

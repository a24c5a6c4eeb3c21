"""A notice with many lines is announced, corrected, booked in and withdrawn with as few SELECTs as one of a
single line."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import event
from sqlalchemy.engine import Engine

from portal import clock
from portal.orders.models import Schedule
from portal.shipments import booking, events, loads, milestones, notice_record, noticing
from portal.shipments.models import Notice
from tests.orders import builders
from tests.sweep import people

FACTS = dict.fromkeys(notice_record.FACTS)


@contextmanager
def asked() -> Iterator[Counter[str]]:
    """Counts statements by their verb."""
    counted: Counter[str] = Counter()

    def count(_connection, _cursor, statement, *_rest) -> None:
        counted[statement.split()[0].upper()] += 1

    event.listen(Engine, "before_cursor_execute", count)
    try:
        yield counted
    finally:
        event.remove(Engine, "before_cursor_execute", count)


def questions(session, number: int) -> dict[str, int]:
    """How many SELECTs each step of a notice of `number` lines takes."""
    found = {}
    order = builders.order(session, f"PO-{number}", *[7] * number)
    lines = [(schedule, Decimal(10)) for schedule in builders.schedules(session, order)]
    rina, dewi = people.actor("rina"), people.actor("dewi")
    session.commit()
    with asked() as counted:
        notice = noticing.announce_new(session, rina, loads.carried(lines), f"SN-{number}", FACTS)
        session.flush()
    found["announce"] = counted["SELECT"]
    with asked() as counted:
        fewer = loads.carried([(schedule, Decimal(9)) for schedule, _quantity in lines])
        noticing.correct(session, rina, notice, fewer, FACTS | {"carrier": "PT Lintas"})
        session.flush()
    found["correct"] = counted["SELECT"]
    with asked() as counted:
        milestones.report(session, rina, notice, "k", clock.now() - timedelta(hours=1), "arrived_at_site")
        session.flush()
    found["report"] = counted["SELECT"]
    with asked() as counted:
        counts = [booking.Count(schedule, Decimal(4), Decimal(0), "good") for schedule, _quantity in lines]
        today = builders.today()
        booking.book(session, dewi, booking.Delivery(today, today, notice_id=notice.id), counts)
        session.flush()
    found["book"] = counted["SELECT"]
    with asked() as counted:
        events.restate(session, *(schedule for schedule, _quantity in lines))
        noticing.void(session, rina, notice, "wrong truck")
        session.flush()
    found["void"] = counted["SELECT"]
    return found


def test_forty_lines_ask_no_more_than_one(session):
    assert questions(session, 40) == questions(session, 1)


def test_a_made_up_number_that_a_file_brought_is_not_used_twice(session):
    schedule = builders.one(session, "PO-1")
    last = noticing.announce_new(
        session, people.actor("rina"), loads.carried([(schedule, Decimal(1))]), "", FACTS
    )
    taken = f"DN-{last.id + 2:06d}"
    session.add(Notice(partner_id=1, ref=taken, state="announced", created_at=clock.now()))
    session.flush()
    made = noticing.announce_new(
        session, people.actor("rina"), loads.carried([(schedule, Decimal(1))]), "", FACTS
    )
    assert made.ref.startswith(taken) and made.ref != taken
    assert session.query(Schedule).count() == 1

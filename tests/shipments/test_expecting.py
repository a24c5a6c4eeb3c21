"""Expected days from history: what is written, what is left alone, and when a schedule is at risk."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine

from portal.activity import jobs
from portal.orders import actions as orders
from portal.orders.models import Schedule
from portal.shipments import actions as shipments
from portal.shipments import events
from tests.desk.arrange import order, promise, said
from tests.orders import builders

TODAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def noon():
    """Noon of the company's day."""
    with time_machine.travel(datetime(2026, 11, 25, 5, tzinfo=UTC), tick=False):
        yield


def work(app):
    """Do the job as `flask work` does it; how many schedules it wrote."""
    (job,) = [job for job in jobs.jobs() if job.name == "expected days"]
    with app.app_context():
        return job.run(app.config["SETTINGS"])


def came(session, late, partner="SUMBER", arrived=-1):
    """A delivery that arrived so many days from today (yesterday), so many days late."""
    ref = f"{partner}-{late}-{arrived}"
    (schedule,) = order(session, ref, ("Beam", arrived - late), partner=partner)
    promise(session, schedule, arrived - late)
    shipments.receive(
        session, None, schedule, ref="GR", accepted=schedule.quantity, recorded_at=datetime(2026, 11, 25, tzinfo=UTC),
        arrived_on=TODAY + timedelta(arrived),
    )  # fmt: skip


def open_one(session, ref="PO-1", promised=10, partner="SUMBER"):
    """A schedule promised for a day ahead."""
    (schedule,) = order(session, ref, ("Beam", promised), partner=partner)
    promise(session, schedule, promised)
    return schedule


def now(session, schedule):
    """What the row says: days from the promise (early, likely, safe), what they rest on, the stage."""
    session.commit()
    row = session.query(
        Schedule.promised_on, Schedule.expected_low, Schedule.expected_on, Schedule.expected_high,
        Schedule.expected_rests_on, Schedule.stage, Schedule.version,
    ).filter_by(id=schedule.id).one()  # fmt: skip
    days = tuple((day - row[0]).days if day else None for day in row[1:4])
    return *days, row.expected_rests_on, row.stage


def expected(client, name):
    """What the page of PO-1 says of the expected day, to a member of the cast."""
    opened = client(name)
    opened.get("/orders/PO-1")
    (days,) = [each for each in opened.page.all("dl") if "Expected" in "".join(each.itertext())]
    terms = ["".join(each.itertext()).strip() for each in days]
    return " ".join(terms[terms.index("Expected") + 1].split())


def test_a_likely_day_after_the_promise_puts_it_at_risk(app, session):
    for late in (0, 1, 2, 3, 4):
        came(session, late)
    schedule = open_one(session)
    version = schedule.version
    session.commit()
    assert work(app) == 1
    assert now(session, schedule) == (0, 2, 3, 5, "at_risk")  # of five: the first, the third, the fourth
    assert session.query(Schedule.version).filter_by(id=schedule.id).scalar() == version
    assert work(app) == 0


def test_a_safe_day_after_the_promise_does_not(app, session):
    for arrived in range(-4, 0):
        came(session, 0, arrived=arrived)
    came(session, 9)
    came(session, 8)
    schedule = open_one(session)
    session.commit()
    work(app)
    early, likely, safe, rests_on, stage = now(session, schedule)
    assert (early, likely, rests_on, stage) == (0, 0, 6, "promised")
    assert safe == 8


def test_four_are_too_few_to_say(app, session, client):
    for late in (0, 1, 2, 3):
        came(session, late)
    for late in range(20):
        came(session, late, partner="BAUT")
    schedule = open_one(session)
    session.commit()
    work(app)
    assert now(session, schedule) == (None, None, None, 0, "promised")
    assert expected(client, "rina") == "too few past deliveries to say"


def test_the_order_says_what_a_forecast_rests_on(app, session, client):
    for late in (0, 1, 2, 3, 4):
        came(session, late)
    schedule = open_one(session)  # for Saturday 5 December
    session.commit()
    assert expected(client, "dewi") == expected(client, "rina") == "–"
    work(app)
    for name in ("dewi", "rina"):
        assert expected(client, name) == "Mon 7 Dec likely; safe by Tue 8 Dec, from 5 past deliveries"
    session.refresh(schedule)
    shipments.expect(session, schedule, TODAY + timedelta(9))
    session.commit()
    assert expected(client, "rina") == "Fri 4 Dec in 9 days"


def test_a_day_from_events_is_never_touched(app, session):
    for late in (0, 1, 2, 3, 4):
        came(session, late)
    schedule = open_one(session)
    shipments.expect(session, schedule, TODAY + timedelta(9), None, None)
    session.commit()
    assert work(app) == 0
    assert now(session, schedule) == (None, -1, None, None, "promised")


def test_events_take_the_place_of_history_and_give_it_back(app, session):
    for late in (0, 1, 2, 3, 4):
        came(session, late)
    schedule = open_one(session)
    session.commit()
    work(app)
    session.refresh(schedule)
    shipments.expect(session, schedule, TODAY + timedelta(9), None, None)
    assert now(session, schedule) == (None, -1, None, None, "promised")
    assert work(app) == 0
    shipments.expect(session, schedule, None)
    session.commit()
    assert work(app) == 1
    assert now(session, schedule) == (0, 2, 3, 5, "at_risk")


def test_a_passed_promise_is_overdue_whatever_history_says(app, session):
    for late in (0, 1, 2, 3, 4):
        came(session, late)
    schedule = open_one(session, promised=1)
    session.commit()
    work(app)
    assert now(session, schedule)[4] == "at_risk"
    with time_machine.travel(datetime(2026, 11, 27, 5, tzinfo=UTC), tick=False):
        assert work(app) == 1
    assert now(session, schedule) == (None, None, None, None, "promised")


def test_what_a_carrier_delivered_is_expected_no_more(app, session):
    for late in (0, 1, 2, 3, 4):
        came(session, late)
    schedule = open_one(session)
    session.commit()
    work(app)
    session.refresh(schedule)
    assert schedule.expected_rests_on == 5
    notice = builders.dispatch(session, schedule, "SN-1")
    at = datetime(2026, 11, 25, 2, tzinfo=UTC)
    shipments.report_event(session, notice, "k", at, "delivered", "carrier", recorded_at=at)
    events.restate(session, schedule)  # before anybody has booked it in
    session.commit()
    assert now(session, schedule) == (None, None, None, None, "delivered")
    assert work(app) == 0


def test_the_day_is_the_companys(app, session):
    # 18:00 UTC on the 25th is the 26th in Jakarta: a promise for the 25th has passed there.
    for late in (0, 1, 2, 3, 4):
        came(session, late)
    schedule = open_one(session, promised=0)
    session.commit()
    with time_machine.travel(datetime(2026, 11, 25, 16, 59, tzinfo=UTC), tick=False):
        assert work(app) == 1
    with time_machine.travel(datetime(2026, 11, 25, 17, 1, tzinfo=UTC), tick=False):
        assert work(app) == 1
    assert now(session, schedule)[:4] == (None, None, None, None)


def test_a_proposal_stays_one_and_what_is_not_promised_has_no_forecast(app, session):
    for late in (0, 1, 2, 3, 4):
        came(session, late)
    asked = open_one(session, "PO-1")
    orders.commit_to(
        session, asked, TODAY + timedelta(20), said("rina"), reason="yard full", cause_side="partner"
    )
    (unconfirmed,) = order(session, "PO-2", ("Beam", 10))
    session.commit()
    assert work(app) == 1
    assert now(session, asked) == (0, 2, 3, 5, "proposed")
    assert session.query(Schedule.expected_rests_on).filter_by(id=unconfirmed.id).scalar() is None


def test_whoever_answers_meanwhile_wins(app, session):
    from portal.db import system_session
    from portal.shipments import expecting

    for late in (0, 1, 2, 3, 4):
        came(session, late)
    schedule = open_one(session)
    session.commit()
    with app.app_context(), system_session("read") as reading:
        rows = expecting.changes(reading, expecting.EVERYTHING, TODAY)
    orders.commit_to(
        session, schedule, TODAY + timedelta(30), said("rina"), state="accepted", decided=said("dewi")
    )
    session.commit()
    with app.app_context(), system_session() as writing:
        expecting.write(writing, rows)
        writing.commit()
    assert now(session, schedule) == (None, None, None, None, "promised")
    assert work(app) == 1


def test_partners_quantities_and_promises_are_left_as_they_were(app, session):
    for late in (0, 1, 2, 3, 4):
        came(session, late)
    schedule = open_one(session)
    session.commit()
    columns = [c for c in Schedule.__table__.c if not c.name.startswith("expected") and c.name != "stage"]
    before = session.query(*columns).order_by(Schedule.id).all()
    session.commit()
    work(app)
    assert session.query(*columns).order_by(Schedule.id).all() == before
    assert schedule.quantity == Decimal("12.5")

"""How long silence is usual, and what the worker writes about it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from portal.activity import jobs
from portal.orders.models import Schedule
from portal.shipments import actions as shipments
from portal.shipments.silence import Habits, Report, Way, leaves_on, mode_of, quiet_on
from tests.orders import builders

ROAD = Way("road", 1, "lintas")
FIRST = date(2026, 11, 2)


def on(day: int, state: str) -> Report:
    return Report(FIRST + timedelta(day), state)


def test_without_history_the_stated_days_are_usual():
    habits = Habits()
    assert (habits.wait(ROAD, "pending"), habits.wait(Way("sea", 1), "in_transit")) == (2, 21)
    assert habits.wait(ROAD, "delivered") is habits.wait(ROAD, "cancelled") is None
    assert habits.journey(Way("sea", 1)) == 25


def test_what_is_usual_is_learnt_stage_by_stage():
    """A hundred journeys: picked up the day after, the next word 5 days later, delivered then."""
    habits = Habits()
    for _ in range(100):
        habits.learn(ROAD, FIRST, [on(1, "picked_up"), on(6, "delivered")])
    assert habits.wait(ROAD, "picked_up") == 5
    assert habits.journey(ROAD) == 6
    assert habits.wait(ROAD, "in_transit") == 3  # nothing was learnt of it


def test_a_few_waits_speak_with_the_voice_of_the_wider_group():
    """Of 300 pick-ups by road all took a day: with the ten of the default 300 of 310 keep to one day, 97 %.
    One wait of 9 days is one of 11 for its partner, so 91 % keep to a day there, and nobody else waits
    longer for it."""
    habits = Habits()
    for partner in range(2, 302):
        habits.learn(Way("road", partner, "x"), FIRST, [on(1, "picked_up"), on(2, "delivered")])
    assert habits.wait(Way("road", 1, "lintas"), "pending") == 1
    habits.learn(ROAD, FIRST, [on(9, "picked_up")])
    assert habits.wait(ROAD, "pending") == 9
    assert habits.wait(Way("road", 55, "x"), "pending") == 1


def test_the_last_report_says_from_when_to_wait():
    habits = Habits()
    assert quiet_on(habits, ROAD, FIRST, []) == FIRST + timedelta(2)
    assert quiet_on(habits, ROAD, FIRST, [on(4, "in_transit")]) == FIRST + timedelta(4 + 3)
    assert quiet_on(habits, ROAD, FIRST, [on(4, "in_transit"), on(5, "pending")]) == FIRST + timedelta(4 + 3)
    assert quiet_on(habits, ROAD, FIRST, [on(4, "on_hold")]) == FIRST + timedelta(4 + 3)
    assert quiet_on(habits, ROAD, FIRST, [on(4, "in_transit"), on(6, "delivered")]) is None


def test_goods_leave_as_long_before_the_promise_as_they_usually_travel():
    habits = Habits()
    assert leaves_on(habits, ROAD, date(2026, 11, 20)) == date(2026, 11, 18)
    for _ in range(30):
        habits.learn(ROAD, FIRST, [on(5, "delivered")])
    assert leaves_on(habits, ROAD, date(2026, 11, 20)) == date(2026, 11, 15)


@pytest.mark.parametrize(
    ("word", "mode"), [("Truck", "road"), ("sea", "sea"), ("air_charter", "air"), ("", "other"), (None, "other"), ("Kuda", "other")]
)  # fmt: skip
def test_words_for_modes(word, mode):
    assert mode_of(word) == mode


@pytest.fixture
def noon():
    """Noon of the company's day, 25 November 2026, a Wednesday."""
    with time_machine.travel(datetime(2026, 11, 25, 5, tzinfo=UTC), tick=False):
        yield


def work(app) -> int:
    (job,) = [job for job in jobs.jobs() if job.name == "silence"]
    with app.app_context():
        return job.run(app.config["SETTINGS"])


def day(session, schedule) -> date | None:
    session.commit()
    return session.query(Schedule.quiet_on).filter_by(id=schedule.id).scalar()


def travelling(session, ref: str, promised: int, shipped: int, *reports: tuple[int, str]) -> Schedule:
    schedule = builders.promise(session, builders.one(session, ref), promised)
    notice = builders.dispatch(
        session, schedule, f"SN-{ref}", mode="road", shipped_on=builders.today() + timedelta(shipped)
    )
    for number, (ago, state) in enumerate(reports):
        at = datetime(2026, 11, 25, 3, tzinfo=UTC) + timedelta(ago)
        shipments.report_event(session, notice, str(number), at, state, "manual", recorded_at=at)
    return schedule


def refs(client, query="kind=silent") -> list[str]:
    client.get(f"/exceptions?{query}")
    return sorted("".join(th.itertext()).split()[0] for th in client.page.all("th", class_="cell-ref"))


def test_the_worker_writes_until_when_silence_is_usual(app, session, client, noon):
    """By road, one waits 2 days for the pick-up and 3 days for the next word on the way."""
    left = travelling(session, "PO-LEFT", 5, -3)
    stuck = travelling(session, "PO-STUCK", 5, -9, (-8, "picked_up"), (-4, "in_transit"))
    fresh = travelling(session, "PO-FRESH", 5, -9, (-8, "picked_up"), (-2, "in_transit"))
    here = travelling(session, "PO-HERE", 5, -9, (-8, "picked_up"), (-2, "delivered"))
    session.commit()
    version = left.version
    assert work(app) > 0
    today = builders.today()
    assert day(session, left) == today - timedelta(1)
    assert day(session, stuck) == today - timedelta(1)
    assert day(session, fresh) == today + timedelta(1)
    assert day(session, here) is None
    assert session.query(Schedule.version).filter_by(id=left.id).scalar() == version
    assert work(app) == 0
    rina = client("rina")
    assert refs(rina) == ["PO-LEFT", "PO-STUCK"]
    for words in (
        "nothing after: Announced, Sun 22 Nov",
        "nothing after: On the way, Sat 21 Nov",
        "Say where it is",
    ):
        assert words in rina.page.text, rina.page.text[-700:]
    assert rina.selects == 8  # as every page of exceptions, and one for what was heard
    dewi = client("dewi")
    refs(dewi)
    assert dewi.page.all("a", href="/shipments/SN-PO-STUCK?order=PO-STUCK")


def test_what_should_have_left_by_now_is_silent(app, session, client, noon):
    """By road it travels 2 days: what is promised for tomorrow should have left yesterday."""
    builders.dispatch(
        session, builders.promise(session, builders.one(session, "PO-0"), 30), "SN-0", mode="road"
    )
    tomorrow = builders.promise(session, builders.one(session, "PO-1"), 1)
    later = builders.promise(session, builders.one(session, "PO-2"), 2)
    passed = builders.promise(session, builders.one(session, "PO-3"), -1)
    never = builders.promise(session, builders.one(session, "BP-1", partner=builders.BAUT), 1)
    session.commit()
    work(app)
    today = builders.today()
    assert (day(session, tomorrow), day(session, later)) == (today - timedelta(1), today)
    assert day(session, passed) is None  # it is late
    assert day(session, never) is None  # this partner announces nothing, so silence says nothing
    rina = client("rina")
    assert refs(rina) == ["PO-1"]
    assert "no dispatch announced, promised for Thu 26 Nov" in rina.page.text
    assert refs(rina, "kind=late") == ["PO-3"]


def test_who_announces_less_than_half_of_what_comes_is_not_silent(app, session, noon):
    """Of three that came one was announced; with one more it is half."""
    for number in range(3):
        came = builders.promise(session, builders.one(session, f"PO-{number}"), -9)
        if number == 0:
            builders.dispatch(session, came, "SN-0", mode="road")
        builders.arrive(session, came, -9)
    tomorrow = builders.promise(session, builders.one(session, "PO-9"), 1)
    session.commit()
    work(app)
    assert day(session, tomorrow) is None
    came = builders.promise(session, builders.one(session, "PO-3"), -9)
    builders.dispatch(session, came, "SN-3", mode="road")
    builders.arrive(session, came, -9)
    session.commit()
    work(app)
    assert day(session, tomorrow) == builders.today() - timedelta(1)


def test_a_mode_that_is_not_known_is_the_partners_usual_one(app, session, noon):
    """By sea it travels 25 days: what is promised in 24 days should have left yesterday."""
    builders.dispatch(
        session, builders.promise(session, builders.one(session, "PO-0"), 30), "SN-0", mode="sea"
    )
    unknown = builders.promise(session, builders.one(session, "PO-1"), 24)
    unknown.mode = None
    session.commit()
    work(app)
    assert day(session, unknown) == builders.today() - timedelta(1)


def test_what_is_heard_ends_the_silence_at_once(app, session, client, noon):
    stuck = travelling(session, "PO-1", 5, -9, (-8, "picked_up"))
    session.commit()
    work(app)
    rina = client("rina")
    assert refs(rina) == ["PO-1"]
    builders.arrive(session, stuck, 0)
    session.commit()
    assert refs(rina) == []
    work(app)
    assert day(session, stuck) is None

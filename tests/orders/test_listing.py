"""The list's statements: the same rows as a plain reading of every row, page by page, by index."""

import random
from datetime import UTC, datetime, time, timedelta
from itertools import product

import pytest
from sqlalchemy import event

from portal.actor import Actor
from portal.db import bind_actor, db, transactions
from portal.orders import filters, listing, rows, segments
from portal.orders.filters import Filters
from portal.orders.models import Schedule
from portal.shipments import actions, events
from tests import cast
from tests.orders import builders

RINA = Actor(
    cast.user_id("rina"), "Rina", "partner", "administrator", "en", cast.ZONE, partner_id=builders.SUMBER
)
DEWI = Actor(cast.user_id("dewi"), "Dewi", "staff", "agent", "en", cast.ZONE)
LIMITED = Actor(cast.user_id("dewi"), "Dewi", "staff", "agent", "en", cast.ZONE, limited_to=(builders.BAUT,))
QUESTIONS = [
    Filters(), Filters(view="waiting"), Filters(view="risk"), Filters(view="week"), Filters(view="arrived"),
    Filters(view="all"), Filters(view="all", sort="day"), Filters(view="all", sort="reference"), Filters(sort="day"),
    Filters(view="all", states=("late", "arrived_late")), Filters(view="all", states=("proposed", "unconfirmed")), Filters(view="all", states=("delivered",)),
    Filters(view="all", states=("moving",), sort="day"), Filters(view="all", item="PL1", mode="road"),
    Filters(view="all", mode="sea"), Filters(view="all", text="plate"), Filters(text="po0 plate"),
    Filters(view="all", first=builders.today(), last=builders.today() + timedelta(days=6)),
]  # fmt: skip


@pytest.fixture
def world(app, session):
    for partner, prefix in ((builders.SUMBER, "PO0"), (builders.SUMBER, "PO1"), (builders.BAUT, "BP0")):
        builders.each_kind(session, prefix, partner)
        delivered(session, f"{prefix}-20", partner)
    session.commit()
    with app.app_context():
        transactions("read")
        yield db.session()
        transactions("write")
        db.session.remove()


def delivered(session, ref: str, partner: int, day: int = -3) -> Schedule:
    """Promised `day` days from today, delivered by its carrier a day later, not booked in."""
    schedule = builders.promise(session, builders.one(session, ref, partner=partner), day)
    notice = builders.dispatch(session, schedule, f"{ref}-SN")
    at = datetime.combine(builders.today() + timedelta(days=day + 1), time(3), UTC)  # 10:00 at the site
    actions.report_event(session, notice, "k", at, "delivered", "carrier", recorded_at=at)
    events.restate(session, schedule)
    return schedule


def plain(schedule: Schedule, actor: Actor, asked: Filters, today) -> bool:
    """Whether the schedule is asked for, read without any index."""
    kind, _days = rows.status_of_row(schedule, today)
    other = "company" if actor.party == "partner" else "partner"
    waits = schedule.stage == "proposed" and schedule.proposed_by == other
    waits = waits or (actor.party == "partner" and schedule.stage == "unconfirmed")
    state = {"overdue": "late", "on_track": "moving", "on_the_way": "moving"}.get(kind, kind)
    if kind == "short" and schedule.stage == "promised":
        state = "moving"
    groups = {"late": "risk", "at_risk": "risk"}
    is_open = schedule.stage not in ("arrived", "cancelled")
    monday, sunday = filters.week_of(today)
    views = {
        "all": True, "open": is_open, "waiting": waits, "risk": groups.get(state) == "risk",
        "week": state in ("late", "at_risk", "moving") and monday <= schedule.due_on <= sunday,
        "arrived": schedule.stage == "arrived",
    }  # fmt: skip
    return (
        (actor.partner_id in (None, schedule.partner_id))
        and (actor.limited_to is None or schedule.partner_id in actor.limited_to)
        and (views[asked.view] if not asked.states else state in asked.states)
        and (not asked.first or schedule.due_on >= asked.first)
        and (not asked.last or schedule.due_on <= asked.last)
        and (not asked.item or schedule.item_code == asked.item)
        and (not asked.mode or schedule.mode == asked.mode)
        and all(any(w.startswith(word) for w in schedule.words.split()) for word in asked.text.split())
    )  # fmt: skip


@pytest.mark.parametrize("actor", [RINA, DEWI, LIMITED], ids=["partner", "staff", "limited"])
def test_filters_agree_with_a_plain_reading(world, session, actor):
    bind_actor(world, actor)
    today, everything, sizes = builders.today(), session.query(Schedule).all(), []
    for question in QUESTIONS:
        asked = listing.Asked(question, None, today)
        expected = {s.id for s in everything if plain(s, actor, question, today)}
        found, after = [], None
        while True:
            page = listing.page(world, actor, asked, after, 4)
            found += [row.id for row in page.rows]
            after = page.after
            if after is None:
                break
        assert len(found) == len(set(found)), question
        assert set(found) == expected, question
        assert listing.counts(world, actor, asked).get("matched", len(expected)) == len(expected), question
        sizes.append(len(expected))
    segmented = listing.counts(world, actor, listing.Asked(Filters(), None, today))
    assert sum(segmented[group] for group in segments.GROUPS) == max(sizes)  # each lies in one segment
    assert sum(size > 4 for size in sizes) > len(QUESTIONS) // 3  # else no cursor was tried
    assert len(set(sizes)) > 4


@pytest.mark.parametrize(
    "question",
    [
        Filters(),
        Filters(view="all"),
        Filters(view="all", sort="reference"),
        Filters(view="all", text="plate"),
    ],
    ids=["open", "all", "reference", "words"],
)
def test_a_cursor_never_skips_or_repeats_while_rows_come(app, session, question):
    dice = random.Random(7)  # noqa: S311 days, not secrets
    for number in range(12):
        builders.promise(session, builders.one(session, f"PO-{number:02}"), dice.randint(-6, 6))
    session.commit()
    before = {s.id for s in session.query(Schedule)}
    asked, found, after = listing.Asked(question, None, builders.today()), [], None
    for turn in range(20):
        with app.app_context():
            transactions("read")
            bind_actor(db.session(), RINA)
            page = listing.page(db.session(), RINA, asked, after, 3)
            transactions("write")
        found += [row.id for row in page.rows]
        after = page.after
        if after is None:
            break
        builders.promise(session, builders.one(session, f"NEW-{turn}"), dice.randint(-6, 6))
        session.commit()
    assert len(found) == len(set(found))
    assert before <= set(found)


@pytest.mark.sqlite
def test_each_range_is_read_from_an_index(world):
    for actor, question in product((RINA, DEWI), QUESTIONS):
        bind_actor(world, actor)
        steps = plan(world, actor, question)
        # An index that holds the late rows and no others may be read from its beginning.
        walked = [s for s in steps if s.startswith("SCAN schedules") and not s.endswith("ix_schedules_late")]
        assert not walked and not [s for s in steps if "AUTOMATIC" in s], question
        indexed = [s for s in steps if s.startswith("SEARCH schedules USING") and "INDEX ix_schedules" in s]
        assert indexed or question.text, question


def plan(world, actor, question) -> list[str]:
    """What SQLite says it will do to read the first page."""
    seen: list[tuple[str, tuple]] = []

    def note(_c, _cur, statement, parameters, *_rest):
        seen.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        listing.page(world, actor, listing.Asked(question, None, builders.today()))
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    statement, parameters = next(one for one in seen if one[0].startswith("SELECT"))
    connection = world.connection().connection.driver_connection
    return [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)]

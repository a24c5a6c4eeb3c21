"""Many answers at once write what they would write one by one, and one that is late stops all of them."""

import random
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from sqlalchemy.orm.exc import StaleDataError

from portal.activity.models import Activity
from portal.actor import Actor
from portal.db import system_session
from portal.orders import answering, answers, policy
from portal.orders.answers import Dated
from portal.orders.ledgers import NEEDED
from portal.orders.models import Commitment, Line, Order, Schedule
from tests import cast
from tests.orders import builders

RINA = Actor(
    cast.user_id("rina"), "Rina", "partner", "administrator", "en", cast.ZONE, partner_id=builders.SUMBER
)
BUDI = Actor(
    cast.user_id("rina"), "Rina", "partner", "administrator", "en", cast.ZONE, partner_id=builders.BAUT
)
DEWI = Actor(cast.user_id("dewi"), "Dewi", "staff", "agent", "en", cast.ZONE)
ROUNDS = 12
WHEN = ("id", "version", "created_at", "cancelled_at", "partner_id", "order_id", "line_id", "split_from_id", "order_ref",
        "words", "schedule_id", "proposed_at", "decided_at", "at", "subject_id", "subject_ref")  # fmt: skip


def plan(dice, actor, schedule, today):
    """Something that `actor` may answer to this schedule: its name and how it is asked for; None for nothing."""
    able = [
        ("confirm", policy.can_confirm(actor, schedule, today)), ("reconfirm", policy.can_reconfirm(actor, schedule, today)),
        ("propose", policy.can_propose(actor, schedule)), ("propose", policy.can_propose(actor, schedule)),
        ("agree", policy.can_decide(actor, schedule)), ("agree", policy.can_decide(actor, schedule)),
        ("refuse", policy.can_decide(actor, schedule)), ("withdraw", policy.can_withdraw(actor, schedule)), (None, True),
    ]  # fmt: skip
    what = dice.choice([name for name, may in able if may])
    if what != "propose":
        return what, {}
    left = schedule.quantity - schedule.accepted
    days = [today + timedelta(days=n) for n in sorted(dice.sample(range(1, 60), 3))]
    shares = dice.choice(
        (
            [1],
            [Decimal("0.25"), Decimal("0.75")],
            [Decimal("0.5"), Decimal("0.25"), Decimal("0.25")],
            [Decimal("1.5")],
            [0],
            [Decimal("0.5")],
        )
    )
    parts = [Dated(left * share, day) for share, day in zip(shares, days, strict=False)]
    if parts[0].quantity:
        parts[0] = Dated(parts[0].quantity + schedule.accepted, parts[0].day)
    return what, {"parts": parts, "reason": "vessel omitted Gresik", "cause_side": dice.choice(("partner", "company"))}  # fmt: skip


def one_by_one(session, actor, schedule, today, what, terms):
    """The answer as a page gives it."""
    if what == "propose":
        answering.propose(session, actor, schedule, **terms)
    elif what == "agree":
        answering.accept(session, actor, schedule, today)
    elif what == "refuse":
        answering.decline(session, actor, schedule, "no")
    else:
        verbs = {
            "confirm": answering.accept_request, "reconfirm": answering.reconfirm, "withdraw": answering.withdraw,
        }  # fmt: skip
        verbs[what](session, actor, schedule)


def together(today, what, terms):
    """The same answer as one of many."""
    return {
        "confirm": answers.request_accepted, "reconfirm": answers.reconfirmed, "withdraw": answers.withdrawn,
        "agree": partial(answers.accepted, today=today), "refuse": partial(answers.declined, reason="no"),
        "propose": partial(answers.proposed, **terms),
    }[what]  # fmt: skip


def parts(session, partner):
    """A partner's schedules by order, line and part, read anew."""
    session.commit()
    session.expire_all()
    found = session.query(Schedule).filter_by(partner_id=partner)
    return list(found.order_by(Schedule.order_ref, Schedule.line_number, Schedule.part))


def plain(rows):
    """What the rows say, without ids and moments; whether there is a moment counts."""
    return [
        {c.key: (v is not None if c.key in WHEN else v) for c in row.__table__.columns for v in [getattr(row, c.key)]}
        for row in rows
    ]  # fmt: skip


def written(session, partner):
    """All that the answers wrote for a partner: schedules, their ledgers, and what happened."""
    own = parts(session, partner)
    ledgers = [
        plain(session.query(Commitment).filter_by(schedule_id=s.id).order_by(Commitment.id)) for s in own
    ]
    told = [
        plain(
            session.query(Activity)
            .filter(Activity.order_id == o.id, Activity.verb != "received")
            .order_by(Activity.id)
        )
        for o in session.query(Order).filter_by(partner_id=partner).order_by(Order.ref)
    ]
    lines = session.query(Line).filter_by(partner_id=partner).order_by(Line.id)
    return plain(own), ledgers, told, plain(lines)


@pytest.mark.parametrize("seed", range(6))
def test_many_at_once_write_what_they_write_one_by_one(app, session, seed):
    today, dice = builders.today(), random.Random(seed)  # noqa: S311 chance, no secret
    for partner, name in ((builders.SUMBER, "A"), (builders.BAUT, "B")):
        for number in range(6):
            made = builders.order(session, f"PO-{name}{number}", 5, 9, partner=partner)
            if number % 3 == 0:
                builders.promise(session, builders.schedules(session, made)[0], 6)
            if number % 2:
                builders.arrive(session, builders.schedules(session, made)[1], -1, (4, 10))
    for _ in range(ROUNDS):
        partner_speaks = dice.random() < 0.5
        mine, theirs = parts(session, builders.SUMBER), parts(session, builders.BAUT)
        pairs, plans = list(zip(mine, theirs, strict=True)), []
        for own, other in pairs:
            actor = RINA if partner_speaks else DEWI
            what, terms = plan(dice, actor, own, today)
            if what is None:
                continue
            row = session.query(*(getattr(Schedule, name) for name in NEEDED)).filter_by(id=other.id).one()
            plans.append((row, together(today, what, terms)))
            one_by_one(session, actor, own, today, what, terms)
        session.expunge_all()
        answering.answer(session, BUDI if partner_speaks else DEWI, plans)
        assert written(session, builders.SUMBER) == written(session, builders.BAUT)
    assert session.query(Schedule).count() > 24, "nothing was ever cut"
    assert {s.stage for s in parts(session, builders.BAUT)} >= {"proposed", "promised"}


def test_one_that_is_late_stops_all_of_them(app, session):
    for number in (1, 2, 3):
        builders.one(session, f"PO-{number}")
    session.commit()
    rows = session.query(*(getattr(Schedule, name) for name in NEEDED)).order_by(Schedule.id).all()
    builders.promise(session, session.query(Schedule).filter_by(order_ref="PO-2").one(), 9)
    session.commit()
    with app.app_context(), system_session() as writing, pytest.raises(StaleDataError):
        answering.answer(writing, RINA, [(row, answers.request_accepted) for row in rows])
    assert [s.stage for s in parts(session, builders.SUMBER)] == ["unconfirmed", "promised", "unconfirmed"]
    assert session.query(Commitment).count() == 1

"""Any sequence of answers by both sides keeps the ledger's promises: it balances, it only grows, and
no cut or edit makes a late line punctual."""

import random
from datetime import timedelta
from decimal import Decimal

import pytest

from portal import clock
from portal.actor import Actor
from portal.orders import answering, policy
from portal.orders.answering import Dated
from portal.orders.models import Commitment, Line, Schedule
from portal.orders.standing import Arrival, Facts, Move, standing
from portal.shipments import actions as shipments
from tests import cast
from tests.orders import builders

RINA = Actor(
    cast.user_id("rina"), "Rina", "partner", "administrator", "en", cast.ZONE, partner_id=builders.SUMBER
)
DEWI = Actor(cast.user_id("dewi"), "Dewi", "staff", "agent", "en", cast.ZONE)
STEPS = 30
DERIVED = ("stage", "first_promised_on", "base_on", "promised_on", "proposed_on", "proposed_by")


def step(session, dice: random.Random, schedules: list[Schedule], today) -> str:
    """Do one thing that one side may do with one schedule; '' when it may not."""
    actor, schedule = dice.choice((RINA, DEWI)), dice.choice(schedules)
    what = dice.choice(
        ("confirm", "propose", "propose", "agree", "agree", "refuse", "withdraw", "reconfirm", "receive")
    )
    if what == "confirm" and policy.can_confirm(actor, schedule, today):
        answering.accept_request(session, actor, schedule)
    elif what == "propose" and policy.can_propose(actor, schedule):
        parts = proposed(dice, schedule, today)
        answering.propose(
            session,
            actor,
            schedule,
            parts,
            "because",
            dice.choice(("partner", "company", "carrier", "outside")),
        )
    elif what == "agree" and policy.can_decide(actor, schedule):
        answering.accept(session, actor, schedule, today)
    elif what == "refuse" and policy.can_decide(actor, schedule):
        answering.decline(session, actor, schedule, "no")
    elif what == "withdraw" and policy.can_withdraw(actor, schedule):
        answering.withdraw(session, actor, schedule)
    elif what == "reconfirm" and policy.can_reconfirm(actor, schedule, today):
        answering.reconfirm(session, actor, schedule)
    elif what == "receive" and policy.is_open(schedule) and dice.random() < 0.3:
        left = schedule.quantity - schedule.accepted
        some = max(Decimal(1), (left * dice.randint(1, 10) / 10).quantize(Decimal(1)))
        shipments.receive(session, DEWI, schedule, ref=f"GR-{dice.random()}", arrived_on=today, accepted=min(left, some),
                          recorded_at=clock.now())  # fmt: skip
    else:
        return ""
    return what


def proposed(dice: random.Random, schedule: Schedule, today) -> list[Dated]:
    """One to three dated parts that make what is to come, or less, or nothing at all."""
    left, kind = schedule.quantity - schedule.accepted, dice.random()
    days = [today + timedelta(days=n) for n in sorted(dice.sample(range(40), 3))]
    if kind < 0.1:
        parts = [Dated(Decimal(0), days[0])]
    elif kind < 0.2 and left > 1:
        parts = [Dated(left - 1, days[0])]
    elif kind < 0.6 or left < 3:
        parts = [Dated(left, days[0])]
    else:
        parts = [Dated(Decimal(1), days[0]), Dated(Decimal(1), days[1]), Dated(left - 2, days[2])]
    return [Dated(parts[0].quantity + schedule.accepted, parts[0].day), *parts[1:]]


def check(session, line: Line, seen: dict[int, tuple], firsts: dict[int, object], today) -> None:
    schedules, before_step = session.query(Schedule).filter_by(line_id=line.id).all(), dict(firsts)
    assert sum(s.quantity for s in schedules) == line.quantity
    rows = (
        session.query(Commitment).filter(Commitment.order_id == line.order_id).order_by(Commitment.id).all()
    )
    for row in rows:
        fixed = (
            row.schedule_id,
            row.day,
            row.quantity,
            row.proposed_by,
            row.proposed_at,
            row.reason,
            row.cause_side,
        )
        before, state = seen.get(row.id, (fixed, "proposed"))
        assert before == fixed and state in ("proposed", row.state), "a row of the ledger was changed"
    assert set(seen) <= {row.id for row in rows}, "a row of the ledger is gone"
    seen.update({
        row.id: ((row.schedule_id, row.day, row.quantity, row.proposed_by, row.proposed_at, row.reason, row.cause_side), row.state)
        for row in rows
    })  # fmt: skip
    for schedule in schedules:
        own = [row for row in rows if row.schedule_id == schedule.id]
        derived = standing(Facts(
            quantity=schedule.quantity, requested_on=schedule.requested_on, expected_on=schedule.expected_on,
            moves=tuple(Move(r.day, r.quantity, r.proposed_by, r.state, r.cause_side) for r in own),
            arrivals=(Arrival(schedule.arrived_on, schedule.received_on, schedule.accepted),) if schedule.accepted > 0 else (),
            dispatched=schedule.dispatched, cancelled=schedule.cancelled_at is not None,
        ))  # fmt: skip
        assert [getattr(schedule, name) for name in DERIVED] == [getattr(derived, name) for name in DERIVED]
        origin = before_step.get(schedule.split_from_id) if schedule.split_from_id else None
        first = firsts.setdefault(schedule.id, origin or schedule.first_promised_on)
        if first is None:
            firsts[schedule.id] = schedule.first_promised_on
        else:
            assert schedule.first_promised_on == first, "the first promise moved"
        moved = [r.day for r in own if r.state == "accepted" and r.cause_side == "company"]
        assert schedule.base_on in {schedule.first_promised_on or schedule.requested_on, *moved}


@pytest.mark.parametrize("seed", range(24))
def test_any_sequence_of_answers_keeps_the_ledger(session, seed):
    dice, today = random.Random(seed), builders.today()  # noqa: S311 a sequence, not a secret
    builders.one(session, "PO-1", dice.randint(-5, 9))
    line = session.query(Line).one()
    seen, firsts, done = {}, {}, set()
    for _ in range(STEPS):
        done.add(step(session, dice, session.query(Schedule).filter_by(line_id=line.id).all(), today))
        session.flush()
        check(session, line, seen, firsts, today)
    assert len(done - {""}) > 1


def test_a_late_line_stays_late_whatever_is_agreed(session):
    late = builders.promise(session, builders.one(session, "PO-1", -9), -9)
    today = builders.today()
    for cause in ("partner", "carrier", "outside"):
        answering.propose(
            session,
            RINA,
            late,
            [Dated(Decimal(4), today), Dated(late.quantity - 4, today + timedelta(days=3))],
            "cut",
            cause,
        )
        answering.accept(session, DEWI, late, today)
        late = session.query(Schedule).order_by(Schedule.part.desc()).first()
        if late.quantity <= 4:
            break
    assert {(s.first_promised_on, s.base_on) for s in session.query(Schedule)} == {
        (today - timedelta(days=9),) * 2
    }

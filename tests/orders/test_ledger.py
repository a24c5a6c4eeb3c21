"""Any sequence of what both sides may do, from answers to dispatch, milestones, receipts and their
reversals, keeps the ledger's promises: what is open, received and cancelled makes the line; rows are only
added; no cut, edit or report of one side makes a late line punctual; the six days follow from the rows.

What is expected here is worked out from the rows by hand, not by the portal's own functions, but for
`standing`, which test_standing holds to cases."""

import random
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from portal import clock
from portal.activity.models import Activity
from portal.actor import Actor
from portal.orders import answering, policy, rows
from portal.orders.answering import Dated
from portal.orders.models import Commitment, Line, Schedule
from portal.orders.standing import KINDS, Arrival, Facts, Move, standing
from portal.shipments import actions as shipments
from portal.shipments import booking, milestones
from portal.shipments import policy as shipping
from portal.shipments.booking import Count, Delivery
from portal.shipments.models import Event, Notice, NoticeLine, Receipt
from portal.shipments.tracking.states import plain
from tests import cast
from tests.orders import builders

RINA = Actor(
    cast.user_id("rina"), "Rina", "partner", "administrator", "en", cast.ZONE, partner_id=builders.SUMBER
)
DEWI = Actor(cast.user_id("dewi"), "Dewi", "staff", "agent", "en", cast.ZONE)
STEPS = 36
ANSWERS = ("confirm", "propose", "propose", "agree", "agree", "refuse", "withdraw", "reconfirm")
GOODS = ("dispatch", "milestone", "milestone", "unsay", "receive", "receive", "reverse")
DERIVED = (
    "stage", "first_promised_on", "base_on", "promised_on", "proposed_on", "proposed_by", "arrived_on",
    "received_on", "accepted",
)  # fmt: skip
GROWING = (Commitment, Event, Receipt, NoticeLine, Activity)
DECIDED = {"state", "decided_by", "decider_id", "decider_name", "decided_at"}


class Play:
    """One line and what happens to it: `dice` decides, `seen` remembers every row that ever was."""

    def __init__(self, session, seed: int) -> None:
        self.session, self.dice, self.today = session, random.Random(seed), builders.today()  # noqa: S311
        asked = self.dice.randint(-5, 9)
        builders.one(session, "PO-1", asked)
        self.asked = self.today + timedelta(days=asked)
        self.line = session.query(Line).one()
        self.seen: dict[tuple[str, int], dict] = {}
        self.number = 0

    def schedules(self) -> list[Schedule]:
        return self.session.query(Schedule).filter_by(line_id=self.line.id).order_by(Schedule.part).all()

    def live(self, schedule: Schedule) -> list[Receipt]:
        found = self.session.query(Receipt).filter_by(schedule_id=schedule.id).order_by(Receipt.id).all()
        gone = {r.reverses_id for r in found}
        return [r for r in found if r.reverses_id is None and r.id not in gone]

    def step(self) -> tuple[str, Actor, dict]:
        """Do one thing that one side may do with one schedule: what, who did it, and the proposals that were
        open before, by schedule."""
        proposals = {
            s.id: [(c.day, c.proposed_by, c.cause_side) for c in self.ledger(s) if c.state == "proposed"]
            for s in self.schedules()
        }
        for _try in range(200):
            actor, schedule = self.dice.choice((RINA, DEWI)), self.dice.choice(self.schedules())
            what = self.dice.choice(ANSWERS + GOODS)
            self.number += 1
            if (self.answer if what in ANSWERS else self.move)(what, actor, schedule):
                self.session.flush()
                return what, actor, proposals
        return "", RINA, proposals  # all of it is cancelled

    def answer(self, what: str, actor: Actor, schedule: Schedule) -> bool:
        session, today = self.session, self.today
        if what == "confirm" and policy.can_confirm(actor, schedule, today):
            answering.accept_request(session, actor, schedule)
        elif what == "propose" and policy.can_propose(actor, schedule):
            cause = self.dice.choice(("partner", "company", "carrier", "outside"))
            answering.propose(session, actor, schedule, self.parts(schedule), "because", cause)
        elif what == "agree" and policy.can_decide(actor, schedule):
            answering.accept(session, actor, schedule, today)
        elif what == "refuse" and policy.can_decide(actor, schedule):
            answering.decline(session, actor, schedule, "no")
        elif what == "withdraw" and policy.can_withdraw(actor, schedule):
            answering.withdraw(session, actor, schedule)
        elif what == "reconfirm" and policy.can_reconfirm(actor, schedule, today):
            answering.reconfirm(session, actor, schedule)
        else:
            return False
        return True

    def parts(self, schedule: Schedule) -> list[Dated]:
        """One to three dated parts that make what is to come, or less, or nothing at all."""
        dice, left, kind = self.dice, schedule.quantity - schedule.accepted, self.dice.random()
        days = [self.today + timedelta(days=n) for n in sorted(dice.sample(range(40), 3))]
        if kind < 0.1:
            parts = [Dated(Decimal(0), days[0])]
        elif kind < 0.2 and left > 1:
            parts = [Dated(left - 1, days[0])]
        elif kind < 0.6 or left < 3:
            parts = [Dated(left, days[0])]
        else:
            parts = [Dated(Decimal(1), days[0]), Dated(Decimal(1), days[1]), Dated(left - 2, days[2])]
        return [Dated(parts[0].quantity + schedule.accepted, parts[0].day), *parts[1:]]

    def move(self, what: str, actor: Actor, schedule: Schedule) -> bool:
        session, dice = self.session, self.dice
        if what == "dispatch" and policy.is_open(schedule):
            share = max(Decimal(1), schedule.quantity // dice.choice((1, 1, 2)))
            shipments.announce(
                session, actor, [(schedule, share)], f"SN-{self.number}", created_at=clock.now()
            )
        elif what == "milestone" and (notice := self.any(Notice)) and shipping.can_report(actor, notice):
            at = clock.now() - timedelta(minutes=dice.randint(0, 20 * 24 * 60))
            milestones.report(
                session,
                actor,
                notice,
                str(self.number),
                at,
                dice.choice(("arrived_at_site", *milestones.words(actor))),
            )
        elif what == "unsay" and (event := self.any(Event)) and event.state != "withdrawn":
            if not shipping.can_withdraw(actor, event) or milestones.is_withdrawn(session, actor, event):
                return False
            milestones.withdraw(session, actor, session.get(Notice, event.notice_id), event, "wrong")
        elif what == "receive" and shipping.can_receive(actor, schedule) and schedule.stage != "cancelled":
            if schedule.stage == "arrived" and dice.random() < 0.7:
                return False  # more than ordered, now and then
            came = max(Decimal(1), schedule.quantity * dice.choice((1, 1, 2, 3, 5, 10, 12)) // 10)
            rejected = came if dice.random() < 0.1 else Decimal(dice.choice((0, 0, 1)))
            arrived = self.today - timedelta(days=dice.randint(0, 12))
            booking.book(
                session, actor, Delivery(arrived, arrived + timedelta(days=dice.randint(0, (self.today - arrived).days))),
                [Count(schedule, came - min(came, rejected), rejected, "damaged" if rejected else "good")],
            )  # fmt: skip
        elif what == "reverse" and shipping.can_receive(actor, schedule) and (live := self.live(schedule)):
            booking.reverse(session, actor, schedule, dice.choice(live), "wrong")
        else:
            return False
        return True

    def any(self, model):
        found = self.session.query(model).order_by(model.id).all()
        return self.dice.choice(found) if found else None

    def ledger(self, schedule: Schedule) -> list[Commitment]:
        return self.session.query(Commitment).filter_by(schedule_id=schedule.id).order_by(Commitment.id).all()

    # What must hold after every step.

    def check(self) -> None:
        self.session.expire_all()  # look at what the database has
        self.balances()
        self.only_grows()
        for schedule in self.schedules():
            self.base_is_the_ledgers(schedule)
            self.days_follow_from_rows(schedule)

    def balances(self) -> None:
        parts = self.schedules()
        assert sum(s.quantity for s in parts) == self.line.quantity
        still_open = received = cancelled = Decimal(0)
        for part in parts:
            came = sum(
                (r.accepted for r in self.session.query(Receipt).filter_by(schedule_id=part.id)), Decimal(0)
            )
            assert part.accepted == came >= 0  # reversals are negative rows
            got = min(came, part.quantity)
            received += got
            if part.cancelled_at is not None:
                cancelled += part.quantity - got
                assert rows.open_quantity(part) == 0
            else:
                still_open += rows.open_quantity(part)
        assert still_open + received + cancelled == self.line.quantity

    def only_grows(self) -> None:
        now = {}
        for model in GROWING:
            for row in self.session.query(model):
                now[model.__tablename__, row.id] = {
                    c.key: getattr(row, c.key) for c in model.__table__.columns
                }
        assert set(self.seen) <= set(now), "a row is gone"
        for key, before in self.seen.items():
            changed = {name for name, value in now[key].items() if before[name] != value}
            decision = key[0] == "commitments" and before["state"] == "proposed"
            assert changed <= (DECIDED if decision else set()), f"{key} was changed: {changed}"
        self.seen = now

    def base_is_the_ledgers(self, schedule: Schedule) -> None:
        stood, base = None, None
        for row in self.ledger(schedule):
            if row.state != "accepted":
                continue
            assert row.decided_by and row.decided_by != row.proposed_by, "nobody agrees with himself"
            if base is None or (row.cause_side == "company" and row.day != stood):
                base = row.day
            stood = row.day
        assert schedule.base_on == (base or self.wanted(schedule))
        assert schedule.promised_on == stood
        assert schedule.requested_on == self.wanted(schedule)

    def wanted(self, schedule: Schedule) -> date:
        """The day asked for, which no answer moves."""
        return self.asked

    def days_follow_from_rows(self, schedule: Schedule) -> None:
        live = self.live(schedule)
        derived = standing(Facts(
            quantity=schedule.quantity, requested_on=self.wanted(schedule), expected_on=schedule.expected_on,
            moves=tuple(Move(r.day, r.quantity, r.proposed_by, r.state, r.cause_side) for r in self.ledger(schedule)),
            arrivals=tuple(Arrival(r.arrived_on, r.received_on, r.accepted, r.rejected) for r in live),
            dispatched=schedule.dispatched, cancelled=schedule.cancelled_at is not None,
            delivered_on=None if live else self.delivered_on(schedule),
        ))  # fmt: skip
        stored = [getattr(schedule, name) for name in DERIVED]
        assert stored == [getattr(derived, name) for name in DERIVED]
        kind, _days = rows.status_of_row(schedule, self.today)
        assert kind in KINDS
        if schedule.arrived_on and not schedule.accepted and schedule.cancelled_at is None:
            assert kind == "delivered"  # at the site by its day: not overdue, and not booked in
        if kind == "delivered":
            assert not live

    def delivered_on(self, schedule: Schedule) -> date | None:
        """The day on which reports that stand make all of it delivered, by the newest of each notice."""
        came: list[tuple[datetime, Decimal]] = []
        for carried in self.session.query(NoticeLine).filter_by(schedule_id=schedule.id):
            told = self.session.query(Event).filter_by(notice_id=carried.notice_id).all()
            gone = {e.corrects_id for e in told}
            order = sorted(
                (e for e in told if e.id not in gone and plain(e.state) not in ("unknown", "pending")),
                key=lambda e: e.at,
            )
            run = None
            for event in order:
                run = (run or event.at) if plain(event.state) == "delivered" else None
            if run:
                came.append((run, carried.quantity))
        total = Decimal(0)
        for at, quantity in sorted(came):
            total += quantity
            if total >= schedule.quantity:
                return at.astimezone(ZoneInfo(cast.ZONE)).date()
        return None


def judged(schedule: Schedule) -> tuple:
    return schedule.base_on, schedule.first_promised_on, schedule.requested_on


@pytest.mark.parametrize("seed", range(24))
def test_any_sequence_keeps_the_ledger(session, seed):
    play, done = Play(session, seed), set()
    for _ in range(STEPS):
        before = {s.id: judged(s) for s in play.schedules()}
        booked = {s.id: (s.accepted, s.arrived_on, s.received_on) for s in play.schedules() if play.live(s)}
        what, actor, proposals = play.step()
        done.add(what)
        play.check()
        for schedule in play.schedules():
            origin = schedule.id if schedule.id in before else schedule.split_from_id
            base, first, _asked = before[origin]
            cause = {cause for _day, _by, cause in proposals[origin]}
            if schedule.base_on != base:  # only both sides together, and only for the company's cause
                assert what == "agree" and proposals[origin]
                assert first is None or cause == {"company"}
            assert schedule.first_promised_on == (first or schedule.first_promised_on), (
                "the first promise moved"
            )
            if actor is RINA and schedule.id in booked:  # what was booked in is the company's word
                assert (schedule.accepted, schedule.arrived_on, schedule.received_on) == booked[schedule.id]
    assert len(done) > 5 or "" in done


@pytest.mark.parametrize("seed", range(100, 106))
def test_all_that_was_booked_and_said_can_be_taken_back(session, seed):
    play = Play(session, seed)
    for _ in range(STEPS):
        play.step()
    for schedule in play.schedules():
        for receipt in play.live(schedule):
            booking.reverse(session, DEWI, schedule, receipt, "all of it")
    for event in session.query(Event).filter(Event.state != "withdrawn").order_by(Event.id).all():
        side = RINA if event.source == shipping.by_hand(RINA) else DEWI
        if not milestones.is_withdrawn(session, side, event):
            milestones.withdraw(session, side, session.get(Notice, event.notice_id), event, "all of it")
    play.check()
    for schedule in play.schedules():
        assert (schedule.accepted, schedule.arrived_on, schedule.received_on) == (0, None, None)
        assert schedule.stage in ("unconfirmed", "proposed", "promised", "at_risk", "cancelled")


@pytest.mark.parametrize("word", ["arrived_at_site", "held", "departed"])
def test_a_late_line_stays_late_whatever_the_partner_does(session, word):
    late = builders.promise(session, builders.one(session, "PO-1", -9), -9)
    notice = builders.dispatch(session, late, "SN-1")
    today = builders.today()
    noon = datetime.combine(today - timedelta(days=2), time(12), ZoneInfo(cast.ZONE))
    milestones.report(session, RINA, notice, "k", noon, word)
    for cause in ("partner", "carrier", "outside"):
        if not policy.can_propose(RINA, late):
            break
        parts = [Dated(Decimal(4), today), Dated(late.quantity - 4, today + timedelta(days=3))]
        answering.propose(session, RINA, late, parts, "cut", cause)
        answering.accept(session, DEWI, late, today)
        late = session.query(Schedule).order_by(Schedule.part.desc()).first()
        if late.quantity <= 4:
            break
    for schedule in session.query(Schedule):
        if policy.is_open(schedule) or schedule.stage == "delivered":
            booking.book(
                session,
                DEWI,
                Delivery(today, today),
                [Count(schedule, schedule.quantity, Decimal(0), "good")],
            )
    found = list(session.query(Schedule))
    assert {(s.first_promised_on, s.base_on) for s in found} == {(today - timedelta(days=9),) * 2}
    assert {rows.status_of_row(s, today) for s in found} == {("arrived_late", 9)}


def test_a_part_is_at_the_site_once_what_is_left_of_it_is(session):
    schedule = builders.promise(session, builders.one(session, "PO-1"), -3)
    notice = shipments.announce(session, RINA, [(schedule, Decimal(5))], "SN-1", created_at=clock.now())
    milestones.report(session, RINA, notice, "k", clock.now() - timedelta(hours=1), "arrived_at_site")
    assert schedule.stage == "promised"  # half of it
    today = builders.today()
    parts = [Dated(Decimal(4), today), Dated(Decimal(6), today + timedelta(days=9))]
    answering.propose(session, RINA, schedule, parts, "the rest is not made yet", "partner")
    answering.accept(session, DEWI, schedule, today)
    first, rest = session.query(Schedule).order_by(Schedule.part)
    assert [(s.quantity, s.stage) for s in (first, rest)] == [(4, "delivered"), (6, "promised")]

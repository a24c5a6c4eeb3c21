"""Kept verdicts add up to what fresh ones do, whatever has changed since they were kept."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal import clock
from portal.orders import actions
from portal.orders.models import Order, Schedule
from portal.partners.models import Holiday, Partner, Site
from portal.scores import delivery_figures, keeping, kept, reading
from portal.scores.definition import Definition
from portal.scores.delivery import Commitment, Receipt, tally, tally_units, verdict
from portal.scores.delivery import Schedule as Row
from portal.scores.figure import Figure, Period
from portal.scores.models import Keeping, KeptVerdict
from portal.shipments import actions as shipments
from portal.shipments import booking
from portal.shipments.models import Cause
from portal.shipments.models import Receipt as Booked
from tests.scores import written
from tests.sweep.people import actor

DEWI = actor("dewi")
TEN = Decimal(10)
DAY = date(2026, 5, 5)
PERIOD = Period(date(2026, 1, 1), date(2026, 12, 31))
BY = Definition(
    excluded_causes=frozenset({"company"}), excluded_modes=frozenset({"air"}), excluded_items=frozenset({"X"})
)
TODAY = date(2026, 11, 29)


def summed(
    session: Session, by: Definition = BY, today: date = TODAY, period: Period = PERIOD
) -> list[Figure]:
    session.flush()
    sums = kept.sums(session, DEWI, 1, period, by, today)
    return delivery_figures.of_sums(sums.total, sums.looked_at, units=sums.units)


def fresh(
    session: Session, by: Definition = BY, today: date = TODAY, period: Period = PERIOD
) -> list[Figure]:
    session.flush()
    chosen = reading.due_within(DEWI, 1, period.start, period.end)
    verdicts = [verdict(each.judged, by, today) for each in reading.rows(session, DEWI, 1, chosen)]
    return delivery_figures.of_sums(tally(verdicts), len(verdicts), units=tally_units(verdicts))


def keep(session: Session, *by: Definition) -> int:
    session.flush()
    partner = session.get(Partner, 1)
    assert partner is not None
    done = sum(keeping.keep(session, partner, by or (BY,)))
    session.flush()
    return done


def some(number: int) -> Row:
    """A schedule with a history that `number` decides."""
    dice = random.Random(number)  # noqa: S311
    day = DAY + timedelta(days=dice.randrange(60))
    moves = [
        Commitment(day + timedelta(days=3 * n), dice.choice(("accepted", "declined")), "partner",
                   dice.choice(("partner", "company", "carrier")), day - timedelta(days=dice.randrange(20)))
        for n in range(1, dice.randrange(4))
    ]  # fmt: skip
    receipts = [
        Receipt(n, Decimal(dice.randrange(1, 8)), Decimal(dice.randrange(2)), day + timedelta(days=dice.randrange(-5, 9)),
                day + timedelta(days=10))
        for n in range(dice.randrange(4))
    ]  # fmt: skip
    mode = dice.choice(("sea", "air", "road"))
    return Row(
        number, TEN, day, [Commitment(day, "accepted"), *moves], receipts, ordered=date(2026, 4, 1), mode=mode
    )


@pytest.fixture
def history(session: Session) -> list[Schedule]:
    """Thirty schedules, judged and kept."""
    made = written.order(session, "PO-1", *(some(number) for number in range(30)))
    assert keep(session) == 30
    return session.query(Schedule).filter_by(order_id=made.id).order_by(Schedule.id).all()


def receive(session: Session, row: Schedule) -> None:
    shipments.receive(session, None, row, arrived_on=DAY, received_on=DAY, accepted=TEN)


def take_back(session: Session, row: Schedule) -> None:
    booked = session.query(Booked).filter_by(schedule_id=row.id, reverses_id=None).first()
    if booked is None:
        receive(session, row)
        booked = session.query(Booked).filter_by(schedule_id=row.id).first()
        keep(session)
    assert booked is not None
    booking.reverse(session, DEWI, row, booked, "counted twice")


def move(cause: str) -> Callable[[Session, Schedule], None]:
    def done(session: Session, row: Schedule) -> None:
        day = (row.promised_on or DAY) + timedelta(days=40)
        actions.commit_to(
            session, row, day, written.said("partner"), decided=written.said("company"), state="accepted", cause_side=cause
        )  # fmt: skip

    return done


def agree(session: Session, row: Schedule) -> None:
    session.add(
        Cause(partner_id=1, order_id=row.order_id, schedule_id=row.id, party="partner", side="company", state="agreed",
              user_name="Rina", at=clock.now())
    )  # fmt: skip


def cut(side: str) -> Callable[[Session, Schedule], None]:
    def done(session: Session, row: Schedule) -> None:
        if row.accepted < row.quantity:
            written.cut(session, row, side, row.quantity - row.accepted)

    return done


def split_then_drop(session: Session, row: Schedule) -> None:
    if row.quantity - row.accepted > 1:
        written.cut(session, row, "company", Decimal(1))


def book_in_later(session: Session, row: Schedule) -> None:
    """As much on the same day, but another day of booking in."""
    for booked in session.query(Booked).filter_by(schedule_id=row.id, reverses_id=None).all():
        booking.reverse(session, DEWI, row, booked, "another day")
        shipments.receive(
            session, None, row, arrived_on=booked.arrived_on, received_on=date(2026, 8, 1),
            accepted=booked.accepted, rejected=booked.rejected,
        )  # fmt: skip


def by_air(session: Session, row: Schedule) -> None:
    row.mode = "air" if row.mode != "air" else "sea"


def other_item(session: Session, row: Schedule) -> None:
    row.item_code = "X"


def other_site(session: Session, row: Schedule) -> None:
    session.add(Site(id=7, code="X", name="X", city="X", zone="Asia/Jakarta", work_days="1000000"))
    session.flush()
    session.get_one(Order, row.order_id).site_id = 7


def holiday(session: Session, row: Schedule) -> None:
    session.add(Holiday(site_id=1, day=row.base_on, name="X"))


CHANGES = {
    "receive": receive, "take back": take_back, "move by the partner": move("partner"), "move by the company": move("company"),
    "agree on the cause": agree, "cancelled by us": cut("company"), "cancelled by them": cut("partner"),
    "cut off and dropped": split_then_drop, "booked in later": book_in_later, "by air": by_air, "other item": other_item,
    "other site": other_site, "holiday": holiday,
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_what_changed_is_judged_anew(
    session: Session, history: list[Schedule], change: Callable[[Session, Schedule], None]
) -> None:
    before = summed(session)
    assert before == fresh(session)
    for row in history[:1] if change is other_site else history:
        change(session, row)
    right = fresh(session)
    assert right != before  # else this shows nothing
    assert summed(session) == right
    keep(session)
    assert summed(session) == right == fresh(session)


def test_what_is_not_due_yet_is_not_summed(session: Session, history: list[Schedule]) -> None:
    today = DAY + timedelta(days=20)
    found = {figure.metric: figure for figure in summed(session, today=today)}
    assert found == {figure.metric: figure for figure in fresh(session, today=today)}
    assert 0 < found["otif"].rows < 30
    half = Period(DAY, DAY + timedelta(days=15))
    assert summed(session, period=half) == fresh(session, period=half) != summed(session)


def test_nothing_is_judged_twice_and_weights_change_no_verdict(
    session: Session, history: list[Schedule]
) -> None:
    agree(session, history[0])
    assert keep(session) == 0
    assert keep(session, Definition(**{**as_dict(BY), "weights": {"otif": TEN}, "few": 9})) == 0
    receive(session, history[1])
    assert keep(session) == 1


def test_kept_verdicts_are_what_is_summed(session: Session, history: list[Schedule]) -> None:
    """Or the tests above compare fresh with fresh."""
    session.query(KeptVerdict).update({"otif": 7})
    held = {figure.metric: figure.numerator for figure in summed(session)}
    assert held["otif"] == 7 * 30


def test_another_definition_forgets_the_verdicts_of_the_old(
    session: Session, history: list[Schedule]
) -> None:
    later = Definition(late_days=2)
    assert summed(session, later) == fresh(session, later)
    assert keep(session, later) == 30
    assert (session.query(Keeping).count(), session.query(KeptVerdict).count()) == (1, 30)
    assert summed(session, later) == fresh(session, later) != fresh(session, BY)


def test_the_worker_keeps_for_all(app: Flask, session: Session) -> None:
    written.order(session, "PO-1", some(1), some(2))
    written.order(session, "PO-2", some(3), partner=2)
    session.commit()
    with app.app_context():
        settings = app.config["SETTINGS"]
        assert (keeping.run(settings), keeping.run(settings)) == (3, 0)
    assert {row.partner_id for row in session.query(KeptVerdict)} == {1, 2}


def as_dict(definition: Definition) -> dict[str, object]:
    return {name: getattr(definition, name) for name in Definition.__slots__}

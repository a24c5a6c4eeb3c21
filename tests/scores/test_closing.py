"""Months close into what was found, and later data is a restatement beside it: nothing is changed in silence."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from portal import clock
from portal.activity.models import Activity
from portal.orders.models import Schedule
from portal.partners.models import Partner
from portal.scores import closing, delivery, months, queries, snapshots
from portal.scores.closing import NotNow
from portal.scores.figure import Figure, Period
from portal.scores.models import KindDefinition
from portal.shipments import actions as shipments
from portal.shipments import booking
from portal.shipments.models import Receipt
from tests.scores import written
from tests.sweep.people import actor

DAY, TEN, TODAY = date(2026, 5, 5), Decimal(10), date(2026, 11, 29)
MAY = months.month(DAY)
MEGA, DEWI, RINA, BUDI = (actor(name) for name in ("mega", "dewi", "rina", "budi"))


def row(day: date, arrived: date | None) -> delivery.Schedule:
    """A schedule of ten, promised for a day, that came whole on another."""
    came = [delivery.Receipt(1, TEN, arrived=arrived)] if arrived else []
    return delivery.Schedule(1, TEN, day, [delivery.Commitment(day, "accepted", "partner")], came)


@pytest.fixture
def partner(session: Session) -> Partner:
    """Rina's partner with a schedule on time and one late in May, and one on time in July."""
    late, july = DAY + timedelta(days=6), date(2026, 7, 7)
    written.order(session, "PO-1", row(DAY, DAY), row(DAY, late), row(july, july))
    session.commit()
    found = session.get(Partner, 1)
    assert found is not None
    return found


def otif(found: snapshots.Snapshot) -> tuple[int, int]:
    figure = found.figures["otif"]
    return int(figure.numerator), int(figure.denominator)


def test_a_month_is_frozen_with_what_it_was_counted_by(session: Session, partner: Partner) -> None:
    closing.close(session, MEGA, partner, MAY, TODAY)
    (frozen,) = snapshots.history(session, RINA, 1, MAY.start)
    assert (otif(frozen), frozen.number, frozen.closed_name, frozen.restated) == (
        (1, 2),
        1,
        "Mega Lestari",
        False,
    )
    assert frozen.definition["early_days"] == 3
    (told,) = session.query(Activity).filter_by(verb="month_closed").all()
    assert (told.audience, told.partner_id, told.data["month"]) == ("shared", 1, "2026-05-01")


@pytest.mark.parametrize("name", ["dewi", "ayu", "rina", "toni"])
def test_only_managers_close(session: Session, partner: Partner, name: str) -> None:
    with pytest.raises(NotNow):
        closing.close(session, actor(name), partner, MAY, TODAY)


def test_no_month_closes_before_its_end_or_twice(session: Session, partner: Partner) -> None:
    with pytest.raises(NotNow):
        closing.close(session, MEGA, partner, MAY, MAY.end)
    closing.close(session, MEGA, partner, MAY, MAY.end + timedelta(days=1))
    with pytest.raises(NotNow):
        closing.close(session, MEGA, partner, MAY, TODAY)


def test_later_data_restates_and_what_stood_is_kept(session: Session, partner: Partner) -> None:
    closing.close(session, None, partner, MAY, TODAY)
    first = session.query(Schedule).order_by(Schedule.id).first()
    receipt = session.query(Receipt).filter_by(schedule_id=first.id).one()
    booking.reverse(session, DEWI, first, receipt, "counted wrong")
    session.commit()
    assert snapshots.figures(session, RINA, partner, MAY)[0][0].numerator == 1  # frozen until it is restated
    row = closing.restate(session, MEGA, partner, MAY, "GR-1 was taken back")
    assert row is not None and ["otif", "0.5", "0"] in row.changes
    now, before = snapshots.history(session, RINA, 1, MAY.start)
    assert (otif(before), otif(now), now.number, now.reason) == ((1, 2), (0, 2), 2, "GR-1 was taken back")

    shipments.receive(session, None, first, arrived_on=DAY, received_on=DAY, accepted=TEN)
    session.commit()
    closing.restate(session, None, partner, MAY)
    back, *_ = snapshots.history(session, RINA, 1, MAY.start)
    assert (otif(back), back.number) == ((1, 2), 3)  # restating is reversible


def test_nothing_new_is_no_restatement(session: Session, partner: Partner) -> None:
    closing.close(session, None, partner, MAY, TODAY)
    assert closing.restate(session, None, partner, MAY) is None
    with pytest.raises(NotNow):
        closing.restate(session, None, partner, months.month(date(2026, 6, 1)))
    with pytest.raises(NotNow):
        closing.restate(session, RINA, partner, MAY)


def test_another_kind_of_partner_changes_no_closed_month(session: Session, partner: Partner) -> None:
    closing.close(session, MEGA, partner, MAY, TODAY)
    for kind in ("distributor", "supplier", "carrier"):  # with sales to count, and without again
        partner.kind = kind
        session.flush()
        assert closing.restate(session, MEGA, partner, MAY, "Nothing") is None


def test_a_new_definition_changes_no_closed_month(session: Session, partner: Partner) -> None:
    closing.close(session, None, partner, MAY, TODAY)
    lenient = KindDefinition(
        kind=partner.kind, number=1, starts_on=date(2026, 1, 1), values={"late_days": 30}, note="lenient", made_name="Mega",
        made_at=clock.now(),
    )  # fmt: skip
    session.add(lenient)
    session.commit()
    live = {f.metric: f for f in queries.figures(session, RINA, partner, MAY)}
    assert live["otif"].numerator == 2
    assert closing.restate(session, None, partner, MAY) is None
    assert otif(snapshots.history(session, RINA, 1, MAY.start)[0]) == (1, 2)


def test_the_calendar_closes_what_is_over_and_finds_anew_what_changed(
    session: Session, partner: Partner
) -> None:
    rows = list(closing.due(session, partner, TODAY))
    session.commit()
    assert [each.month.month for each in rows] == [5, 6, 7, 8, 9, 10]
    assert all(each.closed_by is None for each in rows)
    assert list(closing.due(session, partner, TODAY)) == []
    first = session.query(Schedule).order_by(Schedule.id).first()
    booking.reverse(
        session, DEWI, first, session.query(Receipt).filter_by(schedule_id=first.id).one(), "wrong"
    )
    session.commit()
    assert [(each.month.month, each.number) for each in closing.due(session, partner, TODAY)] == [(5, 2)]


def test_a_month_just_over_waits_for_what_is_booked_in_late(session: Session, partner: Partner) -> None:
    rows = list(closing.due(session, partner, date(2026, 8, 10)))
    assert [each.month.month for each in rows] == [5, 6]
    assert [each.month.month for each in closing.due(session, partner, date(2026, 8, 11))] == [7]


def test_a_quarter_is_the_sum_of_its_months(session: Session, partner: Partner) -> None:
    span = Period(date(2026, 5, 1), date(2026, 7, 31))
    live = queries.figures(session, RINA, partner, span)
    list(closing.due(session, partner, TODAY))
    session.commit()
    frozen, closed = snapshots.figures(session, RINA, partner, span)
    assert len(closed) == 3
    assert [parts(each) for each in frozen] == [parts(each) for each in live]
    assert snapshots.figures(session, RINA, partner, Period(DAY, span.end))[1] == []  # no whole months


def parts(figure: Figure) -> tuple[object, ...]:
    return figure.metric, figure.numerator, figure.denominator, figure.rows, figure.left_out


def test_a_year_of_months_touches_no_row(
    session: Session, partner: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(closing.due(session, partner, TODAY))
    session.commit()
    year = months.within(Period(date(2026, 5, 1), date(2026, 10, 31)))
    monkeypatch.delattr(queries, "figures")
    found = snapshots.trend(session, RINA, partner, year)
    assert [int(each["otif"].denominator) for each in found] == [2, 0, 1, 0, 0, 0]


def test_rows_are_only_added(session: Session, partner: Partner) -> None:
    closing.close(session, None, partner, MAY, TODAY)
    session.commit()
    with pytest.raises(DatabaseError, match="only added"):
        session.execute(text("UPDATE closed_months SET score = '100'"))


def test_another_partner_sees_nothing_of_it(session: Session, partner: Partner) -> None:
    closing.close(session, None, partner, MAY, TODAY)
    session.commit()
    for stranger in (BUDI, replace(RINA, reach="own")):
        assert snapshots.history(session, stranger, 1, MAY.start) == []

"""Schedules read from the database are judged as the same cases are without one."""

import json
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.orders.models import Schedule
from portal.partners.models import Holiday, Partner, Site
from portal.scores import delivery, queries, reading, vectors
from portal.scores.definition import Definition
from portal.scores.delivery import verdict
from portal.scores.figure import Period
from portal.shipments.models import Cause
from tests.scores import written
from tests.scores.test_delivery import FILES, WEEK
from tests.sweep.people import actor

DAY = date(2026, 5, 5)
MAY = Period(date(2026, 5, 1), date(2026, 5, 31))
DEWI = actor("dewi")
P = delivery.Commitment(DAY, "accepted", "partner")
TEN = Decimal(10)


def came(day: date = DAY, accepted: int = 10, number: int = 1) -> delivery.Receipt:
    return delivery.Receipt(number, Decimal(accepted), arrived=day)


def read(session: Session, ref: str) -> list[reading.Read]:
    """All schedules of orders whose reference begins so, as they are read."""
    session.flush()
    chosen = (
        Schedule.visible_to(DEWI).with_only_columns(Schedule.id).where(Schedule.order_ref.startswith(ref))
    )
    return reading.rows(session, DEWI, 1, chosen)


def test_cases_give_the_same_from_the_database(session: Session) -> None:
    files = [file for file in FILES if file.is_file()]
    cases = [case for file in files for case in vectors.cases(json.loads(file.read_text()))]
    for number, case in enumerate(cases):
        written.order(session, f"C{number}-", *case.schedules)
    session.commit()
    wrong = {}
    for number, case in enumerate(cases):
        found = [each.judged for each in read(session, f"C{number}-")]
        if differences := vectors.differences(case._replace(schedules=found)):
            wrong[case.name] = differences
    assert len(cases) >= 33 and wrong == {}


def test_a_rest_that_is_cancelled_is_counted_with_what_came(session: Session) -> None:
    row = delivery.Schedule(1, TEN, DAY, [P], [came(accepted=6)], cancelled_by_partner=Decimal(4))
    written.order(session, "PO-1", row)
    (one,) = read(session, "PO-1")
    assert (one.judged.quantity, one.judged.cancelled_by_partner) == (TEN, 4)
    judged = verdict(one.judged, WEEK)
    assert (judged.on_time, judged.in_full, judged.units_due) == (1, 0, 10)
    assert session.query(Schedule).count() == 2


def test_days_are_those_of_the_receiving_site(session: Session) -> None:
    session.get(Site, 1).work_days = "1111100"  # type: ignore[union-attr]
    row = delivery.Schedule(
        1, TEN, DAY, [delivery.Commitment(date(2026, 5, 8), "accepted")], [came(date(2026, 5, 12))]
    )
    written.order(session, "PO-1", row)
    written.order(session, "PO-2", row, site=None)
    one_late = Definition(late_days=1)
    assert [verdict(each.judged, one_late).on_time for each in read(session, "PO-")] == [0, 0]
    session.add(Holiday(site_id=1, day=date(2026, 5, 11), name="Site closed"))
    assert [verdict(each.judged, one_late).on_time for each in read(session, "PO-")] == [1, 0]
    session.add(Holiday(site_id=None, day=date(2026, 5, 11), name="Everybody's"))
    assert [verdict(each.judged, one_late).on_time for each in read(session, "PO-")] == [1, 1]


def test_a_promise_counts_from_the_day_at_the_site_on_which_it_was_agreed(session: Session) -> None:
    agreed = delivery.Commitment(DAY, "accepted", "partner", None, date(2026, 4, 28))
    written.order(session, "PO-1", delivery.Schedule(1, TEN, DAY, [agreed], [came()]))
    (one,) = read(session, "PO-1")
    assert [each.decided for each in one.judged.commitments] == [date(2026, 4, 28)]


def test_only_a_cause_that_both_agree_on_leaves_a_late_row_out(session: Session) -> None:
    late = delivery.Schedule(1, TEN, DAY, [P], [came(date(2026, 5, 12))])
    made = written.order(session, "PO-1", late)
    (schedule,) = session.query(Schedule).filter_by(order_id=made.id)

    def word(state: str) -> None:
        session.add(
            Cause(
                partner_id=1, order_id=made.id, schedule_id=schedule.id, party="partner", side="company", state=state,
                user_name="Rina", at=clock.now(),
            )
        )  # fmt: skip

    excluding = Definition(excluded_causes=frozenset({"company"}))
    for state, left_out in (("claimed", None), ("contested", None), ("agreed", "cause_company")):
        word(state)
        (one,) = read(session, "PO-1")
        assert verdict(one.judged, excluding).left_out == left_out


def test_the_facade_gives_figures_and_each_opens_its_rows(session: Session) -> None:
    rows = [delivery.Schedule(n, TEN, DAY, [P], [came(date(2026, 5, 4 + n))]) for n in range(3)]
    cancelled = delivery.Schedule(9, TEN, DAY, [P], cancelled_by_company=TEN)
    written.order(session, "PO-1", *rows, cancelled)
    written.order(session, "PO-2", *rows, partner=2)
    session.commit()
    partner = session.get(Partner, 1)
    assert partner is not None
    figures = {each.metric: each for each in queries.figures(session, DEWI, partner, MAY)}
    otif = figures["otif"]
    assert (otif.numerator, otif.denominator, otif.rows, otif.left_out, otif.state) == (2, 3, 3, 1, "few")
    assert figures["mean_slip"].value == 0
    assert figures["lead_time"].state == "no_data" and figures["lead_time"].left_out == 4
    for metric, figure in figures.items():
        if metric not in reading_metrics():
            continue
        proof, after = queries.proof(session, DEWI, partner, MAY, metric)
        assert after is None
        assert sum(row.numerator for row in proof) == figure.numerator, metric
        assert sum(row.denominator for row in proof) == figure.denominator, metric
        assert sum(row.left_out is None for row in proof) == figure.rows, metric
        assert sum(row.left_out is not None for row in proof) == figure.left_out, metric
    proof, _after = queries.proof(session, DEWI, partner, MAY, "otif")
    assert [row.left_out for row in proof] == [None, None, None, "cancelled"]
    assert dict(proof[0].facts)["First promised"] == "Tue 5 May"


def reading_metrics() -> set[str]:
    from portal.scores.delivery_figures import PARTS

    return set(PARTS)


def test_the_other_partner_sees_nothing_of_it(session: Session) -> None:
    written.order(session, "PO-1", delivery.Schedule(1, TEN, DAY, [P], [came()]))
    session.commit()
    budi = actor("budi")
    partner = session.get(Partner, 1)
    assert partner is not None
    found = [
        each for each in queries.figures(session, budi, partner, MAY) if each.metric in reading_metrics()
    ]
    assert {each.state for each in found} == {"no_data"} and {each.left_out for each in found} == {0}


def test_proof_comes_in_pages_that_miss_nothing(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    from portal.scores import delivery_rows

    monkeypatch.setattr(delivery_rows, "PAGE", 2)
    rows = [
        delivery.Schedule(n, TEN, None, [delivery.Commitment(date(2026, 5, day), "accepted")], [])
        for n, day in enumerate((7, 5, 6, 5, 31))
    ]
    written.order(session, "PO-1", *rows)
    session.commit()
    partner, after, days = session.get(Partner, 1), None, []
    assert partner is not None
    for _page in range(3):
        proof, after = queries.proof(session, DEWI, partner, MAY, "otif", after)
        days += [row.on.day for row in proof if row.on]
    assert (days, after) == ([5, 5, 6, 7, 31], None)

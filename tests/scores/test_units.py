"""Pieces and kilograms are never added: figures of quantities are divided unit by unit, kept or fresh, closed or open."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from portal.orders.models import Schedule
from portal.partners.models import Partner
from portal.scores import closing, definitions, delivery, delivery_rows, keeping, months, snapshots
from portal.scores.delivery import Commitment, Receipt
from portal.scores.figure import Figure, Period
from tests.page import CheckedClient
from tests.scores import written
from tests.scores.cards import DUE, LATE, OCTOBER, measure, words
from tests.sweep.people import actor

Client = Callable[[str], CheckedClient]
MONTH, SEPTEMBER, TODAY = months.month(DUE), months.month(date(2026, 9, 1)), date(2026, 11, 29)
DEWI, MEGA = actor("dewi"), actor("mega")


def row(due: date, whole: int, rejected: int = 0, came: date | None = None) -> delivery.Schedule:
    """So many, promised for a day and come then or on another, of which so many were rejected."""
    receipt = Receipt(1, Decimal(whole - rejected), Decimal(rejected), arrived=came or due)
    return delivery.Schedule(1, Decimal(whole), due, [Commitment(due, "accepted")], [receipt])


@pytest.fixture
def partner(session: Session) -> Partner:
    """October: four deliveries of 100 pieces, one piece of them rejected; two of 50 kg, of which one came late and 5 kg
    were rejected. September: five of 10 kg, 1 kg rejected."""
    rows = [row(DUE, 100)] * 3 + [row(DUE, 100, 1)] + [row(DUE, 50, 5), row(DUE, 50, came=LATE)]
    september = date(2026, 9, 9)
    written.order(session, "PO-1", *rows, *[row(september, 10)] * 4, row(september, 10, 1))
    for made in session.query(Schedule).filter(Schedule.line_number > 4):
        made.unit = "kg"
    session.commit()
    found = session.get(Partner, 1)
    assert found is not None
    return found


def figures(session: Session, partner: Partner, period: Period = MONTH) -> dict[str, Figure]:
    by = definitions.holding(session, DEWI, partner, period.start).definition
    return {each.metric: each for each in delivery_rows.figures(session, DEWI, partner, period, by)}


@pytest.mark.parametrize("kept", [False, True])
def test_each_unit_is_divided_by_itself_and_weighs_its_rows(
    session: Session, partner: Partner, kept: bool
) -> None:
    if kept:
        by = definitions.holding(session, DEWI, partner, MONTH.start).definition
        assert sum(keeping.keep(session, partner, [by])) == 11
        session.query(Schedule).filter_by(
            line_number=4
        ).one().version += 1  # judged anew beside the kept ones
        session.flush()
    found = figures(session, partner)
    ppm, in_time = found["ppm"], found["units_on_time"]
    assert ppm.units == (("kg", 5, 100, 2), ("pcs", 1, 400, 4))
    # Pieces 1 / 400 = 2,500 and kilograms 5 / 100 = 50,000 per million; (2 x 50,000 + 4 x 2,500) / 6, not 6 / 500.
    assert (ppm.value, ppm.rows) == (Decimal(110_000) / 6, 6)
    # Pieces 399 of 400 and kilograms 45 of 100: (4 x 0.9975 + 2 x 0.45) / 6.
    assert in_time.value == (4 * Decimal("0.9975") + 2 * Decimal("0.45")) / 6
    assert figures(session, partner, SEPTEMBER)["ppm"].value == 20_000  # one unit: 1 of 50
    # Of both months 6 kg of 150 in 7 rows: (7 x 0.04 + 4 x 0.0025) / 11.
    both = figures(session, partner, Period(SEPTEMBER.start, MONTH.end))["ppm"]
    assert both.value == pytest.approx(Decimal(290_000) / 11)


def test_months_that_are_closed_sum_unit_by_unit(session: Session, partner: Partner) -> None:
    both = figures(session, partner, Period(SEPTEMBER.start, MONTH.end))
    for month in (SEPTEMBER, MONTH):
        closing.close(session, MEGA, partner, month, TODAY)
    session.commit()
    frozen = snapshots.newest(session, DEWI, 1, SEPTEMBER.start, MONTH.end).values()
    summed = {each.metric: each for each in months.summed(each.figures for each in frozen)}
    assert {key: summed[key] for key in both} == both
    assert closing.restate(session, MEGA, partner, MONTH, "Nothing") is None


def test_a_month_closed_when_units_were_added_stays_as_it_was(
    session: Session, partner: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = {"ppm": ["ppm", "6", "500", 6, 0, 5], "units_on_time": ["units_on_time", "444", "500", 6, 0, 5]}
    written_now = months.written
    with monkeypatch.context() as then:
        then.setattr(
            months, "written", lambda found: [added.get(each[0], each) for each in written_now(found)]
        )
        closing.close(session, MEGA, partner, MONTH, TODAY)
    session.commit()
    assert closing.restate(session, MEGA, partner, MONTH, "Nothing") is None
    (before,) = snapshots.history(session, DEWI, 1, MONTH.start)
    assert before.figures["ppm"].value == 12_000


def test_the_page_and_the_sheet_say_it_in_words(client: Client, session: Session, partner: Partner) -> None:
    rina = client("rina")
    rina.get(f"/scorecard/SUMBER?{OCTOBER}")
    assert measure(rina, "ppm")[:2] == [
        "Rejected per million 5 of 100 kg, 1 of 400 pcs, 1.0 of 35.7 points",
        "18,333",
    ]
    rina.get(f"/scorecard/SUMBER/ppm?{OCTOBER}")
    (section,) = rina.page.all("section", id="units")
    table = [[words(cell) for cell in line] for line in section.iter("tr")]
    assert table[1:] == [
        ["kg", "5", "100", "too few (2 rows)", "2"],
        ["pcs", "1", "400", "too few (4 rows)", "4"],
    ]
    text = words(rina.page.root)
    assert "Pieces and kilograms are never added" in text and "5 of 50 kg" in text
    answer = rina.get(f"/scorecard/SUMBER/ppm/rows.xlsx?{OCTOBER}")
    lines = list(load_workbook(io.BytesIO(answer.get_data())).active.iter_rows(values_only=True))
    assert [line[:2] for line in lines[1:6]] == [
        ("units rejected, kg", 5), ("units received, kg", 100), ("units rejected, pcs", 1), ("units received, pcs", 400),
        ("Left out", 0),
    ]  # fmt: skip
    assert lines[7][:4] == ("Record", "What", "Day", "Numerator") and lines[7][-1] == "Unit"
    assert [line[-1] for line in lines[8:]] == ["pcs"] * 4 + ["kg"] * 2
    rina.get(f"/scorecard/SUMBER/in_full?{OCTOBER}")
    assert rina.page.all("section", id="units") == []


def test_what_was_rejected_before_it_was_cancelled_counts_kept_or_not(
    session: Session, partner: Partner
) -> None:
    """A delivery that is due later, came early, was rejected whole and cancelled: quality knows it either way."""
    ahead = row(date(2026, 10, 30), 10, 10, DUE)._replace(cancelled_by_company=Decimal(10))
    written.order(session, "PO-2", ahead)
    session.commit()
    by = definitions.holding(session, DEWI, partner, MONTH.start).definition
    for _kept in range(2):
        found = delivery_rows.kept.sums(session, DEWI, 1, MONTH, by, date(2026, 10, 20))
        assert found.units["pcs"]["units_rejected"] == 11
        sum(keeping.keep(session, partner, [by]))

"""Sales against their target, and against the year before."""

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from portal.scores.commercial import Sold, growth, sales_to_target
from portal.scores.figure import Period
from portal.scores.summing import summed

QUARTER = Period(date(2026, 4, 1), date(2026, 6, 30))
TODAY = date(2026, 7, 3)


def sold(month: int, target: int | None, actual: int | None, year: int = 2026, **other: Any) -> Sold:
    amounts = (None if each is None else Decimal(each) for each in (target, actual))
    return Sold(
        date(year, month, 1),
        other.get("product", ""),
        other.get("unit", "t"),
        *amounts,
        other.get("ok", True),
    )


def test_sums_are_divided_and_may_pass_one() -> None:
    # 90 of 100, 130 of 100, 50 of 40: 270 of 240, not the mean of 0.9, 1.3 and 1.25.
    rows = sales_to_target(
        [sold(4, 100, 90), sold(5, 100, 130), sold(6, 40, 50), sold(7, 9, 9)], QUARTER, TODAY
    )
    assert summed("sales_to_target", rows).value == Decimal("1.125")
    assert [row.on for row in rows] == [date(2026, 4, 30), date(2026, 5, 31), date(2026, 6, 30)]


def test_a_month_without_a_figure_is_not_nought() -> None:
    rows = sales_to_target(
        [
            sold(4, 100, None), sold(4, None, 20, product="Coil"), sold(4, 0, 20, product="Bar"), sold(5, 100, 80, ok=False),
            sold(6, 50, 50), sold(6, 1000, 900, unit="IDR"),
        ],
        QUARTER,
        date(2026, 6, 30),
    )  # fmt: skip
    assert [row.left_out for row in rows] == [
        "not_reported", "no_target", "no_target", "not_accepted", "not_due", "not_due",
    ]  # fmt: skip
    assert summed("sales_to_target", rows).state == "no_data"


def test_units_are_not_added() -> None:
    rows = sales_to_target([sold(4, 10, 5), sold(5, 10, 10), sold(4, 9000, 9000, unit="IDR")], QUARTER, TODAY)
    assert [row.left_out for row in rows] == [None, None, "other_unit"]
    assert summed("sales_to_target", rows).value == Decimal("0.75")


def test_growth_compares_what_was_sold_in_both_years() -> None:
    rows = growth(
        [
            sold(4, None, 120), sold(5, None, 80), sold(6, None, 70, product="Coil"), sold(4, None, 100, 2025),
            sold(5, None, 100, 2025), sold(6, None, 0, 2025, product="Coil"), sold(6, None, 60),
        ],
        QUARTER,
        TODAY,
    )  # fmt: skip
    # (120 + 80 - 100 - 100) / 200: June and the coils have nothing to be compared with.
    assert [(row.numerator, row.denominator, row.left_out) for row in rows] == [
        (20, 100, None), (-20, 100, None), (0, 0, "no_year_before"), (0, 0, "no_year_before"),
    ]  # fmt: skip
    assert summed("growth", rows).value == 0


amounts = st.none() | st.integers(0, 500).map(Decimal)
months = st.builds(
    Sold, st.sampled_from([date(y, m, 1) for y in (2025, 2026) for m in range(3, 8)]), st.sampled_from(["", "Coil"]),
    st.sampled_from(["t", "IDR"]), amounts, amounts, st.booleans(),
)  # fmt: skip


@given(st.lists(months, max_size=12, unique_by=lambda row: row[:3]))
def test_no_data_is_no_number_and_months_add_up(rows: list[Sold]) -> None:
    for find, least in ((sales_to_target, 0), (growth, -1)):
        proof = find(rows, QUARTER, TODAY)
        figure = summed("growth", proof)
        assert figure.value is None or figure.value >= least
        assert (figure.value is None) == (all(row.left_out for row in proof))
        assert figure.numerator == sum(row.numerator for row in proof)
        assert find(rows[::-1], QUARTER, TODAY)[::-1] == proof

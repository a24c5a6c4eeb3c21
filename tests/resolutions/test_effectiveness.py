"""Whether a correction works, judged by receipts: each case by hand."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from portal.resolutions.effectiveness import Target, propose

DONE = date(2026, 11, 1)


def came(number: int, day: int, rejected: str = "0", accepted: str = "10", **other: Any) -> Any:
    """A receipt of a day of November 2026 whose schedule was due on the 10th."""
    facts = {
        "id": number, "reverses_id": None, "ref": f"GR-{number}", "order_ref": "PO-1", "line_number": 1,
        "arrived_on": date(2026, 11, day), "received_on": date(2026, 11, day), "accepted": Decimal(accepted),
        "rejected": Decimal(rejected), "due_on": date(2026, 11, 10),
    }  # fmt: skip
    return SimpleNamespace(**{**facts, **other})


def judged(rows: list[Any], today: date = date(2026, 11, 20), **target: Any) -> tuple[str, list[int]]:
    found = propose(rows, Target(**target), DONE, today)
    return found.verdict, [proof.id for proof in found.proofs]


def test_five_good_ones_show_that_it_works() -> None:
    rows = [came(n, n + 1) for n in range(1, 8)]
    assert judged(rows) == ("effective", [1, 2, 3, 4, 5])
    assert judged(rows[:4]) == ("too_early", [1, 2, 3, 4])
    assert judged(rows[:3], receipts=3) == ("effective", [1, 2, 3])


def test_one_bad_one_shows_at_once_that_it_does_not() -> None:
    assert judged([came(1, 2), came(2, 3, rejected="1")]) == ("not_effective", [1, 2])
    assert judged([came(1, 2, rejected="2")], limit=Decimal(2)) == ("too_early", [1])


def test_what_comes_after_the_ones_that_count_does_not_count() -> None:
    rows = [came(n, n + 1) for n in range(1, 6)] + [came(6, 20, rejected="9")]
    assert judged(rows) == ("effective", [1, 2, 3, 4, 5])


def test_the_day_itself_and_before_do_not_count() -> None:
    assert judged([came(1, 1, rejected="5"), came(2, 2)]) == ("too_early", [2])


def test_what_was_taken_back_does_not_count() -> None:
    rows = [came(1, 2, rejected="3"), came(2, 3), came(3, 4, rejected="-3", accepted="-10", reverses_id=1)]
    assert judged(rows) == ("too_early", [2])


def test_the_order_is_that_of_the_days_not_of_the_rows() -> None:
    rows = [came(1, 9, rejected="1"), *(came(n, n) for n in range(2, 7))]
    assert judged(rows) == ("effective", [2, 3, 4, 5, 6])


def test_the_time_that_goes_by_ends_it_with_what_there_is() -> None:
    late = DONE + timedelta(days=91)
    assert judged([came(1, 5)], today=late) == ("effective", [1])
    assert judged([], today=late) == ("too_early", [])  # nothing came: nothing is shown
    assert judged([came(1, 5)], today=DONE + timedelta(days=90)) == ("too_early", [1])
    after = came(1, 5, arrived_on=DONE + timedelta(days=91), rejected="4")
    assert judged([after], today=late) == ("too_early", [])


@pytest.mark.parametrize(
    ("rejected", "limit", "verdict"),
    [
        (["1", "0", "0", "0", "0"], 20_000, "effective"),  # 1 of 50 is 20,000 of a million
        (["1", "0", "0", "0", "0"], 19_999, "not_effective"),
        (["1", "0", "0"], 19_999, "too_early"),  # a rate may still fall
    ],
)
def test_a_rate_waits_until_all_are_there(rejected: list[str], limit: int, verdict: str) -> None:
    rows = [came(n, n + 2, bad, str(10 - int(bad))) for n, bad in enumerate(rejected)]
    assert judged(rows, measure="ppm", limit=Decimal(limit))[0] == verdict


def test_late_is_after_the_day_that_counts() -> None:
    on_time, late = came(1, 10), came(2, 11)
    assert judged([on_time], measure="late", receipts=1) == ("effective", [1])
    assert judged([on_time, late], measure="late") == ("not_effective", [1, 2])
    assert judged([came(1, 12, due_on=None)], measure="late", receipts=1) == ("effective", [1])
    booked_later = came(1, 10, received_on=date(2026, 11, 14))  # our own dock time is not theirs
    assert judged([booked_later], measure="late", receipts=1) == ("effective", [1])


def test_the_figure_is_kept() -> None:
    found = propose([came(1, 2, "1", "9"), came(2, 3)], Target("ppm"), DONE, date(2026, 11, 20))
    assert found.figure == Decimal(50_000)
    assert propose([], Target(), DONE, DONE).figure is None

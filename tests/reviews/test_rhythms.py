"""Periods and days of a rhythm."""

from datetime import date

import pytest

from portal.reviews import rhythms, said


@pytest.mark.parametrize(
    ("every", "on", "start", "end"),
    [
        ("monthly", "2026-12-08", "2026-11-01", "2026-11-30"), ("monthly", "2026-01-02", "2025-12-01", "2025-12-31"),
        ("monthly", "2024-03-31", "2024-02-01", "2024-02-29"), ("quarterly", "2026-12-08", "2026-07-01", "2026-09-30"),
        ("quarterly", "2026-01-15", "2025-10-01", "2025-12-31"), ("yearly", "2026-12-08", "2025-01-01", "2025-12-31"),
    ],
)  # fmt: skip
def test_the_period_before_a_day(every: str, on: str, start: str, end: str) -> None:
    found = rhythms.before(every, date.fromisoformat(on))
    assert [day.isoformat() for day in found] == [start, end]


def test_a_meeting_on_the_31st_is_on_the_31st_again_after_a_shorter_month() -> None:
    first_start, first_on = date(2026, 12, 1), date(2027, 1, 31)
    turns = []
    start = first_start
    for _turn in range(3):
        turn = rhythms.following("monthly", first_start, first_on, start)
        turns.append((turn.start.isoformat(), turn.end.isoformat(), turn.on.isoformat()))
        start = turn.start
    assert turns == [
        ("2027-01-01", "2027-01-31", "2027-02-28"), ("2027-02-01", "2027-02-28", "2027-03-31"),
        ("2027-03-01", "2027-03-31", "2027-04-30"),
    ]  # fmt: skip


def test_quarters_and_years_follow() -> None:
    quarter = rhythms.following("quarterly", date(2026, 7, 1), date(2026, 10, 12), date(2026, 10, 1))
    assert quarter == rhythms.Turn(date(2027, 1, 1), date(2027, 3, 31), date(2027, 4, 12))
    year = rhythms.following("yearly", date(2025, 1, 1), date(2026, 2, 28), date(2025, 1, 1))
    assert year == rhythms.Turn(date(2026, 1, 1), date(2026, 12, 31), date(2027, 2, 28))


def test_a_period_says_what_an_address_asks() -> None:
    assert said.asked(date(2026, 10, 1), date(2026, 10, 31)) == {"period": "2026-10"}
    assert said.asked(date(2026, 7, 1), date(2026, 9, 30)) == {"period": "2026-Q3"}
    assert said.asked(date(2025, 1, 1), date(2025, 12, 31)) == {"period": "2025"}
    assert said.asked(date(2026, 7, 2), date(2026, 9, 30)) == {"from": "2026-07-02", "to": "2026-09-30"}

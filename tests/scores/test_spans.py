"""Which days a score is of."""

from datetime import date

import pytest

from portal.scores.spans import asked, months_until, offered

TODAY = date(2026, 11, 29)
LAST_MONTH = (date(2026, 10, 1), date(2026, 10, 31))


@pytest.mark.parametrize(
    ("given", "days", "name", "before"),
    [
        ({}, LAST_MONTH, "October 2026", date(2026, 9, 1)),
        ({"period": "2026-02"}, (date(2026, 2, 1), date(2026, 2, 28)), "February 2026", date(2026, 1, 1)),
        ({"period": "2026-Q1"}, (date(2026, 1, 1), date(2026, 3, 31)), "Quarter 1 of 2026", date(2025, 10, 1)),
        ({"period": "2026"}, (date(2026, 1, 1), date(2026, 12, 31)), "2026", date(2025, 1, 1)),
        ({"from": "2026-03-10", "to": "2026-03-01"}, (date(2026, 3, 1), date(2026, 3, 10)), "1 March 2026 to 10 March 2026", date(2026, 2, 19)),
        ({"period": "2026-13"}, LAST_MONTH, "October 2026", date(2026, 9, 1)),
        ({"period": "2026-Q5", "from": "2026-03-10"}, LAST_MONTH, "October 2026", date(2026, 9, 1)),
        ({"from": "0001-01-01", "to": "9999-12-31"}, LAST_MONTH, "October 2026", date(2026, 9, 1)),
        ({"from": "2026-02-30", "to": "2026-03-01"}, LAST_MONTH, "October 2026", date(2026, 9, 1)),
    ],
)  # fmt: skip
def test_an_address_says_which(
    given: dict[str, str], days: tuple[date, date], name: str, before: date
) -> None:
    span = asked(given, TODAY)
    assert (span.period.start, span.period.end) == days
    assert span.name("en") == name
    assert span.moved(-1).period.start == before
    assert span.moved(-1).moved(1) == span
    assert asked(span.asked, TODAY) == span


def test_from_to_is_at_most_twelve_years() -> None:
    span = asked({"from": "2001-01-01", "to": "2026-01-01"}, TODAY)
    assert (span.period.end - span.period.start).days == 12 * 366


def test_what_may_be_chosen_can_be_asked_for() -> None:
    for span in offered(TODAY):
        assert asked(span.asked, TODAY) == span


def test_months_until_a_day() -> None:
    assert [m.start for m in months_until(date(2026, 2, 14), 3)] == [
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
    ]

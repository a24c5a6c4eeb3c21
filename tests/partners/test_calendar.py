"""Working hours of the company, worked out by hand, and their inverse by chance.

November 2026: the 2nd is a Monday. Jakarta is UTC+7 all year, so 08:00 there is 01:00 UTC.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from portal.partners.calendar import Calendar, due_after, of_company, working_minutes
from portal.partners.models import Company, Holiday, Site

JAKARTA = Calendar("Asia/Jakarta", holidays=frozenset({date(2026, 11, 11)}))
BERLIN = Calendar("Europe/Berlin", work_days="1111111", work_from=0, work_until=24 * 60)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of November 2026 in Jakarta's wall time."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=7)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        (at(2, 9), 2, at(2, 11)),  # within a day
        (at(2, 9), 8, at(2, 17)),  # to the very end of it
        (at(2, 16), 2, at(3, 9)),  # overnight: one hour today, one tomorrow
        (at(6, 16), 2, at(9, 9)),  # over a weekend
        (at(7, 12), 1, at(9, 9)),  # begun on a Saturday
        (at(2, 5), 1, at(2, 9)),  # begun before the doors open
        (at(2, 19), 1, at(3, 9)),  # begun after they close
        (at(10, 16), 2, at(12, 9)),  # over the holiday on the 11th
        (at(11, 10), 1, at(12, 9)),  # begun on it
        (at(2, 8), 40, at(6, 12)),  # 4 days of nine hours and four hours more
        (at(2, 16, 30), 0.5, at(2, 17)),
    ],
)
def test_due_after(start: datetime, hours: float, due: datetime) -> None:
    assert due_after(start, hours, JAKARTA) == due


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        (at(2, 9), at(2, 11, 15), 135),
        (at(2, 16), at(3, 9), 120),
        (at(6, 16), at(9, 9), 120),
        (at(7, 12), at(8, 12), 0),
        (at(10, 16), at(12, 9), 120),
        (at(2, 11, 15), at(2, 9), -135),
        (at(2, 9), at(2, 9), 0),
    ],
)
def test_working_minutes(start: datetime, end: datetime, minutes: int) -> None:
    assert working_minutes(start, end, JAKARTA) == minutes


def test_a_day_on_which_clocks_change_is_as_long_as_it_was() -> None:
    # 25 October 2026 has 25 hours in Berlin, 29 March has 23.
    midnight = datetime(2026, 10, 24, 22, tzinfo=UTC)
    assert working_minutes(midnight, midnight + timedelta(hours=25), BERLIN) == 25 * 60
    spring = datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert due_after(spring, 24, BERLIN) == spring + timedelta(hours=24)
    offices = Calendar("Europe/Berlin", work_days="1111111")
    friday = datetime(2026, 10, 23, 6, tzinfo=UTC)  # 08:00 in summer time
    assert due_after(friday, 27, offices) == datetime(2026, 10, 25, 16, tzinfo=UTC)  # 17:00 in winter time


def test_years_are_counted_like_days() -> None:
    """By hand: 2026 has 52 weeks and a Thursday, five days of nine hours each week, one holiday."""
    year = datetime(2025, 12, 31, 17, tzinfo=UTC), datetime(2026, 12, 31, 17, tzinfo=UTC)
    assert working_minutes(*year, JAKARTA) == (52 * 5 + 1 - 1) * 9 * 60
    assert working_minutes(year[1], year[0], JAKARTA) == -(52 * 5 + 1 - 1) * 9 * 60
    every = Calendar("Europe/Berlin", work_days="1111111", work_from=0, work_until=24 * 60)
    three_days = datetime(2026, 10, 23, 22, tzinfo=UTC), datetime(2026, 10, 26, 23, tzinfo=UTC)
    assert working_minutes(*three_days, every) == 73 * 60  # clocks go back on the 25th


def test_nobody_ever_works() -> None:
    with pytest.raises(ValueError, match="nobody works"):
        due_after(at(2, 9), 1, Calendar("Asia/Jakarta", work_days="0000000"))


calendars = st.builds(
    Calendar,
    zone=st.sampled_from(
        ["Asia/Jakarta", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Apia"]
    ),
    work_days=st.sampled_from(["1111100", "1111110", "1000000", "0101011", "1111111"]),
    work_from=st.integers(0, 11).map(lambda half: half * 60 + 15),
    work_until=st.integers(13, 24).map(lambda hour: hour * 60),
    holidays=st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=20),
)
instants = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(  # noqa: DTZ001
    lambda value: value.replace(microsecond=0, second=0, tzinfo=UTC)
)


@given(calendars, instants, st.integers(1, 120 * 60))
def test_one_undoes_the_other(calendar: Calendar, start: datetime, minutes: int) -> None:
    due = due_after(start, minutes / 60, calendar)
    assert abs(working_minutes(start, due, calendar) - minutes) <= 1  # minutes / 60 is a float
    assert due > start


@given(calendars, instants, instants, instants)
def test_parts_add_up(calendar: Calendar, one: datetime, two: datetime, three: datetime) -> None:
    first, middle, last = sorted((one, two, three))
    parts = working_minutes(first, middle, calendar) + working_minutes(middle, last, calendar)
    assert working_minutes(first, last, calendar) == parts


def test_of_company_reads_its_own_holidays(session: Session) -> None:
    company = session.get_one(Company, 1)
    company.work_days, company.work_from, company.work_until = "1111110", 7 * 60, 16 * 60
    session.add(Site(id=9, code="X", name="X", city="X", zone="Asia/Jakarta"))
    session.flush()
    session.add_all(
        [
            Holiday(day=date(2026, 11, 11), name="Ours"),
            Holiday(site_id=9, day=date(2026, 11, 12), name="The site's"),
        ]
    )
    session.commit()
    assert of_company(session) == Calendar(
        "Asia/Jakarta", "1111110", 7 * 60, 16 * 60, frozenset({date(2026, 11, 11)})
    )

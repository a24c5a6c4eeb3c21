"""From when to when an arrival is on time: working days around the day a schedule is judged by."""

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

EVERY_DAY = "1111111"
ONE = timedelta(days=1)
MOST_DAYS_OFF = 3 * 366


class Days(NamedTuple):
    """On which days a place works: seven letters from Monday, '1' works; and its holidays."""

    week: str
    holidays: frozenset[date]


CALENDAR_DAYS = Days(EVERY_DAY, frozenset())


def works(day: date, days: Days) -> bool:
    """True if people work at the place on this day."""
    return days.week[day.weekday()] == "1" and day not in days.holidays


@lru_cache(maxsize=65536)
def window(base: date, early: int | None, late: int, days: Days) -> tuple[date, date]:
    """The first and last day that are on time for a base day, `early` and `late` working days around it.

    A base on a day off is due on the next working day, and never too early on its own day. early None: any
    day before. Raises ValueError for a place at which nobody ever works.
    """
    due = base
    for _ in range(MOST_DAYS_OFF):
        if works(due, days):
            break
        due += ONE
    else:
        raise ValueError("nobody works in this calendar")
    first = date.min if early is None else min(base, _moved(due, -early, days))
    return first, _moved(due, late, days)


def _moved(day: date, count: int, days: Days) -> date:
    step = ONE if count > 0 else -ONE
    left = abs(count)
    while left:
        day += step
        if works(day, days):
            left -= 1
    return day

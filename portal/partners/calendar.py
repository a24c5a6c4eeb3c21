"""Working hours of a place: when an answer is due, and how much working time has passed.

Hours are wall-clock hours of the place; instants are UTC. A day on which clocks change is as long as
its working hours say, since those lie outside the change.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.partners.models import Company, Holiday
from portal.scope import AnySelect

LONGEST_SEARCH_DAYS = 3 * 366
CLOCKS_CHANGE = 4 * 60  # minutes after midnight by which clocks have changed, where they do


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a place works: zone (IANA name), work_days (seven letters from Monday, '1' works),
    work_from and work_until (minutes after local midnight), holidays (days nobody works)."""

    zone: str
    work_days: str = "1111100"
    work_from: int = 8 * 60
    work_until: int = 17 * 60
    holidays: frozenset[date] = field(default_factory=frozenset)

    def works_on(self, day: date) -> bool:
        """True if people work on this day."""
        return self.work_days[day.weekday()] == "1" and day not in self.holidays

    def open_on(self, day: date) -> tuple[datetime, datetime]:
        """When people begin and stop to work on a working day, as UTC instants."""
        return self._instant(day, self.work_from), self._instant(day, self.work_until)

    def spans(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Working time from `start` on, as pairs of UTC instants, day by day."""
        here = clock.zone(self.zone)
        day = start.astimezone(here).date()
        for _ in range(LONGEST_SEARCH_DAYS):
            if self.works_on(day):
                opens, closes = self.open_on(day)
                if closes > start:
                    yield max(opens, start), closes
            day += timedelta(days=1)

    def worked(self, day: date, start: datetime, end: datetime) -> timedelta:
        """The working time of one day that lies between `start` and `end`."""
        if not self.works_on(day):
            return timedelta()
        opens, closes = self.open_on(day)
        return max(timedelta(), min(closes, end) - max(opens, start))

    def _instant(self, day: date, minutes: int) -> datetime:
        wall = datetime.combine(day, time(), clock.zone(self.zone)) + timedelta(minutes=minutes)
        return wall.astimezone(UTC)


def due_after(start: datetime, hours: float, calendar: Calendar) -> datetime:
    """The UTC instant at which `hours` working hours after `start` have passed. Raises ValueError for
    a calendar on which nobody ever works."""
    left = timedelta(hours=hours)
    for opens, closes in calendar.spans(start.astimezone(UTC)):
        if closes - opens >= left:
            return opens + left
        left -= closes - opens
    raise ValueError("nobody works in this calendar")


def working_minutes(start: datetime, end: datetime, calendar: Calendar) -> int:
    """Whole working minutes from `start` to `end`; negative when `end` lies before `start`. The days
    between are counted by the week, so years cost no more than days (unless people work at night)."""
    if end < start:
        return -working_minutes(end, start, calendar)
    here = clock.zone(calendar.zone)
    first, last = start.astimezone(here).date(), end.astimezone(here).date()
    passed = calendar.worked(first, start, end)
    if last > first:
        between = first + timedelta(days=1)
        passed += calendar.worked(last, start, end)
        if calendar.work_from >= CLOCKS_CHANGE:
            whole = calendar.work_until - calendar.work_from
            passed += timedelta(minutes=_work_days(calendar, between, last) * whole)
        else:
            days = (between + timedelta(days=day) for day in range((last - between).days))
            passed += sum((calendar.worked(day, start, end) for day in days), timedelta())
    return int(passed.total_seconds() // 60)


def _work_days(calendar: Calendar, first: date, after: date) -> int:
    """How many days from `first` to the one before `after` are worked."""
    weeks, rest = divmod((after - first).days, 7)
    count = weeks * calendar.work_days.count("1")
    count += sum(calendar.work_days[(first.weekday() + day) % 7] == "1" for day in range(rest))
    off = _days_off(calendar.work_days, calendar.holidays)
    return count - (bisect_left(off, after) - bisect_left(off, first))


@lru_cache(maxsize=32)
def _days_off(work_days: str, holidays: frozenset[date]) -> list[date]:
    """The holidays that take a working day away, in order."""
    return sorted(day for day in holidays if work_days[day.weekday()] == "1")


@dataclass(frozen=True, slots=True)
class Terms:
    """When the company works, and in how many working hours it answers and solves, per severity."""

    calendar: Calendar
    answer: Mapping[str, float]
    solution: Mapping[str, float]


def terms(session: Session) -> Terms:
    """The company's terms. One SELECT."""
    return terms_of(session.execute(asked_of_company()).all())


def asked_of_company() -> AnySelect:
    """A select of the company's terms, a row for each of its holidays, to be read by `terms_of`."""
    return (
        select(
            Company.zone, Company.work_days, Company.work_from, Company.work_until, Company.answer_hours,
            Company.solution_hours, Holiday.day,
        )
        .outerjoin(Holiday, Holiday.site_id.is_(None))
        .where(Company.id == 1)
    )  # fmt: skip


def terms_of(rows: Sequence[Any]) -> Terms:
    """The terms that these rows of `asked_of_company` tell."""
    if not rows:
        return Terms(Calendar("Asia/Jakarta"), {}, {})
    first = rows[0]
    holidays = frozenset(row.day for row in rows if row.day)
    calendar = Calendar(first.zone, first.work_days, first.work_from, first.work_until, holidays)
    return Terms(calendar, first.answer_hours, first.solution_hours)


def of_company(session: Session) -> Calendar:
    """The company's working hours with its holidays. One SELECT."""
    return terms(session).calendar

"""Working time read fast: of a hundred thousand answers as of one. Says what portal.partners.calendar says.

Each working day of a stretch is looked up once; what passed until an instant is then found by bisection.
"""

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from portal.partners.calendar import Calendar

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)  # whole ones, so that no figure depends on where a stretch begins
MINUTE, HOUR = timedelta(minutes=1) // TICK, timedelta(hours=1) // TICK


class Stopwatch:
    """Working time between instants that lie within `first` and `last` (days of the place)."""

    def __init__(self, calendar: Calendar, first: date, last: date) -> None:
        self._days: list[date] = []
        self._opens: list[int] = []
        self._lasts: list[int] = []
        self._ends: list[int] = []  # working ticks that have passed when the day is over
        passed, day = 0, first
        while day <= last:
            if calendar.works_on(day):
                opens, closes = calendar.open_on(day)
                length = (closes - opens) // TICK
                passed += length
                self._days.append(day)
                self._opens.append(_ticks(opens))
                self._lasts.append(length)
                self._ends.append(passed)
            day += timedelta(days=1)

    def passed(self, at: datetime) -> int:
        """Working time from the beginning of the stretch to an instant, in ticks."""
        ticks = _ticks(at)
        place = bisect_right(self._opens, ticks) - 1
        if place < 0:
            return 0
        length, since = self._lasts[place], ticks - self._opens[place]
        return self._ends[place] - length + since if since < length else self._ends[place]

    def minutes(self, start: datetime, end: datetime) -> int:
        """Whole working minutes from `start` to a later `end`."""
        return (self.passed(end) - self.passed(start)) // MINUTE

    def due(self, start: datetime, hours: float) -> tuple[datetime, date] | None:
        """When so many working hours after `start` have passed, and on which day; None beyond the stretch."""
        target = self.passed(start) + round(hours * HOUR)
        place = bisect_left(self._ends, target)
        if place == len(self._ends):
            return None
        at = self._opens[place] + target - (self._ends[place] - self._lasts[place])
        return EPOCH + at * TICK, self._days[place]

    def asked_within(self, first: date, last: date, hours: float) -> tuple[datetime, datetime]:
        """What is due from `first` to `last` was asked after the one instant and not after the other."""
        ends = (bisect_left(self._days, first), bisect_right(self._days, last))
        since, until = (
            self._latest((self._ends[place - 1] if place else 0) - round(hours * HOUR)) for place in ends
        )
        return since, until

    def _latest(self, passed: int) -> datetime:
        """The last instant by which no more than so much working time has passed."""
        if not self._days:  # nobody ever works, so nothing is ever due
            return EPOCH
        place = bisect_right(self._ends, passed)
        if passed < 0 or place == len(self._ends):
            return EPOCH + self._opens[0 if passed < 0 else -1] * TICK
        before = self._ends[place] - self._lasts[place]
        return EPOCH + (self._opens[place] + passed - before) * TICK


@lru_cache(maxsize=32)
def stopwatch(calendar: Calendar, first: date, last: date) -> Stopwatch:
    """The stopwatch of a stretch: the same for each group of figures and each partner, so it is made once."""
    return Stopwatch(calendar, first, last)


def _ticks(at: datetime) -> int:
    return (at - EPOCH) // TICK

"""Working time read fast: of a hundred thousand answers as of one. Says what portal.partners.calendar says.

Each working day of a stretch is looked up once; what passed until an instant is then found by bisection.
"""

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, timedelta

from portal.partners.calendar import Calendar


class Stopwatch:
    """Working time between instants that lie within `first` and `last` (days of the place)."""

    def __init__(self, calendar: Calendar, first: date, last: date) -> None:
        self._days: list[date] = []
        self._opens: list[float] = []
        self._lasts: list[float] = []
        self._ends: list[float] = []  # working seconds that have passed when the day is over
        passed, day = 0.0, first
        while day <= last:
            if calendar.works_on(day):
                opens, closes = calendar.open_on(day)
                length = (closes - opens).total_seconds()
                passed += length
                self._days.append(day)
                self._opens.append(opens.timestamp())
                self._lasts.append(length)
                self._ends.append(passed)
            day += timedelta(days=1)

    def passed(self, at: float) -> float:
        """Working seconds from the beginning of the stretch to an instant (epoch seconds)."""
        place = bisect_right(self._opens, at) - 1
        if place < 0:
            return 0.0
        length, since = self._lasts[place], at - self._opens[place]
        return self._ends[place] - length + since if since < length else self._ends[place]

    def minutes(self, start: datetime, end: datetime) -> int:
        """Whole working minutes from `start` to a later `end`."""
        return int((self.passed(end.timestamp()) - self.passed(start.timestamp())) // 60)

    def due(self, start: datetime, hours: float) -> tuple[datetime, date] | None:
        """When so many working hours after `start` have passed, and on which day; None beyond the stretch."""
        target = self.passed(start.timestamp()) + hours * 3600
        place = bisect_left(self._ends, target)
        if place == len(self._ends):
            return None
        at = self._opens[place] + target - (self._ends[place] - self._lasts[place])
        return datetime.fromtimestamp(at, UTC), self._days[place]

    def asked_within(self, first: date, last: date, hours: float) -> tuple[datetime, datetime]:
        """What is due from `first` to `last` was asked after the one instant and not after the other."""
        ends = (bisect_left(self._days, first), bisect_right(self._days, last))
        since, until = (
            self._latest((self._ends[place - 1] if place else 0.0) - hours * 3600) for place in ends
        )
        return since, until

    def _latest(self, passed: float) -> datetime:
        """The last instant by which no more than so many working seconds have passed."""
        if not self._days:  # nobody ever works, so nothing is ever due
            return datetime.fromtimestamp(0, UTC)
        place = bisect_right(self._ends, passed)
        if passed < 0 or place == len(self._ends):
            return datetime.fromtimestamp(self._opens[0 if passed < 0 else -1], UTC)
        before = self._ends[place] - self._lasts[place]
        return datetime.fromtimestamp(self._opens[place] + passed - before, UTC)

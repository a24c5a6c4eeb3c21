"""Which days a strip shows and where on it a day lies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from portal.orders.standing import COME, Facts, Standing, promises

LIST_BACK, LIST_AHEAD = 21, 14  # days a list of open work shows around today
LEAST_DAYS, MARGIN = 14, 2
_FIRST, _LAST = date.min.toordinal(), date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Window:
    """The first and last day of a scale, both shown."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


class Scale:
    """A window laid over a width in px with `pad` px free at both ends."""

    __slots__ = ("left", "right", "start", "step", "window")

    def __init__(self, window: Window, width: int, pad: int) -> None:
        self.window = window
        self.left, self.right = pad, width - pad
        self.start = window.first.toordinal()
        self.step = (width - 2 * pad) / max(1, window.last.toordinal() - self.start)

    def x(self, day: date) -> float:
        """The centre of a day in px; outside the box for a day outside the window."""
        return self.left + (day.toordinal() - self.start) * self.step

    def mondays(self) -> Iterable[date]:
        """Every Monday in the window."""
        monday = self.start + (-self.window.first.weekday()) % 7
        for ordinal in range(monday, self.window.last.toordinal() + 1, 7):
            yield date.fromordinal(ordinal)


def list_window(today: date) -> Window:
    """The one window of a page of open work."""
    return Window(today - timedelta(LIST_BACK), today + timedelta(LIST_AHEAD))


def period_window(first: date, last: date) -> Window:
    """The window of a closed list or a scorecard: the period and two days each side."""
    return _widened(first.toordinal(), last.toordinal(), 0)


def shared_window(
    schedules: Iterable[tuple[Facts, Standing]], today: date, split_days: Iterable[date] = ()
) -> Window:
    """One window for strips that are read together, as those of one order.

    Their own days and those of splits, and today while any is open; widened to at least 14 days
    and by two days each side.
    """
    days = list(split_days)
    for facts, at in schedules:
        days.extend(_own_days(facts, at))
        if at.stage not in (*COME, "cancelled"):
            days.append(today)
    if not days:
        days.append(today)
    return _widened(min(days).toordinal(), max(days).toordinal(), LEAST_DAYS)


def _own_days(facts: Facts, at: Standing) -> Iterable[date]:
    days = [move.day for move in promises(facts.moves)]
    days += [day for day in (facts.requested_on, at.proposed_on, at.arrived_on) if day]
    if facts.expected_on and at.stage not in (*COME, "cancelled"):
        ends = (facts.expected_low, facts.expected_on, facts.expected_high)
        days += [day for day in ends if day]
    return days


def _widened(first: int, last: int, least: int) -> Window:
    first, last = first - MARGIN, last + MARGIN
    short = max(0, least - (last - first))
    first, last = first - short // 2, last + (short - short // 2)
    return Window(date.fromordinal(max(_FIRST, first)), date.fromordinal(min(_LAST, last)))

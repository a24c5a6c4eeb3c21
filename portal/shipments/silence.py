"""How long nothing is usually heard: of goods on the way, and of goods that have not left yet.

Method. After each report one waits for the next. How many days it took, stage by stage, is counted for
everybody, for this mode, this partner with this mode, and that with this carrier; each group is shrunk
towards the wider one as if that had given it `SHRINK` waits of its own, the widest towards the stated
defaults (partial pooling, as in portal.shipments.forecast). Usual is what `USUAL` of all waits keep to.

Goods that have not left: the promised day less the days they usually travel (the middle of all journeys
of the group) is the day by which a dispatch should have been announced. Silence is never delivery.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

SHRINK = 10  # waits
USUAL = 0.95
MIDDLE = 0.5
_ROUNDING = 1e-9

# Days until the next report after each stage, and of the whole journey, where nothing else is known.
DEFAULTS: dict[str, dict[str, int]] = {
    "pending": {"courier": 1, "road": 2, "air": 3, "rail": 4, "sea": 7, "other": 3},
    "picked_up": {"courier": 1, "road": 2, "air": 3, "rail": 4, "sea": 7, "other": 3},
    "in_transit": {"courier": 2, "road": 3, "air": 4, "rail": 7, "sea": 21, "other": 5},
    "held_up": {"courier": 3, "road": 3, "air": 5, "rail": 5, "sea": 7, "other": 5},
    "at_the_door": {"courier": 1, "road": 1, "air": 2, "rail": 2, "sea": 3, "other": 2},
    "journey": {"courier": 2, "road": 2, "air": 5, "rail": 10, "sea": 25, "other": 4},
}
_STAGES = {
    "pending": "pending", "picked_up": "picked_up", "in_transit": "in_transit",
    "delivery_delayed": "held_up", "on_hold": "held_up", "delivery_failed": "held_up",
    "return_to_sender": "held_up", "out_for_delivery": "at_the_door", "ready_for_pickup": "at_the_door",
}  # fmt: skip
_MODES = {"truck": "road", "air_charter": "air", "ocean": "sea"}


class Way(NamedTuple):
    """How goods travel: mode (one of DEFAULTS, see `mode_of`), whose they are, who carries them."""

    mode: str
    partner: int
    carrier: str = ""


class Report(NamedTuple):
    """Something reported: the day, and the state of portal.shipments.tracking.states it means."""

    day: date
    state: str


def mode_of(word: str | None) -> str:
    """The mode a word stands for; 'other' for one that is not known."""
    mode = (word or "").lower()
    mode = _MODES.get(mode, mode)
    return mode if mode in DEFAULTS["journey"] else "other"


def stage_of(state: str) -> str | None:
    """The stage that one waits in after such a report; None where nothing more is awaited."""
    return _STAGES.get(state)


@dataclass(slots=True)
class Habits:
    """Waits and journeys that are known, in days, by stage and group."""

    _counts: dict[tuple[object, ...], Counter[int]] = field(default_factory=dict)

    def learn(self, way: Way, announced: date, reports: Sequence[Report]) -> None:
        """Take in one notice: the day it was announced and its reports, oldest first."""
        said = [Report(announced, "pending"), *(r for r in reports if r.state != "pending")]
        for one, following in pairwise(said):
            if stage := stage_of(one.state):
                self._add(stage, way, (following.day - one.day).days)
        if said[-1].state == "delivered":
            self._add("journey", way, (said[-1].day - announced).days)

    def wait(self, way: Way, state: str) -> int | None:
        """Days until the next report that are usual after one of `state`; None: none is awaited."""
        stage = stage_of(state)
        return None if stage is None else max(1, self._quantile(stage, way, USUAL))

    def journey(self, way: Way) -> int:
        """Days that goods usually travel."""
        return max(0, self._quantile("journey", way, MIDDLE))

    def _add(self, stage: str, way: Way, days: int) -> None:
        for key in _keys(stage, way):
            self._counts.setdefault(key, Counter())[max(0, days)] += 1

    def _quantile(self, stage: str, way: Way, level: float) -> int:
        shares: dict[int, float] = {DEFAULTS[stage][way.mode]: 1.0}
        for key in _keys(stage, way):
            counts = self._counts.get(key)
            if counts is None:
                continue
            total = counts.total() + SHRINK
            shares = {day: share * SHRINK / total for day, share in shares.items()}
            for day, count in counts.items():
                shares[day] = shares.get(day, 0.0) + count / total
        reached = 0.0
        for day in sorted(shares):
            reached += shares[day]
            if reached >= level - _ROUNDING:
                return day
        return max(shares)


def _keys(stage: str, way: Way) -> tuple[tuple[object, ...], ...]:
    """The groups of a wait, from wide to narrow. Modes differ too much for a group of all of them."""
    return (stage, way.mode), (stage, way.mode, way.partner), (stage, *way)


def quiet_on(habits: Habits, way: Way, announced: date, reports: Iterable[Report]) -> date | None:
    """The last day on which silence about a notice is usual; None when nothing more is awaited."""
    last = Report(announced, "pending")
    for report in reports:
        if report.state != "pending" or last.state == "pending":
            last = report if report.day >= last.day else last
    days = habits.wait(way, last.state)
    return None if days is None else last.day + timedelta(days)


def leaves_on(habits: Habits, way: Way, promised: date) -> date:
    """The last day on which it is usual that no dispatch was announced."""
    return promised - timedelta(habits.journey(way))

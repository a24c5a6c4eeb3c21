"""When goods that are still to come will come: from how late earlier deliveries were.

Method. How late a delivery was is its arrival minus its promise, in calendar days. The forecast is
the promise plus quantiles of that lateness as it was observed: no curve is fitted (empirical
quantiles; Hyndman and Fan 1996, type 1). Four groups are looked at, from wide to narrow: everybody,
this partner, this partner with this mode, and that to this destination (the lane). Each group is
shrunk towards the wider one before it as if the wider one had given it `SHRINK` deliveries of its
own (partial pooling; Gelman and Hill 2007, chapter 12, with a Dirichlet prior over days): a lane with
few deliveries speaks mostly with its partner's voice, one with many with its own. A delivery counts
half of one that came `HALF_LIFE` days later. Lines of one lane that were promised for one day and
came on one day are one delivery, however many they are: they came on one lorry.

The levels of the interval are chosen so that it holds 80 % of what comes, which the levels 10 % and
90 % do not: over half of all deliveries come on the very day, and quantiles among such ties cover
too much. How the constants were chosen, and what they achieve, is in portal.shipments.backtest.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

HALF_LIFE = 60  # days
SHRINK = 10  # deliveries
LOW, HIGH = 0.20, 0.80
FEW = 5  # deliveries; below, nothing is said (as for scores)
MEMORY = 365  # days; what is older hardly weighs, so it does not count towards enough

_ORIGIN = date(2000, 1, 1)
_NEVER = -(10**9)
_LOST = 1e-9  # a weight or share below is rounding


class Lane(NamedTuple):
    """Who delivers, how, and where to. What is not known is None and forms a lane of its own."""

    partner: int | str
    mode: str | None = None
    destination: int | str | None = None


class Delivery(NamedTuple):
    """A past delivery: the day promised and the day it arrived, days of the receiving site."""

    lane: Lane
    promised: date
    arrived: date


@dataclass(frozen=True, slots=True)
class Forecast:
    """The likely day (as often too early as too late), and the early and the safe day around it.

    `rests_on`: how many deliveries of this partner in the last year speak for it, on this lane and
    mode if those are enough, else with this mode, else of all it delivers.
    """

    likely: date
    early: date
    safe: date
    rests_on: int


@dataclass(slots=True)
class _Group:
    """Lateness in one group. Weights grow with the day instead of shrinking with age, so that they
    never need to be touched again; `scale` of a day brings them down to what they weigh then."""

    weights: dict[int, float] = field(default_factory=dict)  # by days late
    total: float = 0.0
    days: list[date] = field(default_factory=list)  # of arrival, ascending, beside `late`
    late: list[int] = field(default_factory=list)

    def add(self, arrived: date, late: int) -> None:
        weight = _weight(arrived)
        self.weights[late] = self.weights.get(late, 0.0) + weight
        self.total += weight
        self.days.append(arrived)
        self.late.append(late)

    def count(self, until: date, at_least: int) -> int:
        """Deliveries of the last year that were no earlier than `at_least` days late."""
        first = bisect_right(self.days, until - timedelta(MEMORY))
        return sum(late >= at_least for late in self.late[first:])


def _weight(day: date) -> float:
    return float(2.0 ** ((day - _ORIGIN).days / HALF_LIFE))


class History:
    """Deliveries that are known, added in the order of their arrival."""

    def __init__(self, deliveries: Iterable[Delivery] = ()) -> None:
        self._groups: dict[Lane | tuple[object, ...], _Group] = {}
        self._known: set[Delivery] = set()
        # Sums of weights depend on their order in the last digit, so that is fixed here.
        for delivery in sorted(set(deliveries), key=lambda d: d.arrived):
            self.add(delivery)

    def add(self, delivery: Delivery) -> None:
        """Take in one more delivery, none of which arrived earlier than those already here. The same
        lane, promise and arrival again is the same delivery."""
        if delivery in self._known:
            return
        self._known.add(delivery)
        late = (delivery.arrived - delivery.promised).days
        for key in _keys(delivery.lane):
            self._groups.setdefault(key, _Group()).add(delivery.arrived, late)

    def forecast(
        self,
        lane: Lane,
        promised: date,
        today: date,
        not_before: date | None = None,
        leaving_out: Delivery | None = None,
    ) -> Forecast | None:
        """When what is promised for `promised` comes, seen from `today` (all that was added must have
        arrived by then). None: too few to say.

        `not_before`: it is known not to have come before that day, so only earlier deliveries that
        were as late speak for it. `leaving_out`: as if this delivery had not been added.
        """
        cut = (not_before - promised).days if not_before else _NEVER
        out = leaving_out if leaving_out in self._known else None
        own = (out.arrived - out.promised).days if out else 0
        rests_on = 0
        shares: dict[int, float] = {}
        for key in _keys(lane):
            group = self._groups.get(key)
            if group is None:
                break  # nor is there anything in a narrower one
            among = out is not None and key in _keys(out.lane)
            gone = _weight(out.arrived) if out and among else 0.0
            if key:  # everybody's deliveries are no evidence for this partner by themselves
                ours = group.count(today, cut)
                if out and among and own >= cut and out.arrived > today - timedelta(MEMORY):
                    ours -= 1
                rests_on = ours if ours >= FEW else rests_on
            shares = _shrunk(group, shares, _weight(today), gone, own)
        days = _quantiles(shares, cut, (LOW, 0.5, HIGH)) if rests_on else None
        if days is None:
            return None
        early, likely, safe = (promised + timedelta(day) for day in days)
        return Forecast(likely, early, safe, rests_on)


def _keys(lane: Lane) -> tuple[tuple[object, ...], ...]:
    """The groups a delivery belongs to, from wide to narrow."""
    return (), lane[:1], lane[:2], lane[:3]


def _shrunk(group: _Group, wider: dict[int, float], scale: float, gone: float, own: int) -> dict[int, float]:
    """Shares of days late in a group, pulled towards those of the wider one; they add up to 1.
    `gone` is the weight of a delivery that was `own` days late and is left out."""
    total = (group.total - gone) / scale
    if total < _LOST:
        return wider
    prior = SHRINK if wider else 0
    mine = 1 / (total + prior)
    shares = {late: share * prior * mine for late, share in wider.items()}
    for late, weight in group.weights.items():
        if gone and late == own:
            weight = max(0.0, weight - gone)
        shares[late] = shares.get(late, 0.0) + weight / scale * mine
    return shares


def _quantiles(shares: dict[int, float], cut: int, levels: tuple[float, ...]) -> list[int] | None:
    """The smallest days late, at least `cut`, up to which each level of what is left lies."""
    left = sorted((late, share) for late, share in shares.items() if late >= cut)
    total = sum(share for _, share in left)
    if total < _LOST:
        return None
    found: list[int] = []
    reached = 0.0
    at = iter(left)
    late = left[0][0]
    for level in levels:
        while reached < (level - _LOST) * total:
            late, share = next(at)
            reached += share
        found.append(late)
    return found

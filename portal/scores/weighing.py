"""The score in all of a side: what its figures come to, by the weights and targets of a definition. The company is
scored by the same rule as its partner.

A figure gives as many points as it reaches of its target, never more than all. Where less is better, twice the
target gives half the points. Figures without data or with too few rows give none and take none: their weight
goes to the others in proportion, and the score says so.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from portal.scores.definition import Definition
from portal.scores.figure import Figure, by_metric
from portal.scores.metrics import BY_KEY, METRICS, Party

ONE = Decimal(1)
ZERO = Decimal(0)


class Part(NamedTuple):
    """What one metric adds: its weight as written, its share of the whole (in all 1), how much of its target it
    reached (0 to 1), and the points out of 100 that this makes."""

    metric: str
    weight: Decimal
    share: Decimal
    target: Decimal
    reached: Decimal
    points: Decimal


class Score(NamedTuple):
    """value: 0 to 100, None where no weighted figure has enough data. missing: weighted metrics that do not
    count, with their state (few, no_data, and no_target for one that has a weight and no target)."""

    value: Decimal | None
    parts: tuple[Part, ...]
    missing: tuple[tuple[str, str], ...]


def score(figures: Iterable[Figure], definition: Definition, party: Party = "partner") -> Score:
    """Weigh the figures of a side. Those of the other one never count."""
    found = by_metric(figures)
    counted, missing = {}, []
    weighed = {each.key: definition.weights.get(each.key, ZERO) for each in METRICS if each.party == party}
    for metric, weight in weighed.items():
        if weight <= 0:
            continue
        state = _state(found.get(metric), definition.targets.get(metric))
        if state == "enough":
            counted[metric] = weight
        else:
            missing.append((metric, state))
    whole = sum(counted.values(), ZERO)
    parts = []
    for metric, weight in counted.items():
        target, share = definition.targets[metric], weight / whole
        got = reached(found[metric].value or ZERO, target, BY_KEY[metric].better)
        parts.append(Part(metric, weight, share, target, got, share * got * 100))
    value = min(Decimal(100), sum((part.points for part in parts), ZERO)) if parts else None
    return Score(value, tuple(parts), tuple(missing))


def lost(now: Score) -> list[tuple[str, Decimal]]:
    """The points that are missing to 100, by the metric that lost them, the most first."""
    found = [(part.metric, part.share * 100 - part.points) for part in now.parts]
    return sorted((each for each in found if each[1] > 0), key=lambda each: -each[1])


def moved(now: Score, before: Score) -> list[tuple[str, Decimal]]:
    """How many points more or fewer each metric that counts in both gives, by the share that it has now, because it
    reached more or less of its target than before; the largest first. Where both scores are made of the same
    metrics, these points are all that moved."""
    then = {part.metric: part.reached for part in before.parts}
    found = [
        (part.metric, part.share * (part.reached - then[part.metric]) * 100)
        for part in now.parts
        if part.metric in then
    ]
    return sorted((each for each in found if each[1]), key=lambda each: -abs(each[1]))


def comparable(now: Score, before: Score) -> bool:
    """True if both are made of the same metrics."""
    return {part.metric for part in now.parts} == {part.metric for part in before.parts}


def reached(value: Decimal, target: Decimal, better: str) -> Decimal:
    """How much of a target a value reaches, between 0 and 1."""
    if better == "more":
        if value >= target:
            return ONE
        return max(ZERO, value / target) if target else ZERO  # no growth is reached by no loss
    return ONE if value <= target else target / value


def _state(figure: Figure | None, target: Decimal | None) -> str:
    if target is None:
        return "no_target"
    return figure.state if figure is not None else "no_data"

"""How a figure stands among those of others of the same kind, without saying whose they are.

Pure. The band is that of the middle half, in whole steps, and there is none under five others: of four, somebody
who knows three could tell the fourth. Nobody's own figure is part of the band it is compared with.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from portal.scores.metrics import Kind, Metric

FEWEST = 5
STEPS: dict[Kind, Decimal] = {
    "share": Decimal("0.01"), "per_million": Decimal(10), "days": Decimal("0.1"), "hours": Decimal("0.1"),
    "count": Decimal("0.01"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Band:
    """The middle half of so many others."""

    low: Decimal
    high: Decimal
    others: int

    def place(self, value: Decimal, metric: Metric) -> Literal["better", "within", "worse"]:
        """Where a value stands to it, by which way is better. It is rounded as the band is."""
        value = _rounded(value, metric)
        if self.low <= value <= self.high:
            return "within"
        return "better" if (value > self.high) == (metric.better == "more") else "worse"


def band(others: Sequence[Decimal], metric: Metric) -> Band | None:
    """The band of the figures of others that have enough rows each; None under five of them."""
    if len(others) < FEWEST:
        return None
    ordered = sorted(others)
    low, high = _quantile(ordered, Decimal("0.25")), _quantile(ordered, Decimal("0.75"))
    return Band(_rounded(low, metric), _rounded(high, metric), len(ordered))


def _quantile(ordered: Sequence[Decimal], share: Decimal) -> Decimal:
    """Between the two nearest ranks in proportion."""
    place = share * (len(ordered) - 1)
    under = int(place)
    over = min(under + 1, len(ordered) - 1)
    return ordered[under] + (ordered[over] - ordered[under]) * (place - under)


def _rounded(value: Decimal, metric: Metric) -> Decimal:
    step = STEPS[metric.kind]
    return (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step

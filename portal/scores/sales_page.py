"""A year of a distributor's sales as its page shows it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portal.scores.commercial import due_on
from portal.scores.selling import seen


@dataclass(frozen=True, slots=True)
class Row:
    """A product and unit in a month: what was to be sold, what was sold, the year before, and how it stands
    (accepted, reported, missing, ahead). share and growth: None where nothing can be compared."""

    month: date
    product: str
    unit: str
    target: Any
    actual: Any
    before: Any
    state: str

    @property
    def share(self) -> Decimal | None:
        """Sold of what was to be sold, in hundredths."""
        if not (self.target and self.actual and self.target.amount):
            return None
        return Decimal(self.actual.amount * 100 / self.target.amount)

    @property
    def growth(self) -> Decimal | None:
        """Sold more than a year before, in hundredths."""
        if not (self.before and self.actual and self.before.amount):
            return None
        return Decimal((self.actual.amount / self.before.amount - 1) * 100)


@dataclass(frozen=True, slots=True)
class Month:
    """The rows of a month, and the word by which its reported figures are accepted (empty: none waits). begun: it
    is not yet to come."""

    month: date
    rows: Sequence[Row]
    word: str
    begun: bool


def months(targets: Sequence[Any], actuals: Sequence[Any], year: int, today: date) -> list[Month]:
    """The months of a year that have a target or a figure: this one and back, then those to come."""
    target = {_key(row): row for row in targets}
    actual = {_key(row): row for row in actuals}
    rows: dict[date, list[Row]] = {}
    for key in sorted({*target, *actual}):
        month, product, unit = key
        if month.year != year:
            continue
        before = actual.get((month.replace(year=year - 1), product, unit))
        sold = actual.get(key)
        state = sold.state if sold else "missing" if due_on(month) < today else "ahead"
        rows.setdefault(month, []).append(Row(month, product, unit, target.get(key), sold, before, state))
    waits = {
        month: [row for row in actuals if row.month == month and row.state == "reported"] for month in rows
    }
    return [
        Month(month, rows[month], seen(sorted(waits[month], key=lambda row: int(row.id))), month <= today)
        for month in sorted(rows, key=lambda month: (month > today, abs((month - today).days)))
    ]


def totals(found: Sequence[Month]) -> list[tuple[str, Decimal, Decimal]]:
    """Per unit what was to be sold and what was sold in the months with both, accepted figures only."""
    sums: dict[str, tuple[Decimal, Decimal]] = {}
    for month in found:
        for row in month.rows:
            if row.target and row.state == "accepted":
                to_sell, sold = sums.get(row.unit, (Decimal(0), Decimal(0)))
                sums[row.unit] = (to_sell + row.target.amount, sold + row.actual.amount)
    return [(unit, *pair) for unit, pair in sorted(sums.items())]


def usual_unit(found: Sequence[Month]) -> str:
    """The unit of most rows, for a new figure to begin with; '' where there are none."""
    counted = Counter(row.unit for month in found for row in month.rows)
    return counted.most_common(1)[0][0] if counted else ""


def _key(row: Any) -> tuple[date, str, str]:
    return row.month, row.product, row.unit

"""How a distributor sells: against its target, and against the same months of the year before.

Pure. A month falls due on its last day. Amounts of different units are never added: of a partner whose figures
are in several, the unit with most rows counts and the others are left out, saying so. A figure counts once
both sides stand by it: the company set or accepted it.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from portal.scores.figure import Period, ProofRow
from portal.scores.summing import ZERO


class Sold(NamedTuple):
    """A month of a product ('' for everything) in a unit: what was to be sold and what was. None: not known.
    accepted: the company stands by the actual figure."""

    month: date
    product: str
    unit: str
    target: Decimal | None
    actual: Decimal | None
    accepted: bool = True


def due_on(month: date) -> date:
    """The last day of a month."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def sales_to_target(sold: Sequence[Sold], period: Period, today: date) -> list[ProofRow]:
    """Actual sales of the period's months over their targets, both summed and then divided: a good month makes up
    for a bad one. May pass 1; a weighted total takes 1 at most. Left out: months without a target or without
    a figure, figures not accepted yet, another unit, months that are not over. No figure is never nought."""
    rows = [row for row in sold if period.holds(due_on(row.month))]
    unit = _unit(row.unit for row in rows if row.target is not None)
    proof = []
    for row in rows:
        why = _not_sold(row, unit, today)
        if why is None and not row.target:
            why = "no_target"
        facts = [("actual", _amount(row.actual, row.unit)), ("target", _amount(row.target, row.unit))]
        proof.append(
            _row("sales_to_target", row, row.actual or ZERO, row.target or ZERO, why, facts)
        )  # fmt: skip
    return proof


def growth(sold: Sequence[Sold], period: Period, today: date) -> list[ProofRow]:
    """Actual sales of the period's months less those of the same months a year before, over the latter: 0.12 is
    12 % more. Only what was sold in both years is compared. Left out: what has no figure a year before (or
    nought), and as in sales_to_target."""
    rows = [row for row in sold if period.holds(due_on(row.month))]
    earlier = {(row.month, row.product, row.unit): row for row in sold if row.actual is not None}
    unit = _unit(row.unit for row in rows if row.actual is not None)
    proof = []
    for row in rows:
        before = earlier.get((row.month.replace(year=row.month.year - 1), row.product, row.unit))
        was = before.actual if before and before.accepted else None
        why = _not_sold(row, unit, today)
        if why is None and not was:
            why = "no_year_before"
        facts = [("actual", _amount(row.actual, row.unit)), ("year_before", _amount(was, row.unit))]
        proof.append(_row("growth", row, (row.actual or ZERO) - (was or ZERO), was or ZERO, why, facts))
    return proof


def _unit(units: Iterable[str]) -> str | None:
    """The unit that most rows have; of as many the first by name."""
    counted = Counter(units)
    return min(counted, key=lambda unit: (-counted[unit], unit)) if counted else None


def _not_sold(row: Sold, unit: str | None, today: date) -> str | None:
    if due_on(row.month) >= today:
        return "not_due"
    if row.actual is None:
        return "not_reported"
    if not row.accepted:
        return "not_accepted"
    return "other_unit" if unit is not None and row.unit != unit else None


def _row(
    metric: str, row: Sold, numerator: Decimal, denominator: Decimal, why: str | None, facts: list[tuple[str, str]]
) -> ProofRow:  # fmt: skip
    label = f"{row.month:%Y-%m} · {row.product}" if row.product else f"{row.month:%Y-%m}"
    counted = (ZERO, ZERO) if why else (numerator, denominator)
    shown = tuple((name, amount) for name, amount in facts if amount)
    return ProofRow(metric, "sales", f"{row.month:%Y-%m}", label, due_on(row.month), *counted, why, shown)


def _amount(amount: Decimal | None, unit: str) -> str:
    return "" if amount is None else f"{amount.normalize():f} {unit}"

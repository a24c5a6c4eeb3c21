"""Months of a score: their days, and what several of them come to together.

A row lies in the month of the day by which it is judged, so a quarter or a year is the sum of its months:
numerators and denominators are summed and then divided (research/mission.md 5.3), never a mean of means.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from portal.scores.figure import Figure, OfUnit, Period, of_units
from portal.scores.metrics import METRICS
from portal.scores.summing import exact

ZERO = Decimal(0)


def month(day: date) -> Period:
    """The month that a day lies in."""
    start = day.replace(day=1)
    return Period(start, following(start) - timedelta(days=1))


def following(start: date) -> date:
    """The first day of the month after the one that begins on `start`."""
    return (start + timedelta(days=31)).replace(day=1)


def back(start: date, count: int) -> date:
    """The first day of the month so many months before the one that begins on `start`."""
    place = start.year * 12 + start.month - 1 - count
    return date(place // 12, place % 12 + 1, 1)


def within(period: Period) -> list[Period]:
    """The months that a period is made of; none unless it begins and ends with a month."""
    if period.start.day != 1 or (period.end + timedelta(days=1)).day != 1:
        return []
    found, start = [], period.start
    while start <= period.end:
        found.append(month(start))
        start = following(start)
    return found


def summed(months: Iterable[Mapping[str, Figure]]) -> list[Figure]:
    """The figures of several months together, in the order of METRICS. A month that says nothing of a metric
    adds nothing; rows are "too few" by the strictest of the months."""
    found = list(months)
    return [
        _sum(metric.key, figures)
        for metric in METRICS
        if (figures := [each[metric.key] for each in found if metric.key in each])
    ]


def _sum(metric: str, figures: Sequence[Figure]) -> Figure:
    rows, left_out = sum(each.rows for each in figures), sum(each.left_out for each in figures)
    few = max(each.few for each in figures)
    if any(each.units for each in figures):
        return of_units(metric, _units(figures), rows, left_out, few)
    numerator, denominator = (
        sum((getattr(each, name) for each in figures), ZERO) for name in ("numerator", "denominator")
    )
    return Figure(metric, numerator, denominator, rows, left_out, few)


def _units(figures: Iterable[Figure]) -> list[OfUnit]:
    """What these come to in each unit. Months that were closed when units were not told apart are one more."""
    sums: dict[str, OfUnit] = {}
    for figure in figures:
        for each in figure.units or (OfUnit("", figure.numerator, figure.denominator, figure.rows),):
            was = sums.get(each.unit, OfUnit(each.unit, ZERO, ZERO, 0))
            sums[each.unit] = OfUnit(
                each.unit, was.numerator + each.numerator, was.denominator + each.denominator, was.rows + each.rows
            )  # fmt: skip
    return list(sums.values())


def counted_alike(found: Figure, before: Figure | None) -> Figure:
    """A figure as it was counted when `before` was closed: quantities were added then, whatever their units."""
    if before is None or before.units or not found.mixed:
        return found
    numerator = sum((each.numerator for each in found.units), ZERO)
    denominator = sum((each.denominator for each in found.units), ZERO)
    return Figure(found.metric, numerator, denominator, found.rows, found.left_out, found.few)


def written(figures: Iterable[Figure]) -> list[list[Any]]:
    """Figures as they are kept: exact, as text."""
    return [
        [f.metric, str(f.numerator), str(f.denominator), f.rows, f.left_out, f.few, *([_texts(f.units)] if f.units else ())]
        for f in figures
    ]  # fmt: skip


def _texts(units: Iterable[OfUnit]) -> list[list[Any]]:
    return [[each.unit, str(each.numerator), str(each.denominator), each.rows] for each in units]


def read(kept: Iterable[Sequence[Any]]) -> dict[str, Figure]:
    """Kept figures by metric."""
    return {
        metric: Figure(
            metric, Decimal(numerator), Decimal(denominator), rows, left_out, few,
            tuple(OfUnit(unit, Decimal(n), Decimal(d), of) for unit, n, d, of in (units[0] if units else ())),
        )
        for metric, numerator, denominator, rows, left_out, few, *units in kept
    }  # fmt: skip


def changes(before: Mapping[str, Figure], now: Mapping[str, Figure]) -> list[list[str | None]]:
    """What moved: metric, value before and value now as text, None for no data; also where the value is the
    same but counted over other rows."""
    return [
        [metric.key, _text(before.get(metric.key)), _text(now.get(metric.key))]
        for metric in METRICS
        if _parts(before.get(metric.key)) != _parts(now.get(metric.key))
    ]


def _parts(figure: Figure | None) -> tuple[Decimal, Decimal, int, int]:
    """What a figure is made of; one that nobody answers for (of sales, for a supplier) is one of no rows."""
    if figure is None:
        return ZERO, ZERO, 0, 0
    return exact(figure.numerator), figure.denominator, figure.rows, figure.left_out


def _text(figure: Figure | None) -> str | None:
    value = figure.value if figure else None
    return None if value is None else str(value)

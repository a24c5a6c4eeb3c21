"""The delivery figures of portal.shipments.delivery as a reader sees them."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from portal.web import formats

FEW = 5  # a rate of fewer is shown, and said to be too few to judge by
LEVELS = ("line", "order", "shipment")


@dataclass(frozen=True, slots=True)
class Value:
    """A figure: `exact` as `flask delivery` prints it, `text` rounded for the reader. None: no data."""

    exact: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Level:
    """The figures of one level ('line', 'order', 'shipment'). `few`: too few to judge by."""

    name: str
    count: int
    on_time: int
    rate: Value
    days_late: Value
    few: bool


@dataclass(frozen=True, slots=True)
class PartnerFigures:
    """One row of the page; code is None for totals."""

    name: str
    code: str | None
    internal_warehouse: bool
    levels: tuple[Level, ...]


def of(row: dict[str, Any], locale: str) -> tuple[Level, ...]:
    """The three levels of one row of `delivery.figures`."""
    return tuple(
        Level(
            name=level, count=row[f"{level}_count"], on_time=row[f"{level}_on_time_count"],
            rate=Value(rate := row[f"{level}_on_time_rate"], formats.percent(None if rate is None else rate * 100, locale, 1)),
            days_late=Value(days := row[f"{level}_mean_days_late_signed"], _days(days, locale)),
            few=0 < row[f"{level}_count"] < FEW,
        )
        for level in LEVELS
    )  # fmt: skip


def rows(found: dict[str, Any], locale: str) -> list[PartnerFigures]:
    """Every partner of `delivery.figures`, in its order."""
    return [
        PartnerFigures(row["partner"], row["code"], row["internal_warehouse"], of(row, locale))
        for row in found["partners"]
    ]


def _days(value: float | None, locale: str) -> str:
    if value is None:
        return formats.UNKNOWN
    return formats.quantity(Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_UP), locale)

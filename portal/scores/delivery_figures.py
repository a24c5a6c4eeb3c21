"""The figures of deliveries out of the sums of their verdicts: which sums a metric divides, over which rows."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from portal.orders.standing import ZERO
from portal.scores.delivery import Verdict
from portal.scores.figure import FEW, Figure, OfUnit, of_units

Units = Mapping[str, Mapping[str, Decimal]]


class Parts(NamedTuple):
    """Fields of a verdict: what is divided by what; `rows` is 1 for a row that the metric counts. otherwise:
    why a row that is not left out does not count. of_units: quantities are divided, of one unit of measure each."""

    numerator: str
    denominator: str
    rows: str = "due"
    otherwise: str | None = None
    of_units: bool = False


PARTS = {
    "otif": Parts("otif", "due"),
    "on_time": Parts("on_time", "due"),
    "in_full": Parts("in_full", "due"),
    "units_on_time": Parts("units_on_time", "units_due", of_units=True),
    "otif_promised": Parts("otif_promised", "due"),
    "first_promise": Parts("first_kept", "promised", "promised", "never_promised"),
    "week_promise": Parts("week_kept", "week_judged", "week_judged", "no_promise_then"),
    "mean_slip": Parts("slip", "slipped", "slipped", "not_complete"),
    "moves": Parts("moves", "promised", "promised", "never_promised"),
    "lead_time": Parts("lead", "led", "led", "no_lead_time"),
    "ppm": Parts("units_rejected", "units_received", "came", "nothing_came", of_units=True),
    "rejected_receipts": Parts("receipts_rejected", "receipts", "came", "nothing_came"),
    "dock_time": Parts("dock_days", "docked_receipts", "docked", "not_docked"),
}


def of_sums(
    sums: Mapping[str, Decimal], looked_at: int, few: int = FEW, units: Units | None = None
) -> list[Figure]:
    """All figures. sums: of the fields of verdicts (delivery.tally); looked_at: how many rows there were; units: the
    sums of quantities by their unit (delivery.tally_units), where it is known."""
    return [_figure(metric, parts, sums, looked_at, few, units) for metric, parts in PARTS.items()]


def _figure(
    metric: str, parts: Parts, sums: Mapping[str, Decimal], looked_at: int, few: int, units: Units | None
) -> Figure:
    rows = int(sums[parts.rows])
    if not parts.of_units or units is None:
        return Figure(metric, sums[parts.numerator], sums[parts.denominator], rows, looked_at - rows, few)
    of_each = (
        OfUnit(unit, each[parts.numerator], each[parts.denominator], int(each[parts.rows]))
        for unit, each in units.items()
    )
    return of_units(metric, of_each, rows, looked_at - rows, few)


def share_of(verdict: Verdict, metric: str) -> tuple[Decimal, Decimal, str | None]:
    """What one row adds to the numerator and the denominator of a metric, and why it does not count."""
    parts = PARTS[metric]
    if not getattr(verdict, parts.rows):
        return ZERO, ZERO, verdict.left_out or parts.otherwise
    return Decimal(getattr(verdict, parts.numerator)), Decimal(getattr(verdict, parts.denominator)), None

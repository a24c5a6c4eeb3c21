"""What a score is made of: a figure that knows its parts, and the rows that prove it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from portal.scores.metrics import BY_KEY

State = Literal["enough", "few", "no_data"]
FEW = 5
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Period:
    """The days on which a row is due, both ends counted."""

    start: date
    end: date

    def holds(self, day: date | None) -> bool:
        """True for a day within."""
        return day is not None and self.start <= day <= self.end


class OfUnit(NamedTuple):
    """What a figure of quantities comes to in one unit of measure, over so many rows."""

    unit: str
    numerator: Decimal
    denominator: Decimal
    rows: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One metric over one period: `numerator` of `denominator`, counted over `rows` rows.

    left_out: rows that were looked at and do not count, each with its reason among the rows of proof.
    few: under so many rows the figure is shown as "too few"; from a definition. `value` is a share between
    0 and 1, or a mean in the metric's own unit (portal.scores.metrics); None where nothing was counted. Of a
    per_million metric numerator and denominator are units, and the value is already per million. units: of a figure
    of quantities what it comes to in each unit of measure (`of_units`).
    """

    metric: str
    numerator: Decimal
    denominator: Decimal
    rows: int
    left_out: int = 0
    few: int = FEW
    units: tuple[OfUnit, ...] = ()

    @property
    def mixed(self) -> bool:
        """True if quantities of several units stand beside each other in it."""
        return len(self.units) > 1

    @property
    def state(self) -> State:
        """enough, few or no_data: neither of the latter is 0 or 100 %."""
        if self.rows == 0 or self.denominator == 0:
            return "no_data"
        return "few" if self.rows < self.few else "enough"

    @property
    def value(self) -> Decimal | None:
        """numerator / denominator, unrounded; None for no data."""
        if self.state == "no_data":
            return None
        scale = MILLION if BY_KEY[self.metric].kind == "per_million" else 1
        return self.numerator * scale / self.denominator


def of_units(metric: str, units: Iterable[OfUnit], rows: int, left_out: int, few: int) -> Figure:
    """A figure of quantities. Pieces and kilograms are never added: where there are several units, each is divided by
    itself, and the figure is the mean of these, a unit weighing as many rows as it has."""
    known = tuple(sorted(each for each in units if each.rows))
    if len(known) < 2:
        numerator, denominator = known[0][1:3] if known else (Decimal(0), Decimal(0))
    else:
        counted = [each for each in known if each.denominator]
        numerator = sum((each.rows * each.numerator / each.denominator for each in counted), Decimal(0))
        denominator = Decimal(sum(each.rows for each in counted))
    return Figure(metric, numerator, denominator, rows, left_out, few, known)


def by_metric(figures: Iterable[Figure]) -> dict[str, Figure]:
    """Figures by their metric."""
    return {figure.metric: figure for figure in figures}


@dataclass(frozen=True, slots=True)
class ProofRow:
    """One row behind a figure: what it adds to the numerator and the denominator, or why it is left out.

    kind, ref: the record that it opens ("order", "PO-1042"; "issue", "ISS-000231"; "action", "ACT-000007").
    on: the day that places it in the period. left_out: a key of portal.scores.labels, None where it counts.
    facts: what a reader needs to check it by hand (days, quantities), as the page prints them. line, part: of a row
    of an order that can be contested. unit: of what the numerator and the denominator are so many.
    """

    metric: str
    kind: str
    ref: str
    label: str
    on: date | None
    numerator: Decimal
    denominator: Decimal
    left_out: str | None = None
    facts: tuple[tuple[str, str], ...] = ()
    line: int | None = None
    part: int | None = None
    unit: str = ""

    def proof(self) -> "ProofRow":
        """The row itself: it is worded already."""
        return self

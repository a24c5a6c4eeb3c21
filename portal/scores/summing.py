"""A figure is the sum of the rows that prove it: counted nowhere else, so it can always be checked by hand."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple, Protocol

from portal.scores.figure import FEW, Figure, ProofRow

ONE, ZERO = Decimal(1), Decimal(0)
PLACES = 12


class Counted(Protocol):
    """What a row adds to a figure, or why it does not: a row of proof, or what becomes one when it is read."""

    @property
    def on(self) -> date | None: ...
    @property
    def ref(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def numerator(self) -> Decimal: ...
    @property
    def denominator(self) -> Decimal: ...
    @property
    def left_out(self) -> str | None: ...
    def proof(self) -> ProofRow: ...


class Kept(NamedTuple):
    """What other rows, each of which counts as one, were summed to before: how many count, and how many do not."""

    numerator: Decimal
    rows: int
    left_out: int


def summed(metric: str, proof: Iterable[Counted], few: int = FEW, kept: Kept | None = None) -> Figure:
    """Numerators and denominators of the rows that count are summed and then divided: never a mean of shares,
    never shares multiplied (research/mission.md 5.2, 5.3). Rows that do not count are counted as left out."""
    numerator, rows, left_out = kept or (ZERO, 0, 0)
    denominator = Decimal(rows)
    for row in proof:
        if row.left_out is not None:
            left_out += 1
            continue
        rows += 1
        numerator += row.numerator
        denominator += row.denominator
    return Figure(metric, exact(numerator), denominator, rows, left_out, few)


def exact(numerator: Decimal) -> Decimal:
    """A sum as it is in whatever order its rows are added: thirds of an hour have no end."""
    exponent = numerator.as_tuple().exponent
    return round(numerator, PLACES) if isinstance(exponent, int) and exponent < -PLACES else numerator


def yes_or_no(said: bool) -> Decimal:
    """What a row adds to a share."""
    return ONE if said else ZERO

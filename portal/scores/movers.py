"""What moved a figure: which item, mode, site or month, alone or two together, most of the misses came from.

Pure: the figure's rows summed by those, in; the parts that explain most, out. A part is worth a sentence if it
has clearly more of the misses than of the rows; how many more than its fair share is what parts are ranked by,
so that "item X by sea" wins over "item X" as soon as the item came on time by road.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from portal.scores.figure import FEW, MILLION, Figure, OfUnit
from portal.scores.metrics import Metric

KINDS = ("item", "mode", "site", "month")
LEAST = 3  # misses; fewer are an accident, not a pattern
CLEAR = 8  # one in so many of all misses must be beyond its fair share


@dataclass(frozen=True, slots=True)
class Cell:
    """What the rows of one item, mode, site and month (None where unknown) add to a figure."""

    of: Mapping[str, str | None]
    numerator: Decimal
    denominator: Decimal
    rows: int


@dataclass(frozen=True, slots=True)
class Mover:
    """A part of a figure: what it is, its misses of all misses, its rows, and the figure without it.

    of: pairs of kind and name. A miss is what the figure would rather not have: rows short of a share that
    should be high, the numerator of one that should be low. without: None where too little is left to say. unit: in
    which alone it is counted, where the figure is of several.
    """

    of: tuple[tuple[str, str], ...]
    missed: Decimal
    all_missed: Decimal
    rows: int
    whole: Decimal
    without: Decimal | None
    unit: str = ""


def movers(cells: Sequence[Cell], metric: Metric, most: int = 3, few: int = FEW) -> list[Mover]:
    """The parts that moved the figure most, first the one with most misses above its fair share; none of them
    says again what one before it said. Empty for a figure of too few rows, and where nothing stands out."""
    total = _Sum()
    for cell in cells:
        total.add(cell, metric)
    if total.rows < few or total.missed < LEAST or not total.denominator:
        return []
    parts = [
        (name, part)
        for name, part in _parts(cells, metric).items()
        if part.missed >= LEAST and part.rows < total.rows and part.above(total) * CLEAR >= total.missed
    ]
    parts.sort(key=lambda each: (-each[1].above(total), len(each[0]), each[0]))
    chosen: list[tuple[tuple[tuple[str, str], ...], _Sum]] = []
    for name, part in parts:
        if part.missed * 4 < total.missed or any(set(name) & set(other) for other, _ in chosen):
            continue
        chosen.append((name, part))
    return [_mover(name, part, total, metric, few) for name, part in chosen[:most]]


def worst_unit(figure: Figure, metric: Metric) -> str | None:
    """The unit of measure that a figure of several has most of its misses from; None for a figure of one."""
    if not figure.mixed:
        return None

    def missed(each: OfUnit) -> Decimal:
        short = each.denominator - each.numerator if metric.better == "more" else each.numerator
        return each.rows * short / each.denominator if each.denominator else Decimal(0)

    return max(figure.units, key=missed).unit


class _Sum:
    """The sums of some cells."""

    __slots__ = ("denominator", "missed", "numerator", "rows")

    def __init__(self) -> None:
        self.numerator = self.denominator = self.missed = Decimal(0)
        self.rows = 0

    def add(self, cell: Cell, metric: Metric) -> None:
        self.numerator += cell.numerator
        self.denominator += cell.denominator
        self.rows += cell.rows
        self.missed += cell.denominator - cell.numerator if metric.better == "more" else cell.numerator

    def above(self, total: "_Sum") -> Decimal:
        """The misses beyond its fair share of all."""
        return self.missed - total.missed * self.denominator / total.denominator


def _parts(cells: Sequence[Cell], metric: Metric) -> dict[tuple[tuple[str, str], ...], _Sum]:
    found: dict[tuple[tuple[str, str], ...], _Sum] = defaultdict(_Sum)
    for cell in cells:
        for name in _names(cell):
            found[name].add(cell, metric)
    return found


def _names(cell: Cell) -> Iterator[tuple[tuple[str, str], ...]]:
    known = [(kind, name) for kind in KINDS if (name := cell.of.get(kind)) is not None]
    for one in known:
        yield (one,)
    yield from combinations(known, 2)


def _mover(name: tuple[tuple[str, str], ...], part: _Sum, total: _Sum, metric: Metric, few: int) -> Mover:
    scale = MILLION if metric.kind == "per_million" else 1
    left = total.denominator - part.denominator
    without = None
    if left and total.rows - part.rows >= few:
        without = (total.numerator - part.numerator) * scale / left
    return Mover(
        name, part.missed, total.missed, part.rows, total.numerator * scale / total.denominator, without
    )

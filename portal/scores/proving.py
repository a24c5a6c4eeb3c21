"""Rows of proof as a page and a sheet show them: which record each opens, its facts in words, and how it counts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from portal.scores import labels, shown
from portal.scores.figure import ProofRow
from portal.scores.metrics import BY_KEY, Metric
from portal.web.i18n import _

JUDGED = ("share", "per_million")  # kinds of which a row meets its metric or misses it
Counted = Literal["met", "missed", "part", "left_out"]
GLYPHS = {"met": "done", "missed": "at_risk", "part": "open", "left_out": "cancelled"}
TONES = {"met": "ok", "missed": "late", "part": "ink", "left_out": "muted"}


@dataclass(frozen=True, slots=True)
class Proved:
    """One row: where its record is (None for one without a page), its facts in words, and how it counts."""

    row: ProofRow
    href: str | None
    kind: Counted
    counted: str

    def fact(self, label: str) -> str:
        """What the row says under a name; nothing where it says nothing."""
        return dict(self.row.facts).get(label, "")

    @property
    def glyph(self) -> str:
        """The shape of how it counts."""
        return GLYPHS[self.kind]

    @property
    def tone(self) -> str:
        """The colour that goes with the shape and the word."""
        return TONES[self.kind]


def proved(row: ProofRow, href: Callable[[str, str], str | None], locale: str) -> Proved:
    """A row for the reader. href: the address of a record by its kind and reference."""
    kind, said = counted(row, locale)
    return Proved(row, href(row.kind, row.ref), kind, said)


def counted(row: ProofRow, locale: str) -> tuple[Counted, str]:
    """How a row counts, in a word: of a share met, missed or in part; of a mean its amount; else why not."""
    if row.left_out is not None:
        why = labels.LEFT_OUT.get(row.left_out, row.left_out)
        return "left_out", _("left out: %(why)s", why=why)
    metric, part, whole = (
        BY_KEY[row.metric],
        shown.amount(row.numerator, locale),
        shown.amount(row.denominator, locale),
    )
    if metric.kind not in JUDGED:
        return "part", part if row.denominator == 1 else _("%(part)s of %(whole)s", part=part, whole=whole)
    whole = f"{whole} {row.unit}".rstrip()
    if not misses(row):
        return "met", _("met") if row.denominator == 1 else _("%(part)s of %(whole)s", part=part, whole=whole)
    if row.denominator == 1:
        return "missed", _("missed")
    return "missed", _("%(part)s of %(whole)s", part=part, whole=whole)


def falls_short(metric: Metric, numerator: Decimal, denominator: Decimal) -> bool:
    """True if a row that counts did not meet a metric of which each row either does or does not."""
    if metric.kind not in JUDGED:
        return False
    return numerator < denominator if metric.better == "more" else numerator > 0


def misses(row: ProofRow) -> bool:
    """The same of a row of proof."""
    return row.left_out is None and falls_short(BY_KEY[row.metric], row.numerator, row.denominator)


def way_of(row: ProofRow) -> str:
    """'counted', 'missed', or why it is left out."""
    return row.left_out or ("missed" if misses(row) else "counted")


def heads(rows: Sequence[Proved]) -> list[str]:
    """The names of all facts of some rows, in the order in which they come: the columns of a table."""
    return list(dict.fromkeys(label for each in rows for label, _fact in each.row.facts))

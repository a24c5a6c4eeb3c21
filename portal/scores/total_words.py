"""The score in all of a side, in words: how many points, what it is made of, what it lost, and what moved it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from portal.scores import names, weighing
from portal.scores.snapshots import Snapshot
from portal.scores.weighing import Score
from portal.web import formats
from portal.web.i18n import _, _n

TENTH = Decimal("0.1")
MOST = 3  # measures that are named


class Points(NamedTuple):
    """So many points of a measure, signed."""

    metric: str
    name: str
    points: str


@dataclass(frozen=True, slots=True)
class Total:
    """points: '87.3', nothing where there is no score; exact beside it. change: against the period before.
    counts: how many of the weighted measures it is made of; spread: whose weight went to the others. lost: the
    measures that cost most points; moved: those that gave more or fewer than before; other: said where it is not
    made of the same measures as before."""

    points: str
    exact: Decimal | None
    change: str
    counts: str
    spread: str
    lost: Sequence[Points] = ()
    moved: Sequence[Points] = ()
    other: str = ""

    @property
    def sentences(self) -> list[str]:
        """What it lost and what moved it, each as a sentence."""
        lost = ", ".join(f"{each.name} {each.points}" for each in self.lost)
        moved = ", ".join(f"{each.name} {each.points}" for each in self.moved)
        said = [_("Points lost: %(measures)s.", measures=lost)] if lost else []
        said += [_("What moved it: %(measures)s.", measures=moved)] if moved else []
        return [*said, *filter(None, (self.other,))]


def said(score: Score, before: Score, before_name: str, locale: str) -> Total:
    """The score for the reader."""
    whole = len(score.parts) + len(score.missing)
    counts = _n("%(part)s of %(num)s measure", "%(part)s of %(num)s measures", whole, part=len(score.parts))
    if score.value is None:
        return Total("", None, "", counts if whole else "", _spread(score))
    return Total(
        points(score.value, locale), score.value.quantize(Decimal("0.000001"), ROUND_HALF_UP),
        _change(score, before, before_name, locale), counts, _spread(score),
        _points([(key, -lost) for key, lost in weighing.lost(score)], locale), _moved(score, before, locale),
        _other(score, before, before_name),
    )  # fmt: skip


def points(value: Decimal, locale: str) -> str:
    """'87.3'; rounded from the four places that a closed month keeps, so that both say the same."""
    return formats.fixed(round(value, 4), locale)


def _points(found: Sequence[tuple[str, Decimal]], locale: str) -> list[Points]:
    """Those that are a tenth of a point at least."""
    tenths = [(key, amount.quantize(TENTH, ROUND_HALF_UP)) for key, amount in found]
    return [Points(key, str(names.METRICS[key]), _signed(n, locale)) for key, n in tenths if n][:MOST]


def _moved(score: Score, before: Score, locale: str) -> list[Points]:
    return _points(weighing.moved(score, before), locale)


def _signed(amount: Decimal, locale: str) -> str:
    return ("+" if amount > 0 else "\N{MINUS SIGN}") + formats.fixed(abs(amount), locale)


def _other(score: Score, before: Score, name: str) -> str:
    """That a weight lies elsewhere than before, so that points of a measure moved with it."""
    if before.value is None or weighing.comparable(score, before):
        return ""
    return _("In %(period)s it was made of other measures, so weights lie otherwise now.", period=name)


def _change(score: Score, before: Score, name: str, locale: str) -> str:
    if score.value is None or before.value is None:
        return ""
    moved = score.value.quantize(TENTH, ROUND_HALF_UP) - before.value.quantize(TENTH, ROUND_HALF_UP)
    if not moved:
        return _("as in %(period)s", period=name)
    return _("%(amount)s since %(period)s", amount=_signed(moved, locale), period=name)


def _spread(score: Score) -> str:
    """Which measures do not count, and that their weight is spread over the others."""
    if not score.missing:
        return "" if score.parts else _("No measure has a weight.")
    missing = ", ".join(str(names.METRICS[metric]).lower() for metric, _state in score.missing)
    if not score.parts:
        return _("No weighted measure has rows enough: %(measures)s.", measures=missing)
    return _(
        "Too few rows or no data for %(measures)s: their weight is spread over the others.", measures=missing
    )


def standing(closed: Sequence[Snapshot], ends_on: date, today: date, locale: str, zone: str) -> str:
    """Whether a period is closed, since when, and whether it was restated since."""
    if not closed:
        return _("open, its figures still move") if ends_on >= today else _("not closed yet")
    at = max(each.closed_at for each in closed).astimezone(ZoneInfo(zone)).date()
    day = formats.day(at, locale, today)
    if any(each.restated for each in closed):
        return _("closed, restated on %(day)s", day=day)
    return _("closed on %(day)s", day=day)

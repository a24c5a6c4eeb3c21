"""The score in all, in words: how many points, how many before, and what it is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from portal.scores import names
from portal.scores.snapshots import Snapshot
from portal.scores.weighing import Score
from portal.web import formats
from portal.web.i18n import _, _n


@dataclass(frozen=True, slots=True)
class Total:
    """points: '87.3', nothing where there is no score; exact beside it. change: against the period before.
    counts: how many of the weighted measures it is made of; spread: whose weight went to the others."""

    points: str
    exact: Decimal | None
    change: str
    counts: str
    spread: str


def said(score: Score, before: Score, before_name: str, locale: str) -> Total:
    """The score for the reader."""
    whole = len(score.parts) + len(score.missing)
    counts = _n("%(part)s of %(num)s measure", "%(part)s of %(num)s measures", whole, part=len(score.parts))
    if score.value is None:
        return Total("", None, "", counts, _spread(score))
    exact = score.value.quantize(Decimal("0.000001"), ROUND_HALF_UP)
    return Total(
        points(score.value, locale),
        exact,
        _change(score, before, before_name, locale),
        counts,
        _spread(score),
    )


def points(value: Decimal, locale: str) -> str:
    """'87.3'."""
    return formats.fixed(value, locale)


def _change(score: Score, before: Score, name: str, locale: str) -> str:
    if score.value is None or before.value is None:
        return ""
    one = Decimal("0.1")
    moved = score.value.quantize(one, ROUND_HALF_UP) - before.value.quantize(one, ROUND_HALF_UP)
    if not moved:
        return _("as in %(period)s", period=name)
    amount = ("+" if moved > 0 else "\N{MINUS SIGN}") + formats.fixed(abs(moved), locale)
    return _("%(amount)s since %(period)s", amount=amount, period=name)


def _spread(score: Score) -> str:
    """Which measures do not count, and that their weight is spread over the others."""
    if not score.missing:
        return ""
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

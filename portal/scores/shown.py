"""Figures as a reader sees them: rounded for the eye, with the unit in words; what is not enough is said so."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from portal.scores.figure import Figure
from portal.scores.metrics import BY_KEY, Metric
from portal.web import formats
from portal.web.i18n import _, _n

DIGITS = {"days": "0.1", "hours": "0.1", "count": "0.01", "per_million": "1"}
HUNDREDTHS = ("share", "ratio", "change")


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure for the eye: `text` with its unit, or the state in words; `exact` in the metric's own unit to six
    places, None for no data. judged: it has rows enough to be judged by."""

    metric: Metric
    text: str
    exact: Decimal | None
    judged: bool


def figure(found: Figure, locale: str) -> Shown:
    """A figure as it is read. One of too few rows says so in its value's place: it is never read as 0 or 100 %."""
    metric = BY_KEY[found.metric]
    exact = None if found.value is None else exactly(found.value)
    if found.state == "enough" and found.value is not None:
        return Shown(metric, value(found.value, metric, locale), exact, True)
    return Shown(metric, state(found, locale), exact, False)


def state(found: Figure, locale: str) -> str:
    """'too few (3 rows)' or 'no data'; nothing for enough."""
    if found.state == "no_data":
        return _("no data")
    if found.state == "few":
        return _n("too few (%(num)s row)", "too few (%(num)s rows)", found.rows)
    return ""


def exactly(number: Decimal) -> Decimal:
    """A value to six places: a share stays between 0 and 1."""
    return number.quantize(Decimal("0.000001"), ROUND_HALF_UP)


def value(number: Decimal, metric: Metric, locale: str) -> str:
    """A value with its unit: '86.1 %', '1,640', '2.5 days'."""
    if metric.kind in HUNDREDTHS:
        sign = "+" if metric.kind == "change" and number > 0 else ""
        return sign + formats.percent(number * 100, locale, 1)
    amount = rounded(number, metric)
    text = ("\N{MINUS SIGN}" if amount < 0 else "") + plain(abs(amount), metric, locale)
    if metric.kind == "days":
        return _n("%(amount)s day", "%(amount)s days", 1 if amount == 1 else 2, amount=text)
    if metric.kind == "hours":
        return _n("%(amount)s hour", "%(amount)s hours", 1 if amount == 1 else 2, amount=text)
    return text


def plain(amount: Decimal, metric: Metric, locale: str) -> str:
    """A number without its unit, with as many decimals as its kind has, so that figures stand below each other."""
    digits = (
        1 if metric.kind in HUNDREDTHS else max(0, -int(Decimal(DIGITS[metric.kind]).as_tuple().exponent))
    )
    return formats.fixed(amount, locale, digits) if digits else formats.quantity(amount, locale)


def rounded(number: Decimal, metric: Metric) -> Decimal:
    """A value in the unit that is drawn: hundredths, pieces of a million, days, hours."""
    if metric.kind in HUNDREDTHS:
        return (number * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return number.quantize(Decimal(DIGITS[metric.kind]), ROUND_HALF_UP)


def amount(number: Decimal, locale: str) -> str:
    """A numerator or denominator: up to three decimals."""
    return formats.quantity(number.quantize(Decimal("0.001"), ROUND_HALF_UP), locale)


def change(now: Figure | None, before: Figure | None, locale: str) -> str:
    """How far a figure moved: '+2.4 points', '−310', 'unchanged'; nothing where either is not enough."""
    if now is None or before is None or now.state != "enough" or before.state != "enough":
        return ""
    metric = BY_KEY[now.metric]
    moved = rounded(now.value or Decimal(0), metric) - rounded(before.value or Decimal(0), metric)
    if not moved:
        return _("unchanged")
    text = ("+" if moved > 0 else "\N{MINUS SIGN}") + plain(abs(moved), metric, locale)
    if metric.kind in HUNDREDTHS:
        return _n("%(amount)s point", "%(amount)s points", 1 if abs(moved) == 1 else 2, amount=text)
    return text


def better(now: Figure | None, before: Figure | None) -> bool | None:
    """True if a figure moved the way it should; None where it did not, or nobody can say."""
    if now is None or before is None or now.state != "enough" or before.state != "enough":
        return None
    metric = BY_KEY[now.metric]
    a, b = rounded(now.value or Decimal(0), metric), rounded(before.value or Decimal(0), metric)
    return None if a == b else (a > b) == (metric.better == "more")


def meets(found: Figure, target: Decimal | None) -> bool | None:
    """True if the figure reaches its target; None without one, or with too few rows."""
    if target is None or found.state != "enough" or found.value is None:
        return None
    metric = BY_KEY[found.metric]
    return found.value >= target if metric.better == "more" else found.value <= target

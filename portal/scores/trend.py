"""The figures of some months: what a line over time is drawn from."""

from collections.abc import Mapping, Sequence

from portal.scores import shown
from portal.scores.figure import Figure, Period
from portal.scores.metrics import Metric
from portal.web import formats
from portal.web.chart import Point
from portal.web.i18n import _

MONTHS, YEAR = 6, 12


def points(
    metric: Metric, months: Sequence[Period], found: Sequence[Mapping[str, Figure]], locale: str
) -> list[Point]:
    """One metric month by month for a chart: a month of too few rows or none is a gap that says so."""
    return [
        _point(metric, month, each.get(metric.key), locale) for month, each in zip(months, found, strict=True)
    ]


def _point(metric: Metric, month: Period, found: Figure | None, locale: str) -> Point:
    label = formats.month_short(month.start, locale)
    if found is None or found.value is None:
        return Point(label, None, _("no data"))
    foot = formats.quantity(found.rows, locale)
    if found.state != "enough":
        return Point(label, None, shown.state(found, locale), foot, _("too few"))
    return Point(
        label, float(shown.rounded(found.value, metric)), shown.value(found.value, metric, locale), foot
    )

"""What moved a figure, as a sentence."""

from collections.abc import Mapping
from datetime import date

from portal.orders.labels import MODES
from portal.scores import shown
from portal.scores.metrics import Metric
from portal.scores.movers import Mover
from portal.web import formats
from portal.web.i18n import _, _l

PLACES: Mapping[str, object] = {
    "item": _l("of %(name)s"), "mode": _l("by %(name)s"), "site": _l("for %(name)s"), "month": _l("in %(name)s"),
}  # fmt: skip
# What a figure would rather not have.
MISSES: Mapping[str, object] = {
    "otif": _l("schedules that were late or short"),
    "on_time": _l("late schedules"),
    "in_full": _l("short schedules"),
    "units_on_time": _l("units that were not on time"),
    "otif_promised": _l("schedules that were late or short"),
    "first_promise": _l("first promises that were broken"),
    "week_promise": _l("promises that were broken within a week"),
    "mean_slip": _l("days after the day promised"),
    "moves": _l("changes of day"),
    "ppm": _l("rejected units"),
    "rejected_receipts": _l("receipts with rejects"),
}


def sentence(mover: Mover, metric: Metric, locale: str) -> str:
    """'11 of 14 late schedules were of Coil by sea; without them it would be 96.1 %.' Of one of several units: 'pcs: …'"""
    said = _sentence(mover, metric, locale)
    return _("%(unit)s: %(sentence)s", unit=mover.unit, sentence=said) if mover.unit else said


def _sentence(mover: Mover, metric: Metric, locale: str) -> str:
    words: dict[str, object] = {
        "part": shown.amount(mover.missed, locale), "whole": shown.amount(mover.all_missed, locale),
        "misses": MISSES[metric.key], "what": what(mover, locale),
    }  # fmt: skip
    if mover.without is None:
        return _("%(part)s of %(whole)s %(misses)s were %(what)s.", **words)
    figure = shown.value(mover.without, metric, locale)
    words["figure"] = _("%(figure)s per million", figure=figure) if metric.kind == "per_million" else figure
    return _("%(part)s of %(whole)s %(misses)s were %(what)s; without them it would be %(figure)s.", **words)


def what(mover: Mover, locale: str) -> str:
    """'of Coil by sea'."""
    return " ".join(str(PLACES[kind]) % {"name": _name(kind, name, locale)} for kind, name in mover.of)


def _name(kind: str, name: str, locale: str) -> str:
    if kind == "mode":
        return str(MODES.get(name, name)).lower()
    if kind == "month":
        return formats.month(date.fromisoformat(f"{name}-01"), locale)
    return name

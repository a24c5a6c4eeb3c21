"""A definition as a list of facts: what its page shows, and what a version changed."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from portal.orders.labels import MODES
from portal.scores.definition import Definition
from portal.scores.metrics import BY_KEY, METRICS, Metric, Party
from portal.scores.names import METRICS as NAMES
from portal.scores.windows import EVERY_DAY
from portal.web import formats
from portal.web.i18n import _, _l, _n

SIDES = {
    "company": _l("The company's"),
    "carrier": _l("The carrier's"),
    "outside": _l("Something outside both"),
}
HUNDREDTHS = ("share", "ratio", "change")
PER = {"days": _l("days"), "hours": _l("hours"), "per_million": _l("per million"), "count": _l("per line")}
_MONDAY = date(2024, 1, 1)
Facts = dict[str, tuple[str, str]]


def of(definition: Definition, locale: str) -> Facts:
    """What a definition says, in order: names, each with its label and its words."""
    early = definition.early_days
    return {
        "early_days": (_("May come early"), _("any day before") if early is None else _working_days(early)),
        "late_days": (_("May come late"), _working_days(definition.late_days)),
        "working_days": (_("Days that count"), _week(definition.working_days, locale)),
        "holidays": (_("Further days off"), _listed([formats.day_exact(d, locale) for d in sorted(definition.holidays)])),
        "under_tolerance": (_("Short and still in full"), _percent(definition.under_tolerance, locale)),
        "over_tolerance": (_("Over and not flagged"), _percent(definition.over_tolerance, locale)),
        "few": (_("Too few to judge by"), _n("under %(num)s row", "under %(num)s rows", definition.few)),
        "excluded_causes": (
            _("Late rows left out by agreed cause"),
            _listed([str(SIDES[side]) for side in SIDES if side in definition.excluded_causes]),
        ),
        "excluded_modes": (
            _("Transport left out"), _listed([str(MODES.get(each, each)) for each in sorted(definition.excluded_modes)])
        ),
        "excluded_items": (_("Items left out"), _listed(sorted(definition.excluded_items))),
        **{
            f"metric_{metric.key}": (name(metric), _weighed(metric.key, definition, locale))
            for metric in METRICS
            if definition.weights.get(metric.key) or metric.key in definition.targets
        },
    }  # fmt: skip


def changes(before: Mapping[str, tuple[str, str]], after: Facts) -> list[tuple[str, str, str]]:
    """What is otherwise in `after`: label, then the words before and now ("–" where there were none)."""
    return [
        (label, before.get(name, ("", formats.UNKNOWN))[1], text)
        for name, (label, text) in after.items()
        if before.get(name, ("", ""))[1] != text
    ] + [(label, text, formats.UNKNOWN) for name, (label, text) in before.items() if name not in after]


def name(metric: Metric) -> str:
    """What a metric is called where those of both sides stand together."""
    said = str(NAMES[metric.key])
    return _("The company: %(measure)s", measure=said) if metric.party == "company" else said


def weights(definition: Definition, party: Party, locale: str) -> str:
    """'On time and in full 25, Rejected per million 25': what the score in all of a side weighs."""
    return ", ".join(
        f"{NAMES[metric.key]} {formats.quantity(weight, locale)}"
        for metric in METRICS
        if metric.party == party and (weight := definition.weights.get(metric.key))
    )


def target(key: str, value: Decimal, locale: str) -> str:
    """A target in the unit of its metric, as it is typed: shares in percent."""
    return formats.quantity(value * 100 if BY_KEY[key].kind in HUNDREDTHS else value, locale)


def unit(key: str) -> str:
    """The unit that targets of a metric are typed in."""
    kind = BY_KEY[key].kind
    return "%" if kind in HUNDREDTHS else str(PER[kind])


def _weighed(key: str, definition: Definition, locale: str) -> str:
    weight = formats.quantity(definition.weights.get(key, Decimal(0)), locale)
    if key not in definition.targets:
        return _("weight %(weight)s, no target", weight=weight)
    said = {"weight": weight, "target": target(key, definition.targets[key], locale), "unit": unit(key)}
    if BY_KEY[key].better == "less":
        return _("weight %(weight)s, at most %(target)s %(unit)s", **said)
    return _("weight %(weight)s, at least %(target)s %(unit)s", **said)


def _working_days(count: int) -> str:
    return _n("%(num)s day", "%(num)s days", count)


def _week(week: str | None, locale: str) -> str:
    if week is None:
        return _("working days of the receiving site")
    if week == EVERY_DAY:
        return _("every day of the calendar")
    return ", ".join(weekday(n, locale) for n in range(7) if week[n] == "1")


def weekday(number: int, locale: str) -> str:
    """The name of a day of the week, from Monday (0)."""
    return formats.weekday(_MONDAY + timedelta(days=number), locale)


def _percent(share: Decimal, locale: str) -> str:
    return formats.percent(share * 100, locale, 1)


def _listed(words: list[str]) -> str:
    return ", ".join(words) if words else _("none")

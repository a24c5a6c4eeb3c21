"""A definition in words, as it is printed with every score."""

from datetime import date, timedelta

from portal.orders.labels import MODES
from portal.scores import definition_facts
from portal.scores.definition import Definition
from portal.scores.definitions import Held
from portal.scores.windows import EVERY_DAY
from portal.web import formats
from portal.web.i18n import _, _l, _n

CAUSES = {"company": _l("the company"), "carrier": _l("the carrier"), "outside": _l("neither side")}
MONDAY = date(2024, 1, 1)


def said(held: Held, locale: str) -> list[tuple[str, str]]:
    """Pairs of what is said and what it says."""
    definition = held.definition
    weighed = [
        (_("Weights"), definition_facts.weights(definition, "partner", locale)),
        (_("Weights of the company"), definition_facts.weights(definition, "company", locale)),
    ]
    return [
        (_("Counts"), _("schedules whose base day lies in the period; what is overdue and has not come counts as late")),
        (_("Base day"), _("first promised; moved only by changes that the company caused and both agreed to")),
        (_("On time"), _window(definition, locale)),
        (_("In full"), _full(definition, locale)),
        (_("Left out"), _left_out(definition)),
        (_("Too few"), _n("under %(num)s row", "under %(num)s rows", definition.few)),
        (_("Units"), _("quantities in different units are never added: each unit is divided by itself, and weighs as many schedules as it has")),
        *((label, words or _("none")) for label, words in weighed),
        (_("Definition"), version(held, locale)),
    ]  # fmt: skip


def version(held: Held, locale: str) -> str:
    """'version 3 for suppliers, since 1 July 2026'."""
    if held.of == "installed" or held.starts_on is None:
        return _("as the portal came; nobody has changed it")
    whose = _("for this partner") if held.of == "partner" else _("for all partners of its kind")
    since = formats.day_exact(held.starts_on, locale)
    return _(
        "version %(number)s %(whose)s, for periods from %(since)s",
        number=held.number,
        whose=whose,
        since=since,
    )


def _window(definition: Definition, locale: str) -> str:
    days = _days(definition, locale)
    late = _n("%(num)s day after", "%(num)s days after", definition.late_days)
    if definition.early_days is None:
        return _("any day before the base day, up to %(late)s, in %(days)s", late=late, days=days)
    early = _n("%(num)s day before", "%(num)s days before", definition.early_days)
    return _("from %(early)s the base day to %(late)s it, in %(days)s", early=early, late=late, days=days)


def _days(definition: Definition, locale: str) -> str:
    week = definition.working_days
    if week is None:
        return _("working days of the receiving site")
    if week == EVERY_DAY and not definition.holidays:
        return _("calendar days")
    names = [formats.weekday(MONDAY + timedelta(days=n), locale) for n in range(7) if week[n] == "1"]
    return _("working days: %(names)s", names=", ".join(names))


def _full(definition: Definition, locale: str) -> str:
    if not definition.under_tolerance:
        return _("the accepted quantity of all receipts reaches that of the schedule")
    share = formats.percent(definition.under_tolerance * 100, locale, 1)
    return _(
        "the accepted quantity of all receipts is at most %(share)s under that of the schedule", share=share
    )


def _left_out(definition: Definition) -> str:
    parts = [_("what the company cancelled")]
    parts += [
        _("late rows of which both agree that the cause was with %(side)s", side=CAUSES[side])
        for side in sorted(definition.excluded_causes)
    ]
    if definition.excluded_modes:
        modes = sorted(str(MODES.get(mode, mode)) for mode in definition.excluded_modes)
        parts.append(_("transport: %(modes)s", modes=", ".join(modes)))
    if definition.excluded_items:
        parts.append(_("items: %(items)s", items=", ".join(sorted(definition.excluded_items))))
    return "; ".join(parts)

"""What happened to resolutions, as phrases that the home page, their own page and mails fill.

A phrase holds places like %(who)s, %(ref)s, %(title)s, %(step)s, %(person)s and %(said)s.
"""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from portal import clock
from portal.resolutions import labels
from portal.web import phrases
from portal.web.i18n import _, reader_locale
from portal.web.phrases import Data


def _judged(data: Data) -> str:
    if data.get("verdict") == "not_effective":
        return _("%(who)s found that what was done for %(ref)s does not work: the causes are open again")
    return _("%(who)s found that what was done for %(ref)s works")


def _ready(data: Data) -> str:
    if data.get("proposed") == "too_early":  # no receipt can show it, or none came
        return _("Time has gone by since %(ref)s was mended: decide whether what was done works")
    return _("The receipts show whether what was done for %(ref)s works: decide")


PHRASES: dict[str, Callable[[Data], str]] = {
    "resolution_begun": lambda _d: _("%(who)s began a resolution of %(ref)s: %(title)s"),
    "resolution_extended": lambda _d: _("%(who)s raised the resolution of %(ref)s to the full 8D"),
    "target_set": lambda _d: _("%(who)s set by what the resolution of %(ref)s is measured"),
    "step_sent": lambda _d: _("%(who)s sent “%(step)s” of %(ref)s"),
    "step_accepted": lambda _d: _("%(who)s accepted “%(step)s” of %(ref)s"),
    "step_returned": lambda _d: _("%(who)s returned “%(step)s” of %(ref)s: %(said)s"),
    "step_given": lambda _d: _("%(who)s gave “%(step)s” of %(ref)s to %(person)s"),
    "step_time_asked": lambda _d: _("%(who)s asks to have until %(day)s for “%(step)s” of %(ref)s: %(said)s"),
    "step_time_moved": lambda _d: _("%(who)s moved “%(step)s” of %(ref)s to %(day)s: %(said)s"),
    "step_time_kept": lambda _d: _("%(who)s leaves “%(step)s” of %(ref)s due by %(day)s: %(said)s"),
    "step_counted": lambda _d: _("%(who)s said what lies at their place for “%(step)s” of %(ref)s"),
    "step_reminded": lambda _d: _("“%(step)s” of %(ref)s is overdue: %(title)s"),
    "effect_ready": _ready,
    "effect_judged": _judged,
    "repeat_denied": lambda _d: _("%(who)s says that %(ref)s has another cause than %(case)s: %(said)s"),
    "resolution_closed": lambda _d: _("%(who)s closed the resolution of %(ref)s: it works"),
    "resolution_abandoned": lambda _d: _("%(who)s gave the resolution of %(ref)s up: %(said)s"),
    "resolution_reopened": lambda _d: _("%(who)s reopened the resolution of %(ref)s: %(said)s"),
}


def filling(data: Data) -> dict[str, str]:
    """What stands in the places of a phrase, without who and ref."""
    kind = str(data.get("step") or "")
    return {
        "title": str(data.get("title") or ""),
        "step": labels.step(kind, str(data.get("form") or "full")) if kind in labels.FULL else "",
        "person": str(data.get("person") or ""),
        "case": str(data.get("case") or ""),
        "day": phrases.day_of(data, reader_locale(), clock.now().date()),
        "said": str(data.get("reason") or ""),
    }


def told(row: Any) -> Markup | None:
    """The sentence of an activity row of a resolution; None for a verb that is not told."""
    return phrases.told(row, PHRASES, filling)

"""What happened to plans and actions, as phrases that the home page and their own pages fill.

A phrase holds places like %(who)s, %(ref)s, %(title)s, %(day)s, %(person)s and %(said)s.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from markupsafe import Markup

from portal.web import formats, phrases
from portal.web.i18n import _
from portal.web.phrases import Data


def _moved(data: Data) -> str:
    state = data.get("state")
    if state == "done":
        return _("%(who)s says that %(ref)s is done: %(title)s")
    if state == "verified":
        return _("%(who)s verified %(ref)s: %(title)s")
    if state == "dropped":
        return _("%(who)s dropped %(ref)s, %(title)s: %(said)s")
    if state == "waiting":
        return _("%(who)s lets %(ref)s, %(title)s, wait: %(said)s")
    if data.get("before") in ("done", "verified"):
        return _("%(who)s gave %(ref)s, %(title)s, back: %(said)s")
    if state == "doing":
        return _("%(who)s works on %(ref)s: %(title)s")
    return _("%(who)s put %(ref)s back to the things to do: %(title)s")


def _ended(data: Data) -> str:
    if data.get("state") == "dropped":
        return _("%(who)s agrees to give %(ref)s up: %(title)s")
    return _("%(who)s agrees that %(ref)s is reached: %(title)s")


def _ending(data: Data) -> str:
    if data.get("state") == "dropped":
        return _("%(who)s wants to give %(ref)s up: %(said)s")
    return _("%(who)s says that %(ref)s is reached: %(said)s")


PHRASES: dict[str, Callable[[Data], str]] = {
    "planned": lambda _d: _("%(who)s began %(ref)s: %(title)s"),
    "plan_changed": lambda _d: _("%(who)s changed %(ref)s: %(title)s"),
    "plan_measured": lambda _d: _("%(who)s measured %(value)s %(unit)s for %(ref)s"),
    "plan_ending": _ending,
    "plan_ended": _ended,
    "plan_continued": lambda _d: _("%(who)s goes on with %(ref)s: %(said)s"),
    "action_added": lambda _d: _("%(who)s added %(ref)s for %(person)s, due %(day)s: %(title)s"),
    "action_changed": lambda _d: _("%(who)s changed %(ref)s: %(title)s"),
    "action_ticked": lambda _d: _("%(who)s ticked points of %(ref)s: %(title)s"),
    "action_moved": _moved,
    "action_redated": lambda _d: _("%(who)s moved %(ref)s, %(title)s, to %(day)s: %(said)s"),
    "action_reminded": lambda _d: _("%(ref)s of %(person)s was due %(day)s: %(title)s"),
    "action_escalated": lambda _d: _(
        "%(ref)s of %(person)s is still not done, it was due %(day)s: %(title)s"
    ),
    "said": lambda _d: _("%(who)s wrote: %(said)s"),
    "attached": lambda _d: _("%(who)s added files"),
}


def filling(data: Data, locale: str, today: date) -> dict[str, str]:
    """What stands in the places of a phrase, without who and ref, for a reader of `locale`."""
    value = data.get("value")
    return {
        "title": str(data.get("title") or ""),
        "person": str(data.get("person") or ""),
        "said": str(data.get("excerpt") or data.get("reason") or ""),
        "day": phrases.day_of(data, locale, today),
        "value": formats.quantity(float(value), locale) if value else "",
        "unit": str(data.get("unit") or ""),
    }


def told(row: Any, locale: str, today: date) -> Markup | None:
    """The sentence of an activity row of a plan or action; None for a verb that is not told."""
    return phrases.told(row, PHRASES, lambda data: filling(data, locale, today))

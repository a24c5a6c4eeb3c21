"""What happened in disputes, as phrases that the home page, mails and the dispute's page fill.

A phrase holds places like %(who)s, %(ref)s, %(title)s, %(day)s, %(person)s, %(reason)s and %(said)s.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from markupsafe import Markup

from portal.web import phrases
from portal.web.i18n import _
from portal.web.phrases import Data


def _answered(data: Data) -> str:
    if data.get("answer") == "agreed":
        return _("%(who)s agrees that this is a fact in %(ref)s: %(said)s")
    if data.get("answer") == "taken_back":
        return _("%(who)s took a fact in %(ref)s back: %(said)s")
    return _("%(who)s does not agree that this is a fact in %(ref)s: %(said)s")


def _proposed(data: Data) -> str:
    if data.get("outcome") == "not_agreed":
        return _("%(who)s wants to leave the dispute about %(ref)s as not agreed: %(said)s")
    return _("%(who)s proposes a decision on %(ref)s: %(said)s")


PHRASES: dict[str, Callable[[Data], str]] = {
    "disputed": lambda _d: _("%(who)s disputes %(ref)s: %(said)s"),
    "dispute_position": lambda _d: _("%(who)s says on the dispute about %(ref)s: %(said)s"),
    "dispute_fact": lambda _d: _("%(who)s proposes a fact in %(ref)s: %(said)s"),
    "dispute_fact_answered": _answered,
    "dispute_shown": lambda _d: _("%(who)s added what shows it to the dispute about %(ref)s"),
    "dispute_proposed": _proposed,
    "dispute_accepted": lambda _d: _(
        "%(who)s accepts what %(person)s proposed for %(ref)s: the dispute is settled"
    ),
    "dispute_left": lambda _d: _("%(who)s and %(person)s leave the dispute about %(ref)s as not agreed"),
    "dispute_escalated": lambda _d: _("%(who)s asks %(person)s to decide on %(ref)s: %(reason)s"),
    "dispute_renamed": lambda _d: _("%(who)s named %(person)s to decide on %(ref)s: %(reason)s"),
    "dispute_withdrawn": lambda _d: _("%(who)s took the dispute about %(ref)s back: %(reason)s"),
    "dispute_reminded": lambda _d: _(
        "The position of the other side in the dispute about %(ref)s was due %(day)s"
    ),
    "dispute_offered": lambda _d: _(
        "The dispute about %(ref)s is open since %(day)s. Either side may name managers to decide."
    ),
}


def filling(data: Data, locale: str, today: date) -> dict[str, str]:
    """What stands in the places of a phrase, without who and ref, for a reader of `locale`."""
    return {
        "title": str(data.get("title") or ""),
        "person": str(data.get("person") or ""),
        "said": str(data.get("excerpt") or data.get("reason") or ""),
        "reason": str(data.get("reason") or ""),
        "day": phrases.day_of(data, locale, today),
    }


def told(row: Any, locale: str, today: date) -> Markup | None:
    """The sentence of an activity row of a dispute; None for a verb that is not told."""
    return phrases.told(row, PHRASES, lambda data: filling(data, locale, today))

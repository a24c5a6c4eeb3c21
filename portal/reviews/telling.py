"""What happened to reviews, as phrases that the home page, mails and their own pages fill."""

from collections.abc import Callable
from datetime import date
from typing import Any

from markupsafe import Markup

from portal.reviews import said
from portal.web import phrases
from portal.web.i18n import _
from portal.web.phrases import Data

PHRASES: dict[str, Callable[[Data], str]] = {
    "review_planned": lambda _d: _("%(who)s put the review %(ref)s into the calendar for %(day)s"),
    "review_moved": lambda _d: _("%(who)s changed when, where or with whom the review %(ref)s is: %(day)s"),
    "review_asked": lambda _d: _(
        "The review %(ref)s is on %(day)s. Say before it how your side sees the work together."
    ),
    "review_seen": lambda _d: _("%(who)s said for the review %(ref)s how their side sees it"),
    "review_held": lambda _d: _(
        "%(who)s wrote down what was said in the review %(ref)s. Both sides are to accept it."
    ),
    "review_rewritten": lambda _d: _(
        "%(who)s wrote the minutes of the review %(ref)s anew. Both sides are to accept them."
    ),
    "review_acted": lambda _d: _("%(who)s added an action from the review %(ref)s: %(title)s"),
    "review_accepted": lambda _d: _("%(who)s accepted the minutes of the review %(ref)s"),
    "review_agreed": lambda _d: _("%(who)s accepted, too: both sides agreed on the review %(ref)s"),
    "review_missed": lambda _d: _("The review %(ref)s of %(day)s was missed: nobody wrote that it was held"),
    "review_cancelled": lambda _d: _("%(who)s called the review %(ref)s off: %(said)s"),
    "review_link_sent": lambda _d: _(
        "%(who)s asked %(title)s by mail how their side sees it, for the review %(ref)s"
    ),
    "review_link_used": lambda _d: _("%(who)s answered by a link, for the review %(ref)s"),
    "review_link_revoked": lambda _d: _("%(who)s took back the link of %(title)s to the review %(ref)s"),
    "review_rhythm_ended": lambda _d: _("%(who)s ended the rhythm of the review %(ref)s"),
}
SAID: dict[str, Callable[[Data], str]] = {"said": lambda _d: _("%(who)s wrote: %(said)s"), "attached": lambda _d: _("%(who)s added files")}  # fmt: skip


def filling(data: Data, locale: str, today: date) -> dict[str, str]:
    """What stands in the places of a phrase, without who and ref, for a reader of `locale`."""
    return {
        "title": str(data.get("title") or data.get("to") or _period(data, locale)),
        "said": str(data.get("excerpt") or data.get("reason") or ""),
        "day": phrases.day_of(data, locale, today),
    }


def _period(data: Data, locale: str) -> str:
    try:
        start, end = (date.fromisoformat(str(day)) for day in data["period"])
    except (KeyError, ValueError):
        return ""
    return said.period(start, end, locale)


def told(row: Any, locale: str, today: date) -> Markup | None:
    """The sentence of an activity row of a review; None for a verb that is not told."""
    return phrases.told(row, {**PHRASES, **SAID}, lambda data: filling(data, locale, today))

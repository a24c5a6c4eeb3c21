"""The links to an order, as the company's people see them on its page.

Who: a purchasing agent at a desk. The question: "did the partner who has no account get my mail, and
did they answer?"
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.accounts.agents import in_words
from portal.accounts.tokens import reference
from portal.orders import links
from portal.orders.link_forms import LinkForm
from portal.orders.sent_links import is_live
from portal.web import formats
from portal.web.i18n import _


@dataclass(frozen=True, slots=True)
class LinkSeen:
    """One link: to whom, for what, by whom, and how it stands."""

    ref: str
    to_name: str
    to_address: str
    purpose: str
    creator: str
    created_at: datetime
    kind: str
    word: str
    fact: str
    live: bool


@dataclass(frozen=True, slots=True)
class LinksSeen:
    """The links of one order, and the form for another (None for who may not send one). `opened`: the
    form came back with something to put right. `days`: how long a new link works."""

    ref: str
    made: list[LinkSeen]
    form: LinkForm | None
    opened: bool
    days: int


def seen(made: Sequence[Any], locale: str, zone: str, now: datetime) -> list[LinkSeen]:
    """The links (links.sent_for) in the reader's words."""
    return [_one(link, locale, zone, now) for link in made]


def _one(link: Any, locale: str, zone: str, now: datetime) -> LinkSeen:
    def at(value: datetime) -> str:
        return formats.instant(value, locale, zone, now)

    if link.used_at:
        where = _(
            "%(browser)s, from %(address)s",
            browser=in_words(link.used_agent or ""),
            address=link.used_address or "",
        )
        kind, word, fact = "done", _("Answered"), f"{at(link.used_at)}, {where}"
    elif link.revoked_at:
        kind, word, fact = "cancelled", _("Taken back"), at(link.revoked_at)
    elif link.expires_at <= now:
        kind, word, fact = "cancelled", _("Too old"), at(link.expires_at)
    else:
        kind, word, fact = "open", _("Waits"), _("until %(day)s", day=at(link.expires_at))
    purpose: Any = links.purposes().get(link.purpose)
    return LinkSeen(
        reference(link.token_hash), link.to_name, link.to_address, str(purpose.label) if purpose else link.purpose,
        link.creator_name, link.created_at, kind, word, fact, is_live(link),
    )  # fmt: skip

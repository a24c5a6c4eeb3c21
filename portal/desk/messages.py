"""Messages found by their words: who said it, when, under which record, and the words around.

Everything goes through `visible_to`, and the words of a partner's search are looked for among shared messages
of that partner alone.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, literal
from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.desk import places
from portal.issues import said
from portal.issues.models import Issue
from portal.orders.models import Order
from portal.partners.models import Partner
from portal.plans.models import Action, Plan
from portal.reviews.models import Review
from portal.scope import also_visible
from portal.shipments.models import Notice
from portal.talk.models import Message
from portal.talk.queries import name, number

SHOWN = 10
FOLLOWING = 25  # messages that stand below the one found, where so many follow
AROUND = 60  # letters on each side of the first word found
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Said:
    """One message found. `ref` is the record's, `href` leads to the message on its page; `parts` are the words
    around with True for those that were looked for; `partner` is named to staff."""

    href: str
    ref: str
    name: str
    side: str
    internal: bool
    at: datetime
    parts: list[tuple[str, bool]]
    partner: str


def found(
    session: Session, actor: Actor, typed: Sequence[str], before: int | None = None
) -> tuple[list[Said], int | None]:
    """The newest SHOWN messages with every word of `typed`, those before the message `before`, and the id to
    pass as `before` for earlier ones, or None. One SELECT."""
    if not typed:
        return [], None
    statement = (
        said.found(session, actor, typed, before)
        .with_only_columns(
            Message.id, Message.subject_type, Message.author_name, Message.author_side, Message.audience, Message.body,
            Message.created_at, number().label("number"), Partner.name.label("partner"), _ref(actor).label("ref"),
            said.later(actor, FOLLOWING).label("later"),
        )
        .join(Partner, Partner.id == Message.partner_id)
        .limit(SHOWN + 1)
    )  # fmt: skip
    rows = list(session.execute(also_visible(statement, actor, Partner)))
    shown = rows[:SHOWN]
    return [_said(row, actor, typed) for row in shown], shown[-1].id if len(rows) > SHOWN else None


def _ref(actor: Actor) -> Any:
    """The reference of the record that a message was said under."""
    action = (
        Action.visible_to(actor)
        .join(Plan, (Plan.partner_id == Action.partner_id) & (Plan.id == Action.plan_id))
        .with_only_columns(Plan.ref.op("||")(literal("/")).op("||")(Action.number))
        .where(Action.id == Message.subject_id)
    )
    refs = {
        kind: model.visible_to(actor).with_only_columns(model.ref).where(model.id == Message.subject_id)
        for kind, model in (
            ("issue", Issue),
            ("order", Order),
            ("plan", Plan),
            ("review", Review),
            ("notice", Notice),
        )
    }
    refs["action"] = also_visible(action, actor, Plan)
    return case(
        *(
            (Message.subject_type == kind, ref.correlate(Message).scalar_subquery())
            for kind, ref in refs.items()
        )
    )


def _said(row: Any, actor: Actor, typed: Sequence[str]) -> Said:
    place = getattr(places, row.subject_type)(row.ref)
    asked = f"?messages-before={row.later}" if row.later else ""
    return Said(
        f"{place}{asked}#message-{name(row.audience, row.number)}", row.ref, row.author_name, row.author_side, row.audience == "internal",
        row.created_at, parts(row.body, typed), row.partner if actor.is_staff else "",
    )  # fmt: skip


def parts(body: str, typed: Sequence[str]) -> list[tuple[str, bool]]:
    """The words of a message around the first that was looked for, in one line: pieces of text with True for
    words that begin with one of `typed`, whatever their accents and capitals."""
    text = " ".join(body.split())
    begins = tuple(piece for word in typed for piece in _WORD.findall(folded(word)))
    hits = [match.span() for match in _WORD.finditer(text) if begins and folded(match[0]).startswith(begins)]
    first = hits[0][0] if hits else 0
    start = text.rfind(" ", 0, max(0, first - AROUND)) + 1 if first > AROUND else 0
    end = len(text) if len(text) - first <= 2 * AROUND else text.rfind(" ", first, first + 2 * AROUND)
    end = end if end > first else first + 2 * AROUND
    pieces, at = [("\N{HORIZONTAL ELLIPSIS} ", False)] if start else [], start
    for left, right in hits:
        if start <= left and right <= end:
            pieces += [(text[at:left], False), (text[left:right], True)]
            at = right
    pieces += [(text[at:end], False), (" \N{HORIZONTAL ELLIPSIS}" if end < len(text) else "", False)]
    return [piece for piece in pieces if piece[0]]


def folded(text: str) -> str:
    """Without accents and capitals, as the index compares."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).lower()

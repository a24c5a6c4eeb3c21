"""Templates of replies: words with fields in braces, filled in for one contact in one matter.

A template is no program: of what stands in braces only the names in FIELDS mean anything, and a value that
is put in is never looked at again.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.talk.models import ReplyTemplate
from portal.web.i18n import _l

FIELDS = {
    "name": _l("the contact's name"),
    "order": _l("the order"),
    "item": _l("the item"),
    "day": _l("the day it is promised for"),
    "ref": _l("the reference of the issue"),
    "company": _l("our company"),
    "sender": _l("your name"),
}
LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
UNKNOWN = "…"  # what stands where nothing is known; the writer sees it before sending
_FIELD = re.compile(r"\{([^{}\n]*)\}")


def unknown(body: str) -> list[str]:
    """What stands in braces and is no field."""
    return [word for word in dict.fromkeys(_FIELD.findall(body)) if word.strip().casefold() not in FIELDS]


def filled(body: str, values: Mapping[str, str | None]) -> str:
    """The template with these values, by the names in FIELDS; other braces stay as they are."""

    def value(match: re.Match[str]) -> str:
        name = match[1].strip().casefold()
        return (values.get(name) or UNKNOWN) if name in FIELDS else match[0]

    return _FIELD.sub(value, body)


def offered(rows: Sequence[Any], language: str) -> list[Any]:
    """Of templates (each with `ref`, its language, and `title`, its name) one for each name: the one in
    `language` if there is one."""
    best: dict[str, Any] = {}
    for row in rows:
        if row.title not in best or row.ref == language:
            best[row.title] = row
    return list(best.values())


def all_of(session: Session) -> list[ReplyTemplate]:
    """Every template, by name and language. One SELECT."""
    return list(session.scalars(select(ReplyTemplate).order_by(ReplyTemplate.name, ReplyTemplate.language)))


def find(session: Session, language: str, name: str) -> ReplyTemplate | None:
    """The template with this name in this language."""
    return session.scalars(
        select(ReplyTemplate).where(ReplyTemplate.language == language, ReplyTemplate.name == name)
    ).first()


def by_id(session: Session, typed: str | None) -> ReplyTemplate | None:
    """The template whose id was sent."""
    if not typed or not typed.isdecimal() or len(typed) > 15:
        return None
    return session.get(ReplyTemplate, int(typed))

"""What happened, in a sentence: a phrase with places, filled with what the reader is told."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from markupsafe import Markup

from portal.web import formats

Data = Mapping[str, Any]
Phrases = Mapping[str, Callable[[Data], str]]


def told(row: Any, phrases: Phrases, filling: Callable[[Data], Mapping[str, str]]) -> Markup | None:
    """The sentence of an activity row: the phrase of its verb, with %(who)s, %(ref)s and what `filling` makes
    of its data in their places; None for a verb without a phrase."""
    phrase = phrases.get(row.verb)
    if phrase is None:
        return None
    data = row.data or {}
    who = Markup("<strong>{}</strong>").format(row.actor_name)
    words = Markup(phrase(data))  # noqa: S704 our own phrase; fillings are escaped
    return words % {"who": who, "ref": row.subject_ref, **filling(data)}


def day_of(data: Data, locale: str, today: date) -> str:
    """The day that the data names, for a reader of `locale`; empty where it names none."""
    try:
        return formats.day(date.fromisoformat(str(data.get("day"))), locale, today)
    except ValueError:
        return ""

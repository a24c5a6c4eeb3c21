"""What was typed into the forms of a dispute and not sent: it outlives a closed tab and an ended session."""

from collections.abc import Iterable, Mapping
from typing import Any

from portal.activity import queries as activity
from portal.db import db
from portal.web import current_actor
from portal.web.forms import Form, recall

NAMES = (
    "open", "position", "fact", "evidence", "decision", "acceptance", "escalation", "withdrawal",
)  # fmt: skip


def key(ref: str, name: str) -> str:
    """The key of a form's draft: the path it is sent to. An answer to a fact is named 'not_agreed-2'."""
    answer, _dash, number = name.partition("-")
    noun = "" if name == "open" else f"/fact/{number}" if number else f"/{answer}"
    return f"issues/{ref}/dispute{noun}"


def of_dispute(ref: str, facts: Iterable[Any]) -> dict[str, dict[str, Any]]:
    """What the reader typed, by the name of the form. One SELECT, none for who has typed nothing anywhere."""
    actor = current_actor()
    if not (actor.writes and actor.drafts):
        return {}
    names = [*NAMES, *(f"not_agreed-{fact.number}" for fact in facts if fact.side != actor.party)]
    kept = activity.drafts(db.session(), actor.user_id, [key(ref, name) for name in names])
    return {name: kept[key(ref, name)] for name in names if key(ref, name) in kept}


def laid(forms: Mapping[str, Form], typed: Mapping[str, dict[str, Any]]) -> set[str]:
    """Lay what was typed over the forms it was typed into; the names of those."""
    return {name for name, form in forms.items() if recall(form, typed.get(name))}

"""What was typed into the forms of a resolution and not sent."""

from collections.abc import Collection, Mapping
from typing import Any

from portal.activity import queries as activity
from portal.db import db
from portal.web import current_actor
from portal.web.forms import Form, recall


def key(ref: str, name: str, step: str = "") -> str:
    """The key of a form's draft: the path it is sent to. `name` is empty for what a step itself says."""
    return "/".join(part for part in ("issues", ref, "resolution", step, name) if part)


def of_case(ref: str, names: Collection[str], step: str = "") -> dict[str, dict[str, Any]]:
    """What the reader typed, by the name of the form. One SELECT, none for who has typed nothing anywhere."""
    actor = current_actor()
    if not (actor.writes and actor.drafts):
        return {}
    kept = activity.drafts(db.session(), actor.user_id, [key(ref, name, step) for name in names])
    return {name: kept[key(ref, name, step)] for name in names if key(ref, name, step) in kept}


def laid(forms: Mapping[str, Form], typed: Mapping[str, dict[str, Any]]) -> set[str]:
    """Lay what was typed over the forms it was typed into; the names of those."""
    return {name for name, form in forms.items() if recall(form, typed.get(name))}

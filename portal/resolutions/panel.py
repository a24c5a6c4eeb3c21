"""What the page of an issue shows of its resolution, and why it holds the issue open."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.issues.models import Issue
from portal.issues.panels import IssueSeen
from portal.resolutions import kinds, labels, policy, queries
from portal.web.i18n import _


def build(session: Session, actor: Actor, seen: IssueSeen) -> Mapping[str, Any]:
    """The resolution of an issue with its steps, or what a new one would begin with. Two SELECTs, one
    where there is none."""
    issue = seen.row
    found = queries.newest(session, actor, issue.id)
    steps = queries.steps_of(session, actor, found) if found else []
    return {
        "resolution": found,
        "steps": steps,
        "labels": labels,
        "lacking": labels.lacking(policy.lacking(found, steps), found.form) if found else "",
        "issue": issue,
        "can_begin": policy.can_begin(actor, issue) and (found is None or found.state == "abandoned"),
        "form": kinds.suggested_form(issue.severity),
    }


def hold(session: Session, actor: Actor, issue: Issue, verb: str) -> str | None:
    """Why an issue cannot be called solved, or be merged: its resolution is open, or would be lost from sight.
    One SELECT."""
    found = queries.live(session, actor, issue.id)
    if found is not None and found.state == "open":
        return _(
            "Its resolution is still open. Close the resolution first, or let the side that accepts its steps give it up with a reason."
        )
    if found is not None and verb == "merge":
        return _("It has a resolution of its own. Merge the other issue into this one instead.")
    return None

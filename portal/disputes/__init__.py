"""Disputes of an issue: both positions, what both agree on, what shows it, and what was decided by whom."""

from typing import Any

from flask import Blueprint, Flask
from sqlalchemy.orm import Session

from portal.activity import jobs
from portal.actor import Actor
from portal.disputes import labels, policy, queries
from portal.issues import holds, panels, standing
from portal.issues.models import Issue
from portal.issues.panels import IssueSeen
from portal.web.i18n import _

bp = Blueprint("disputes", __name__, cli_group=None)


def _panel(session: Session, actor: Actor, issue: IssueSeen) -> dict[str, Any]:
    newest = queries.newest(session, actor, issue.row.id)
    return {
        "dispute": newest, "labels": labels, "ref": issue.row.ref, "today": issue.today,
        "can_open": policy.can_open(actor, issue.row, newest), "mine": _waits(actor, newest),
    }  # fmt: skip


def _waits(actor: Actor, dispute: Any) -> bool:
    """True if it is the reader's move."""
    if dispute is None or dispute.waits_for not in (actor.party, "both"):
        return False
    return policy.decides(actor, dispute)


def _hold(session: Session, actor: Actor, issue: Issue, _verb: str) -> str | None:
    """Why an issue cannot end: it is disputed. One SELECT."""
    if not any(dispute.state == "open" for dispute in queries.of_issue(session, actor, issue.id)):
        return None
    return _("It is disputed. Come to a decision first, or let who opened the dispute withdraw it.")


def init_app(_app: Flask) -> None:
    """Stand on the issue page, at a contested receipt and in the exceptions; look at the clocks while
    `flask work` runs."""
    from portal.disputes import reminding

    holds.register(_hold)
    panels.register("dispute", _panel, aside="disputes/_panel.html", place=20)
    standing.register(queries.standing)
    jobs.register("clocks of disputes", 900, reminding.run)

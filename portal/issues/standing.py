"""How far the sides agree on a disputed issue. Disputes stand below issues and cannot be called: they say
here where to look."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import null

from portal import clock
from portal.actor import Actor
from portal.scope import AnySelect, carrying
from portal.web import formats
from portal.web.i18n import _, _l

# Gives partner_id, issue_id, state, waits_for and ended_at of the newest dispute of each issue, to be joined to
# issues that the actor may see.
Source = Callable[[Actor], AnySelect]

_source: list[Source] = []
WORDS = {
    "open": _l("Disputed"), "withdrawn": _l("Dispute withdrawn"), "not_agreed": _l("Left as not agreed"),
}  # fmt: skip
GLYPHS = {"open": "disputed", "accepted": "done", "withdrawn": "open", "not_agreed": "reopened"}


def register(source: Source) -> None:
    """Say where disputes are found."""
    _source[:] = [source]


def of_issues(actor: Actor) -> AnySelect | None:
    """The newest dispute of each issue, with the columns of Source; None where nobody knows of any."""
    return _source[0](actor) if _source else None


def beside(statement: AnySelect, actor: Actor, issue: Any) -> AnySelect:
    """`statement`, which selects of `issue` (the model), with how its newest dispute stands: `disputed`, its
    state or None, and `ended_at`."""
    found = of_issues(actor)
    if found is None:
        return statement.add_columns(null().label("disputed"), null().label("ended_at"))
    newest = found.subquery("newest")
    mine = (newest.c.partner_id == issue.partner_id) & (newest.c.issue_id == issue.id)
    joined = statement.outerjoin(newest, mine)
    return carrying(joined.add_columns(newest.c.state.label("disputed"), newest.c.ended_at), statement, found)


def word(state: str, ended_at: datetime | None, actor: Actor) -> str:
    """How a dispute stands, in words for this reader."""
    if state == "accepted" and ended_at is not None:
        here, now = (at.astimezone(clock.zone(actor.zone)).date() for at in (ended_at, clock.now()))
        return _("Agreed on %(day)s", day=formats.day(here, actor.locale, now))
    return str(WORDS[state])

"""What keeps an issue from being called solved, or merged with another: slices below say so here, since they
cannot be called."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.issues.models import Issue

Hold = Callable[[Session, Actor, Issue, str], str | None]

ENDS = ("resolve", "confirm", "merge")  # what is held: verbs of portal.issues.policy.STEPS, and merging

_holds: list[Hold] = []


def register(hold: Hold) -> None:
    """Let `hold(session, actor, issue, verb)` say in one sentence why an issue cannot end in this way (one of
    ENDS) yet, or None. It takes one SELECT at most."""
    if hold not in _holds:
        _holds.append(hold)


def why(session: Session, actor: Actor, issue: Issue, verb: str) -> str | None:
    """The sentence that says why `verb` is held, if it is."""
    if verb not in ENDS:
        return None
    return next((said for hold in _holds if (said := hold(session, actor, issue, verb))), None)

"""Who may do what with scores."""

from typing import Any

from portal.actor import Actor


def can_see(actor: Actor) -> bool:
    """A score is of a partner as a whole, the same for all who read it: staff, and its people who see all of its
    records. Of a part of the records there is none."""
    return not actor.is_narrow


def can_close(actor: Actor) -> bool:
    """Administrators and managers of the company close months and find closed ones anew."""
    return _manages(actor)


def can_see_definitions(actor: Actor) -> bool:
    """Staff see how all are judged; a partner's people who see all of its records, how it is judged itself."""
    return actor.is_staff or (actor.reach == "all" and not actor.by_link)


def can_define(actor: Actor) -> bool:
    """Administrators and managers of the company write how partners are judged."""
    return _manages(actor)


def can_contest(actor: Actor) -> bool:
    """Whoever writes may say that a row is counted wrong."""
    return actor.writes


def can_correct(actor: Actor, contest: Any, dispute: Any, *, as_claimed: bool) -> bool:
    """The side that did not claim it accepts a claim as it is; what both sides decided in a dispute (the newest of
    the issue, None for none) a manager of the company puts in. While they dispute it, nobody does."""
    if dispute is not None and dispute.state == "open":
        return False
    if _manages(actor) and dispute is not None and dispute.state == "accepted":
        return True
    return as_claimed and contest.side != actor.party and speaks(actor)


def can_take_back(actor: Actor, contest: Any) -> bool:
    """The side that claimed it gives its claim up."""
    return bool(contest.side == actor.party) and speaks(actor)


def speaks(actor: Actor) -> bool:
    """Managers of the company and administrators of either side speak for it in scores."""
    return _manages(actor) or (actor.side == "partner" and actor.role == "administrator")


def _manages(actor: Actor) -> bool:
    return actor.is_staff and actor.role in ("administrator", "manager")

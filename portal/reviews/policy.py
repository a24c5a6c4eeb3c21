"""Who may do what with a review, and from which state to which.

    planned --reminder--> preparing --minutes--> held --one side accepts--> accepted --the other--> agreed
    planned, preparing --the day went by--> missed --minutes--> held, or --another day--> planned
    planned, preparing, missed --with a reason--> cancelled

New minutes take acceptances back: what both accept is one and the same text. What is agreed never changes.
"""

from collections.abc import Collection
from typing import Any

from portal.actor import Actor

BEFORE = ("planned", "preparing", "missed")  # not held yet
TO_ACCEPT = ("held", "accepted")


def can_plan(actor: Actor) -> bool:
    """Whoever writes for a side and sees all of the partnership may put a review of it into the calendar."""
    return actor.writes and (actor.is_staff or actor.reach == "all")


def takes_part(actor: Actor) -> bool:
    """Whoever writes and sees a review may work on it, as far as its state allows."""
    return actor.writes


def can_prepare(actor: Actor, review: Any) -> bool:
    """Until it is held, whoever writes may move it, say who comes and how their side sees it."""
    return actor.writes and review.state in BEFORE


def can_ask(actor: Actor, review: Any) -> bool:
    """Before the reminder goes out by itself, whoever writes may ask both sides now."""
    return actor.writes and review.state == "planned"


def sends_links(actor: Actor) -> bool:
    """Our people who write let somebody of a partner without an account say how their side sees it."""
    return actor.is_staff and actor.writes


def can_send_link(actor: Actor, review: Any) -> bool:
    """As long as a side may say it."""
    return sends_links(actor) and can_prepare(actor, review)


def can_write(actor: Actor, review: Any) -> bool:
    """Until both have accepted, whoever writes may write down what was said."""
    return actor.writes and review.state in (*BEFORE, *TO_ACCEPT)


def can_act(actor: Actor, review: Any) -> bool:
    """Once there are minutes, and until both accepted them, actions can be added."""
    return actor.writes and review.state in TO_ACCEPT


def can_accept(actor: Actor, review: Any, accepted: Collection[str]) -> bool:
    """Whoever writes accepts for their side, once. accepted: the sides that did."""
    return can_act(actor, review) and actor.party not in accepted


def can_cancel(actor: Actor, review: Any) -> bool:
    """What was not held can be called off."""
    return can_prepare(actor, review)


def can_stop(actor: Actor, rhythm: Any) -> bool:
    """Whoever writes may change how often both sides meet."""
    return actor.writes and rhythm is not None and bool(rhythm.running)

"""Who may do what with plans and actions, and from which state to which."""

from typing import Any

from portal.actor import Actor

OPEN = ("open", "doing", "waiting")
FINISHED = ("verified", "dropped")

# From which state an action goes to which. An action is owed by its side to the other one: the side
# that owes it works on it, the side it is owed to says whether it is verified, comes back, or may be
# dropped. So nobody signs off their own work, and nobody forgets a promise alone.
OWES = {
    "open": ("doing", "waiting", "done"),
    "doing": ("open", "waiting", "done"),
    "waiting": ("doing", "done"),
    "done": ("doing",),
    "verified": (),
    "dropped": (),
}
IS_OWED = {
    "open": ("dropped",),
    "doing": ("dropped",),
    "waiting": ("dropped",),
    "done": ("verified", "doing"),
    "verified": ("doing",),
    "dropped": ("open",),
}


def can_plan(actor: Actor) -> bool:
    """Whoever writes for a side may start a plan with the other."""
    return actor.writes


def can_work(actor: Actor, plan: Any) -> bool:
    """Whoever writes and sees a plan that runs may add to it and change it."""
    return actor.writes and plan.state == "running"


def moves(actor: Actor, plan: Any, action: Any) -> tuple[str, ...]:
    """The states to which the actor may move an action now."""
    if not can_work(actor, plan):
        return ()
    owes = actor.party == action.side
    return (OWES if owes else IS_OWED)[action.state]


def needs_words(before: str, after: str) -> bool:
    """True if a move must say why: what it waits for, why it comes back, why it is dropped."""
    return after in ("waiting", "dropped") or (
        before in ("done", "verified", "dropped") and after != "verified"
    )


def can_redate(actor: Actor, plan: Any, action: Any) -> bool:
    """Either side may move the day of what is not done, saying why."""
    return can_work(actor, plan) and action.state in OPEN


def can_close(actor: Actor, plan: Any) -> bool:
    """Either side may say that a plan has reached its end, or agree that it has."""
    return can_work(actor, plan) and plan.closing_side != actor.party


def can_continue(actor: Actor, plan: Any) -> bool:
    """Either side may say that a plan goes on: instead of agreeing to its end, or after it."""
    return actor.writes and (plan.closing_side is not None or plan.state != "running")

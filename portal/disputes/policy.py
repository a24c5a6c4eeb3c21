"""Who may do what with a dispute, and whose move it is.

    open --accepted by both sides--> accepted
    open --withdrawn by the side that opened it--> withdrawn
    open --escalated, and both managers leave it--> not_agreed

An escalation keeps a dispute open and hands the decision to one named manager on each side.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from portal.actor import Actor

SIDES = ("company", "partner")


def other(side: str) -> str:
    """The other one of two sides."""
    return "partner" if side == "company" else "company"


def can_open(actor: Actor, issue: Any, newest: Any) -> bool:
    """Either side may dispute an issue that it may write to, unless it is over, or was decided."""
    return (
        actor.writes and not issue.closed and (newest is None or newest.state in ("withdrawn", "not_agreed"))
    )


def can_speak(actor: Actor, dispute: Any) -> bool:
    """Whoever writes may say something while it is open: positions, facts, what shows them."""
    return actor.writes and dispute.state == "open"


def answers(actor: Actor, dispute: Any, fact: Any) -> tuple[str, ...]:
    """What the actor may say to a fact: the other side agrees or not, its own takes it back."""
    if not can_speak(actor, dispute) or fact.answer is not None:
        return ()
    return ("taken_back",) if fact.side == actor.party else ("agreed", "not_agreed")


def is_manager(actor: Actor, dispute: Any) -> bool:
    """True if the actor is named to decide for its side."""
    named = dispute.staff_manager_id if actor.is_staff else dispute.partner_manager_id
    return named is not None and bool(named == actor.user_id)


def decides(actor: Actor, dispute: Any) -> bool:
    """True if the actor may speak for its side: once escalated, only who was named."""
    return actor.writes and (dispute.escalated_at is None or is_manager(actor, dispute))


def can_propose(actor: Actor, dispute: Any) -> bool:
    """Either side may propose a decision, also in answer to the other's."""
    return can_speak(actor, dispute) and decides(actor, dispute)


def can_leave(actor: Actor, dispute: Any) -> bool:
    """The named managers may leave it as not agreed, together."""
    return can_propose(actor, dispute) and dispute.escalated_at is not None


def can_accept(actor: Actor, dispute: Any, standing: Any) -> bool:
    """The side that did not propose the standing decision accepts it."""
    return can_propose(actor, dispute) and standing is not None and bool(standing.side != actor.party)


def can_escalate(actor: Actor, dispute: Any, standing: Any, spoken: Collection[str], today: date) -> bool:
    """Either side may call the managers in answer to a decision, if the other does not give its position in
    time, and from the day that is set. spoken: the sides that gave their position."""
    if not can_speak(actor, dispute) or dispute.escalated_at is not None:
        return False
    if standing is not None and standing.side != actor.party:
        return True
    silent = other(actor.party) not in spoken and today > dispute.position_due_on
    return silent or bool(today >= dispute.escalation_on)


def can_rename(actor: Actor, dispute: Any) -> bool:
    """Each side may name another manager of its own."""
    return can_speak(actor, dispute) and dispute.escalated_at is not None


def can_withdraw(actor: Actor, dispute: Any) -> bool:
    """The side that opened it may take it back."""
    return can_propose(actor, dispute) and bool(dispute.opened_side == actor.party)


def waits_for(
    standing_side: str | None, spoken: Collection[str], asked: Collection[str], *, escalated: bool = False
) -> str:
    """Whose move it is in an open dispute: that of the side to which a decision is proposed; else, before
    it is `escalated`, of who has not given a position or is `asked` about a fact; else of both."""
    if standing_side is not None:
        return other(standing_side)
    owing = {side for side in SIDES if side not in spoken} | set(asked)
    return owing.pop() if len(owing) == 1 and not escalated else "both"

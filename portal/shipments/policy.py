"""Who may do what with notices, events and receipts."""

from typing import Any

from portal.actor import Actor

LIVE = ("announced", "corrected")


def can_write(actor: Actor, thing: Any) -> bool:
    """Whoever writes for a side may act on what it sees of a partner's shipments."""
    return actor.writes and (actor.is_staff or thing.partner_id == actor.partner_id)


def can_announce(actor: Actor) -> bool:
    """Whoever writes: a partner's people for themselves, staff on behalf of a partner."""
    return actor.writes


def can_draft(actor: Actor) -> bool:
    """Drafts are the partner's own; staff announce at once or not at all."""
    return actor.writes and not actor.is_staff


def is_draft_of(actor: Actor, notice: Any) -> bool:
    """A draft that the actor may go on with."""
    return bool(notice.state == "draft") and can_draft(actor) and can_write(actor, notice)


def can_correct(actor: Actor, notice: Any) -> bool:
    """A notice in force is corrected by whoever writes for a side; a draft is gone on with."""
    return (can_write(actor, notice) and notice.state in LIVE) or is_draft_of(actor, notice)


def can_void(actor: Actor, notice: Any) -> bool:
    """What may be corrected may be withdrawn; whether goods came in meanwhile is another question."""
    return can_correct(actor, notice)

"""Who may say something, and to whom."""

from typing import Any

from portal.actor import Actor


def audiences(actor: Actor) -> tuple[str, ...]:
    """The audiences `actor` may choose between, the usual one first; none for who only reads."""
    if not actor.writes:
        return ()
    return ("shared", "internal") if actor.is_staff else ("shared",)


def can_say(actor: Actor, audience: str = "shared") -> bool:
    """Readers and auditors say nothing; a partner's people cannot write internal notes."""
    return audience in audiences(actor)


def can_edit(actor: Actor, message: Any) -> bool:
    """People change their own words, as long as they may write."""
    return actor.writes and bool(actor.user_id) and bool(message.author_user_id == actor.user_id)


def can_use_replies(actor: Actor) -> bool:
    """Our people who write use prepared replies."""
    return actor.is_staff and actor.writes


def can_prepare_replies(actor: Actor) -> bool:
    """Managers and administrators of ours write them."""
    return actor.is_staff and actor.role in ("administrator", "manager")

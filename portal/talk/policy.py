"""Who may say something, and to whom."""

from portal.actor import Actor


def audiences(actor: Actor) -> tuple[str, ...]:
    """The audiences `actor` may choose between, the usual one first; none for who only reads."""
    if not actor.writes:
        return ()
    return ("shared", "internal") if actor.is_staff else ("shared",)


def can_say(actor: Actor, audience: str = "shared") -> bool:
    """Readers and auditors say nothing; a partner's people cannot write internal notes."""
    return audience in audiences(actor)

"""Who may do what with scores."""

from portal.actor import Actor


def can_close(actor: Actor) -> bool:
    """Administrators and managers of the company close months and find closed ones anew."""
    return actor.is_staff and actor.role in ("administrator", "manager")

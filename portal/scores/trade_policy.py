"""Who reads and writes what is sold and what is paid."""

from portal.actor import Actor


def can_see(actor: Actor) -> bool:
    """Sales and payments are about a partner as a whole: its people who see all of it, and staff."""
    return actor.is_staff or actor.reach == "all"


def can_set_targets(actor: Actor) -> bool:
    """The company sets targets, accepts figures and records payments."""
    return actor.is_staff and actor.writes


def can_report(actor: Actor) -> bool:
    """Either side may say what was sold."""
    return actor.writes and can_see(actor)

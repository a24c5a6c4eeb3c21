"""Who may do what with scores."""

from portal.actor import Actor


def can_close(actor: Actor) -> bool:
    """Administrators and managers of the company close months and find closed ones anew."""
    return actor.is_staff and actor.role in ("administrator", "manager")


def can_see_definitions(actor: Actor) -> bool:
    """Staff see how all are judged; a partner's people who see all of its records, how it is judged itself."""
    return actor.is_staff or (actor.reach == "all" and actor.only_order is None)


def can_define(actor: Actor) -> bool:
    """Administrators and managers of the company write how partners are judged."""
    return actor.is_staff and actor.role in ("administrator", "manager")

"""Who may do what with orders."""

from typing import Any

from portal.actor import Actor


def can_report(actor: Actor, order: Any) -> bool:
    """Whoever writes may report a problem with an order they see."""
    return actor.writes and (actor.is_staff or order.partner_id == actor.partner_id)

"""Who may do what with notices, events and receipts."""

from typing import Any

from portal.actor import Actor


def can_write(actor: Actor, thing: Any) -> bool:
    """Whoever writes for a side may act on what it sees of a partner's shipments."""
    return actor.writes and (actor.is_staff or thing.partner_id == actor.partner_id)

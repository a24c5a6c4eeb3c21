"""Who may do what with partner organisations. Who may do what with their people: accounts.policy."""

from portal.actor import Actor


def can_see_directory(actor: Actor) -> bool:
    """Open the list of partners; those limited to some see these."""
    return actor.side == "staff"


def can_see_invitations(actor: Actor, partner_id: int) -> bool:
    """Read who is invited to a partner and has not come yet."""
    if actor.side == "staff":
        return True
    return actor.partner_id == partner_id and actor.role == "administrator"

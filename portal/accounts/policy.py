"""Who may do what with people. `actor` is who asks; a place is a row with user_id and partner_id."""

from typing import Any

from portal.actor import Actor


def can_see_staff(actor: Actor) -> bool:
    """Open the list of the company's own people."""
    return actor.side == "staff" and actor.role in ("administrator", "manager", "auditor")


def can_invite_staff(actor: Actor) -> bool:
    """Invite one of the company's own people, and take invitations back."""
    return actor.side == "staff" and actor.role == "administrator"


def can_change_staff(actor: Actor) -> bool:
    """Give one of the company's own people another role, team or limit."""
    return actor.side == "staff" and actor.role == "administrator"


def can_disable_staff(actor: Actor, person: Any) -> bool:
    """End one of the company's own people's access; not one's own."""
    return can_change_staff(actor) and person.user_id != actor.user_id


def can_see_people(actor: Actor, partner_id: int) -> bool:
    """Read who the people of a partner are."""
    return actor.side == "staff" or actor.partner_id == partner_id


def can_invite(actor: Actor, partner_id: int) -> bool:
    """Invite somebody to a partner: its administrator, or staff who may invite its administrator."""
    if actor.side == "staff":
        return actor.role in ("administrator", "manager")
    return actor.partner_id == partner_id and actor.role == "administrator"


def can_choose_role(actor: Actor, partner_id: int) -> bool:
    """Decide what people of a partner may do there. Only the partner itself does; staff invite its
    administrator and nobody else."""
    return actor.side == "partner" and actor.partner_id == partner_id and actor.role == "administrator"


def can_disable(actor: Actor, place: Any) -> bool:
    """End a person's access to a partner: its administrator, or staff; not one's own."""
    return can_invite(actor, place.partner_id) and place.user_id != actor.user_id


def can_have_tokens(actor: Actor) -> bool:
    """Make tokens for programs, see those of one's side and revoke them: the administrators of each side."""
    return actor.role == "administrator"

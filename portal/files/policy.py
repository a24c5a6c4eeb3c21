"""Who may add files, for whom, and take them back."""

from typing import Any

from portal.actor import Actor
from portal.files.models import DRAFT


def can_add(actor: Actor, partner_id: int, audience: str = "shared") -> bool:
    """People who write, under a partner they work with; only staff keep files to themselves."""
    if not actor.writes:
        return False
    if actor.is_staff:
        return actor.limited_to is None or partner_id in actor.limited_to
    return partner_id == actor.partner_id and audience == "shared"


def can_remove(actor: Actor, file: Any) -> bool:
    """Only its uploader, and only until the form it was uploaded for is sent."""
    return bool(actor.writes and file.subject_type == DRAFT and file.uploaded_by == actor.user_id)

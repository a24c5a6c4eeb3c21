"""Reviews on the page of a partner: what comes, what was missed, what was agreed last."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.reviews import labels, listing, said

SHOWN = 4


def build(session: Session, actor: Actor, partner: Any) -> Mapping[str, Any]:
    """What the panel shows: the newest reviews by their day. One SELECT."""
    rows = listing.newest(session, actor, partner.id, SHOWN)
    return {
        "rows": [(row, said.period(row.period_start, row.period_end, actor.locale)) for row in rows],
        "labels": labels, "code": partner.code,
    }  # fmt: skip

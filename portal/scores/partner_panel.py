"""The score on a partner's page: of its newest closed month, with the way to its card."""

from typing import Any

from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.scores import policy, snapshots, total_words
from portal.scores.period_model import ClosedMonth
from portal.web.i18n import reader_locale


def build(session: Session, actor: Actor, partner: Any) -> dict[str, Any]:
    """What the panel shows, nothing to who sees but a part of the partner's records: the month (None before any was
    closed), its days, its points, and the company's. One SELECT."""
    if not policy.can_see(actor):
        return {"shown": False}
    row = session.scalars(
        ClosedMonth.visible_to(actor)
        .where(ClosedMonth.partner_id == partner.id)
        .order_by(ClosedMonth.month.desc(), ClosedMonth.number.desc())
        .limit(1)
    ).first()
    found = snapshots.of(row) if row else None
    scores = (found.score, found.company_score) if found else (None, None)
    points, ours = (None if each is None else total_words.points(each, reader_locale()) for each in scores)
    return {
        "shown": True,
        "month": found.month.start if found else None,
        "period": found.month if found else None,
        "points": points,
        "ours": ours,
    }

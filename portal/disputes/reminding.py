"""The clocks of disputes: a position that is missing is asked for once, managers are offered once."""

from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.activity.actions import Happening, record_many
from portal.config import Settings
from portal.db import system_session
from portal.disputes.models import Dispute, Position
from portal.partners.calendar import of_company

AT_ONCE = 200


def run(_settings: Settings) -> int:
    """Tell of what is due now, in steps that are committed one by one. Returns how many were told."""
    done = 0
    with system_session() as session:
        today = clock.today(of_company(session).zone)
        while step := remind(session, today):
            session.commit()
            done += step
    return done


def remind(session: Session, today: date) -> int:
    """Tell once of each position that is overdue (`dispute_reminded`), and once from the day on which
    managers may be named (`dispute_offered`). Returns how many were told, at most 2 x AT_ONCE; never commits."""
    told = select(Position.side).where(
        Position.dispute_id == Dispute.id, Position.side != Dispute.opened_side
    ).correlate(Dispute).exists()  # fmt: skip
    late = _due(session, Dispute.position_due_on < today, Dispute.reminded_on.is_(None), ~told)
    _tell(session, late, "dispute_reminded", "position_due_on", reminded_on=today)
    open_ = _due(
        session, Dispute.escalation_on <= today, Dispute.offered_on.is_(None), Dispute.escalated_at.is_(None)
    )
    _tell(session, open_, "dispute_offered", "opened_on", offered_on=today)
    return len(late) + len(open_)


def _due(session: Session, *conditions: Any) -> list[Any]:
    statement = select(
        Dispute.id, Dispute.issue_ref, Dispute.partner_id, Dispute.order_id, Dispute.position_due_on, Dispute.opened_at
    ).where(Dispute.state == "open", *conditions)  # fmt: skip
    return list(session.execute(statement.order_by(Dispute.id).limit(AT_ONCE)))


def _tell(session: Session, rows: list[Any], verb: str, since: str, **columns: date) -> None:
    if not rows:
        return
    # Beside its version: a reminder is no change that should refuse what somebody is typing.
    session.execute(update(Dispute).where(Dispute.id.in_([row.id for row in rows])).values(**columns))
    record_many(
        session, None,
        [
            Happening(
                verb, ("dispute", row.id, row.issue_ref), row.partner_id, "shared", row.order_id,
                {"day": (row.position_due_on if since == "position_due_on" else row.opened_at.date()).isoformat()},
            )
            for row in rows
        ],
    )  # fmt: skip

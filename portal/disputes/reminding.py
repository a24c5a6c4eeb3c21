"""The clocks of disputes: a position that is missing is asked for once, managers are offered once."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.activity import reminders
from portal.activity.actions import Happening
from portal.activity.reminders import AT_ONCE
from portal.config import Settings
from portal.db import system_session
from portal.disputes.models import Dispute, Position
from portal.partners.calendar import of_company


def run(_settings: Settings) -> int:
    """Tell of what is due now, in steps that are committed one by one. Returns how many were told."""
    with system_session() as session:
        zone = of_company(session).zone
        return reminders.in_steps(session, lambda: remind(session, clock.today(zone), zone))


def remind(session: Session, today: date, zone: str) -> int:
    """Tell once of each position that is overdue (`dispute_reminded`), and once from the day on which
    managers may be named (`dispute_offered`); `zone` is that of the company. Returns how many were told, at most 2 x AT_ONCE; never commits."""
    told = select(Position.side).where(
        Position.dispute_id == Dispute.id, Position.side != Dispute.opened_side
    ).correlate(Dispute).exists()  # fmt: skip
    late = _due(session, Dispute.position_due_on < today, Dispute.reminded_on.is_(None), ~told)
    days = {row.id: row.position_due_on for row in late}
    _tell(session, late, "dispute_reminded", days, reminded_on=today)
    open_ = _due(
        session, Dispute.escalation_on <= today, Dispute.offered_on.is_(None), Dispute.escalated_at.is_(None)
    )
    days = {row.id: row.opened_at.astimezone(clock.zone(zone)).date() for row in open_}
    _tell(session, open_, "dispute_offered", days, offered_on=today)
    return len(late) + len(open_)


def _due(session: Session, *conditions: Any) -> list[Any]:
    statement = select(
        Dispute.id, Dispute.issue_ref, Dispute.partner_id, Dispute.order_id, Dispute.position_due_on, Dispute.opened_at
    ).where(Dispute.state == "open", *conditions)  # fmt: skip
    return list(session.execute(statement.order_by(Dispute.id).limit(AT_ONCE)))


def _tell(session: Session, rows: list[Any], verb: str, days: Mapping[int, date], **columns: date) -> None:
    reminders.tell(
        session, Dispute, [row.id for row in rows],
        [
            Happening(
                verb, ("dispute", row.id, row.issue_ref), row.partner_id, "shared", row.order_id,
                {"day": days[row.id].isoformat()},
            )
            for row in rows
        ],
        **columns,
    )  # fmt: skip

"""Days that were missed: the owner is reminded once, then the plan's owners are told."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.activity import reminders
from portal.activity.actions import Happening
from portal.activity.reminders import AT_ONCE
from portal.config import Settings
from portal.db import system_session
from portal.partners.calendar import Calendar, of_company
from portal.plans.models import Action, Plan
from portal.plans.policy import OPEN

ESCALATE_AFTER = 3  # working days of the company after the missed day


def run(_settings: Settings) -> int:
    """Remind and escalate what is due now, in steps that are committed one by one. Returns how many."""
    with system_session() as session:
        calendar = of_company(session)
        today = clock.today(calendar.zone)
        return reminders.in_steps(session, lambda: remind(session, today, calendar))


def remind(session: Session, today: date, calendar: Calendar) -> int:
    """Tell of missed days: `action_reminded` once for each due day, and `action_escalated` once when
    ESCALATE_AFTER working days went by since. Returns how many were told, at most 2 x AT_ONCE; never
    commits."""
    late = _missed(session, Action.due_on < today, Action.reminded_on.is_(None))
    _tell(session, late, "action_reminded", today, reminded_on=today)
    worse = _missed(
        session,
        Action.due_on < _before(today, calendar),
        Action.reminded_on < today,
        Action.escalated_on.is_(None),
    )
    _tell(session, worse, "action_escalated", today, escalated_on=today)
    return len(late) + len(worse)


def _before(today: date, calendar: Calendar) -> date:
    """The day before which a due day was missed ESCALATE_AFTER working days ago."""
    left, day = ESCALATE_AFTER, today
    for _day in range(60):
        if left == 0:
            break
        day -= timedelta(days=1)
        left -= calendar.works_on(day)
    return day


def _missed(session: Session, *conditions: Any) -> list[Any]:
    statement = (
        select(
            Action.id, Action.number, Action.title, Action.partner_id, Action.owner_name, Action.due_on,
            Plan.ref.label("plan_ref"),
        )
        .join(Plan, (Plan.partner_id == Action.partner_id) & (Plan.id == Action.plan_id))
        .where(Plan.state == "running", Action.state.in_(OPEN), *conditions)
        .order_by(Action.due_on, Action.id)
        .limit(AT_ONCE)
    )  # fmt: skip
    return list(session.execute(statement))


def _tell(session: Session, rows: list[Any], verb: str, today: date, **columns: date) -> None:
    reminders.tell(
        session, Action, [row.id for row in rows],
        [
            Happening(
                verb, ("action", row.id, f"{row.plan_ref}/{row.number}"), row.partner_id, "shared",
                data={
                    "title": row.title, "person": row.owner_name, "day": row.due_on.isoformat(),
                    "days": (today - row.due_on).days,
                },
            )
            for row in rows
        ],
        **columns,
    )  # fmt: skip

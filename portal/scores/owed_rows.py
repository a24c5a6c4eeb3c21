"""Actions of joint plans that a side owes, with every move of their day."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_
from sqlalchemy.orm import Session

from portal import clock
from portal.actor import Actor
from portal.plans.models import Action, DueChange, Plan
from portal.scope import also_visible
from portal.scores.service import Owed, Redated


def actions(session: Session, actor: Actor, partner_id: int, side: str, zone: str) -> list[Owed]:
    """All actions that `side` owes in plans with a partner; those of confidential plans count for nobody. `zone`
    tells on which day one was done. Two SELECTs."""
    mine: Any = (
        Action.partner_id == partner_id,
        Action.side == side,
        Plan.confidential.is_(False),
    )
    plan = and_(Plan.partner_id == Action.partner_id, Plan.id == Action.plan_id)
    moved = (
        DueChange.visible_to(actor)
        .with_only_columns(DueChange.action_id, DueChange.was_on, DueChange.due_on, DueChange.side)
        .join(Action, and_(Action.partner_id == DueChange.partner_id, Action.id == DueChange.action_id))
        .join(Plan, plan)
        .where(*mine)
        .order_by(DueChange.id)
    )
    moves: dict[int, list[Redated]] = {}
    for change in session.execute(also_visible(moved, actor, Action, Plan)):
        moves.setdefault(change.action_id, []).append(Redated(change.was_on, change.due_on, change.side))
    found = (
        Action.visible_to(actor)
        .with_only_columns(
            Action.id, Plan.ref, Action.number, Action.title, Action.side, Action.due_on, Action.state, Action.done_at
        )
        .join(Plan, plan)
        .where(*mine)
        .order_by(Action.id)
    )  # fmt: skip
    here = clock.zone(zone)

    def day(at: datetime | None) -> Any:
        return at.astimezone(here).date() if at else None

    return [
        Owed(
            f"{row.ref}/{row.number}", row.title, row.side, row.due_on, row.state, day(row.done_at),
            tuple(moves.get(row.id, ())),
        )
        for row in session.execute(also_visible(found, actor, Plan))
    ]  # fmt: skip

"""Whom the rows of plans and actions concern."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.activity.models import Activity
from portal.plans.models import Action, Plan
from portal.talk.models import Message

TO_BOTH_OWNERS = ("planned", "plan_ending", "plan_ended", "plan_continued")
TO_WHO_DOES_IT = ("action_added", "action_reminded")
VERBS = frozenset({
    *TO_BOTH_OWNERS, *TO_WHO_DOES_IT, "action_moved", "action_redated", "action_escalated", "said",
})  # fmt: skip


def of(session: Session, row: Activity) -> set[int | None]:
    """The ids of the people whom a row about a plan or an action concerns, its doer among them."""
    owners, does_it = _owners(session, row)
    owed = {"company": owners.partner_owner_id, "partner": owners.staff_owner_id}
    if row.verb in TO_BOTH_OWNERS:
        return set(owed.values())
    if row.verb in TO_WHO_DOES_IT:
        return {does_it.owner_id}
    if row.verb == "action_redated":
        return {does_it.owner_id, owed[does_it.side]}
    if row.verb == "action_moved":
        return _moved(row, does_it, owed[does_it.side])
    spoke = _spoke(session, row) if row.verb == "said" else set()
    return {*owed.values(), *({does_it.owner_id} if does_it else ()), *spoke}


def of_missed(session: Session, rows: Sequence[Any], _people: Any = None) -> dict[int, set[int | None]]:
    """The ids of the people whom rows about missed days concern, by the row's id: who does it, and once it
    was escalated both owners of the plan. One SELECT."""
    statement = (
        select(Action.id, Action.owner_id, Plan.staff_owner_id, Plan.partner_owner_id)
        .join(Plan, (Plan.partner_id == Action.partner_id) & (Plan.id == Action.plan_id))
        .where(Action.id.in_({row.subject_id for row in rows}))
    )
    found = {each.id: each for each in session.execute(statement.execution_options(system=True))}
    wanted: dict[int, set[int | None]] = {}
    for row in rows:
        each = found[row.subject_id]
        wanted[row.id] = {each.owner_id}
        if row.verb not in TO_WHO_DOES_IT:
            wanted[row.id] |= {each.staff_owner_id, each.partner_owner_id}
    return wanted


def _owners(session: Session, row: Activity) -> tuple[Any, Any]:
    """The owners of the plan, and of the action who does it for which side; None for a plan's row."""
    does_it = None
    plan_id = row.subject_id
    if row.subject_type == "action":
        statement = select(Action.plan_id, Action.owner_id, Action.side).where(Action.id == row.subject_id)
        does_it = session.execute(statement.execution_options(system=True)).one()
        plan_id = does_it.plan_id
    owners = select(Plan.staff_owner_id, Plan.partner_owner_id).where(Plan.id == plan_id)
    return session.execute(owners.execution_options(system=True)).one(), does_it


def _moved(row: Activity, does_it: Any, owed_to: int) -> set[int | None]:
    """The side it is owed to hears that it is done or waits; who does it hears what was decided."""
    state, before = row.data.get("state"), row.data.get("before")
    if state in ("done", "waiting"):
        return {owed_to}
    if state in ("verified", "dropped") or before in ("done", "verified", "dropped"):
        return {does_it.owner_id}
    return set()


def _spoke(session: Session, row: Activity) -> set[int]:
    statement = select(Message.author_user_id).where(
        Message.subject_type == row.subject_type, Message.subject_id == row.subject_id
    )
    return set(session.scalars(statement.distinct().execution_options(system=True)))

"""What happens to an action: it moves, its day moves, its points are ticked."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from portal import clock
from portal.activity.actions import record
from portal.actor import Actor
from portal.plans import policy
from portal.plans.actions import name
from portal.plans.models import Action, DueChange, Need, Plan


class NotNow(Exception):
    """The action cannot go there from where it is, or not by this side."""


class Waits(Exception):
    """The action cannot be done: points of its checklist are open, or what it needs is not done.
    `points` are the texts of the former, `needs` the labels of the latter."""

    def __init__(self, points: list[str], needs: list[str]) -> None:
        super().__init__("not everything is done")
        self.points, self.needs = points, needs


class Circle(Exception):
    """An action cannot need, by whatever way round, itself."""


def move(
    session: Session, actor: Actor, plan: Plan, action: Action, state: str, words: str | None = None
) -> None:
    """Move an action to another state, saying why where policy.needs_words asks for it. Raises NotNow and
    Waits. Records `action_moved`; never commits."""
    before = action.state
    if state not in policy.moves(actor, plan, action) or (policy.needs_words(before, state) and not words):
        raise NotNow(state)
    if state == "done":
        _ready(session, actor, action)
    action.state = state
    action.waiting_for = words if state == "waiting" else None
    action.done_at = clock.now() if state == "done" else action.done_at if state == "verified" else None
    verified = state == "verified"
    action.verified_at = clock.now() if verified else None
    action.verifier_name = actor.name if verified else None
    if state in policy.OPEN and before not in policy.OPEN:
        action.reminded_on = action.escalated_on = None
        plan.closing_side = plan.closing_state = plan.closing_note = None
        flag_modified(plan, "closing_side")  # who ends the plan in this moment must be told
    session.flush()
    _record(
        session, actor, plan, action, "action_moved", before=before, state=state, reason=(words or "")[:300]
    )


def _ready(session: Session, actor: Actor, action: Action) -> None:
    needed = (
        Action.visible_to(actor)
        .with_only_columns(Action.number, Action.title)
        .where(Action.id.in_(_needs(actor, Need.action_id == action.id).with_only_columns(Need.needs_id)))
        .where(Action.state.not_in(("done", *policy.FINISHED)))
        .order_by(Action.number)
    )
    needs = [f"{row.number}. {row.title}" for row in session.execute(needed)]
    points = [point["text"] for point in action.checklist if not point["done"]]
    if points or needs:
        raise Waits(points, needs)


def _needs(actor: Actor, condition: Any) -> Any:
    return Need.visible_to(actor).where(condition)


def redate(session: Session, actor: Actor, plan: Plan, action: Action, day: date, reason: str) -> None:
    """Move the day an action is due, keeping where it was, and why. Records `action_redated`; never
    commits."""
    if day == action.due_on:
        return
    session.add(
        DueChange(
            partner_id=plan.partner_id, plan_id=plan.id, action_id=action.id, was_on=action.due_on, due_on=day,
            reason=reason, side=actor.party, changed_by=actor.user_id, changed_name=actor.name,
            changed_at=clock.now(),
        )
    )  # fmt: skip
    was, action.due_on = action.due_on, day
    action.reminded_on = action.escalated_on = None
    session.flush()
    _record(
        session, actor, plan, action, "action_redated", day=day.isoformat(), was=was.isoformat(),
        reason=reason[:300],
    )  # fmt: skip


def change(
    session: Session, actor: Actor, plan: Plan, action: Action, *, title: str, done_means: str,
    owner_id: int, owner_name: str, checklist: Iterable[str], needs: Iterable[Action],
) -> None:  # fmt: skip
    """Change what an action says, who owns it, its points (those that stay keep their tick) and what it
    needs first. Raises Circle. Records `action_changed` with what it said before; never commits."""
    before = {"title": action.title, "done_means": action.done_means, "person": action.owner_name}
    ticked = {point["text"] for point in action.checklist if point["done"]}
    action.title, action.done_means = title, done_means
    action.owner_id, action.owner_name = owner_id, owner_name
    action.checklist = [{"text": text, "done": text in ticked} for text in checklist]
    _set_needs(session, actor, plan, action, needs)
    session.flush()
    name(session, plan, owner_id)
    after = {"title": action.title, "done_means": action.done_means, "person": action.owner_name}
    _record(
        session, actor, plan, action, "action_changed",
        changes={name: [before[name], after[name]] for name in after if before[name] != after[name]},
    )  # fmt: skip


def _set_needs(session: Session, actor: Actor, plan: Plan, action: Action, needs: Iterable[Action]) -> None:
    wanted = {other.id for other in needs}
    rows = list(session.scalars(_needs(actor, Need.plan_id == plan.id)))
    others: dict[int, set[int]] = {}
    for row in rows:
        if row.action_id != action.id:
            others.setdefault(row.action_id, set()).add(row.needs_id)
    seen, left = set(), list(wanted)
    while left:
        one = left.pop()
        if one == action.id:
            raise Circle
        if one not in seen:
            seen.add(one)
            left.extend(others.get(one, ()))
    have = {row.needs_id: row for row in rows if row.action_id == action.id}
    for gone in have.keys() - wanted:
        session.delete(have[gone])
    for new in wanted - have.keys():
        session.add(Need(partner_id=plan.partner_id, plan_id=plan.id, action_id=action.id, needs_id=new))


def tick(session: Session, actor: Actor, plan: Plan, action: Action, done: Iterable[int]) -> None:
    """Set which points of the checklist (by place, from 0) are done. Records `action_ticked` if that is
    news; never commits."""
    places = set(done)
    points = [{"text": p["text"], "done": place in places} for place, p in enumerate(action.checklist)]
    if points == action.checklist:
        return
    action.checklist = points
    session.flush()
    count = sum(point["done"] for point in points)
    _record(session, actor, plan, action, "action_ticked", done=count, all=len(points))


def _record(session: Session, actor: Actor, plan: Plan, action: Action, verb: str, **data: Any) -> None:
    record(
        session, actor, verb, ("action", action.id, f"{plan.ref}/{action.number}"), partner_id=plan.partner_id,
        audience="shared", data={"title": action.title, "person": action.owner_name, **data},
    )  # fmt: skip

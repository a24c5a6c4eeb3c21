"""Writing plans: begin, change, measure, end."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Membership
from portal.activity.actions import record
from portal.actor import Actor
from portal.plans.models import Action, Need, Plan, PlanPerson, Reading
from portal.plans.policy import FINISHED


class Unfinished(Exception):
    """A plan cannot end while `count` of its actions are neither verified nor dropped."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} actions are unfinished")
        self.count = count


@dataclass(frozen=True, slots=True)
class Source:
    """The record that a plan was born from: its kind, id and reference, and whether it is confidential."""

    kind: str
    id: int
    ref: str
    confidential: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """What a plan is about; measure, unit, baseline and target say how its goal is counted."""

    title: str
    goal: str
    starts_on: date
    ends_on: date
    staff_owner_id: int
    partner_owner_id: int
    measure: str | None = None
    unit: str | None = None
    baseline: Decimal | None = None
    target: Decimal | None = None
    confidential: bool = False


@dataclass(frozen=True, slots=True)
class NewAction:
    """An action to be added: who on which side will have done it by when, and how one will know. after: of
    actions that begin a plan together, the places (from 1) of those that it needs first."""

    title: str
    done_means: str
    side: str
    owner_id: int
    owner_name: str
    due_on: date
    checklist: Sequence[str] = field(default=())
    after: Sequence[int] = field(default=())


def begin(
    session: Session,
    actor: Actor,
    partner_id: int,
    kind: str,
    terms: Terms,
    actions: Sequence[NewAction] = (),
    *,
    source: Source | None = None,
    programme: str | None = None,
) -> Plan:
    """Write a running plan with its first actions. Records `planned`; never commits."""
    plan = Plan(
        partner_id=partner_id, ref=f"new-{secrets.token_hex(8)}", kind=kind, state="running",
        programme=programme, last_number=0, created_by=actor.user_id, created_name=actor.name, created_at=clock.now(),
        source_type=source.kind if source else None, source_id=source.id if source else None,
        source_ref=source.ref if source else None,
    )  # fmt: skip
    _lay(session, plan, terms)
    session.add(plan)
    session.flush()
    plan.ref = f"PLN-{plan.id:06d}"
    session.flush()
    name(session, plan, actor.user_id, plan.staff_owner_id, plan.partner_owner_id)
    added = [_add(session, plan, new) for new in actions]
    for action, new in zip(added, actions, strict=True):
        for place in new.after:
            needs_id = added[place - 1].id
            session.add(
                Need(partner_id=plan.partner_id, plan_id=plan.id, action_id=action.id, needs_id=needs_id)
            )
    session.flush()
    _record(session, actor, plan, "planned", title=plan.title)
    return plan


def change(session: Session, actor: Actor, plan: Plan, terms: Terms) -> None:
    """Change what a plan is about. Records `plan_changed` with what it said before; never commits."""
    names = ("title", "goal", "measure", "unit", "baseline", "target", "starts_on", "ends_on")
    before = {name: getattr(plan, name) for name in names}
    owners = plan.staff_owner_id, plan.partner_owner_id, plan.confidential
    _lay(session, plan, terms)
    name(session, plan, plan.staff_owner_id, plan.partner_owner_id)
    changed = {name: [_plain(before[name]), _plain(getattr(plan, name))] for name in names}
    changed = {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
    if changed or owners != (plan.staff_owner_id, plan.partner_owner_id, plan.confidential):
        _withdraw_end(plan)
        session.flush()
        _record(session, actor, plan, "plan_changed", title=plan.title, changes=changed)


def stands(plan: Plan, terms: Terms) -> bool:
    """True if a plan says this already: who sends it again changes nothing."""
    return all(getattr(plan, each.name) == getattr(terms, each.name) for each in fields(terms))


def _plain(value: Any) -> str | None:
    return None if value is None else str(value.normalize() if isinstance(value, Decimal) else value)


def _lay(session: Session, plan: Plan, terms: Terms) -> None:
    plan.title, plan.goal = terms.title, terms.goal
    plan.measure, plan.unit, plan.baseline, plan.target = (
        terms.measure, terms.unit, terms.baseline, terms.target,
    )  # fmt: skip
    plan.starts_on, plan.ends_on = terms.starts_on, terms.ends_on
    plan.staff_owner_id, plan.partner_owner_id = terms.staff_owner_id, terms.partner_owner_id
    plan.confidential = terms.confidential
    plan.partner_team = session.scalars(
        select(Membership.team).where(
            Membership.user_id == terms.partner_owner_id, Membership.partner_id == plan.partner_id
        )
    ).first()


def name(session: Session, plan: Plan, *user_ids: int) -> None:
    """Name people on a plan; who is named already stays. Never commits."""
    statement = select(PlanPerson.user_id).where(
        PlanPerson.partner_id == plan.partner_id,
        PlanPerson.plan_id == plan.id,
        PlanPerson.user_id.in_(user_ids),
    )
    known = set(session.scalars(statement.execution_options(system=True)))
    for user_id in sorted(set(user_ids) - known):
        session.add(PlanPerson(partner_id=plan.partner_id, plan_id=plan.id, user_id=user_id))
    session.flush()


def add_action(session: Session, actor: Actor, plan: Plan, new: NewAction) -> Action:
    """Add an action to a plan. Records `action_added`; never commits."""
    _withdraw_end(plan)
    action = _add(session, plan, new)
    record(
        session, actor, "action_added", ("action", action.id, f"{plan.ref}/{action.number}"),
        partner_id=plan.partner_id, audience="shared",
        data={"title": action.title, "person": action.owner_name, "day": action.due_on.isoformat()},
    )  # fmt: skip
    return action


def _add(session: Session, plan: Plan, new: NewAction) -> Action:
    plan.last_number += 1  # under the plan's version: of two at once, one is refused
    session.flush()
    action = Action(
        partner_id=plan.partner_id, plan_id=plan.id, number=plan.last_number, title=new.title, done_means=new.done_means,
        side=new.side, owner_id=new.owner_id, owner_name=new.owner_name, due_on=new.due_on, state="open",
        checklist=[{"text": text, "done": False} for text in new.checklist], created_at=clock.now(),
    )  # fmt: skip
    session.add(action)
    session.flush()
    name(session, plan, new.owner_id)
    return action


def measure(
    session: Session, actor: Actor, plan: Plan, day: date, value: Decimal, note: str | None = None
) -> Reading:
    """Write down what a plan's measure was on a day. Records `plan_measured`; never commits."""
    reading = Reading(
        partner_id=plan.partner_id, plan_id=plan.id, read_on=day, value=value, note=note,
        recorded_by=actor.user_id, recorded_name=actor.name, recorded_at=clock.now(),
    )  # fmt: skip
    session.add(reading)
    session.flush()
    _record(session, actor, plan, "plan_measured", value=str(value), unit=plan.unit, day=day.isoformat())
    return reading


def propose_end(session: Session, actor: Actor, plan: Plan, state: str, note: str) -> None:
    """Say that a plan is reached ('done') or given up ('dropped') and why; it ends when the other side
    agrees. Raises Unfinished for 'done' while actions are open. Records `plan_ending`; never commits."""
    if state == "done":
        _finished(session, actor, plan)
    plan.closing_side, plan.closing_state, plan.closing_note = actor.party, state, note
    session.flush()
    _record(session, actor, plan, "plan_ending", title=plan.title, reason=note[:300], state=state)


def agree_to_end(session: Session, actor: Actor, plan: Plan) -> None:
    """End a plan as the other side proposed. Raises Unfinished as `propose_end` does. Records
    `plan_ended`; never commits."""
    if plan.closing_state == "done":
        _finished(session, actor, plan)
    plan.state, plan.closed_at = str(plan.closing_state), clock.now()
    plan.closing_side = plan.closing_state = None
    session.flush()
    _record(session, actor, plan, "plan_ended", title=plan.title, state=plan.state)


def _finished(session: Session, actor: Actor, plan: Plan) -> None:
    statement = Action.visible_to(actor).with_only_columns(Action.state).where(Action.plan_id == plan.id)
    if unfinished := sum(state not in FINISHED for state in session.scalars(statement)):
        raise Unfinished(unfinished)


def go_on(session: Session, actor: Actor, plan: Plan, reason: str) -> None:
    """Say that a plan goes on: its end is not agreed to, or taken back. Records `plan_continued`;
    never commits."""
    plan.state, plan.closed_at = "running", None
    _withdraw_end(plan)
    session.flush()
    _record(session, actor, plan, "plan_continued", title=plan.title, reason=reason[:300])


def _withdraw_end(plan: Plan) -> None:
    plan.closing_side = plan.closing_state = plan.closing_note = None


def _record(session: Session, actor: Actor, plan: Plan, verb: str, **data: Any) -> None:
    record(
        session, actor, verb, ("plan", plan.id, plan.ref), partner_id=plan.partner_id, audience="shared",
        data=data,
    )  # fmt: skip

"""Reading plans and actions."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.activity import queries as activity
from portal.activity.models import Activity
from portal.actor import Actor
from portal.partners.models import Partner
from portal.plans.models import Action, DueChange, Need, Plan, PlanPerson, Reading
from portal.plans.policy import OPEN
from portal.scope import AnySelect, also_visible, carrying

MOST_ACTIONS = 300  # of one plan, or of one person's list

_ours = User.__table__.alias("ours")
_theirs = User.__table__.alias("theirs")
COLUMNS = (
    Action.id, Action.plan_id, Action.number, Action.title, Action.done_means, Action.side, Action.owner_id,
    Action.owner_name, Action.due_on, Action.state, Action.waiting_for, Action.checklist, Action.done_at,
    Action.verified_at, Action.verifier_name, Action.escalated_on, Action.version,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a plan is: actions verified, done but not verified, and all that are not dropped."""

    verified: int = 0
    done: int = 0
    all: int = 0

    @property
    def fraction(self) -> float:
        """The verified part, 0 to 1: only verified work counts."""
        return self.verified / self.all if self.all else 0.0


def progress_of(states: Mapping[str, int]) -> Progress:
    """The progress that actions make, counted by their state."""
    every = sum(count for state, count in states.items() if state != "dropped")
    return Progress(states.get("verified", 0), states.get("done", 0), every)


def progress(session: Session, actor: Actor, plan_ids: Collection[int]) -> dict[int, Progress]:
    """The progress of each plan that has actions. One SELECT, none for no plans."""
    if not plan_ids:
        return {}
    rows = session.execute(
        Action.visible_to(actor)
        .with_only_columns(Action.plan_id, Action.state, func.count())
        .where(Action.plan_id.in_(plan_ids))
        .group_by(Action.plan_id, Action.state)
    )
    states: dict[int, dict[str, int]] = {}
    for plan_id, state, count in rows:
        states.setdefault(plan_id, {})[state] = count
    return {plan_id: progress_of(each) for plan_id, each in states.items()}


def find(session: Session, actor: Actor, ref: str) -> Any:
    """The plan with this reference (`Plan`), its partner's name and code, and the names of its owners;
    None if the actor may not see it. One SELECT."""
    statement = (
        Plan.visible_to(actor)
        .with_only_columns(
            Plan, Partner.name.label("partner_name"), Partner.code.label("partner_code"),
            _ours.c.name.label("staff_owner"), _theirs.c.name.label("partner_owner"),
        )
        .join(Partner, Partner.id == Plan.partner_id)
        .join(_ours, _ours.c.id == Plan.staff_owner_id)
        .join(_theirs, _theirs.c.id == Plan.partner_owner_id)
        .where(Plan.ref == ref)
    )  # fmt: skip
    return session.execute(also_visible(statement, actor, Partner)).first()


def actions_of(session: Session, actor: Actor, plan_id: int) -> list[Any]:
    """The actions of a plan as COLUMNS, in their order. One SELECT."""
    statement = (
        Action.visible_to(actor)
        .with_only_columns(*COLUMNS)
        .where(Action.plan_id == plan_id)
        .order_by(Action.number)
        .limit(MOST_ACTIONS)
    )
    return list(session.execute(statement))


def action(session: Session, actor: Actor, plan: Plan, number: int) -> Action | None:
    """One action of a plan, to be worked on."""
    return session.scalars(
        Action.visible_to(actor).where(Action.plan_id == plan.id, Action.number == number)
    ).first()


def needs_of(session: Session, actor: Actor, plan_id: int) -> dict[int, set[int]]:
    """What each action of a plan needs first, by ids. One SELECT."""
    rows = session.execute(
        Need.visible_to(actor).with_only_columns(Need.action_id, Need.needs_id).where(Need.plan_id == plan_id)
    )
    found: dict[int, set[int]] = {}
    for action_id, needs_id in rows:
        found.setdefault(action_id, set()).add(needs_id)
    return found


def readings_of(session: Session, actor: Actor, plan_id: int) -> list[Any]:
    """What the measure of a plan was, the oldest first. One SELECT."""
    statement = (
        Reading.visible_to(actor)
        .with_only_columns(Reading.read_on, Reading.value, Reading.note, Reading.recorded_name)
        .where(Reading.plan_id == plan_id)
        .order_by(Reading.read_on, Reading.id)
        .limit(MOST_ACTIONS)
    )
    return list(session.execute(statement))


def due_changes(session: Session, actor: Actor, action_id: int) -> list[Any]:
    """How the day of an action moved, the newest first. One SELECT."""
    statement = (
        DueChange.visible_to(actor)
        .with_only_columns(
            DueChange.was_on, DueChange.due_on, DueChange.reason, DueChange.side, DueChange.changed_name,
            DueChange.changed_at,
        )
        .where(DueChange.action_id == action_id)
        .order_by(DueChange.id.desc())
        .limit(MOST_ACTIONS)
    )  # fmt: skip
    return list(session.execute(statement))


def named_on(actor: Actor, plan_id: int) -> AnySelect:
    """A select of the ids of the people named on a plan: they read it though it is confidential."""
    return (
        PlanPerson.visible_to(actor)
        .with_only_columns(PlanPerson.user_id)
        .where(PlanPerson.plan_id == plan_id)
    )


def to_do(session: Session, actor: Actor, whose: str, today: date) -> list[Any]:
    """Actions over all plans, by due day, as COLUMNS with their plan: of the actor ('mine'), of the
    actor's side ('ours'), those the actor's side is to verify ('verify'), or the overdue ones of either
    side ('overdue'). One SELECT."""
    return _running(session, actor, _whose(actor, whose, today), MOST_ACTIONS)


def _running(session: Session, actor: Actor, conditions: list[Any], most: int) -> list[Any]:
    """Actions of running plans by due day, as COLUMNS with their plan."""
    statement = (
        _of_running(
            actor, *COLUMNS, Plan.ref.label("plan_ref"), Plan.title.label("plan_title"), Partner.name.label("partner_name")
        )
        .join(Partner, Partner.id == Action.partner_id)
        .where(*conditions)
        .order_by(Action.due_on, Action.id)
        .limit(most)
    )  # fmt: skip
    return list(session.execute(also_visible(statement, actor, Partner)))


def _of_running(actor: Actor, *columns: Any) -> AnySelect:
    """A select of `columns` of the actions of running plans, with the plan."""
    whole = (Plan.partner_id == Action.partner_id) & (Plan.id == Action.plan_id)
    statement: AnySelect = select(*columns).join_from(Action, Plan, whole).where(Plan.state == "running")
    if actor.is_narrow:  # found by the plans they see
        return also_visible(statement, actor, Action, Plan)
    if not actor.is_staff:
        statement = statement.where(Action.partner_id == actor.partner_id)
    # Whoever sees a plan sees its actions: the plan is asked once.
    return also_visible(carrying(statement, Action.visible_to(actor)), actor, Plan)


def _whose(actor: Actor, whose: str, today: date) -> list[Any]:
    if whose == "verify":
        return [Action.state == "done", Action.side != actor.party]
    if whose == "ours":
        return [Action.state.in_(OPEN), Action.side == actor.party]
    if whose == "overdue":
        return [Action.state.in_(OPEN), Action.due_on < today]
    return [Action.state.in_(OPEN), Action.owner_id == actor.user_id]


def waiting(session: Session, actor: Actor, today: date, days: int, most: int) -> list[Any]:
    """What of plans waits for the actor, by the day it is due: own actions due within so many days, and
    what the other side has done in a plan that the actor owns. As COLUMNS with the plan. One SELECT."""
    mine = (
        Action.state.in_(OPEN)
        & (Action.owner_id == actor.user_id)
        & (Action.due_on <= today + timedelta(days=days))
    )
    owner = Plan.staff_owner_id if actor.is_staff else Plan.partner_owner_id
    theirs = (Action.state == "done") & (Action.side != actor.party) & (owner == actor.user_id)
    return _running(session, actor, [or_(mine, theirs)], most)


def waiting_count(actor: Actor) -> AnySelect:
    """A select of how many actions of running plans are the actor's to do, counted to 100: the number beside the noun."""
    mine = _of_running(actor, Action.id)
    mine = mine.where(Action.state.in_(OPEN), Action.owner_id == actor.user_id).limit(100)
    return carrying(select(func.count()).select_from(mine.subquery()), mine)


def of_source(session: Session, actor: Actor, kind: str, source_id: int) -> list[Any]:
    """The plans that a record led to, the newest first. One SELECT."""
    statement = (
        Plan.visible_to(actor)
        .with_only_columns(Plan.ref, Plan.title, Plan.state, Plan.ends_on)
        .where(Plan.source_type == kind, Plan.source_id == source_id)
        .order_by(Plan.id.desc())
        .limit(20)
    )
    return list(session.execute(statement))


def news(
    session: Session, actor: Actor, plan_id: int, action_ids: Collection[int], limit: int = 20
) -> list[Any]:
    """What happened to a plan and its actions, the newest first. One SELECT."""
    of_plan = (Activity.subject_type == "plan") & (Activity.subject_id == plan_id)
    of_actions = (Activity.subject_type == "action") & Activity.subject_id.in_(action_ids)
    return list(session.execute(activity.visible(actor).where(or_(of_plan, of_actions)).limit(limit)))


def siblings(session: Session, actor: Actor, plan: Plan) -> list[Any]:
    """The other plans of a plan's programme, for staff. One SELECT, none where there is no programme."""
    if not plan.programme or not actor.is_staff:
        return []
    statement = (
        Plan.visible_to(actor)
        .with_only_columns(Plan.ref, Plan.state, Partner.name.label("partner_name"))
        .join(Partner, Partner.id == Plan.partner_id)
        .where(Plan.programme == plan.programme, Plan.id != plan.id)
        .order_by(Partner.name)
        .limit(100)
    )
    return list(session.execute(also_visible(statement, actor, Partner)))

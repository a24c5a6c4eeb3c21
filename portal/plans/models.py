"""Joint plans, their actions and what became of them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    or_,
)  # fmt: skip
from sqlalchemy.orm import Mapped, mapped_column

from portal.activity import subjects
from portal.actor import Actor
from portal.db import Base, BigId, Quantity, UTCDateTime
from portal.orders.models import PARTIES
from portal.scope import PartnerOwned, seen_with

KINDS = ("corrective", "improvement", "business", "promotion", "onboarding")
PLAN_STATES = ("running", "done", "dropped")
ACTION_STATES = ("open", "doing", "waiting", "done", "verified", "dropped")


class Plan(PartnerOwned, Base):
    """What both sides of a partnership will do together, towards a goal that can be measured.

    A plan is with one partner. One meant for several is one plan for each, held together by
    `programme`, which only staff see, so that no partner reads of another. `measure` says what is
    counted, in `unit`, from `baseline` to `target`. closing_side is the side that wants to end it, as
    closing_state, and waits for the other to agree. source_*: the record it was born from. last_number:
    that of its newest action.
    """

    __tablename__ = "plans"
    __table_args__ = (
        UniqueConstraint("ref"),
        UniqueConstraint("partner_id", "id"),
        CheckConstraint(f"kind in {KINDS}", name="kind"),
        CheckConstraint(f"state in {PLAN_STATES}", name="state"),
        CheckConstraint(f"closing_side in {PARTIES}", name="closing_side"),
        CheckConstraint("closing_state in ('done', 'dropped')", name="closing_state"),
        Index("ix_plans_state", "state", "ends_on", "id"),
        Index("ix_plans_p_state", "partner_id", "state", "ends_on", "id"),
        Index("ix_plans_source", "source_type", "source_id"),
        Index("ix_plans_programme", "programme"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    ref: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(10), default="running")
    title: Mapped[str] = mapped_column(String(160))
    goal: Mapped[str] = mapped_column(Text)
    measure: Mapped[str | None] = mapped_column(String(160))
    unit: Mapped[str | None] = mapped_column(String(20))
    baseline: Mapped[Decimal | None] = mapped_column(Quantity)
    target: Mapped[Decimal | None] = mapped_column(Quantity)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    programme: Mapped[str | None] = mapped_column(String(80))
    staff_owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    partner_owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    partner_team: Mapped[str | None] = mapped_column(String(60))
    confidential: Mapped[bool] = mapped_column(default=False)
    source_type: Mapped[str | None] = mapped_column(String(20))
    source_id: Mapped[int | None] = mapped_column(BigId)
    source_ref: Mapped[str | None] = mapped_column(String(40))
    closing_side: Mapped[str | None] = mapped_column(String(10))
    closing_state: Mapped[str | None] = mapped_column(String(10))
    closing_note: Mapped[str | None] = mapped_column(Text)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_number: Mapped[int] = mapped_column(default=0)
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_name: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_if(cls, actor: Actor) -> list[Any]:
        """A partner's person with a narrower reach sees the plans they are named on and those of their
        team; a confidential one is for the people named on it, whatever their reach."""
        conditions = super().visible_if(actor)
        if actor.side == "partner":
            named = PlanPerson.visible_to(actor).with_only_columns(PlanPerson.plan_id)
            mine = cls.id.in_(named.where(PlanPerson.user_id == actor.user_id))
            if actor.reach == "all":
                conditions.append(or_(cls.confidential.is_(False), mine))
            elif actor.reach == "team" and actor.team:
                conditions.append(or_(mine, cls.confidential.is_(False) & (cls.partner_team == actor.team)))
            else:
                conditions.append(mine)
        return conditions


class PlanPerson(PartnerOwned, Base):
    """A person named on a plan, since they made it, own it or own an action of it; once named, always."""

    __tablename__ = "plan_people"
    __table_args__ = (
        ForeignKeyConstraint(["partner_id", "plan_id"], ["plans.partner_id", "plans.id"]),
        Index("ix_plan_people_user_id", "user_id"),
    )

    plan_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)


class PlanPart(PartnerOwned):
    """What belongs to a plan and is seen by whoever sees the plan."""

    plan_id: Mapped[int] = mapped_column(BigId)

    @classmethod
    def visible_if(cls, actor: Actor) -> list[Any]:
        """Narrowed through the plan for a partner's people, since a plan may be confidential."""
        return [*super().visible_if(actor), *seen_with(actor, Plan, cls.plan_id)]


class Action(PlanPart, Base):
    """One thing one person on one side will have done by a day. done_means says how one will know.

    The side it is owed to decides whether it is verified, comes back, or may be dropped. checklist
    is a list of {"text", "done"}. reminded_on, escalated_on: when its due day last was missed and
    told; empty again when the day moves.
    """

    __tablename__ = "actions"
    __table_args__ = (
        ForeignKeyConstraint(["partner_id", "plan_id"], ["plans.partner_id", "plans.id"]),
        UniqueConstraint("partner_id", "id"),
        UniqueConstraint("plan_id", "number"),
        CheckConstraint(f"state in {ACTION_STATES}", name="state"),
        CheckConstraint(f"side in {PARTIES}", name="side"),
        Index("ix_actions_due", "state", "due_on", "id"),
        Index("ix_actions_p_due", "partner_id", "state", "due_on", "id"),
        Index("ix_actions_owner", "owner_id", "state", "due_on", "id"),
        Index("ix_actions_plan", "partner_id", "plan_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(160))
    done_means: Mapped[str] = mapped_column(Text)
    side: Mapped[str] = mapped_column(String(10))
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    owner_name: Mapped[str] = mapped_column(String(120))
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), default="open")
    waiting_for: Mapped[str | None] = mapped_column(String(300))
    checklist: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    verified_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    verifier_name: Mapped[str | None] = mapped_column(String(120))
    reminded_on: Mapped[date | None]
    escalated_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    @property
    def label(self) -> str:
        """What people call it within its plan."""
        return f"{self.number}. {self.title}"


class DueChange(PlanPart, Base):
    """A due day that moved: from which to which, who moved it and why. Never edited."""

    __tablename__ = "due_changes"
    __table_args__ = (
        ForeignKeyConstraint(["partner_id", "plan_id"], ["plans.partner_id", "plans.id"]),
        ForeignKeyConstraint(["partner_id", "action_id"], ["actions.partner_id", "actions.id"]),
        Index("ix_due_changes_action", "partner_id", "action_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    action_id: Mapped[int] = mapped_column(BigId)
    was_on: Mapped[date]
    due_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(500))
    side: Mapped[str] = mapped_column(String(10))
    changed_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    changed_name: Mapped[str] = mapped_column(String(120))
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Need(PlanPart, Base):
    """An action that cannot be done before another one of the same plan is."""

    __tablename__ = "action_needs"
    __table_args__ = (
        ForeignKeyConstraint(["partner_id", "plan_id"], ["plans.partner_id", "plans.id"]),
        ForeignKeyConstraint(["partner_id", "action_id"], ["actions.partner_id", "actions.id"]),
        ForeignKeyConstraint(["partner_id", "needs_id"], ["actions.partner_id", "actions.id"]),
        CheckConstraint("action_id <> needs_id", name="other"),
        Index("ix_action_needs_plan", "partner_id", "plan_id"),
    )

    action_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    needs_id: Mapped[int] = mapped_column(BigId, primary_key=True)


class Reading(PlanPart, Base):
    """What the measure of a plan was on a day. Never edited: a better figure is a new reading."""

    __tablename__ = "plan_readings"
    __table_args__ = (
        ForeignKeyConstraint(["partner_id", "plan_id"], ["plans.partner_id", "plans.id"]),
        Index("ix_plan_readings_plan", "partner_id", "plan_id", "read_on", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    read_on: Mapped[date]
    value: Mapped[Decimal] = mapped_column(Quantity)
    note: Mapped[str | None] = mapped_column(String(300))
    recorded_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    recorded_name: Mapped[str] = mapped_column(String(120))
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)


subjects.register("plan", lambda actor: Plan.visible_to(actor).with_only_columns(Plan.id))
subjects.register("action", lambda actor: Action.visible_to(actor).with_only_columns(Action.id))

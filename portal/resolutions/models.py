"""The structured way out of an issue: its steps, what each sending said, what was decided."""

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
    text,
)  # fmt: skip
from sqlalchemy.orm import Mapped, mapped_column

from portal.activity import subjects
from portal.db import Base, BigId, Quantity, UTCDateTime
from portal.issues.models import IssuePart
from portal.orders.models import PARTIES
from portal.resolutions.kinds import CODES, FORMS, KINDS, STEP_STATES

STATES = ("open", "closed", "abandoned")
MEASURES = ("rejected", "ppm", "late")
VERDICTS = (
    "accepted", "returned", "effective", "not_effective", "closed", "abandoned", "reopened", "another_cause",
)  # fmt: skip
DUE_WORDS = ("asked", "moved", "kept")
# Nobody closes a case without both causes and a proof that is younger than what was done: whatever the
# code says, the database refuses it.
GATE = (
    "state <> 'closed' OR (occurrence_code IS NOT NULL AND escape_code IS NOT NULL AND implemented_on IS NOT NULL"
    " AND effective_on IS NOT NULL AND effective_on > implemented_on)"
)


class Resolution(IssuePart, Base):
    """How one issue is taken to its end. `side` is at cause: it fills the steps, the other one accepts them.

    occurrence_code and escape_code stand while the step "causes" is accepted, implemented_on while
    "implementation" is; effective_on is the day on which the accepting side found that it works.
    ready_on: since when it can be said whether it works, as portal.resolutions.reminding found.
    item_code, item: what the issue is about, as its order line says. target_*: by what it is measured.
    """

    __tablename__ = "resolutions"
    __table_args__ = (
        UniqueConstraint("partner_id", "id"),
        ForeignKeyConstraint(["partner_id", "issue_id"], ["issues.partner_id", "issues.id"]),
        CheckConstraint(f"form in {FORMS}", name="form"),
        CheckConstraint(f"side in {PARTIES}", name="side"),
        CheckConstraint(f"state in {STATES}", name="state"),
        CheckConstraint(f"target_measure in {MEASURES}", name="target_measure"),
        CheckConstraint(f"occurrence_code in {CODES}", name="occurrence_code"),
        CheckConstraint(f"escape_code in {CODES}", name="escape_code"),
        CheckConstraint(GATE, name="gate"),
        Index(
            "ix_resolutions_live", "issue_id", unique=True, sqlite_where=text("state <> 'abandoned'"),
            postgresql_where=text("state <> 'abandoned'"),
        ),
        Index("ix_resolutions_issue", "issue_id", "id"),
        Index("ix_resolutions_cause", "partner_id", "item_code", "occurrence_code", "began_at"),
        Index("ix_resolutions_state", "state", "id"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    issue_ref: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(160))
    form: Mapped[str] = mapped_column(String(10))
    side: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default="open")
    item_code: Mapped[str | None] = mapped_column(String(60))
    item: Mapped[str | None] = mapped_column(String(300))
    unit: Mapped[str | None] = mapped_column(String(20))
    target_measure: Mapped[str] = mapped_column(String(10), default="rejected")
    target_limit: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    target_receipts: Mapped[int] = mapped_column(default=5)
    target_days: Mapped[int] = mapped_column(default=90)
    occurrence_code: Mapped[str | None] = mapped_column(String(16))
    escape_code: Mapped[str | None] = mapped_column(String(16))
    implemented_on: Mapped[date | None]
    effective_on: Mapped[date | None]
    ready_on: Mapped[date | None]
    began_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    began_name: Mapped[str] = mapped_column(String(120))
    began_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class ResolutionPart(IssuePart):
    """What belongs to a resolution and is seen by whoever sees its issue, which it names itself: SQLite
    takes no statement that asks through as many records as there would be between."""

    resolution_id: Mapped[int] = mapped_column(BigId)


class Step(ResolutionPart, Base):
    """One step: what is to be said by when, by whom, and how it stands. said: the number of its newest
    version, 0 before the first. reminded_at: when it was told that its time went by. asked_due_at: the other
    time that the side which fills it asks for, until the side which accepts it answers. waits_for: the side whose
    move it is ('company', 'partner' or 'both'); the database writes it, so that no writer can forget it, and only queries
    read it."""

    __tablename__ = "resolution_steps"
    __table_args__ = (
        ForeignKeyConstraint(["partner_id", "resolution_id"], ["resolutions.partner_id", "resolutions.id"]),
        UniqueConstraint("partner_id", "id"),
        UniqueConstraint("resolution_id", "kind"),
        CheckConstraint(f"kind in {KINDS}", name="kind"),
        CheckConstraint(f"state in {STEP_STATES}", name="state"),
        Index("ix_resolution_steps_due", "state", "due_at", "id"),
        Index("ix_resolution_steps_waits", "waits_for", "due_at", "id"),
        Index("ix_resolution_steps_p_waits", "partner_id", "waits_for", "due_at", "id"),
        Index("ix_resolution_steps_issue", "partner_id", "issue_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    place: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default="open")
    due_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    owner_name: Mapped[str | None] = mapped_column(String(120))
    said: Mapped[int] = mapped_column(default=0)
    reminded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    asked_due_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    waits_for: Mapped[str | None] = mapped_column(String(10))
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class StepVersion(ResolutionPart, Base):
    """What one sending of a step said, as its form read it. Never edited: who knows better sends again."""

    __tablename__ = "resolution_step_versions"
    __table_args__ = (
        ForeignKeyConstraint(["partner_id", "resolution_id"], ["resolutions.partner_id", "resolutions.id"]),
        ForeignKeyConstraint(["partner_id", "step_id"], ["resolution_steps.partner_id", "resolution_steps.id"]),
        UniqueConstraint("step_id", "number"),
        Index("ix_resolution_step_versions_case", "resolution_id", "id"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    step_id: Mapped[int] = mapped_column(BigId)
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    side: Mapped[str] = mapped_column(String(10))
    sent_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    sent_name: Mapped[str] = mapped_column(String(120))
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)


class DueWord(ResolutionPart, Base):
    """A word about when a step is due, with its reason: another time `asked` for by the side that fills it, the
    time `moved` or `kept` by the side that accepts it. was_at: when it was due then; due_at: the time that is
    asked for or holds from now on. Never edited."""

    __tablename__ = "resolution_due_words"
    __table_args__ = (
        ForeignKeyConstraint(["partner_id", "resolution_id"], ["resolutions.partner_id", "resolutions.id"]),
        ForeignKeyConstraint(["partner_id", "step_id"], ["resolution_steps.partner_id", "resolution_steps.id"]),
        CheckConstraint(f"word in {DUE_WORDS}", name="word"),
        CheckConstraint(f"side in {PARTIES}", name="side"),
        Index("ix_resolution_due_words_case", "resolution_id", "id"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    step_id: Mapped[int] = mapped_column(BigId)
    word: Mapped[str] = mapped_column(String(10))
    was_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    reason: Mapped[str] = mapped_column(Text)
    side: Mapped[str] = mapped_column(String(10))
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    by_name: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Decision(ResolutionPart, Base):
    """What somebody decided: about a step's version, or about the whole case. `facts` holds what the
    decision rests on: the receipts that were looked at, the case that came back. Never edited."""

    __tablename__ = "resolution_decisions"
    __table_args__ = (
        ForeignKeyConstraint(["partner_id", "resolution_id"], ["resolutions.partner_id", "resolutions.id"]),
        ForeignKeyConstraint(["partner_id", "step_id"], ["resolution_steps.partner_id", "resolution_steps.id"]),
        CheckConstraint(f"verdict in {VERDICTS}", name="verdict"),
        Index("ix_resolution_decisions_case", "resolution_id", "id"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    step_id: Mapped[int | None] = mapped_column(BigId)
    number: Mapped[int | None]
    verdict: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(Text)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    side: Mapped[str] = mapped_column(String(10))
    decided_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    decided_name: Mapped[str] = mapped_column(String(120))
    decided_at: Mapped[datetime] = mapped_column(UTCDateTime)


subjects.register("resolution", lambda actor: Resolution.visible_to(actor).with_only_columns(Resolution.id))
subjects.register("step", lambda actor: Step.visible_to(actor).with_only_columns(Step.id))

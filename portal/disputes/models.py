"""Disputes: what each side says, what both agree on, what shows it, and what was decided."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
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
from portal.actor import Actor
from portal.db import Base, BigId, Quantity, UTCDateTime
from portal.issues.models import IssuePart
from portal.orders.models import PARTIES
from portal.scope import PartnerOwned, seen_with

STATES = ("open", "accepted", "withdrawn", "not_agreed")
WAITS_FOR = ("company", "partner", "both")
ANSWERS = ("agreed", "not_agreed", "taken_back")
RECORDS = ("receipt", "event", "commitment", "message")
OUTCOMES = ("agreed", "not_agreed")
BEARERS = ("partner", "company", "both", "carrier", "outside")
_OPEN = text("state = 'open'")


class Dispute(IssuePart, Base):
    """A matter of an issue on which the sides do not agree. One is open at a time; what ended never changes.

    `number` counts those of the issue. position_due_on: by when the side that did not open it gives its
    position; escalation_on: from when either side may hand it to managers. standing_id: the decision that
    waits for the other side's word. waits_for: whose move it is. Once escalated, the two named managers
    decide. `acts` counts what was done, so that each act moves the version.
    """

    __tablename__ = "disputes"
    __table_args__ = (
        UniqueConstraint("partner_id", "id"),
        UniqueConstraint("issue_id", "number"),
        ForeignKeyConstraint(["partner_id", "issue_id"], ["issues.partner_id", "issues.id"]),
        ForeignKeyConstraint(["partner_id", "order_id"], ["orders.partner_id", "orders.id"]),
        CheckConstraint(f"state in {STATES}", name="state"),
        CheckConstraint(f"waits_for in {WAITS_FOR}", name="waits_for"),
        CheckConstraint(f"opened_side in {PARTIES}", name="opened_side"),
        Index("ix_disputes_open", "issue_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_disputes_waits", "waits_for", "position_due_on", "id"),
        Index("ix_disputes_p_waits", "partner_id", "waits_for", "position_due_on", "id"),
        Index("ix_disputes_issue", "partner_id", "issue_id", "number"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    issue_ref: Mapped[str] = mapped_column(String(20))
    number: Mapped[int]
    order_id: Mapped[int | None] = mapped_column(BigId)
    state: Mapped[str] = mapped_column(String(12), default="open")
    waits_for: Mapped[str | None] = mapped_column(String(10))
    opened_side: Mapped[str] = mapped_column(String(10))
    opened_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    opened_name: Mapped[str] = mapped_column(String(120))
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    position_due_on: Mapped[date]
    escalation_on: Mapped[date]
    standing_id: Mapped[int | None] = mapped_column(BigId)
    escalated_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    staff_manager_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    staff_manager_name: Mapped[str | None] = mapped_column(String(120))
    partner_manager_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    partner_manager_name: Mapped[str | None] = mapped_column(String(120))
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_name: Mapped[str | None] = mapped_column(String(120))
    ended_words: Mapped[str | None] = mapped_column(Text)
    reminded_on: Mapped[date | None]
    offered_on: Mapped[date | None]
    acts: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class DisputePart(PartnerOwned):
    """What belongs to a dispute, by whom on which side, and when. Rows are only added."""

    dispute_id: Mapped[int] = mapped_column(BigId)
    side: Mapped[str] = mapped_column(String(10))
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    by_name: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    @classmethod
    def visible_if(cls, actor: Actor) -> list[Any]:
        """Seen by whoever sees the issue."""
        return [*super().visible_if(actor), *seen_with(actor, Dispute, cls.dispute_id)]


def _of_dispute(*more: Any) -> tuple[Any, ...]:
    return (
        ForeignKeyConstraint(["partner_id", "dispute_id"], ["disputes.partner_id", "disputes.id"]),
        CheckConstraint(f"side in {PARTIES}", name="side"),
        *more,
    )


class Position(DisputePart, Base):
    """What one side says and what it wants; the newest of a side holds, the earlier ones stay."""

    __tablename__ = "dispute_positions"
    __table_args__ = _of_dispute(UniqueConstraint("dispute_id", "side", "number"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    number: Mapped[int]
    says: Mapped[str] = mapped_column(Text)
    wants: Mapped[str] = mapped_column(Text)


class Fact(DisputePart, Base):
    """Something that one side holds to be so; it is agreed once the other side says so."""

    __tablename__ = "dispute_facts"
    __table_args__ = _of_dispute(
        UniqueConstraint("dispute_id", "number"), UniqueConstraint("partner_id", "id")
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    number: Mapped[int]
    words: Mapped[str] = mapped_column(String(500))


class FactAnswer(DisputePart, Base):
    """The one answer to a fact: agreed or not by the other side, or taken back by its own."""

    __tablename__ = "dispute_answers"
    __table_args__ = _of_dispute(
        ForeignKeyConstraint(["partner_id", "fact_id"], ["dispute_facts.partner_id", "dispute_facts.id"]),
        CheckConstraint(f"answer in {ANSWERS}", name="answer"),
        Index("ix_dispute_answers_dispute", "partner_id", "dispute_id"),
    )

    fact_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    answer: Mapped[str] = mapped_column(String(10))
    words: Mapped[str | None] = mapped_column(String(500))


class Exhibit(DisputePart, Base):
    """A record of both sides that shows something: a receipt, an event, a commitment, a message."""

    __tablename__ = "dispute_exhibits"
    __table_args__ = _of_dispute(
        UniqueConstraint("dispute_id", "record", "record_id"),
        CheckConstraint(f"record in {RECORDS}", name="record"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    record: Mapped[str] = mapped_column(String(12))
    record_id: Mapped[int] = mapped_column(BigId)


class Decision(DisputePart, Base):
    """Who bears what, as one side proposes it; outcome 'not_agreed' leaves the matter with both views."""

    __tablename__ = "dispute_decisions"
    __table_args__ = _of_dispute(
        UniqueConstraint("dispute_id", "number"), UniqueConstraint("partner_id", "id"),
        CheckConstraint(f"outcome in {OUTCOMES}", name="outcome"),
        CheckConstraint(f"cause_side in {BEARERS}", name="cause_side"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    number: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(10))
    cause_side: Mapped[str | None] = mapped_column(String(10))
    quantity: Mapped[Decimal | None] = mapped_column(Quantity)
    unit: Mapped[str | None] = mapped_column(String(20))
    credit: Mapped[str | None] = mapped_column(String(300))
    correction: Mapped[str | None] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)


class Acceptance(DisputePart, Base):
    """A side's word, by name, that a decision holds; who proposes it gives the first one."""

    __tablename__ = "dispute_acceptances"
    __table_args__ = _of_dispute(
        ForeignKeyConstraint(["partner_id", "decision_id"], ["dispute_decisions.partner_id", "dispute_decisions.id"]),
        Index("ix_dispute_acceptances_dispute", "partner_id", "dispute_id"),
    )  # fmt: skip

    decision_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    side: Mapped[str] = mapped_column(String(10), primary_key=True)
    words: Mapped[str | None] = mapped_column(Text)


class Escalation(DisputePart, Base):
    """Who was named to decide on each side, by whom and why; a side that names another adds a row."""

    __tablename__ = "dispute_escalations"
    __table_args__ = _of_dispute(Index("ix_dispute_escalations_dispute", "partner_id", "dispute_id"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    staff_manager_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    staff_manager_name: Mapped[str] = mapped_column(String(120))
    partner_manager_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    partner_manager_name: Mapped[str] = mapped_column(String(120))


PARTS = (Position, Fact, FactAnswer, Exhibit, Decision, Acceptance, Escalation)

subjects.register("dispute", lambda actor: Dispute.visible_to(actor).with_only_columns(Dispute.id))

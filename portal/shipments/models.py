"""Ship notices, what happened to them on the way, and what came in."""

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
    column,
    literal_column,
    select,
    table,
    text,
)  # fmt: skip
from sqlalchemy.orm import Mapped, mapped_column

from portal.activity import subjects
from portal.actor import Actor
from portal.db import Base, BigId, Quantity, UTCDateTime
from portal.orders.models import CAUSE_SIDES, PARTIES, OrderPart
from portal.scope import PartnerOwned

EXCEPTIONS = ("late", "silent", "at_risk", "short", "unconfirmed", "contested")  # the gravest first
CAUSE_STATES = ("claimed", "contested", "agreed")
NOTICE_STATES = ("draft", "announced", "corrected", "voided")

UNSENT = ("draft", "voided")  # what is on such a notice is not on its way

_UNSENT = text(f"state in {UNSENT}")
_notices = table("notices", column("id"), column("state"))


def in_states(state: Any, states: tuple[str, ...]) -> Any:
    """The state is one of these, written out, so that an index of such rows alone is found to serve."""
    return state.in_([literal_column(f"'{each}'") for each in states])


_drafts = select(_notices.c.id).where(in_states(_notices.c.state, UNSENT), _notices.c.state == "draft")


class Notice(PartnerOwned, Base):
    """A dispatch a partner announced: packages, carrier, tracking number.

    weight is in kilograms, or empty with what the sender wrote instead in weight_text; so for freight.
    """

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("partner_id", "id"),
        UniqueConstraint("partner_id", "ref"),
        CheckConstraint(f"state in {NOTICE_STATES}", name="state"),
        Index("ix_notices_tracking_number", "tracking_number"),
        Index("ix_notices_batch_id", "batch_id"),
        Index("ix_notices_listed", "shipped_on", "id"),
        Index("ix_notices_p_listed", "partner_id", "shipped_on", "id"),
        Index("ix_notices_unsent", "state", "id", sqlite_where=_UNSENT, postgresql_where=_UNSENT),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    ref: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(10))
    mode: Mapped[str | None] = mapped_column(String(20))
    carrier: Mapped[str | None] = mapped_column(String(80))
    tracking_number: Mapped[str | None] = mapped_column(String(60))
    shipped_on: Mapped[date | None]
    packages: Mapped[int | None]
    weight: Mapped[Decimal | None] = mapped_column(Quantity)
    weight_text: Mapped[str | None] = mapped_column(String(120))
    freight: Mapped[Decimal | None] = mapped_column(Quantity)
    freight_text: Mapped[str | None] = mapped_column(String(120))
    note: Mapped[str | None] = mapped_column(Text)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batches.id"))
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_if(cls, actor: Actor) -> list[Any]:
        """A person with a narrower reach sees the notices that carry one of their orders' schedules. Drafts
        are seen by their partner alone."""
        conditions = super().visible_if(actor)
        if actor.side != "partner":
            conditions.append(cls.state != "draft")
        if actor.side == "partner" and actor.reach != "all":
            carried = NoticeLine.visible_to(actor).with_only_columns(NoticeLine.notice_id)
            conditions.append(cls.id.in_(carried))
        return conditions


class NoticeLine(OrderPart, Base):
    """How much of a schedule a notice carries; a schedule may travel in several notices."""

    __tablename__ = "notice_lines"
    __table_args__ = (
        ForeignKeyConstraint(["partner_id", "notice_id"], ["notices.partner_id", "notices.id"]),
        ForeignKeyConstraint(["partner_id", "order_id"], ["orders.partner_id", "orders.id"]),
        ForeignKeyConstraint(["partner_id", "schedule_id"], ["schedules.partner_id", "schedules.id"]),
        UniqueConstraint("notice_id", "schedule_id"),
        Index("ix_notice_lines_schedule_id", "schedule_id"),
        Index("ix_notice_lines_order", "partner_id", "order_id"),
        Index("ix_notice_lines_batch_id", "batch_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    notice_id: Mapped[int] = mapped_column(BigId)
    schedule_id: Mapped[int] = mapped_column(BigId)
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batches.id"))

    @classmethod
    def visible_if(cls, actor: Actor) -> list[Any]:
        """What a draft would carry is seen by its partner alone."""
        conditions = super().visible_if(actor)
        if actor.side != "partner":
            conditions.append(cls.notice_id.not_in(_drafts))
        return conditions


class Event(PartnerOwned, Base):
    """Something that happened to a notice at a time and a place. Never edited: a correction is a
    new row that names the one it corrects. `key` makes taking an event in twice harmless."""

    __tablename__ = "events"
    __table_args__ = (
        ForeignKeyConstraint(["partner_id", "notice_id"], ["notices.partner_id", "notices.id"]),
        UniqueConstraint("notice_id", "key"),
        Index("ix_events_notice", "notice_id", "at"),
        Index("ix_events_partner_id", "partner_id"),
        Index("ix_events_p_at", "partner_id", "at", "id"),
        Index("ix_events_at", "at", "id"),
        Index("ix_events_batch_id", "batch_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    notice_id: Mapped[int] = mapped_column(BigId)
    key: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    offset_minutes: Mapped[int] = mapped_column(default=0)
    place: Mapped[str | None] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(20))
    code: Mapped[str | None] = mapped_column(String(40))
    text: Mapped[str | None] = mapped_column(String(500))
    source: Mapped[str] = mapped_column(String(40))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"))
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batches.id"))
    # What the sender said in full, where it came in a form that is given back (EPCIS).
    raw: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    @classmethod
    def visible_if(cls, actor: Actor) -> list[Any]:
        """Seen by whoever sees the notice."""
        conditions = super().visible_if(actor)
        if actor.side == "partner" and actor.reach != "all":
            conditions.append(cls.notice_id.in_(Notice.visible_to(actor).with_only_columns(Notice.id)))
        return conditions


_REJECTED = text("rejected > 0")


class Receipt(OrderPart, Base):
    """What came in for a schedule. Arrived and received are different days; a reversal is a new row
    with negative quantities that names the one it reverses."""

    __tablename__ = "receipts"
    __table_args__ = (
        ForeignKeyConstraint(["partner_id", "order_id"], ["orders.partner_id", "orders.id"]),
        ForeignKeyConstraint(["partner_id", "schedule_id"], ["schedules.partner_id", "schedules.id"]),
        ForeignKeyConstraint(["partner_id", "notice_id"], ["notices.partner_id", "notices.id"]),
        CheckConstraint(
            "condition in ('good', 'damaged', 'wrong_item', 'short', 'over', 'rejected')", name="condition"
        ),
        Index("ix_receipts_schedule_id", "schedule_id", "id"),
        Index("ix_receipts_order", "partner_id", "order_id"),
        Index("ix_receipts_batch_id", "batch_id"),
        Index("ix_receipts_partner_id", "partner_id", "id", unique=True),
        Index("ix_receipts_reverses_id", "reverses_id", unique=True),
        Index(
            "ix_receipts_rejected",
            "partner_id",
            "recorded_at",
            sqlite_where=_REJECTED,
            postgresql_where=_REJECTED,
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    ref: Mapped[str] = mapped_column(String(40))
    schedule_id: Mapped[int] = mapped_column(BigId)
    notice_id: Mapped[int | None] = mapped_column(BigId)
    arrived_on: Mapped[date | None]
    received_on: Mapped[date | None]
    accepted: Mapped[Decimal] = mapped_column(Quantity)
    rejected: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    condition: Mapped[str] = mapped_column(String(12), default="good")
    note: Mapped[str | None] = mapped_column(String(500))
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("receipts.id"))
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batches.id"))


class Handling(OrderPart, Base):
    """What people set about one exception of an order: who sees to it, by which day, and until when it
    is put off. What is not set follows the rule. Who set it before stands in the activity rows."""

    __tablename__ = "handlings"
    __table_args__ = (
        ForeignKeyConstraint(["partner_id", "order_id"], ["orders.partner_id", "orders.id"]),
        CheckConstraint(f"kind in {EXCEPTIONS}", name="kind"),
        UniqueConstraint("order_id", "kind"),
        Index("ix_handlings_due", "due_on", "id"),
        Index("ix_handlings_partner_id", "partner_id", "due_on", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    due_on: Mapped[date | None]
    put_off_until: Mapped[date | None]
    reason: Mapped[str | None] = mapped_column(String(500))
    set_at: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class Cause(OrderPart, Base):
    """One word of a side about whose cause the lateness of a schedule is. Rows are only added; `state`
    is how the matter stood after it."""

    __tablename__ = "causes"
    __table_args__ = (
        ForeignKeyConstraint(["partner_id", "order_id"], ["orders.partner_id", "orders.id"]),
        ForeignKeyConstraint(["partner_id", "schedule_id"], ["schedules.partner_id", "schedules.id"]),
        CheckConstraint(f"party in {PARTIES}", name="party"),
        CheckConstraint(f"side in {CAUSE_SIDES}", name="side"),
        CheckConstraint(f"state in {CAUSE_STATES}", name="state"),
        Index("ix_causes_schedule_id", "schedule_id", "id"),
        Index("ix_causes_order", "partner_id", "order_id"),
        Index("ix_causes_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    schedule_id: Mapped[int] = mapped_column(BigId)
    party: Mapped[str] = mapped_column(String(10))
    side: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    # 'decided': the company decides what is contested; 'stands': the partner does not agree to that, and it is
    # left at it. None: a claim, or that one agrees.
    step: Mapped[str | None] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(String(500))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    user_name: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


subjects.register("notice", lambda actor: Notice.visible_to(actor).with_only_columns(Notice.id))
subjects.register("receipt", lambda actor: Receipt.visible_to(actor).with_only_columns(Receipt.id))

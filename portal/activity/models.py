"""What happened: one table is timeline, audit trail and the source of every message."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.actor import Actor
from portal.db import Base, BigId, UTCDateTime
from portal.scope import PartnerOwned


class Activity(PartnerOwned, Base):
    """One thing somebody did or that happened, written in the transaction that did it.

    partner_id is empty for what concerns the company alone (settings, staff); such rows are always
    internal. `data` holds facts for the sentence and before/after values, never secrets.
    """

    __tablename__ = "activity"
    __table_args__ = (
        CheckConstraint("audience in ('shared', 'internal')", name="audience"),
        CheckConstraint("partner_id is not null or audience = 'internal'", name="company_rows"),
        Index("ix_activity_subject", "subject_type", "subject_id", "id"),
        Index("ix_activity_partner", "partner_id", "id"),
        Index("ix_activity_about_order", "order_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partners.id"))  # type: ignore[assignment]
    audience: Mapped[str] = mapped_column(String(10))
    verb: Mapped[str] = mapped_column(String(40))
    subject_type: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int | None] = mapped_column(BigId)
    subject_ref: Mapped[str] = mapped_column(String(120))
    order_id: Mapped[int | None] = mapped_column(BigId)
    actor_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    actor_name: Mapped[str] = mapped_column(String(120))
    actor_side: Mapped[str] = mapped_column(String(10))
    request_id: Mapped[str | None] = mapped_column(String(32))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)

    @classmethod
    def visible_if(cls, actor: Actor) -> list[Any]:
        """A partner's person sees shared rows whose subject it may open."""
        from portal.activity.subjects import visible_subject

        return [*super().visible_if(actor), *visible_subject(cls, actor)]


class Batch(Base):
    """Rows written in several transactions that become visible together, by `published_at`."""

    __tablename__ = "batches"
    __table_args__ = (Index("ix_batches_unpublished", "published_at", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Repeat(Base):
    """A key that one form carries, so that sending it twice does the thing once."""

    __tablename__ = "repeats"
    __table_args__ = (UniqueConstraint("user_id", "route", "key"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    route: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(64))
    location: Mapped[str | None] = mapped_column(String(300))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Draft(Base):
    """What a person typed into a form and has not sent; only they ever see it."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    key: Mapped[str] = mapped_column(String(120))
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)

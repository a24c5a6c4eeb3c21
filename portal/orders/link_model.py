"""One-time links: one document, one purpose, one use, for somebody without an account."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column

from portal.actor import Actor
from portal.db import Base, BigId, UTCDateTime
from portal.scope import PartnerOwned

PURPOSES = ("answer", "file", "dispatch")


class Sent(PartnerOwned):
    """What all one-time links hold: a secret that was sent by mail, kept as its hash, and what became of it.

    Whoever holds it acts once, under the name it was sent to; used_address and used_agent say from where.
    """

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    to_name: Mapped[str] = mapped_column(String(60))
    to_address: Mapped[str] = mapped_column(String(254))
    locale: Mapped[str] = mapped_column(String(5))
    creator_name: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    used_address: Mapped[str | None] = mapped_column(String(45))
    used_agent: Mapped[str | None] = mapped_column(String(200))
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @classmethod
    def visible_if(cls, actor: Actor) -> list[Any]:
        """The company's people see to whom links went; a partner's do not."""
        conditions = super().visible_if(actor)
        return conditions if actor.is_staff else [*conditions, false()]


class OneTimeLink(Sent, Base):
    """Opens one order for one purpose. `outcome` is what its holder did, as data."""

    __tablename__ = "one_time_links"
    __table_args__ = (
        ForeignKeyConstraint(["partner_id", "order_id"], ["orders.partner_id", "orders.id"]),
        CheckConstraint(f"purpose in {PURPOSES}", name="purpose"),
        Index("ix_one_time_links_order", "partner_id", "order_id", "id"),
    )

    order_id: Mapped[int] = mapped_column(BigId)
    purpose: Mapped[str] = mapped_column(String(10))
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    outcome: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON)

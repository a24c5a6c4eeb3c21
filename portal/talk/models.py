"""Messages on any record, each with an audience."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.activity.subjects import visible_subject
from portal.actor import Actor
from portal.db import Base, BigId, UTCDateTime
from portal.scope import PartnerOwned


class Message(PartnerOwned, Base):
    """One thing said under a record ('order', 'issue', 'notice'). Internal ones never leave us."""

    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint("audience in ('shared', 'internal')", name="audience"),
        Index("ix_messages_subject", "subject_type", "subject_id", "id"),
        Index("ix_messages_partner_id", "partner_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    audience: Mapped[str] = mapped_column(String(10))
    subject_type: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int] = mapped_column(BigId)
    author_user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    author_name: Mapped[str] = mapped_column(String(120))
    author_side: Mapped[str] = mapped_column(String(10))
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    @classmethod
    def visible_if(cls, actor: Actor) -> list[Any]:
        """Only under a subject the actor may open; a partner's person never sees internal ones."""
        return [*super().visible_if(actor), *visible_subject(cls, actor)]

"""One-time links by which somebody of a partner without an account says how their side sees it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column

from portal.actor import Actor
from portal.db import Base, BigId, UTCDateTime
from portal.scope import PartnerOwned


class ReviewLink(PartnerOwned, Base):
    """A secret sent by mail that opens the questions before one review; kept as its hash.

    Whoever holds it answers once, under the name it was sent to. `view` is the number of what they said;
    used_address and used_agent say from where.
    """

    __tablename__ = "review_links"
    __table_args__ = (
        ForeignKeyConstraint(["partner_id", "review_id"], ["reviews.partner_id", "reviews.id"]),
        Index("ix_review_links_review", "partner_id", "review_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    review_id: Mapped[int] = mapped_column(BigId)
    to_name: Mapped[str] = mapped_column(String(60))
    to_address: Mapped[str] = mapped_column(String(254))
    locale: Mapped[str] = mapped_column(String(5))
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    creator_name: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    used_address: Mapped[str | None] = mapped_column(String(45))
    used_agent: Mapped[str | None] = mapped_column(String(200))
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    view: Mapped[int | None]

    @classmethod
    def visible_if(cls, actor: Actor) -> list[Any]:
        """The company's people see to whom links went; a partner's do not."""
        conditions = super().visible_if(actor)
        return conditions if actor.is_staff else [*conditions, false()]

"""One-time links by which somebody of a partner without an account says how their side sees it."""

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, BigId
from portal.orders.link_model import Sent


class ReviewLink(Sent, Base):
    """Opens the questions before one review. `view` is the number of what its holder said."""

    __tablename__ = "review_links"
    __table_args__ = (
        ForeignKeyConstraint(["partner_id", "review_id"], ["reviews.partner_id", "reviews.id"]),
        Index("ix_review_links_review", "partner_id", "review_id", "id"),
    )

    review_id: Mapped[int] = mapped_column(BigId)
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    view: Mapped[int | None]

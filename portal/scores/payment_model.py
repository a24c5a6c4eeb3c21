"""What the company owes a partner, by when, and when it paid."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, BigId, Money, UTCDateTime
from portal.scores.sales_model import OfWholePartner


class Payment(OfWholePartner, Base):
    """One invoice of a partner under its own number. paid_on is empty until all of it is paid; held_why says
    why it is not paid though due, where both sides are still at odds over it."""

    __tablename__ = "payments"
    __table_args__ = (
        UniqueConstraint("partner_id", "ref"),
        CheckConstraint("amount > 0", name="amount"),
        Index("ix_payments_p_due", "partner_id", "due_on", "id"),
        Index("ix_payments_due", "due_on", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    ref: Mapped[str] = mapped_column(String(60))
    amount: Mapped[Decimal] = mapped_column(Money)
    currency: Mapped[str] = mapped_column(String(3))
    due_on: Mapped[date]
    paid_on: Mapped[date | None]
    held_why: Mapped[str | None] = mapped_column(String(300))
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    recorded_name: Mapped[str] = mapped_column(String(120))
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

"""Rows of a score that somebody contests, and what both sides agreed a row is counted by."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, BigId, Quantity, UTCDateTime
from portal.issues.models import IssuePart
from portal.orders.models import CAUSE_SIDES, PARTIES, OrderPart

WHATS = ("cause", "day", "quantity")


class RowContest(IssuePart, Base):
    """What a side says is wrong with how a schedule is counted, bound to the issue in which both talk about it.
    what: which of cause_side, day (it had all come by then) and quantity (accepted in all) it claims. Never edited.
    """

    __tablename__ = "row_contests"
    __table_args__ = (
        ForeignKeyConstraint(["partner_id", "issue_id"], ["issues.partner_id", "issues.id"]),
        ForeignKeyConstraint(["partner_id", "schedule_id"], ["schedules.partner_id", "schedules.id"]),
        UniqueConstraint("issue_id"),
        CheckConstraint(f"what in {WHATS}", name="what"),
        CheckConstraint(f"cause_side in {CAUSE_SIDES}", name="cause_side"),
        CheckConstraint(f"side in {PARTIES}", name="side"),
        Index("ix_row_contests_schedule", "partner_id", "schedule_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    schedule_id: Mapped[int] = mapped_column(BigId)
    what: Mapped[str] = mapped_column(String(10))
    cause_side: Mapped[str | None] = mapped_column(String(10))
    day: Mapped[date | None]
    quantity: Mapped[Decimal | None] = mapped_column(Quantity)
    side: Mapped[str] = mapped_column(String(10))
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    by_name: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class RowCorrection(OrderPart, Base):
    """By what a schedule is counted instead of what was booked: the highest number holds, and one with nothing
    in it takes back what stood. issue_ref: where it was agreed. Never edited; what was booked stays as it is."""

    __tablename__ = "row_corrections"
    __table_args__ = (
        ForeignKeyConstraint(["partner_id", "order_id"], ["orders.partner_id", "orders.id"]),
        ForeignKeyConstraint(["partner_id", "schedule_id"], ["schedules.partner_id", "schedules.id"]),
        UniqueConstraint("schedule_id", "number"),
        CheckConstraint(f"cause_side in {CAUSE_SIDES}", name="cause_side"),
        Index("ix_row_corrections_order", "partner_id", "order_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    schedule_id: Mapped[int] = mapped_column(BigId)
    number: Mapped[int]
    cause_side: Mapped[str | None] = mapped_column(String(10))
    day: Mapped[date | None]
    quantity: Mapped[Decimal | None] = mapped_column(Quantity)
    issue_ref: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(500))
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    by_name: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

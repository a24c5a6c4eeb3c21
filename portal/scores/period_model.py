"""Closed months of a partner's score: what was found when they closed, and every time it was found anew."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.activity import subjects
from portal.db import Base, BigId, UTCDateTime
from portal.scores.sales_model import OfWholePartner


class ClosedMonth(OfWholePartner, Base):
    """One month of a partner as it was closed (number 1) or found anew later. Never edited: what counts is the
    highest number, and the others say what stood before. month: its first day.

    figures: [metric, numerator, denominator, rows, left out, few] each, so that months can be summed, and of
    quantities [unit, numerator, denominator, rows] for each unit (none in months closed before 2026-12). definition:
    by what they were counted, whatever holds later; definition_of and definition_number: which version that
    was. score: the weighted total of 0 to 100 as text, None where nothing counted. changes: of a restatement,
    what moved: [metric, value before, value now], a value being None for no data. reason: in the words of who
    restated; None if the portal did. closed_by None: the portal did, by the calendar.
    """

    __tablename__ = "closed_months"
    __table_args__ = (
        UniqueConstraint("partner_id", "month", "number"),
        CheckConstraint("number >= 1", name="number"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    month: Mapped[date]
    number: Mapped[int]
    figures: Mapped[list[Any]] = mapped_column(JSON)
    score: Mapped[str | None] = mapped_column(String(12))
    definition: Mapped[dict[str, Any]] = mapped_column(JSON)
    definition_of: Mapped[str] = mapped_column(String(10))
    definition_number: Mapped[int]
    changes: Mapped[list[Any]] = mapped_column(JSON, default=list)
    reason: Mapped[str | None] = mapped_column(String(300))
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    closed_name: Mapped[str | None] = mapped_column(String(120))
    closed_at: Mapped[datetime] = mapped_column(UTCDateTime)


subjects.register("score", lambda actor: ClosedMonth.visible_to(actor).with_only_columns(ClosedMonth.id))

"""What a distributor is to sell in a month, and what it sold."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.actor import Actor
from portal.db import Base, BigId, Quantity, UTCDateTime
from portal.orders.models import PARTIES
from portal.scope import PartnerOwned

EVERYTHING = ""  # the product of a figure that is not about one
ACTUAL_STATES = ("reported", "accepted")
_REPORTED = text("state = 'reported'")


class OfWholePartner(PartnerOwned):
    """What is about the partner as a whole: read by its people who see all of its records."""

    @classmethod
    def visible_if(cls, actor: Actor) -> list[Any]:
        """Not for somebody who sees but their own or their team's."""
        conditions = super().visible_if(actor)
        if actor.side == "partner" and actor.reach != "all":
            conditions.append(false())
        return conditions


class SalesTarget(OfWholePartner, Base):
    """How much a distributor is to sell of a product (or of everything) in a month, in a unit, which may be a
    currency. month: its first day. The company sets it; what it was before stands in the activity rows."""

    __tablename__ = "sales_targets"
    __table_args__ = (
        UniqueConstraint("partner_id", "month", "product", "unit"),
        CheckConstraint("amount >= 0", name="amount"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    month: Mapped[date]
    product: Mapped[str] = mapped_column(String(80), default=EVERYTHING)
    unit: Mapped[str] = mapped_column(String(20))
    amount: Mapped[Decimal] = mapped_column(Quantity)
    set_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    set_name: Mapped[str] = mapped_column(String(120))
    set_at: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class SalesActual(OfWholePartner, Base):
    """How much it sold. Either side may report it; what the distributor reports counts once the company has
    accepted it, and then only the company changes it."""

    __tablename__ = "sales_actuals"
    __table_args__ = (
        UniqueConstraint("partner_id", "month", "product", "unit"),
        CheckConstraint(f"side in {PARTIES}", name="side"),
        CheckConstraint(f"state in {ACTUAL_STATES}", name="state"),
        Index(
            "ix_sales_actuals_reported",
            "month",
            "partner_id",
            sqlite_where=_REPORTED,
            postgresql_where=_REPORTED,
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    month: Mapped[date]
    product: Mapped[str] = mapped_column(String(80), default=EVERYTHING)
    unit: Mapped[str] = mapped_column(String(20))
    amount: Mapped[Decimal] = mapped_column(Quantity)
    side: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    reported_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reported_name: Mapped[str] = mapped_column(String(120))
    reported_at: Mapped[datetime] = mapped_column(UTCDateTime)
    accepted_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    accepted_name: Mapped[str | None] = mapped_column(String(120))
    accepted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

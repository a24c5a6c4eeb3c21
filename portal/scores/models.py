"""Definitions of scores, a row for each version, and what single schedules were judged to be by them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    UniqueConstraint,
)  # fmt: skip
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, BigId, Quantity, UTCDateTime
from portal.partners.models import KINDS
from portal.scope import PartnerOwned
from portal.scores.delivery import SUMMED
from portal.scores.sales_model import OfWholePartner

UNITS = ("units_due", "units_on_time", "units_received", "units_rejected")


class KindDefinition(Base):
    """One version of how partners of a kind are judged. Never edited: a change is the next number. It holds
    for periods that begin on `starts_on` or later, until a later one does."""

    __tablename__ = "kind_definitions"
    __table_args__ = (UniqueConstraint("kind", "number"), CheckConstraint(f"kind in {KINDS}", name="kind"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    number: Mapped[int]
    starts_on: Mapped[date]
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(String(300))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    made_name: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)


class PartnerDefinition(OfWholePartner, Base):
    """One version of how a single partner is judged, in place of its kind's. values None: as its kind again."""

    __tablename__ = "partner_definitions"
    __table_args__ = (UniqueConstraint("partner_id", "number"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    number: Mapped[int]
    starts_on: Mapped[date]
    values: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    note: Mapped[str] = mapped_column(String(300))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    made_name: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Keeping(PartnerOwned, Base):
    """Verdicts of a partner's schedules that are kept, so that pages sum them. digest: of what they were
    judged by, the calendars of the sites included; of weights and targets they know nothing."""

    __tablename__ = "score_keepings"
    __table_args__ = (UniqueConstraint("partner_id", "digest"), UniqueConstraint("partner_id", "id"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    digest: Mapped[str] = mapped_column(String(40))
    kept_at: Mapped[datetime] = mapped_column(UTCDateTime)


class KeptVerdict(PartnerOwned, Base):
    """A verdict of portal.scores.delivery as it was for a schedule at `version`, `received_on`, `mode` and
    `item_code`: it counts while the schedule is still the same (portal.scores.kept). A cache; what it says
    can be worked out again at any time."""

    __tablename__ = "score_verdicts"
    __table_args__ = (
        ForeignKeyConstraint(
            ["partner_id", "keeping_id"], ["score_keepings.partner_id", "score_keepings.id"]
        ),
        ForeignKeyConstraint(["partner_id", "schedule_id"], ["schedules.partner_id", "schedules.id"]),
        Index("ix_score_verdicts_schedule_id", "partner_id", "schedule_id"),
        {"sqlite_with_rowid": False},  # the rows of a period lie together
    )

    keeping_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    base_on: Mapped[date] = mapped_column(primary_key=True)
    schedule_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    version: Mapped[int]
    received_on: Mapped[date | None]
    mode: Mapped[str | None] = mapped_column(String(20))
    item_code: Mapped[str | None] = mapped_column(String(60))
    site_id: Mapped[int | None]
    last_day: Mapped[date]
    done_on: Mapped[date | None]
    left_out: Mapped[str | None] = mapped_column(String(20))


for _name in SUMMED:  # one column for each number of a verdict, under its name
    _type: Any = Quantity if _name in UNITS else Integer
    setattr(
        KeptVerdict,
        _name,
        Column(_name, _type, nullable=False, default=Decimal(0) if _type is Quantity else 0),
    )

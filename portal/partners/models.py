"""The company that runs this Mitra, its sites and calendars, and the partners it works with."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.activity import subjects
from portal.db import Base, BigId, UTCDateTime
from portal.scope import PartnerOwned

KINDS = ("supplier", "distributor", "carrier", "subcontractor")


class Company(Base):
    """The one organisation that runs this installation; the row's id is always 1.

    work_days: seven letters from Monday, '1' for a working day. work_from and work_until: local
    minutes after midnight. answer_hours and solution_hours: working hours per severity.
    """

    __tablename__ = "company"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    short_name: Mapped[str] = mapped_column(String(40))
    city: Mapped[str] = mapped_column(String(80))
    zone: Mapped[str] = mapped_column(String(60))
    locale: Mapped[str] = mapped_column(String(5), default="en")
    work_days: Mapped[str] = mapped_column(String(7), default="1111100")
    work_from: Mapped[int] = mapped_column(default=8 * 60)
    work_until: Mapped[int] = mapped_column(default=17 * 60)
    answer_hours: Mapped[dict[str, int]] = mapped_column(JSON)
    solution_hours: Mapped[dict[str, int]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class Holiday(Base):
    """A day on which nobody works at the company (site_id empty) or at one of its sites."""

    __tablename__ = "holidays"
    __table_args__ = (Index("ix_holidays_site_id", "site_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"))
    day: Mapped[date]
    name: Mapped[str] = mapped_column(String(80))


class Site(Base):
    """A place of the company that receives goods. Promised days are days of this place."""

    __tablename__ = "sites"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    city: Mapped[str] = mapped_column(String(80))
    zone: Mapped[str] = mapped_column(String(60))
    work_days: Mapped[str] = mapped_column(String(7), default="1111110")


class Partner(PartnerOwned, Base):
    """An organisation the company works with."""

    part_of_order = True  # its name stands on its orders

    __tablename__ = "partners"
    __table_args__ = (
        CheckConstraint(f"kind in {KINDS}", name="kind"),
        UniqueConstraint("name"),
        Index("ix_partners_batch_id", "batch_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    partner_id = None  # type: ignore[assignment]
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))
    city: Mapped[str | None] = mapped_column(String(80))
    country: Mapped[str | None] = mapped_column(String(80))
    zone: Mapped[str] = mapped_column(String(60), default="Asia/Jakarta")
    internal_warehouse: Mapped[bool] = mapped_column(default=False)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batches.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def owner(cls) -> Any:
        """A partner's row belongs to the partner itself."""
        return cls.id


class Contact(PartnerOwned, Base):
    """Somebody at a partner who has no account and answers by one-time links, which they get with each
    new order."""

    __tablename__ = "contacts"
    __table_args__ = (Index("ix_contacts_partner_id", "partner_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    email: Mapped[str] = mapped_column(String(254))
    locale: Mapped[str] = mapped_column(String(5))
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


subjects.register("partner", lambda actor: Partner.visible_to(actor).with_only_columns(Partner.id))

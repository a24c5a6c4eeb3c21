"""Mail on its way to one person: the outbox, and what is yet to be written into it."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, BigId, UTCDateTime


class Tiding(Base):
    """A row of activity that somebody may have to be told, until its mail is written: `portal.notify.
    digests` folds what one person did into one mail for each reader."""

    __tablename__ = "tidings"

    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), primary_key=True, autoincrement=False)


class Mail(Base):
    """One message to one person, rendered for that person's rights when the thing happened.

    Written in the transaction that did the thing, sent later by `flask work`. `tells`: the ids of the
    activity rows that a mail about several things tells of.
    """

    __tablename__ = "mails"
    __table_args__ = (
        UniqueConstraint("activity_id", "to_address"),
        CheckConstraint("state in ('pending', 'claimed', 'sent', 'failed', 'dropped')", name="state"),
        Index("ix_mails_state", "state", "next_at", "id"),
        Index("ix_mails_user_id", "user_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    to_address: Mapped[str] = mapped_column(String(254))
    to_name: Mapped[str] = mapped_column(String(120))
    subject: Mapped[str] = mapped_column(String(250))
    text: Mapped[str] = mapped_column(Text)
    tells: Mapped[list[int] | None] = mapped_column(JSON)
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    subject_type: Mapped[str | None] = mapped_column(String(20))
    subject_id: Mapped[int | None] = mapped_column(BigId)
    state: Mapped[str] = mapped_column(String(10), default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(UTCDateTime)
    claimed_by: Mapped[str | None] = mapped_column(String(40))
    error: Mapped[str | None] = mapped_column(String(300))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

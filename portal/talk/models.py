"""Messages on any record, each with an audience; whom they name; and templates of replies."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)  # fmt: skip
from sqlalchemy.orm import Mapped, mapped_column

from portal.activity.subjects import visible_subject
from portal.actor import Actor
from portal.db import Base, BigId, UTCDateTime
from portal.scope import PartnerOwned


class Message(PartnerOwned, Base):
    """One thing said under a record ('order', 'issue', 'notice'). Internal ones never leave us.

    Its author may put other words in the place of `body`; the database lets that happen only where the
    words that stood there are kept as a MessageVersion, and nothing else of it ever changes.
    """

    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint("audience in ('shared', 'internal')", name="audience"),
        Index("ix_messages_subject", "subject_type", "subject_id", "id"),
        Index("ix_messages_number", "subject_type", "subject_id", "audience", "id"),
        Index("ix_messages_partner_id", "partner_id", "id", unique=True),
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
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    edited_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_if(cls, actor: Actor) -> list[Any]:
        """Only under a subject the actor may open; a partner's person never sees internal ones."""
        return [*super().visible_if(actor), *visible_subject(cls, actor)]


class MessageVersion(PartnerOwned, Base):
    """Words that stood in a message before its author changed them; rows are only added. written_at: when
    they were written."""

    __tablename__ = "message_versions"
    __table_args__ = (
        ForeignKeyConstraint(["partner_id", "message_id"], ["messages.partner_id", "messages.id"]),
    )

    message_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)

    @classmethod
    def visible_if(cls, actor: Actor) -> list[Any]:
        """Read by whoever may read the message."""
        message = Message.visible_to(actor).with_only_columns(Message.id)
        return [
            *super().visible_if(actor),
            message.where(Message.id == cls.message_id).correlate(cls).exists(),
        ]


class Mention(PartnerOwned, Base):
    """Somebody whom a message names, and who is told of it; rows are only added. Its audience is the
    message's."""

    __tablename__ = "mentions"
    __table_args__ = (
        CheckConstraint("audience in ('shared', 'internal')", name="audience"),
        ForeignKeyConstraint(["partner_id", "message_id"], ["messages.partner_id", "messages.id"]),
        Index("ix_mentions_user_id", "user_id", "message_id"),
    )

    message_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    audience: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class ReplyTemplate(Base):
    """Words that staff begin a reply with, in one language; the same name in two languages is one reply.
    The company's own, no partner's."""

    __tablename__ = "reply_templates"
    __table_args__ = (UniqueConstraint("name", "language"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    language: Mapped[str] = mapped_column(String(5))
    body: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

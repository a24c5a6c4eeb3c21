"""People, their memberships in partners, where they are signed in, and one-time tokens."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, or_
from sqlalchemy.orm import Mapped, mapped_column

from portal.actor import Actor
from portal.db import Base, BigId, UTCDateTime
from portal.scope import PartnerOwned

STAFF_ROLES = ("administrator", "manager", "agent", "auditor")
PARTNER_ROLES = ("administrator", "member", "reader")
REACHES = ("own", "team", "all")


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} in ({', '.join(repr(value) for value in values)})"


class User(Base):
    """A person. staff_role is set for the company's own people, who need no membership."""

    __tablename__ = "users"
    __table_args__ = (CheckConstraint(_one_of("staff_role", STAFF_ROLES), name="staff_role"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    locale: Mapped[str] = mapped_column(String(5), default="en")
    zone: Mapped[str] = mapped_column(String(60), default="Asia/Jakarta")
    theme: Mapped[str] = mapped_column(String(6), default="system")
    staff_role: Mapped[str | None] = mapped_column(String(20))
    staff_team: Mapped[str | None] = mapped_column(String(60))
    limited: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class Assignment(Base):
    """A staff person with `limited` set sees only the partners assigned here."""

    __tablename__ = "assignments"
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id"), primary_key=True)


class Membership(Base):
    """A person's place in one partner: role, reach and team there."""

    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("partner_id", "user_id"),
        Index("ix_memberships_user_id", "user_id"),
        CheckConstraint(_one_of("role", PARTNER_ROLES), name="role"),
        CheckConstraint(_one_of("reach", REACHES), name="reach"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    role: Mapped[str] = mapped_column(String(20))
    reach: Mapped[str] = mapped_column(String(5), default="all")
    team: Mapped[str | None] = mapped_column(String(60))
    title: Mapped[str | None] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class SignIn(Base):
    """One device signed in. The cookie holds a secret; the row holds its hash."""

    __tablename__ = "sign_ins"
    __table_args__ = (Index("ix_sign_ins_user_id", "user_id", "ended_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime] = mapped_column(UTCDateTime)
    since_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    agent: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(45))
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Token(Base):
    """A secret sent by mail for one purpose and one use; stored hashed."""

    __tablename__ = "tokens"
    __table_args__ = (
        CheckConstraint(_one_of("purpose", ("invitation", "password-reset")), name="purpose"),
        Index("ix_tokens_user_id", "user_id"),
        Index("ix_tokens_partner_id", "partner_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[str] = mapped_column(String(20))
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str | None] = mapped_column(String(120))
    locale: Mapped[str] = mapped_column(String(5), default="en")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partners.id"))
    role: Mapped[str | None] = mapped_column(String(20))
    reach: Mapped[str | None] = mapped_column(String(5))
    team: Mapped[str | None] = mapped_column(String(60))
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class ApiToken(PartnerOwned, Base):
    """A program's key to the API. It acts as the person who made it, within its scopes; of the secret only
    the hash and the first letters are kept. partner_id is empty for the company's own."""

    __tablename__ = "api_tokens"
    __table_args__ = (
        Index("ix_api_tokens_partner_id", "partner_id", "id"),
        Index("ix_api_tokens_user_id", "user_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partners.id"))  # type: ignore[assignment]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    prefix: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(60))
    scopes: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @classmethod
    def visible_if(cls, actor: Actor) -> list[Any]:
        """A partner's people see their own; staff who are limited also those of our own side."""
        if actor.is_staff and actor.limited_to is not None:
            return [or_(cls.partner_id.is_(None), cls.partner_id.in_(actor.limited_to))]
        return super().visible_if(actor)


class Attempt(Base):
    """A refused sign-in or a reset request, counted per account and per address."""

    __tablename__ = "attempts"
    __table_args__ = (
        Index("ix_attempts_account", "kind", "account", "at"),
        Index("ix_attempts_address", "kind", "address", "at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    kind: Mapped[str] = mapped_column(String(20))
    account: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(45))

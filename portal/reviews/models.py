"""Reviews: when they are, who comes, how each side sees it, what was said, and who accepted it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)  # fmt: skip
from sqlalchemy.orm import Mapped, mapped_column

from portal.activity import subjects
from portal.actor import Actor
from portal.db import Base, BigId, UTCDateTime
from portal.orders.models import PARTIES
from portal.scope import PartnerOwned, seen_with

STATES = ("planned", "preparing", "held", "accepted", "agreed", "missed", "cancelled")
EVERY = ("monthly", "quarterly", "yearly")
_RUNNING = text("running")


class Rhythm(PartnerOwned, Base):
    """How often both sides meet. Each review of it covers one period; first_start is the first day of the
    first one, first_on the day of the first meeting, from which the later ones are counted."""

    __tablename__ = "review_rhythms"
    __table_args__ = (
        UniqueConstraint("partner_id", "id"),
        CheckConstraint(f"every in {EVERY}", name="every"),
        Index(
            "ix_review_rhythms_running", "partner_id", "every", unique=True, sqlite_where=_RUNNING,
            postgresql_where=_RUNNING,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    every: Mapped[str] = mapped_column(String(10))
    first_start: Mapped[date]
    first_on: Mapped[date]
    running: Mapped[bool] = mapped_column(default=True)
    set_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    set_name: Mapped[str] = mapped_column(String(120))
    set_at: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class Review(PartnerOwned, Base):
    """One evaluation of a partnership over the days from period_start to period_end, on meets_on.

    meets_at is a time of the company's day ("09:30"); place is a room, an address or a link. remind_days
    before the day both sides are asked for their view (asked_on). `said` is the number of the minutes that
    hold, 0 before it was held. ended_*: who agreed last and when, or who cancelled it and why. `acts`
    counts what was done, so that each act moves the version.
    """

    part_of_review = True
    __tablename__ = "reviews"
    __table_args__ = (
        UniqueConstraint("ref"),
        UniqueConstraint("partner_id", "id"),
        UniqueConstraint("rhythm_id", "period_start"),
        ForeignKeyConstraint(["partner_id", "rhythm_id"], ["review_rhythms.partner_id", "review_rhythms.id"]),
        CheckConstraint(f"state in {STATES}", name="state"),
        CheckConstraint("period_start <= period_end", name="period"),
        Index("ix_reviews_state", "state", "meets_on", "id"),
        Index("ix_reviews_p_state", "partner_id", "state", "meets_on", "id"),
        Index("ix_reviews_p_period", "partner_id", "period_end", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    ref: Mapped[str] = mapped_column(String(40))
    rhythm_id: Mapped[int | None] = mapped_column(BigId)
    state: Mapped[str] = mapped_column(String(10), default="planned")
    period_start: Mapped[date]
    period_end: Mapped[date]
    meets_on: Mapped[date]
    meets_at: Mapped[str | None] = mapped_column(String(5))
    place: Mapped[str] = mapped_column(String(300), default="")
    remind_days: Mapped[int] = mapped_column(default=7)
    asked_on: Mapped[date | None]
    held_on: Mapped[date | None]
    said: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_name: Mapped[str | None] = mapped_column(String(120))
    ended_words: Mapped[str | None] = mapped_column(Text)
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_name: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    acts: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_if(cls, actor: Actor) -> list[Any]:
        """It tells of the whole partnership: a partner's person with a narrower reach sees those that they
        are to attend, and who answers by a link that one."""
        conditions = super().visible_if(actor)
        if actor.only_review is not None:
            return [*conditions, cls.id == actor.only_review]
        if actor.side == "partner" and actor.reach != "all":
            mine = ReviewPerson.visible_to(actor).with_only_columns(ReviewPerson.review_id)
            conditions.append(cls.id.in_(mine.where(ReviewPerson.user_id == actor.user_id)))
        return conditions


class ReviewPerson(PartnerOwned, Base):
    """Somebody of either side who is to attend."""

    __tablename__ = "review_people"
    __table_args__ = (
        ForeignKeyConstraint(["partner_id", "review_id"], ["reviews.partner_id", "reviews.id"]),
        CheckConstraint(f"side in {PARTIES}", name="side"),
        Index("ix_review_people_user_id", "user_id"),
    )

    review_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    side: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(120))


class ReviewPart(PartnerOwned):
    """What somebody of one side wrote for a review, and when. Rows are only added."""

    review_id: Mapped[int] = mapped_column(BigId)
    side: Mapped[str] = mapped_column(String(10))
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    by_name: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    @classmethod
    def visible_if(cls, actor: Actor) -> list[Any]:
        """Seen by whoever sees the review."""
        return [*super().visible_if(actor), *seen_with(actor, Review, cls.review_id)]


def _of_review(*more: Any) -> tuple[Any, ...]:
    return (
        ForeignKeyConstraint(["partner_id", "review_id"], ["reviews.partner_id", "reviews.id"]),
        CheckConstraint(f"side in {PARTIES}", name="side"),
        *more,
    )


class View(ReviewPart, Base):
    """How one side sees the partnership, before the meeting; the newest of a side holds, earlier ones stay. by_id
    None: somebody without an account said it by a link."""

    part_of_review = True
    __tablename__ = "review_views"
    __table_args__ = _of_review(UniqueConstraint("review_id", "side", "number"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))  # type: ignore[assignment]
    number: Mapped[int]
    difficulties: Mapped[str] = mapped_column(Text, default="")
    wishes: Mapped[str] = mapped_column(Text, default="")
    feedback: Mapped[str] = mapped_column(Text, default="")
    risks: Mapped[str] = mapped_column(Text, default="")
    outlook: Mapped[str] = mapped_column(Text, default="")


class Minutes(ReviewPart, Base):
    """What was said and decided, with the whole pack as it stood then: the text that both sides accept.

    decisions is a list of sentences, targets a dict of metric to text. digest is that of all of it.
    """

    __tablename__ = "review_minutes"
    __table_args__ = _of_review(UniqueConstraint("partner_id", "review_id", "number"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    number: Mapped[int]
    notes: Mapped[str] = mapped_column(Text)
    decisions: Mapped[list[str]] = mapped_column(JSON)
    targets: Mapped[dict[str, str]] = mapped_column(JSON)
    pack: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))


class ReviewAcceptance(ReviewPart, Base):
    """A side's word, by name, that the minutes of this number are right."""

    __tablename__ = "review_acceptances"
    __table_args__ = _of_review(
        ForeignKeyConstraint(
            ["partner_id", "review_id", "number"],
            ["review_minutes.partner_id", "review_minutes.review_id", "review_minutes.number"],
        )
    )

    review_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    side: Mapped[str] = mapped_column(String(10), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))


PARTS = (View, Minutes, ReviewAcceptance)

subjects.register("review", lambda actor: Review.visible_to(actor).with_only_columns(Review.id))

"""Reading reviews."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, or_
from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.partners.models import Partner
from portal.plans.actions import Source
from portal.plans.models import Plan
from portal.plans.sources import Birth
from portal.reviews.models import Minutes, Review, ReviewAcceptance, ReviewPerson, Rhythm, View
from portal.reviews.policy import BEFORE, TO_ACCEPT
from portal.scope import AnySelect, also_visible

MOST = 100
WORDS = ("difficulties", "wishes", "feedback", "risks", "outlook")


def find(session: Session, actor: Actor, ref: str) -> Any:
    """The review with this reference (`Review`), its partner's name and code, and its Rhythm, if any; None if
    the actor may not see it. One SELECT."""
    statement = (
        Review.visible_to(actor)
        .with_only_columns(
            Review, Partner.name.label("partner_name"), Partner.code.label("partner_code")
        )
        .join(Partner, Partner.id == Review.partner_id)
        .where(Review.ref == ref)
    )  # fmt: skip
    return session.execute(also_visible(statement, actor, Partner)).first()


def rhythm(session: Session, actor: Actor, rhythm_id: int | None) -> Rhythm | None:
    """A rhythm by its id. One SELECT, none for None."""
    if rhythm_id is None:
        return None
    return session.scalars(Rhythm.visible_to(actor).where(Rhythm.id == rhythm_id)).first()


def people_of(session: Session, actor: Actor, review_id: int) -> list[Any]:
    """Who is to attend: user_id, side, name, company first. One SELECT."""
    statement = (
        ReviewPerson.visible_to(actor)
        .with_only_columns(ReviewPerson.user_id, ReviewPerson.side, ReviewPerson.name)
        .where(ReviewPerson.review_id == review_id)
        .order_by(ReviewPerson.side, ReviewPerson.name)
    )
    return list(session.execute(statement))


def versions(session: Session, actor: Actor, review_id: int) -> list[Any]:
    """All that both sides said of how they see it, the newest first. One SELECT."""
    statement = (
        View.visible_to(actor)
        .with_only_columns(
            View.side, View.number, View.by_name, View.at, *(getattr(View, name) for name in WORDS)
        )
        .where(View.review_id == review_id)
        .order_by(View.side, View.number.desc())
        .limit(MOST)
    )
    return list(session.execute(statement))


def views_of(session: Session, actor: Actor, review_id: int) -> dict[str, Any]:
    """By side what it said last, as a pack holds it. One SELECT."""
    found: dict[str, Any] = {}
    for row in versions(session, actor, review_id):
        if row.side not in found:
            found[row.side] = {
                "by": row.by_name, "at": row.at.isoformat(), "number": row.number,
                **{name: getattr(row, name) for name in WORDS},
            }  # fmt: skip
    return found


def minutes_of(session: Session, actor: Actor, review: Review) -> list[Minutes]:
    """The minutes of a review, the newest first. One SELECT, none before it was held."""
    if not review.said:
        return []
    statement = Minutes.visible_to(actor).where(Minutes.review_id == review.id)
    return list(session.scalars(statement.order_by(Minutes.number.desc()).limit(MOST)))


def acceptances(session: Session, actor: Actor, review: Review) -> list[Any]:
    """Who accepted the minutes that hold: side, by_name, at. One SELECT, none before it was held."""
    if not review.said:
        return []
    statement = (
        ReviewAcceptance.visible_to(actor)
        .with_only_columns(ReviewAcceptance.side, ReviewAcceptance.by_name, ReviewAcceptance.at)
        .where(ReviewAcceptance.review_id == review.id, ReviewAcceptance.number == review.said)
        .order_by(ReviewAcceptance.at)
    )
    return list(session.execute(statement))


@dataclass(frozen=True, slots=True)
class Last:
    """The review before another one: what stood in its minutes."""

    ref: str
    period_end: date
    pack: dict[str, Any]
    decisions: list[str]
    targets: dict[str, str]


def last_agreed(session: Session, actor: Actor, review: Review) -> Last | None:
    """The newest review of the same partner and rhythm whose period ended before and which both accepted."""
    statement = (
        Review.visible_to(actor)
        .with_only_columns(Review.ref, Review.period_end, Minutes.pack, Minutes.decisions, Minutes.targets)
        .join(
            Minutes,
            (Minutes.partner_id == Review.partner_id)
            & (Minutes.review_id == Review.id)
            & (Minutes.number == Review.said),
        )
        .where(
            Review.partner_id == review.partner_id, Review.state == "agreed",
            Review.period_end < review.period_end, Review.rhythm_id.is_(None) if review.rhythm_id is None
            else or_(Review.rhythm_id == review.rhythm_id, Review.rhythm_id.is_(None)),
        )
        .order_by(Review.period_end.desc(), Review.id.desc())
        .limit(1)
    )  # fmt: skip
    row = session.execute(also_visible(statement, actor, Minutes)).first()
    return Last(*row) if row else None


def next_of(session: Session, actor: Actor, review: Review) -> str | None:
    """The reference of the review of the same rhythm that follows. One SELECT, none without a rhythm."""
    if review.rhythm_id is None:
        return None
    return session.scalars(
        Review.visible_to(actor)
        .with_only_columns(Review.ref)
        .where(Review.rhythm_id == review.rhythm_id, Review.period_start > review.period_start)
        .order_by(Review.period_start)
        .limit(1)
    ).first()


def birth(session: Session, actor: Actor, ref: str) -> Birth | None:
    """What a plan begins with that is born from a review; None if the actor may not see it."""
    found = find(session, actor, ref)
    if found is None:
        return None
    review = found.Review
    return Birth(Source("review", review.id, review.ref), review.partner_id, title="", kind="improvement")


def accepted_by(actor: Actor) -> AnySelect:
    """A select, within one of reviews, of the acceptance of the minutes that hold by the actor's side."""
    return (
        ReviewAcceptance.visible_to(actor)
        .with_only_columns(ReviewAcceptance.number)
        .where(
            ReviewAcceptance.review_id == Review.id, ReviewAcceptance.number == Review.said,
            ReviewAcceptance.side == actor.party,
        )
        .correlate(Review)
    )  # fmt: skip


def waiting(session: Session, actor: Actor, today: date, most: int) -> list[Any]:
    """Reviews that wait for the actor, who is to attend: for the view of their side, once both are asked; for
    the minutes, from the day of the meeting; for their side's acceptance. As columns with `seen` and
    `accepted`, true where the actor's side did so. One SELECT."""
    seen = (
        View.visible_to(actor)
        .with_only_columns(View.id)
        .where(View.review_id == Review.id, View.side == actor.party)
        .correlate(Review)
        .exists()
    )
    accepted = accepted_by(actor).exists()
    mine = (
        ReviewPerson.visible_to(actor)
        .with_only_columns(ReviewPerson.review_id)
        .where(ReviewPerson.user_id == actor.user_id)
    )
    asked = (Review.state == "preparing") & (Review.meets_on >= today) & ~seen
    to_write = Review.state.in_(BEFORE) & (Review.meets_on <= today)
    statement = (
        Review.visible_to(actor)
        .with_only_columns(
            Review.ref, Review.state, Review.meets_on, Review.meets_at, Review.period_start, Review.period_end,
            Review.place, Partner.name.label("partner_name"), seen.label("seen"),
        )
        .join(Partner, Partner.id == Review.partner_id)
        .where(
            Review.id.in_(mine),
            or_(asked, to_write if actor.is_staff else asked, Review.state.in_(TO_ACCEPT) & ~accepted),
        )
        .order_by(Review.meets_on, Review.id)
        .limit(most)
    )  # fmt: skip
    return list(session.execute(also_visible(statement, actor, Partner)))


def count_waiting(actor: Actor) -> AnySelect:
    """A select of how many reviews that the actor is to attend wait for the acceptance of their side."""
    accepted = accepted_by(actor).exists()
    mine = (
        ReviewPerson.visible_to(actor)
        .with_only_columns(ReviewPerson.review_id)
        .where(ReviewPerson.user_id == actor.user_id)
    )
    statement = Review.visible_to(actor).with_only_columns(func.count())
    return statement.where(
        Review.state.in_(TO_ACCEPT if actor.writes else ()), Review.id.in_(mine), ~accepted
    )


def running_rhythms(session: Session, actor: Actor, partner_id: int) -> list[str]:
    """How often both sides of a partnership meet: the lengths of the rhythms that run. One SELECT."""
    statement = (
        Rhythm.visible_to(actor)
        .with_only_columns(Rhythm.every)
        .where(Rhythm.partner_id == partner_id, Rhythm.running.is_(True))
        .order_by(Rhythm.id)
    )
    return list(session.scalars(statement))


def running_plans(session: Session, actor: Actor, review: Review) -> list[Any]:
    """Plans of the partner into which an action may be put: ref, title, and whether it was `born` from this
    review, those first. One SELECT."""
    born = (Plan.source_type == "review") & (Plan.source_id == review.id)
    statement = (
        Plan.visible_to(actor)
        .with_only_columns(Plan.ref, Plan.title, born.label("born"))
        .where(Plan.partner_id == review.partner_id, Plan.state == "running", Plan.confidential.is_(False))
        .order_by(born.desc(), Plan.id.desc())
        .limit(MOST)
    )
    return list(session.execute(statement))


def plan(session: Session, actor: Actor, review: Review, ref: str) -> Plan | None:
    """One of these plans. One SELECT."""
    return session.scalars(
        Plan.visible_to(actor).where(
            Plan.ref == ref, Plan.partner_id == review.partner_id, Plan.confidential.is_(False)
        )
    ).first()

"""A review with SUMBER, made through the actions, and what stands in the database afterwards."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.activity.models import Activity
from portal.reviews import actions, holding, queries
from portal.reviews.models import Minutes, Review
from tests import cast
from tests.issues.arrange import actor

OCTOBER = date(2026, 10, 1), date(2026, 10, 31)
SAID = holding.Said(
    date(2026, 11, 10), "We went through the late lines.", ["Send the steel by road in December."], {}
)
SECRET = {"difficulties": "The forecast came late.", "wishes": "A forecast by the 20th.", "feedback": "Good answers.",
          "risks": "", "outlook": "Steel gets dearer."}  # fmt: skip


def today() -> date:
    """The company's day."""
    return clock.today(cast.ZONE)


def meeting(on: date, partner: int = 1, **other: Any) -> actions.Meeting:
    """A meeting of Dewi with Rina (Budi with BAUT)."""
    theirs = "rina" if partner == 1 else "budi"
    people = [
        actions.Person("company", cast.user_id("dewi"), cast.NAMES["dewi"]),
        actions.Person("partner", cast.user_id(theirs), cast.NAMES[theirs]),
    ]
    told = {"at": "09:30", "place": "Rungkut, room 2", "remind_days": 7, "people": people, **other}
    return actions.Meeting(on, **told)


def review(
    session: Session, name: str = "dewi", partner: int = 1, *, days: int = 5, every: str | None = None,
    period: tuple[date, date] = OCTOBER, **other: Any,
) -> str:  # fmt: skip
    """The reference of a review in so many days that this person planned."""
    on = today() + timedelta(days=days)
    made = actions.plan(session, actor(name), partner, period, meeting(on, partner, **other), every)
    session.commit()
    return made.ref


def held(session: Session, ref: str, name: str = "dewi", said: holding.Said = SAID) -> Minutes:
    """Minutes that this person wrote."""
    at = get(session, ref)
    before = newest(session, ref)
    made = holding.write(session, actor(name), at, said, before, today(), cast.ZONE)
    session.commit()
    return made


def agreed(session: Session, ref: str) -> None:
    """Both accept what was written."""
    for name in ("dewi", "rina"):
        at, minutes = get(session, ref), newest(session, ref)
        assert minutes is not None
        sides = [each.side for each in queries.acceptances(session, actor(name), at)]
        holding.accept(session, actor(name), at, minutes, sides)
    session.commit()


def get(session: Session, ref: str) -> Review:
    """The review as the database holds it now."""
    statement = select(Review).where(Review.ref == ref).execution_options(populate_existing=True)
    return session.scalars(statement).one()


def newest(session: Session, ref: str) -> Minutes | None:
    """The minutes that hold."""
    at = get(session, ref)
    return session.scalars(
        select(Minutes).where(Minutes.review_id == at.id, Minutes.number == at.said)
    ).first()


def verbs(session: Session) -> list[str]:
    """What was recorded of reviews, the oldest first."""
    statement = select(Activity.verb).where(Activity.subject_type == "review")
    return list(session.scalars(statement.order_by(Activity.id)))

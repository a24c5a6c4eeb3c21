"""Whom the rows of reviews concern."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.activity.models import Activity
from portal.reviews.models import ReviewPerson

VERBS = frozenset({
    "review_planned", "review_moved", "review_asked", "review_seen", "review_held", "review_rewritten",
    "review_accepted", "review_agreed", "review_missed", "review_cancelled", "said",
})  # fmt: skip


def of(session: Session, row: Activity) -> set[int | None]:
    """The ids of the people whom a row about a review concerns, its doer among them: who is to attend."""
    statement = select(ReviewPerson.user_id).where(ReviewPerson.review_id == row.subject_id)
    return set(session.scalars(statement.execution_options(system=True)))

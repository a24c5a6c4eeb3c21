"""What the calendar does by itself: ask before a review, note what was missed, put the next one in."""

from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import clock
from portal.config import Settings
from portal.db import system_session
from portal.partners.calendar import Calendar, of_company
from portal.reviews import actions
from portal.reviews.models import Review, Rhythm

AT_ONCE = 200
LONGEST = 60  # days before a meeting that a reminder may be
GRACE = 3  # days after a meeting until a review without minutes counts as missed


def run(_settings: Settings) -> int:
    """Do all that is due now, in steps that are committed one by one. Returns how many."""
    count = 0
    with system_session() as session:
        calendar = of_company(session)
        today = clock.today(calendar.zone)
        for step in (ask, miss, go_on):
            while number := step(session, today, calendar):
                session.commit()
                count += number
    return count


def ask(session: Session, today: date, _calendar: Calendar) -> int:
    """Ask both sides for their view of each review whose reminder is due. Returns how many, at most AT_ONCE;
    never commits."""
    soon = session.scalars(
        select(Review)
        .where(
            Review.state == "planned", Review.meets_on >= today - timedelta(days=GRACE),
            Review.meets_on <= today + timedelta(days=LONGEST),
        )
        .order_by(Review.meets_on, Review.id)
    )  # fmt: skip
    due = [row for row in soon if row.meets_on - timedelta(days=row.remind_days) <= today][:AT_ONCE]
    for row in due:
        actions.ask(session, None, row, today)
    return len(due)


def miss(session: Session, today: date, _calendar: Calendar) -> int:
    """Note each review of which nobody wrote down within GRACE days that it was held. Returns how many, at
    most AT_ONCE; never commits."""
    statement = (
        select(Review)
        .where(
            Review.state.in_(("planned", "preparing")), Review.meets_on < today - timedelta(days=GRACE)
        )
        .order_by(Review.meets_on, Review.id)
        .limit(AT_ONCE)
    )  # fmt: skip
    rows = list(session.scalars(statement))
    for row in rows:
        actions.miss(session, row)
    return len(rows)


def go_on(session: Session, today: date, calendar: Calendar) -> int:
    """Put the next review of each rhythm into the calendar that has none to come. Returns how many; never
    commits. What is missed by now is noted at once, so that a portal that slept shows each gap."""
    last = (
        select(Review.rhythm_id, func.max(Review.period_start).label("start"))
        .where(Review.rhythm_id.is_not(None))
        .group_by(Review.rhythm_id)
        .subquery()
    )
    statement = (
        select(Rhythm, Review)
        .join(last, last.c.rhythm_id == Rhythm.id)
        .join(Review, (Review.rhythm_id == Rhythm.id) & (Review.period_start == last.c.start))
        .where(Rhythm.running.is_(True), Review.state.not_in(("planned", "preparing")))
        .limit(AT_ONCE)
    )
    count = 0
    for rhythm, newest in session.execute(statement).all():
        try:
            with session.begin_nested():
                made = actions.go_on(session, rhythm, newest, calendar)
        except IntegrityError:  # somebody wrote minutes in the same moment, which put it in
            continue
        count += made is not None
        if made is not None and made.meets_on < today - timedelta(days=GRACE):
            actions.miss(session, made)
    return count

"""Writing reviews: plan, move, prepare, say how it is seen, cancel. What comes of them is in portal.reviews.holding."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.activity.actions import record
from portal.actor import Actor
from portal.partners.calendar import Calendar, of_company
from portal.reviews import people, policy, rhythms
from portal.reviews.models import Review, ReviewPerson, Rhythm, View


class NotNow(Exception):
    """It is not possible as the review stands now, or not for this person."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is to attend, on a side ('company' or 'partner')."""

    side: str
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """When and where it is and who comes; remind_days before, both sides are asked for their view."""

    on: date
    at: str | None
    place: str
    remind_days: int
    people: Sequence[Person]


def plan(
    session: Session, actor: Actor, partner_id: int, period: tuple[date, date], meeting: Meeting,
    every: str | None = None,
) -> Review:  # fmt: skip
    """Put a review into the calendar; with `every` it is the first of a rhythm. IntegrityError where such a
    rhythm runs already. Records `review_planned`; never commits."""
    rhythm = None
    if every is not None:
        rhythm = Rhythm(
            partner_id=partner_id, every=every, first_start=period[0], first_on=meeting.on, running=True,
            set_by=actor.user_id, set_name=actor.name, set_at=clock.now(),
        )  # fmt: skip
        session.add(rhythm)
        session.flush()
    review = _add(session, actor.user_id, actor.name, partner_id, period, meeting, rhythm)
    write_down(session, actor, review, "review_planned", day=meeting.on.isoformat())
    return review


def _add(
    session: Session, by_id: int, by_name: str, partner_id: int, period: tuple[date, date], meeting: Meeting,
    rhythm: Rhythm | None,
) -> Review:  # fmt: skip
    review = Review(
        partner_id=partner_id, ref=f"new-{secrets.token_hex(8)}", rhythm_id=rhythm.id if rhythm else None,
        state="planned", period_start=period[0], period_end=period[1], meets_on=meeting.on, meets_at=meeting.at,
        place=meeting.place, remind_days=meeting.remind_days, said=0, created_by=by_id, created_name=by_name,
        created_at=clock.now(), acts=0,
    )  # fmt: skip
    session.add(review)
    session.flush()
    review.ref = f"REV-{review.id:06d}"
    session.flush()
    _invite(session, review, meeting.people)
    return review


def _invite(session: Session, review: Review, people: Sequence[Person]) -> None:
    session.execute(
        delete(ReviewPerson)
        .where(ReviewPerson.partner_id == review.partner_id, ReviewPerson.review_id == review.id)
        .execution_options(system=True)
    )
    session.add_all(
        ReviewPerson(
            partner_id=review.partner_id, review_id=review.id, user_id=p.id, side=p.side, name=p.name
        )
        for p in people
    )
    session.flush()


def _attending(session: Session, review: Review) -> list[Person]:
    rows = session.execute(
        select(ReviewPerson.side, ReviewPerson.user_id, ReviewPerson.name)
        .where(ReviewPerson.partner_id == review.partner_id, ReviewPerson.review_id == review.id)
        .order_by(ReviewPerson.side, ReviewPerson.user_id)
        .execution_options(system=True)
    )
    return [Person(*row) for row in rows]


def _still_there(session: Session, partner_id: int, attending: Sequence[Person]) -> list[Person]:
    """Those who have their account still, and on a side of which nobody has, others: somebody is to be asked."""
    known = people.still_there(session, partner_id, [(p.side, p.id, p.name) for p in attending])
    return [Person(*each) for each in known]


def move(session: Session, actor: Actor, review: Review, meeting: Meeting) -> None:
    """Change when and where it is and who comes; what was missed is planned again, and both are asked anew
    where the reminder is due later. Raises NotNow. Records `review_moved`; never commits."""
    or_not_now(policy.can_prepare(actor, review))
    today = clock.today(of_company(session).zone)
    review.meets_on, review.meets_at, review.place = meeting.on, meeting.at, meeting.place
    review.remind_days = meeting.remind_days
    if meeting.on - timedelta(days=meeting.remind_days) > today:
        review.state, review.asked_on = "planned", None
    elif review.state == "missed":
        review.state = "planned"
    _invite(session, review, meeting.people)
    done(session, actor, review, "review_moved", day=meeting.on.isoformat())


def ask(session: Session, actor: Actor | None, review: Review, today: date) -> None:
    """Ask both sides for their view. Raises NotNow. Records `review_asked`; never commits."""
    or_not_now(review.state == "planned" and (actor is None or policy.can_ask(actor, review)))
    before = _attending(session, review)
    if (now := _still_there(session, review.partner_id, before)) != before:
        _invite(session, review, now)
    review.state, review.asked_on = "preparing", today
    done(session, actor, review, "review_asked", day=review.meets_on.isoformat())


def see(session: Session, actor: Actor, review: Review, words: dict[str, str]) -> View:
    """Say how the actor's side sees the partnership, or a new version of it: `words` by the names of
    queries.WORDS. Raises NotNow. Records `review_seen`; never commits."""
    or_not_now(policy.can_prepare(actor, review))
    number = session.scalar(
        select(func.max(View.number))
        .where(View.review_id == review.id, View.side == actor.party)
        .execution_options(system=True)
    )
    view = View(
        partner_id=review.partner_id, review_id=review.id, side=actor.party, by_id=actor.person_id,
        by_name=actor.name, at=clock.now(), number=(number or 0) + 1, **words,
    )  # fmt: skip
    session.add(view)
    done(session, actor, review, "review_seen", number=view.number)
    return view


def cancel(session: Session, actor: Actor, review: Review, reason: str) -> None:
    """Call it off. Raises NotNow. Records `review_cancelled`; never commits."""
    or_not_now(policy.can_cancel(actor, review))
    review.state = "cancelled"
    review.ended_at, review.ended_name, review.ended_words = clock.now(), actor.name, reason
    done(session, actor, review, "review_cancelled", reason=reason[:300])


def miss(session: Session, review: Review) -> None:
    """Note that nobody wrote down that it was held. Records `review_missed`; never commits."""
    review.state = "missed"
    done(session, None, review, "review_missed", day=review.meets_on.isoformat())


def stop(session: Session, actor: Actor, review: Review, rhythm: Rhythm) -> None:
    """End a rhythm: what is in the calendar stays, nothing is added. Raises NotNow. Records
    `review_rhythm_ended`; never commits."""
    or_not_now(policy.can_stop(actor, rhythm))
    rhythm.running = False
    session.flush()
    write_down(session, actor, review, "review_rhythm_ended", every=rhythm.every)  # the review may have ended


def go_on(session: Session, rhythm: Rhythm, newest: Review, calendar: Calendar) -> Review | None:
    """The review that follows the `newest` one of a rhythm, on a working day, once that is no longer to come;
    None as long as it is. It takes place, people and reminder from it. Records `review_planned`; never
    commits."""
    if not rhythm.running or newest.state in ("planned", "preparing"):
        return None
    turn = rhythms.following(rhythm.every, rhythm.first_start, rhythm.first_on, newest.period_start)
    day = turn.on
    for _day in range(30):
        if calendar.works_on(day):
            break
        day += timedelta(days=1)
    attending = _still_there(session, newest.partner_id, _attending(session, newest))
    meeting = Meeting(day, newest.meets_at, newest.place, newest.remind_days, attending)
    period = turn.start, turn.end
    review = _add(session, rhythm.set_by, rhythm.set_name, newest.partner_id, period, meeting, rhythm)
    write_down(session, None, review, "review_planned", day=day.isoformat())
    return review


def done(session: Session, actor: Actor | None, review: Review, verb: str, **data: Any) -> None:
    """Move the version and write down what was done."""
    review.acts += 1
    session.flush()
    write_down(session, actor, review, verb, **data)


def write_down(session: Session, actor: Actor | None, review: Review, verb: str, **data: Any) -> None:
    """Write down what was done to a review, for both sides."""
    period = [review.period_start.isoformat(), review.period_end.isoformat()]
    record(
        session, actor, verb, ("review", review.id, review.ref), partner_id=review.partner_id, audience="shared",
        data={"period": period, **data},
    )  # fmt: skip


def or_not_now(possible: bool) -> None:
    """Go on only if it is possible. Raises NotNow."""
    if not possible:
        raise NotNow

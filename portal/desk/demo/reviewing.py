"""Reviews of the demo as they are told, and how their rows are written: with the figures that the score function
counts over the demo's own deliveries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.desk.demo.book import Book
from portal.desk.demo.days import ZONE, Calendar
from portal.desk.demo.people import HUMAN
from portal.issues.models import Issue
from portal.plans.models import Action, Plan
from portal.reviews import gathering, holding, rhythms
from portal.reviews.models import Minutes, Review, ReviewAcceptance, ReviewPerson, Rhythm, View
from portal.reviews.queries import WORDS


@dataclass(frozen=True)
class Talk:
    """What was said in one review: how the partner and the company see it (difficulties, wishes, feedback,
    risks, outlook), the notes, decisions, and targets by metric. plan: the title of the plan born from it."""

    theirs: tuple[str, str, str, str, str]
    ours: tuple[str, str, str, str, str]
    notes: str = ""
    decisions: tuple[str, ...] = ()
    targets: tuple[tuple[str, str], ...] = ()
    plan: str = ""


@dataclass(frozen=True)
class Series:
    """The reviews of one partner: of whom with whom, where, how often; `talks` the newest first, None for one
    that was missed. coming: what the partner said for the one to come, None for nothing yet; held: the
    newest one was held lately and one side has accepted."""

    partner: str
    staff: str
    person: str
    every: str
    place: str
    at: str
    talks: Sequence[Talk | None]
    coming: tuple[str, str, str, str, str] | None = None
    held: bool = False


def write(session: Session, book: Book, calendar: Calendar, told: Sequence[Series]) -> None:
    """Write the reviews in the order in which they were held, each with its pack as it stood then."""
    numbers = iter(range(1, 1000))
    for series in told:
        _Writer(session, book, calendar, series).write(numbers)


class _Writer:
    def __init__(self, session: Session, book: Book, calendar: Calendar, series: Series) -> None:
        self.session, self.book, self.calendar, self.series = session, book, calendar, series
        self.partner_id = book.partners[series.partner]
        self.reader = Actor(
            book.people[series.staff], HUMAN[series.staff].name, "staff", "manager", "id", ZONE
        )
        self.people = {"company": series.staff, "partner": series.person}

    def write(self, numbers: Any) -> None:
        """The rhythm, the past reviews from the oldest on, and the one to come."""
        series, step = self.series, rhythms.MONTHS[self.series.every]
        soon = self.calendar.on(self.calendar.day(6), saturday=False)
        start, end = rhythms.before(series.every, soon)
        count = len(series.talks)
        first = rhythms.later(start, -step * (count - series.held))
        self.rhythm = Rhythm(
            partner_id=self.partner_id, every=series.every, first_start=first, running=True,
            first_on=self._met(rhythms.later(first, step)), set_by=self.book.people[series.staff],
            set_name=HUMAN[series.staff].name, set_at=self._instant(first, 9),
        )  # fmt: skip
        self.session.add(self.rhythm)
        self.session.flush()
        for place, talk in reversed(list(enumerate(series.talks, start=1))):
            begins = rhythms.later(start, -step * (place - series.held))
            ends = rhythms.later(begins, step) - timedelta(days=1)
            newest = place == 1 and series.held
            on = (
                self.calendar.back(self.calendar.day(-2), saturday=False)
                if newest
                else self._met(ends + timedelta(days=1))
            )
            review = self._review(next(numbers), begins, ends, on)
            if talk is None:
                review.state = "missed"
                self._note(review, on + timedelta(days=4), None, "review_missed", day=on.isoformat())
                self.session.flush()
                continue
            self._held(review, talk, on, both=not newest)
        if not series.held:
            self._coming(next(numbers), start, end, soon)

    def _met(self, month: date) -> date:
        return self.calendar.on(month.replace(day=12), saturday=False)

    def _instant(self, day: date, hour: int, minute: int = 0) -> datetime:
        return min(self.calendar.at(day, hour, minute), self.calendar.now)

    def _review(self, number: int, start: date, end: date, on: date) -> Review:
        series, made = self.series, self._instant(on - timedelta(days=25), 8)
        review = Review(
            partner_id=self.partner_id, ref=f"REV-{number:06d}", rhythm_id=self.rhythm.id, state="planned",
            period_start=start, period_end=end, meets_on=on, meets_at=series.at, place=series.place, remind_days=7,
            said=0, acts=0, created_by=self.book.people[series.staff], created_name=HUMAN[series.staff].name,
            created_at=made,
        )  # fmt: skip
        self.session.add(review)
        self.session.flush()
        for side, key in self.people.items():
            self.session.add(
                ReviewPerson(
                    partner_id=self.partner_id, review_id=review.id, user_id=self.book.people[key], side=side,
                    name=HUMAN[key].name,
                )
            )  # fmt: skip
        self.session.flush()
        self._note(review, on - timedelta(days=25), None, "review_planned", day=on.isoformat())
        return review

    def _coming(self, number: int, start: date, end: date, on: date) -> None:
        review = self._review(number, start, end, on)
        review.state, review.asked_on = "preparing", self.calendar.day(-1)
        self._note(review, self.calendar.day(-1), None, "review_asked", day=on.isoformat())
        if self.series.coming:
            self._seen(review, "partner", self.series.coming, self.calendar.ago(150))
        self.session.flush()

    def _seen(self, review: Review, side: str, words: Sequence[str], at: datetime) -> None:
        self.session.add(
            View(**self._signed(review, side, at), number=1, **dict(zip(WORDS, words, strict=True)))
        )
        self.session.flush()
        self.book.note(
            at,
            self.people[side],
            "review_seen",
            ("review", review.id, review.ref),
            self.partner_id,
            None,
            self._data(review),
        )

    def _signed(self, review: Review, side: str, at: datetime) -> dict[str, Any]:
        key = self.people[side]
        return {
            "partner_id": self.partner_id, "review_id": review.id, "side": side, "by_id": self.book.people[key],
            "by_name": HUMAN[key].name, "at": at,
        }  # fmt: skip

    def _held(self, review: Review, talk: Talk, on: date, *, both: bool) -> None:
        review.asked_on, review.held_on = on - timedelta(days=7), on
        self._seen(review, "partner", talk.theirs, self._instant(on - timedelta(days=4), 10, 20))
        self._seen(review, "company", talk.ours, self._instant(on - timedelta(days=2), 14, 5))
        pack = self._pack(review, talk, on)
        minutes = Minutes(
            **self._signed(review, "company", self._instant(on, 15, 40)), number=1, notes=talk.notes,
            decisions=list(talk.decisions), targets=dict(talk.targets), pack=pack,
            digest=holding.digest_of(talk.notes, talk.decisions, dict(talk.targets), pack),
        )  # fmt: skip
        self.session.add(minutes)
        review.state, review.said = "held", 1
        self.session.flush()
        self._note(review, on, self.series.staff, "review_held", hour=15, minute=40)
        accepted = {
            "partner": self._instant(on, 16, 30),
            "company": self._instant(on + timedelta(days=1), 8, 50),
        }
        for side, at in accepted.items() if both else list(accepted.items())[:1]:
            self.session.add(
                ReviewAcceptance(**self._signed(review, side, at), number=1, digest=minutes.digest)
            )
            last = side == "company"
            review.ended_at, review.ended_name = (at, HUMAN[self.series.staff].name) if last else (None, None)
            self.book.note(
                at,
                self.people[side],
                "review_agreed" if last else "review_accepted",
                ("review", review.id, review.ref),
                self.partner_id,
                None,
                self._data(review),
            )
        self.session.flush()
        review.state, review.acts = ("agreed" if both else "accepted"), 5
        self.session.flush()

    def _pack(self, review: Review, talk: Talk, on: date) -> dict[str, Any]:
        """The pack as it stood on that day: issues and actions are those that were open then."""
        at = self._instant(on, 15, 40)
        agreed = self._plan(review, talk.plan) if talk.plan else []
        pack = gathering.gather(
            self.session, self.reader, review, on, ZONE, agreed=[row.id for row in agreed]
        )
        pack["issues"] = [
            {
                "ref": row.ref, "title": row.title, "severity": row.severity, "state": "in_progress",
                "opened": row.opened_at.date().isoformat(), "side": row.opened_side, "waits_for": None, "steps": None,
            }
            for row in self.session.scalars(
                select(Issue)
                .where(
                    Issue.partner_id == self.partner_id, Issue.confidential.is_(False), Issue.opened_at < at,
                    or_(Issue.confirmed_at.is_(None), Issue.confirmed_at > at),
                )
                .order_by(Issue.opened_at.desc())
                .limit(6)
            )
        ]  # fmt: skip
        begun = set(
            self.session.scalars(
                select(Plan.ref).where(Plan.partner_id == self.partner_id, Plan.starts_on < on)
            )
        )
        pack["actions"] = [_as_then(row) for row in pack["actions"] if row["ref"].partition("/")[0] in begun]
        pack["agreed"] = [_as_then(row) for row in pack["agreed"]]
        return pack

    def _plan(self, review: Review, title: str) -> list[Action]:
        """The actions of the plan that is said to be born from the review."""
        plan = self.session.scalars(
            select(Plan).where(Plan.partner_id == self.partner_id, Plan.title == title)
        ).one()
        plan.source_type, plan.source_id, plan.source_ref = "review", review.id, review.ref
        self.session.flush()
        return list(
            self.session.scalars(select(Action).where(Action.plan_id == plan.id).order_by(Action.number))
        )

    def _note(
        self,
        review: Review,
        told_on: date,
        key: str | None,
        verb: str,
        hour: int = 8,
        minute: int = 0,
        **data: Any,
    ) -> None:
        at = self._instant(self.calendar.back(told_on), hour, minute)
        self.book.note(
            at, key, verb, ("review", review.id, review.ref), self.partner_id, None, self._data(review) | data
        )

    def _data(self, review: Review) -> dict[str, Any]:
        return {"period": [review.period_start.isoformat(), review.period_end.isoformat()]}


def _as_then(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"state": "open", "done": None, "late": 0}

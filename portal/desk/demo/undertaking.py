"""A joint plan of the demo as it is told, and how its rows are written."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.desk.demo.book import Book
from portal.desk.demo.days import Calendar
from portal.desk.demo.people import HUMAN
from portal.issues.models import Issue
from portal.plans.models import Action, DueChange, Plan, PlanPerson, Reading
from portal.plans.policy import OPEN

Move = tuple[datetime, str, str, str]  # when, who, to which state, why


@dataclass(frozen=True)
class Deed:
    """An action: who does it by when, how one will know, its points (a leading "x " is ticked), where it
    went, and from which days it was moved: when, who, the day before, why."""

    title: str
    done_means: str
    owner: str
    due: date
    moves: tuple[Move, ...] = ()
    points: tuple[str, ...] = ()
    redated: tuple[tuple[datetime, str, date, str], ...] = ()


@dataclass(frozen=True)
class Undertaking:
    """A plan: begun by whom and when with which partner; readings are day, who, value, note. issue: the
    title of the issue it was born from; ended: when, who said so, who agreed, and what came of it."""

    partner: str
    by: str
    at: datetime
    kind: str
    title: str
    goal: str
    until: date
    owners: tuple[str, str]
    deeds: tuple[Deed, ...]
    measure: str | None = None
    unit: str | None = None
    baseline: str | None = None
    target: str | None = None
    readings: tuple[tuple[date, datetime, str, str, str], ...] = ()
    issue: str = ""
    ended: tuple[datetime, str, datetime, str, str] | None = None


def write(session: Session, book: Book, calendar: Calendar, told: list[Undertaking]) -> None:
    """Write the plans in the order in which they began, with what happened to each."""
    for number, one in enumerate(sorted(told, key=lambda each: each.at), start=1):
        _Writer(session, book, calendar, one, f"PLN-{number:06d}").write()


class _Writer:
    def __init__(self, session: Session, book: Book, calendar: Calendar, one: Undertaking, ref: str) -> None:
        self.session, self.book, self.calendar, self.one, self.ref = session, book, calendar, one, ref
        self.partner_id = book.partners[one.partner]

    def write(self) -> None:
        """The plan with its people, actions, readings and end."""
        one, people = self.one, self.book.people
        issue = (
            self.session.scalars(select(Issue).where(Issue.title == one.issue)).first() if one.issue else None
        )
        staff, theirs = one.owners
        self.plan = Plan(
            partner_id=self.partner_id, ref=self.ref, kind=one.kind, title=one.title, goal=one.goal, measure=one.measure,
            unit=one.unit, baseline=_number(one.baseline), target=_number(one.target), starts_on=one.at.date(),
            ends_on=one.until, staff_owner_id=people[staff], partner_owner_id=people[theirs],
            partner_team=HUMAN[theirs].team, state="done" if one.ended else "running",
            closed_at=one.ended[2] if one.ended else None, closing_note=one.ended[4] if one.ended else None,
            source_type="issue" if issue else None, source_id=issue.id if issue else None,
            source_ref=issue.ref if issue else None, last_number=len(one.deeds), created_by=people[one.by],
            created_name=HUMAN[one.by].name, created_at=one.at,
        )  # fmt: skip
        self.session.add(self.plan)
        self.session.flush()
        for key in dict.fromkeys((one.by, *one.owners, *(deed.owner for deed in one.deeds))):
            self.session.add(
                PlanPerson(partner_id=self.partner_id, plan_id=self.plan.id, user_id=people[key])
            )
        self._note(one.at, one.by, "planned", {"title": one.title})
        for number, deed in enumerate(one.deeds, start=1):
            self._deed(number, deed)
        for day, at, by, value, note in one.readings:
            self._reading(day, at, by, value, note)
        if one.ended:
            at, first, agreed_at, second, note = one.ended
            self._note(at, first, "plan_ending", {"title": one.title, "reason": note, "state": "done"})
            self._note(agreed_at, second, "plan_ended", {"title": one.title, "state": "done"})

    def _deed(self, number: int, deed: Deed) -> None:
        human = HUMAN[deed.owner]
        action = Action(
            partner_id=self.partner_id, plan_id=self.plan.id, number=number, title=deed.title,
            done_means=deed.done_means, side="partner" if human.partner else "company",
            owner_id=self.book.people[deed.owner], owner_name=human.name, due_on=deed.due, state="open",
            checklist=[{"text": p.removeprefix("x "), "done": p.startswith("x ")} for p in deed.points],
            created_at=self.one.at,
        )  # fmt: skip
        for at, by, state, words in deed.moves:
            action.waiting_for = words if state == "waiting" else None
            action.done_at = at if state == "done" else action.done_at if state == "verified" else None
            if state == "verified":
                action.verified_at, action.verifier_name = at, HUMAN[by].name
            action.state, before = state, action.state
            self._moved(number, deed, at, by, {"before": before, "state": state, "reason": words})
        self._reminded(action, number, deed)
        self.session.add(action)
        self.session.flush()
        for at, by, was, reason in deed.redated:
            self._redated(action, deed, at, by, was, reason)
        for row in self.book.happened:
            if row.subject_type == "action" and row.subject_ref == f"{self.ref}/{number}":
                row.subject_id = action.id

    def _moved(self, number: int, deed: Deed, at: datetime, by: str, data: dict[str, Any]) -> None:
        facts = {"title": deed.title, "person": HUMAN[deed.owner].name, **data}
        self.book.note(
            at, by, "action_moved", ("action", 0, f"{self.ref}/{number}"), self.partner_id, None, facts
        )

    def _reminded(self, action: Action, number: int, deed: Deed) -> None:
        """A missed day was told on the next morning, and again after three working days (plans.reminding)."""
        for verb, days in (("action_reminded", 1), ("action_escalated", 4)):
            day = self.calendar.after(deed.due, days)
            if action.state not in OPEN or day >= self.calendar.today:
                continue
            setattr(action, verb.removeprefix("action_") + "_on", day)
            data = {"title": deed.title, "person": HUMAN[deed.owner].name, "day": deed.due.isoformat()}
            subject = ("action", 0, f"{self.ref}/{number}")
            self.book.note(self.calendar.at(day, 7), None, verb, subject, self.partner_id, None, data)

    def _redated(self, action: Action, deed: Deed, at: datetime, by: str, was: date, reason: str) -> None:
        human = HUMAN[by]
        self.session.add(
            DueChange(
                partner_id=self.partner_id, plan_id=self.plan.id, action_id=action.id, was_on=was, due_on=deed.due,
                reason=reason, side="partner" if human.partner else "company", changed_by=self.book.people[by],
                changed_name=human.name, changed_at=at,
            )
        )  # fmt: skip
        data = {"title": deed.title, "day": deed.due.isoformat(), "was": was.isoformat(), "reason": reason}
        subject = ("action", action.id, f"{self.ref}/{action.number}")
        self.book.note(at, by, "action_redated", subject, self.partner_id, None, data)

    def _reading(self, day: date, at: datetime, by: str, value: str, note: str) -> None:
        self.session.add(
            Reading(
                partner_id=self.partner_id, plan_id=self.plan.id, read_on=day, value=Decimal(value), note=note or None,
                recorded_by=self.book.people[by], recorded_name=HUMAN[by].name, recorded_at=at,
            )
        )  # fmt: skip
        self._note(at, by, "plan_measured", {"value": value, "unit": self.one.unit, "day": day.isoformat()})

    def _note(self, at: datetime, by: str, verb: str, data: dict[str, Any]) -> None:
        self.book.note(at, by, verb, ("plan", self.plan.id, self.ref), self.partner_id, None, data)


def _number(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None

"""A dispute of the demo as it is told, and how its rows are written."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.clock import zone
from portal.desk.demo.book import Book
from portal.desk.demo.days import ZONE, Calendar
from portal.desk.demo.matter import Matter
from portal.desk.demo.people import HUMAN
from portal.disputes import policy
from portal.disputes.models import (
    Acceptance,
    Decision,
    Dispute,
    Escalation,
    Exhibit,
    Fact,
    FactAnswer,
    Position,
)
from portal.issues.models import Contest, Issue
from portal.shipments.models import Receipt


@dataclass(frozen=True)
class Said:
    """A position: who says what, and wants what, when."""

    by: str
    at: datetime
    says: str
    wants: str


@dataclass(frozen=True)
class Point:
    """A fact: who proposed it when; `answer` by whom, and when."""

    by: str
    at: datetime
    words: str
    answer_by: str = ""
    answered_at: datetime | None = None


@dataclass(frozen=True)
class Terms:
    """A proposed decision, and who accepted it when, if somebody did."""

    by: str
    at: datetime
    words: str
    cause_side: str
    quantity: str
    unit: str
    credit: str
    correction: str
    accepted_by: str = ""
    accepted_at: datetime | None = None


@dataclass
class Quarrel:
    """A dispute about the issue with this title; the first position opens it. contests: the matter is about
    a receipt with a part rejected. called: who handed it to which managers, when and why."""

    title: str
    said: list[Said]
    facts: list[Point] = field(default_factory=list)
    terms: Terms | None = None
    called: tuple[str, datetime, str, str, str] | None = None
    contests: Matter | None = None


def write(session: Session, book: Book, calendar: Calendar, told: list[Quarrel]) -> None:
    """Write disputes with all that was said; those of issues that are not there are left out."""
    for one in told:
        issue = session.scalars(select(Issue).where(Issue.title == one.title)).first()
        if issue is not None:
            _Writer(session, book, calendar, issue, one).write()


class _Writer:
    def __init__(self, session: Session, book: Book, calendar: Calendar, issue: Issue, one: Quarrel) -> None:
        self.session, self.book, self.calendar, self.issue, self.one = session, book, calendar, issue, one

    def write(self) -> None:
        """The dispute while it is open, and last how it ended."""
        one, first = self.one, self.one.said[0]
        day = first.at.astimezone(zone(ZONE)).date()
        human = HUMAN[first.by]
        self.dispute = Dispute(
            partner_id=self.issue.partner_id, issue_id=self.issue.id, issue_ref=self.issue.ref, number=1,
            order_id=self.issue.order_id, state="open", opened_side=_side(first.by), opened_by=self.book.people[first.by],
            opened_name=human.name, opened_at=first.at, position_due_on=self.calendar.after(day, 3),
            escalation_on=day + timedelta(days=10), acts=1, reminded_on=self.calendar.today, offered_on=self.calendar.today,
        )  # fmt: skip
        self.session.add(self.dispute)
        self.session.flush()
        if one.contests is not None:
            self._contest()
        for number, said in enumerate(one.said):
            self._position(said, opens=number == 0)
        asked = [self._fact(number, point) for number, point in enumerate(one.facts, start=1)]
        if one.called:
            self._called(*one.called)
        standing = self._decided(one.terms) if one.terms else None
        if self.dispute.state == "open":
            self.dispute.waits_for = policy.waits_for(
                standing, {_side(said.by) for said in one.said}, {side for side in asked if side},
                escalated=one.called is not None,
            )  # fmt: skip
        self.session.flush()

    def _signed(self, by: str, at: datetime) -> dict[str, Any]:
        return {
            "partner_id": self.dispute.partner_id, "dispute_id": self.dispute.id, "side": _side(by),
            "by_id": self.book.people[by], "by_name": HUMAN[by].name, "at": at,
        }  # fmt: skip

    def _contest(self) -> None:
        receipt = self.session.scalars(
            select(Receipt)
            .where(Receipt.schedule_id == self.issue.schedule_id, Receipt.rejected > 0)
            .order_by(Receipt.id.desc())
        ).one()
        self.session.add(
            Contest(partner_id=receipt.partner_id, receipt_id=receipt.id, issue_id=self.issue.id)
        )
        first = self.one.said[0]
        self.session.add(Exhibit(**self._signed(first.by, first.at), record="receipt", record_id=receipt.id))

    def _position(self, said: Said, *, opens: bool) -> None:
        self.session.add(
            Position(**self._signed(said.by, said.at), number=1, says=said.says, wants=said.wants)
        )
        verb = "disputed" if opens else "dispute_position"
        self._note(said.at, said.by, verb, title=self.issue.title if opens else None, excerpt=said.says)

    def _fact(self, number: int, point: Point) -> str | None:
        """Write a fact; the side that has yet to answer it, None where it was."""
        fact = Fact(**self._signed(point.by, point.at), number=number, words=point.words)
        self.session.add(fact)
        self.session.flush()
        self._note(point.at, point.by, "dispute_fact", excerpt=point.words)
        if point.answered_at is None:
            return policy.other(_side(point.by))
        self.session.add(
            FactAnswer(**self._signed(point.answer_by, point.answered_at), fact_id=fact.id, answer="agreed")
        )
        data = {"answer": "agreed", "excerpt": point.words}
        self._note(point.answered_at, point.answer_by, "dispute_fact_answered", **data)
        return None

    def _called(self, by: str, at: datetime, staff: str, partner: str, reason: str) -> None:
        names = {
            "staff_manager_id": self.book.people[staff], "staff_manager_name": HUMAN[staff].name,
            "partner_manager_id": self.book.people[partner], "partner_manager_name": HUMAN[partner].name,
        }  # fmt: skip
        self.session.add(Escalation(**self._signed(by, at), reason=reason, **names))
        self.dispute.escalated_at = at
        for name, value in names.items():
            setattr(self.dispute, name, value)
        person = f"{HUMAN[staff].name}, {HUMAN[partner].name}"
        self._note(at, by, "dispute_escalated", reason=reason, person=person)

    def _decided(self, terms: Terms) -> str:
        """Write the decision, and that it was accepted; the side that proposed it."""
        row = Decision(
            **self._signed(terms.by, terms.at), number=1, outcome="agreed", cause_side=terms.cause_side,
            quantity=Decimal(terms.quantity), unit=terms.unit, credit=terms.credit, correction=terms.correction,
            words=terms.words,
        )  # fmt: skip
        self.session.add(row)
        self.session.flush()
        self.session.add(Acceptance(**self._signed(terms.by, terms.at), decision_id=row.id))
        self.dispute.standing_id = row.id
        self.session.flush()
        self._note(terms.at, terms.by, "dispute_proposed", outcome="agreed", excerpt=terms.words)
        if terms.accepted_at is not None:
            accepted = self._signed(terms.accepted_by, terms.accepted_at)
            self.session.add(Acceptance(**accepted, decision_id=row.id))
            self.session.flush()
            self.dispute.state, self.dispute.waits_for = "accepted", None
            self.dispute.ended_at, self.dispute.ended_name = terms.accepted_at, HUMAN[terms.accepted_by].name
            data = {"person": HUMAN[terms.by].name, "reason": terms.words}
            self._note(terms.accepted_at, terms.accepted_by, "dispute_accepted", **data)
        return _side(terms.by)

    def _note(self, at: datetime, by: str, verb: str, **data: Any) -> None:
        subject = ("dispute", self.dispute.id, self.issue.ref)
        self.book.note(at, by, verb, subject, self.dispute.partner_id, self.dispute.order_id, data)


def _side(key: str) -> str:
    return "partner" if HUMAN[key].partner else "company"

"""Writing down matters, what was said about them, and the files that go with it."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import Any

from sqlalchemy.orm import Session

from portal.desk.demo.book import Book
from portal.desk.demo.matter import Matter, Paper, Remark, Step
from portal.desk.demo.people import HUMAN
from portal.files.intake import take
from portal.files.models import Attachment
from portal.files.storage import Store
from portal.issues import clocks
from portal.issues.models import Issue, IssuePerson
from portal.issues.policy import STEPS
from portal.partners.calendar import terms
from portal.talk.actions import EXCERPT
from portal.talk.models import Message

DONE = {
    "acknowledge": "acknowledged", "start": "started", "resolve": "resolved", "confirm": "confirmed",
    "reopen": "reopened",
}  # fmt: skip


class Writer:
    """Writes correspondence. Messages are kept back until all can be written in the order of time."""

    def __init__(self, session: Session, book: Book, store: Store) -> None:
        self.session, self.book, self.store = session, book, store
        self.hours = terms(session)
        self.said: list[tuple[Message, str, str, int | None, tuple[Paper, ...]]] = []

    def write(self, matters: Iterable[Matter], remarks: Iterable[Remark]) -> None:
        """Write all of it; issues get running references by the instant they were opened."""
        issues = []
        for number, matter in enumerate(sorted(matters, key=lambda m: m.at), start=1):
            issue = self._issue(matter, f"new-{number}")
            self.session.add(issue)
            issues.append((matter, issue))
        self.session.flush()
        for _matter, issue in issues:
            issue.ref = f"ISS-{issue.id:06d}"
        self.session.flush()
        for matter, issue in issues:
            self._opened(matter, issue)
            for step in matter.steps:
                self._step(matter, issue, step)
        for remark in remarks:
            self._remark(remark)
        self._messages()

    def _issue(self, matter: Matter, ref: str) -> Issue:
        human = HUMAN[matter.by]
        order = self.book.orders[matter.deal] if matter.deal else None
        schedule = self.book.schedules[matter.deal, matter.line, 1] if matter.line else None
        notice = self.book.notices[matter.deal][0] if matter.notice else None
        issue = Issue(
            partner_id=self.book.partners[matter.partner], ref=ref, kind=matter.kind, severity=matter.severity,
            title=matter.title, about="notice" if notice else "line" if schedule else "order" if order else "relationship",
            order_id=order.id if order else None, line_id=schedule.line_id if schedule else None,
            schedule_id=schedule.id if schedule else None, notice_id=notice.id if notice else None,
            about_label=_label(order, schedule, notice), what_happened=matter.what, effect=matter.effect,
            wished_outcome=matter.wish, quantity_affected=matter.quantity, confidential=matter.confidential,
            opened_by=self.book.people[human.key], opened_name=human.name, opened_side=human.side, opened_at=matter.at,
            owner_id=self.book.people[matter.owner] if matter.owner else None, team=matter.team,
            handling=matter.handling, handling_note=matter.handling_note, state="open", reopened_count=0,
        )  # fmt: skip
        self._run(matter, issue)
        return issue

    def _run(self, matter: Matter, issue: Issue) -> None:
        """Let the steps move the state and both clocks, as portal.issues.actions does."""
        issue.closed, issue.unanswered = False, True
        issue.answer_due_at, issue.solution_due_at = self._dues(issue, matter.at)
        for step in matter.steps:
            answers = HUMAN[step.by].side != issue.opened_side
            if step.text and step.kind != "note" and answers:
                issue.answered_at, issue.unanswered = issue.answered_at or step.at, False
            elif step.text and step.kind != "note" and not issue.unanswered:
                issue.answer_due_at, issue.unanswered = self._dues(issue, step.at)[0], True
            if step.kind in STEPS:
                issue.state = STEPS[step.kind].after
            if step.kind == "resolve":
                issue.resolved_at, issue.answered_at, issue.unanswered = (
                    step.at,
                    issue.answered_at or step.at,
                    False,
                )
            elif step.kind == "confirm":
                issue.confirmed_at, issue.closed, issue.unanswered = step.at, True, False
            elif step.kind == "reopen":
                issue.resolved_at = issue.confirmed_at = None
                issue.closed, issue.unanswered = False, True
                issue.reopened_count += 1
                issue.answer_due_at, issue.solution_due_at = self._dues(issue, step.at)

    def _dues(self, issue: Issue, at: datetime) -> tuple[datetime, datetime]:
        hours = self.hours
        return clocks.dues(at, issue.severity, hours.calendar, hours.answer, hours.solution)

    def _opened(self, matter: Matter, issue: Issue) -> None:
        for key in matter.named:
            self.session.add(
                IssuePerson(issue_id=issue.id, user_id=self.book.people[key], partner_id=issue.partner_id)
            )
        self._note(issue, matter.at, matter.by, "opened", {"title": issue.title, "kind": issue.kind})
        self._attach(
            matter.papers,
            matter.by,
            matter.at,
            ("issue", issue.id, issue.ref),
            issue.partner_id,
            issue.order_id,
        )
        first = next((s.at for s in matter.steps if s.by == matter.owner), None)
        if first and matter.owner != matter.by:
            data = {"title": issue.title, "owner": HUMAN[matter.owner].name, "team": matter.team}
            self._note(issue, first, matter.owner, "assigned", data, "internal")

    def _step(self, matter: Matter, issue: Issue, step: Step) -> None:
        audience = "internal" if step.kind == "note" else "shared"
        if step.text:
            subject = ("issue", issue.id, issue.ref)
            self._say(
                subject, issue.partner_id, issue.order_id, step.by, step.at, audience, step.text, step.papers
            )
        if verb := DONE.get(step.kind):
            self._note(issue, step.at, step.by, verb, {"title": issue.title})

    def _remark(self, remark: Remark) -> None:
        order = self.book.orders[remark.deal]
        subject = ("order", order.id, order.ref)
        if remark.on_notice:
            notice = self.book.notices[remark.deal][0]
            subject = ("notice", notice.id, notice.ref)
        self._say(
            subject,
            order.partner_id,
            order.id,
            remark.by,
            remark.at,
            remark.audience,
            remark.text,
            remark.papers,
        )

    def _say(
        self, subject: tuple[str, int, str], partner_id: int, order_id: int | None, by: str, at: datetime,
        audience: str, text: str, papers: tuple[Paper, ...],
    ) -> None:  # fmt: skip
        human = HUMAN[by]
        message = Message(
            partner_id=partner_id, audience=audience, subject_type=subject[0], subject_id=subject[1],
            author_user_id=self.book.people[by], author_name=human.name, author_side=human.side, body=text, created_at=at,
        )  # fmt: skip
        self.said.append((message, subject[2], by, order_id, papers))

    def _messages(self) -> None:
        self.said.sort(key=lambda row: row[0].created_at)
        self.session.add_all(row[0] for row in self.said)
        self.session.flush()
        for message, ref, by, order_id, papers in self.said:
            subject = (message.subject_type, message.subject_id, ref)
            data = {"message": message.id, "excerpt": _excerpt(message.body)}
            self.book.note(
                message.created_at, by, "said", subject, message.partner_id, order_id, data, message.audience
            )
            self._attach(papers, by, message.created_at, subject, message.partner_id, order_id, message)

    def _attach(
        self, papers: tuple[Paper, ...], by: str, at: datetime, subject: tuple[str, int, str], partner_id: int,
        order_id: int | None, message: Message | None = None,
    ) -> None:  # fmt: skip
        human, audience = HUMAN[by], message.audience if message else "shared"
        for paper in papers:
            taken = take(self.store, BytesIO(paper.make()), paper.name)
            self.session.add(
                Attachment(
                    token=secrets.token_urlsafe(18), partner_id=partner_id, audience=audience, subject_type=subject[0],
                    subject_id=subject[1], message_id=message.id if message else None, form_key="demo",
                    uploaded_by=self.book.people[by], uploader_name=human.name, uploaded_side=human.side,
                    name=taken.name, mime=taken.mime, size=taken.size, sha256=taken.sha256,
                    thumb_sha256=taken.thumb_sha256, width=taken.width, height=taken.height, created_at=at,
                )
            )  # fmt: skip
        if papers:
            data = {"files": [paper.name for paper in papers], "message": message.id if message else None}
            self.book.note(at, by, "attached", subject, partner_id, order_id, data, audience)

    def _note(
        self, issue: Issue, at: datetime, by: str, verb: str, data: dict[str, Any], audience: str = "shared"
    ) -> None:
        subject = ("issue", issue.id, issue.ref)
        self.book.note(at, by, verb, subject, issue.partner_id, issue.order_id, data, audience)


def _label(order: Any, schedule: Any, notice: Any) -> str:
    if notice:
        return str(notice.ref)
    if schedule:
        return f"{order.ref} / {schedule.line_number}, {schedule.item}"
    return str(order.ref) if order else ""


def _excerpt(text: str) -> str:
    words = " ".join(text.split())
    return (
        words if len(words) <= EXCERPT else words[: EXCERPT - 1].rsplit(" ", 1)[0] + "\N{HORIZONTAL ELLIPSIS}"
    )

"""A resolution of the demo as it is told, and how its rows are written."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.desk.demo.book import Book
from portal.desk.demo.days import ZONE, Calendar
from portal.desk.demo.people import HUMAN
from portal.issues.models import Issue
from portal.resolutions import kinds
from portal.resolutions.effectiveness import propose
from portal.resolutions.judging import facts_of
from portal.resolutions.models import Decision, DueWord, Resolution, Step, StepVersion
from portal.resolutions.queries import item_of, receipts_since, target_of

When = datetime | tuple[int, int, int]  # an instant; or working days after the case began, hour, minute


@dataclass(frozen=True)
class Said:
    """What a step said, by whom and when, and what was decided about it: when, who, verdict, why."""

    kind: str
    by: str
    at: When
    content: dict[str, Any]
    decided: tuple[tuple[When, str, str, str], ...] = ()


@dataclass(frozen=True)
class Told:
    """The resolution of the issue called `issue`: `at` is when it began (None: half an hour after the issue).
    With `receipts` it was closed by so many of them; `closing` was then sent and accepted, days counted from
    the decision. times: of when steps are due: when it was said, by whom, of which step, the word for it, how many
    working days after that, and why."""

    issue: str
    form: str
    by: str
    at: datetime | None
    said: tuple[Said, ...]
    receipts: int = 0
    closing: Said | None = None
    times: tuple[tuple[When, str, str, str, int, str], ...] = ()


def write(session: Session, book: Book, calendar: Calendar, told: list[Told]) -> None:
    """Write the resolutions of those issues that were told."""
    for one in told:
        issue = session.scalars(select(Issue).where(Issue.title == one.issue)).first()
        if issue is not None:
            _Writer(session, book, calendar, one, issue).write()


class _Writer:
    def __init__(self, session: Session, book: Book, calendar: Calendar, one: Told, issue: Issue) -> None:
        self.session, self.book, self.calendar, self.one, self.issue = session, book, calendar, one, issue
        self.began = one.at or issue.opened_at + timedelta(minutes=30)
        self.last = self.began

    def write(self) -> None:
        """The case with its steps, what each said, and what was decided."""
        one, issue = self.one, self.issue
        human = HUMAN[one.by]
        who = Actor(self.book.people[one.by], human.name, human.side, human.role, human.locale, ZONE)
        item = item_of(self.session, who, issue)
        self.case = Resolution(
            partner_id=issue.partner_id, issue_id=issue.id, issue_ref=issue.ref, title=issue.title, form=one.form,
            side="partner", state="open", item_code=item.code, item=item.name, unit=item.unit, target_measure="rejected",
            target_receipts=one.receipts or 5, began_by=who.user_id, began_name=who.name, began_at=self.began, changed_at=self.began,
        )  # fmt: skip
        self.session.add(self.case)
        self.session.flush()
        clocks = kinds.Clocks()
        self.steps = {
            kind: Step(
                partner_id=issue.partner_id, resolution_id=self.case.id, issue_id=self.issue.id, kind=kind, place=kinds.KINDS.index(kind), state="open",
                due_at=clocks.due(kind, self.began), said=0,
            )
            for kind in kinds.kinds_of(one.form)
        }  # fmt: skip
        self.session.add_all(self.steps.values())
        self.session.flush()
        self._note(self.began, one.by, "resolution_begun", side="partner")
        for said in one.said:
            self._said(said, self.began)
        for time in one.times:
            self._time(*time)
        if one.receipts and one.closing:
            self._close(who, one.closing)
        self.case.changed_at = self.last
        self.session.flush()

    def _at(self, when: When, since: datetime) -> datetime:
        """The instant, after what was before it and not after now."""
        if isinstance(when, datetime):
            at = when
        else:
            days, hour, minute = when
            at = self.calendar.at(self.calendar.after(since.date(), days), hour, minute)
        self.last = min(max(at, self.last + timedelta(minutes=1)), self.calendar.now)
        return self.last

    def _said(self, said: Said, since: datetime) -> None:
        step, human, at = self.steps[said.kind], HUMAN[said.by], self._at(said.at, since)
        step.state, step.said = "sent", step.said + 1
        step.owner_id, step.owner_name = self.book.people[said.by], human.name
        content = self._content(said, since)
        self.session.add(
            StepVersion(
                partner_id=self.case.partner_id, resolution_id=self.case.id, issue_id=self.issue.id, step_id=step.id, number=step.said, content=content,
                side="partner", sent_by=self.book.people[said.by], sent_name=human.name, sent_at=at,
            )
        )  # fmt: skip
        self._note(at, said.by, "step_sent", step=said.kind, number=step.said)
        for when, by, verdict, why in said.decided:
            decided_at = self._at(when, since)
            step.state = verdict
            self._decide(decided_at, by, verdict, why, step)
            self._note(decided_at, by, f"step_{verdict}", step=said.kind, reason=why or None)
            if verdict == "accepted" and said.kind == "causes":
                self.case.occurrence_code = content["occurrence_code"]
                self.case.escape_code = content["escape_code"]
            elif verdict == "accepted" and said.kind == "implementation":
                self.case.implemented_on = date.fromisoformat(content["done_on"])

    def _time(self, when: When, by: str, kind: str, word: str, days: int, why: str) -> None:
        """Let a step be due otherwise, or let somebody ask for it."""
        at, step, human = self._at(when, self.began), self.steps[kind], HUMAN[by]
        day = self.calendar.after(at.date(), days)
        due_at = self.calendar.at(day, 23, 59)
        self.session.add(
            DueWord(
                partner_id=self.case.partner_id, resolution_id=self.case.id, issue_id=self.issue.id, step_id=step.id, word=word,
                was_at=step.due_at or due_at, due_at=due_at, reason=why, side="partner" if human.partner else "company", by_id=self.book.people[by], by_name=human.name, at=at,
            )
        )  # fmt: skip
        step.due_at, step.asked_due_at = (due_at, None) if word == "moved" else (step.due_at, due_at)
        self._note(at, by, f"step_time_{word}", step=kind, day=day.isoformat(), reason=why)

    def _content(self, said: Said, since: datetime) -> dict[str, Any]:
        """With people named as their choice names them, and the day it was done."""
        content = dict(said.content)
        if "done_on" in content:
            content["done_on"] = self.calendar.after(since.date(), content["done_on"]).isoformat()
        if "leader" not in content:
            return content
        keys = [content["leader"], content["champion"], *content["members"]]
        values = {key: self._choice(key) for key in keys}
        return {
            **content, "leader": values[keys[0]][0], "champion": values[keys[1]][0], "members": [values[key][0] for key in keys[2:]],
            "names": dict(values.values()),
        }  # fmt: skip

    def _choice(self, key: str) -> tuple[str, str]:
        human = HUMAN[key]
        side, whose = ("partner", "PT Sumber Logam Abadi") if human.partner else ("company", "Cahaya Baja")
        return f"{side}:{self.book.people[key]}", f"{human.name}, {whose}"

    def _close(self, who: Actor, closing: Said) -> None:
        """Let the receipts decide, then close it."""
        case = self.case
        if case.implemented_on is None:
            return
        rows = receipts_since(self.session, who, case, case.implemented_on)
        found = propose(rows, target_of(case), case.implemented_on, self.calendar.today)
        if found.verdict != "effective":
            return
        judged = self.calendar.at(self.calendar.after(found.proofs[-1].day, 1), 10)
        at = self._at(judged, judged)
        case.effective_on = at.date()
        self._decide(at, "dewi", "effective", "", None, facts_of(found))
        self._note(at, "dewi", "effect_judged", verdict="effective", proposed="effective")
        self._said(closing, at)
        ended = self._at((2, 14, 0), at)
        self.steps["closing"].state = "accepted"
        case.state, case.ended_at = "closed", ended
        self._decide(ended, "dewi", "closed", "", self.steps["closing"])
        self._note(ended, "dewi", "resolution_closed")

    def _decide(
        self,
        at: datetime,
        by: str,
        verdict: str,
        why: str,
        step: Step | None,
        facts: dict[str, Any] | None = None,
    ) -> None:
        self.session.add(
            Decision(
                partner_id=self.case.partner_id, resolution_id=self.case.id, issue_id=self.issue.id, step_id=step.id if step else None,
                number=step.said if step else None, verdict=verdict, reason=why or None, facts=facts or {}, side="company",
                decided_by=self.book.people[by], decided_name=HUMAN[by].name, decided_at=at,
            )
        )  # fmt: skip

    def _note(self, at: datetime, by: str, verb: str, **data: Any) -> None:
        subject = ("resolution", self.case.id, self.case.issue_ref)
        facts = {"title": self.case.title, "form": self.case.form, **data}
        self.book.note(at, by, verb, subject, self.case.partner_id, None, facts)

"""Writing issues."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from portal import clock
from portal.activity.actions import record
from portal.activity.models import Activity
from portal.actor import Actor
from portal.issues import clocks, holds
from portal.issues.models import Issue, IssuePerson
from portal.issues.policy import STEPS, answers_shared, can_take
from portal.partners.calendar import terms
from portal.talk import actions as talk
from portal.talk.models import Message

TITLE_LIMIT = 160
DONE = {
    "acknowledge": "acknowledged", "start": "started", "resolve": "resolved", "confirm": "confirmed",
    "reopen": "reopened",
}  # fmt: skip


class NotNow(Exception):
    """The transition is not possible from the state the issue is in now."""


class Held(Exception):
    """It cannot be called solved yet; the message is the sentence that says why."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What an issue is about, found through what the actor may see. partner_owner_id and partner_team:
    to whom on the partner's side the order is given; quantity and unit: the line's; receipt_id: of the
    receipt it contests; kind: the word of portal.issues.models it most likely is."""

    about: str
    partner_id: int
    label: str = ""
    order_id: int | None = None
    line_id: int | None = None
    schedule_id: int | None = None
    notice_id: int | None = None
    owner_id: int | None = None
    owner_name: str | None = None
    partner_owner_id: int | None = None
    partner_team: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    receipt_id: int | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What a person tells: kind and severity are words of portal.issues.models."""

    kind: str
    what_happened: str
    severity: str = "normal"
    effect: str | None = None
    wished_outcome: str | None = None
    quantity_affected: Decimal | None = None
    confidential: bool = False
    named: Sequence[int] = ()


def open_issue(
    session: Session, actor: Actor, matter: Matter, report: Report, *, opener: Actor | None = None,
    at: datetime | None = None,
) -> Issue:  # fmt: skip
    """Write a new issue with both clocks running. opener, at: who asked and when, if it was not `actor` now.
    Records `opened`; never commits."""
    now, opener = at or clock.now(), opener or actor
    answer_due, solution_due = _dues(session, now, report.severity)
    issue = Issue(
        ref=f"new-{secrets.token_hex(8)}", partner_id=matter.partner_id, about=matter.about,
        about_label=matter.label[:200], order_id=matter.order_id, line_id=matter.line_id,
        schedule_id=matter.schedule_id, notice_id=matter.notice_id, kind=report.kind,
        severity=report.severity, title=title_of(report.what_happened), what_happened=report.what_happened,
        effect=report.effect, wished_outcome=report.wished_outcome,
        quantity_affected=report.quantity_affected, confidential=report.confidential,
        opened_by=opener.user_id, opened_name=opener.name, opened_side=opener.side, opened_at=now,
        owner_id=matter.owner_id, state="open", closed=False, unanswered=True,
        answer_due_at=answer_due, solution_due_at=solution_due, reopened_count=0,
    )  # fmt: skip
    session.add(issue)
    session.flush()
    issue.ref = f"ISS-{issue.id:06d}"
    for user_id in dict.fromkeys(report.named):
        session.add(IssuePerson(partner_id=issue.partner_id, issue_id=issue.id, user_id=user_id))
    session.flush()
    _record(session, actor, issue, "opened", kind=issue.kind)
    return issue


def title_of(text: str) -> str:
    """The first line of what happened, cut at a word."""
    line = next((part.strip() for part in text.splitlines() if part.strip()), "")
    if len(line) <= TITLE_LIMIT:
        return line
    return line[: TITLE_LIMIT - 1].rsplit(" ", 1)[0] + "\N{HORIZONTAL ELLIPSIS}"


def reply(
    session: Session,
    actor: Actor,
    issue: Issue,
    audience: str,
    body: str,
    step: str | None = None,
    mentions: Sequence[int] = (),
) -> Message:
    """Say something under the issue, with `step` as a part of that step. A shared word of the side that owes the answer stops the answer
    clock; one of the side that opened it makes us owe a word again. Never commits."""
    message = talk.say(
        session, actor, ("issue", issue.id, issue.ref), partner_id=issue.partner_id, audience=audience,
        body=body, order_id=issue.order_id, step=step, mentions=mentions,
    )  # fmt: skip
    if audience == "shared":
        if answers_shared(actor, issue):
            issue.answered_at = issue.answered_at or message.created_at
            issue.unanswered = False
        elif not issue.closed and not issue.unanswered:
            _owe_a_word(session, issue, message.created_at)
        session.flush()
    return message


def _owe_a_word(session: Session, issue: Issue, since: datetime) -> None:
    """Let the answer clock run again."""
    hours = terms(session)
    issue.unanswered = True
    issue.answer_due_at = clocks.answer_due(since, issue.severity, hours.calendar, hours.answer)


def take(
    session: Session, actor: Actor, issue: Issue, verb: str, text: str | None = None, **details: Any
) -> None:
    """Do a transition of policy.STEPS; `text` is said to both sides first. details: handling and
    handling_note with `confirm`. Raises NotNow, and Held where portal.issues.holds says why not yet.
    Never commits."""
    if not can_take(actor, issue, verb):
        raise NotNow(verb)
    if held := holds.why(session, actor, issue, verb):
        raise Held(held)
    if text:
        reply(session, actor, issue, "shared", text, DONE[verb])
    now = clock.now()
    issue.state = STEPS[verb].after
    if verb == "resolve":
        issue.resolved_at, issue.answered_at, issue.unanswered = now, issue.answered_at or now, False
    elif verb == "confirm":
        issue.confirmed_at, issue.closed, issue.unanswered = now, True, False
        issue.handling, issue.handling_note = details.get("handling"), details.get("handling_note")
    elif verb == "reopen":
        _open_again(session, issue, now)
    session.flush()
    _record(session, actor, issue, DONE[verb], **({"excerpt": talk.excerpt(text)} if text else {}))


def come_back(session: Session, actor: Actor, issue: Issue, reason: str) -> None:
    """Reopen a solved issue since what it was about is there again, whichever side says so; one that is
    open stays as it is. Records `reopened`; never commits."""
    if issue.state not in STEPS["reopen"].before:
        return
    reply(session, actor, issue, "shared", reason, DONE["reopen"])
    issue.state = STEPS["reopen"].after
    _open_again(session, issue, clock.now())
    session.flush()
    _record(session, actor, issue, DONE["reopen"], excerpt=talk.excerpt(reason))


def keep_open(session: Session, issue: Issue) -> bool:
    """False if somebody has closed the issue meanwhile. Who is about to close it without having seen what is
    done now finds that it changed. Never commits."""
    statement = (
        update(Issue)
        .where(Issue.id == issue.id, Issue.closed.is_(False))
        .values(version=Issue.version + 1)
        .returning(Issue.version)
        .execution_options(system=True, synchronize_session=False)
    )
    version = session.execute(statement).scalar()
    if version is not None:
        set_committed_value(issue, "version", version)
    return version is not None


def let_in(session: Session, partner_id: int, issue_id: int, people: Collection[int]) -> None:
    """Name people of the partner on an issue who are given something to do in it, so that they may read it
    whatever their reach. Never commits."""
    system = {"system": True}
    known = session.scalars(
        select(IssuePerson.user_id).where(IssuePerson.issue_id == issue_id).execution_options(**system)
    )
    opener = select(Issue.opened_by).where(Issue.id == issue_id).execution_options(**system)
    taken = {*known, session.scalar(opener)}
    for user_id in dict.fromkeys(people):
        if user_id not in taken:
            session.add(IssuePerson(partner_id=partner_id, issue_id=issue_id, user_id=user_id))
    session.flush()


def _open_again(session: Session, issue: Issue, now: datetime) -> None:
    issue.resolved_at = issue.confirmed_at = None
    issue.closed, issue.unanswered = False, True
    issue.reopened_count += 1
    issue.answer_due_at, issue.solution_due_at = _dues(session, now, issue.severity)


def assign(
    session: Session,
    actor: Actor,
    issue: Issue,
    owner_id: int | None,
    owner_name: str | None,
    team: str | None,
) -> None:
    """Give the issue to a staff person and/or team. Records `assigned` for staff only."""
    issue.owner_id, issue.team = owner_id, team
    session.flush()
    record(
        session, actor, "assigned", ("issue", issue.id, issue.ref), partner_id=issue.partner_id,
        audience="internal", order_id=issue.order_id, data={"title": issue.title, "owner": owner_name, "team": team},
    )  # fmt: skip


def grade(session: Session, actor: Actor, issue: Issue, severity: str) -> None:
    """Set the severity; clocks that still run are counted anew from when they began: with the issue, when it
    was reopened, with the word that is owed an answer."""
    issue.severity = severity
    answer_due, solution_due = _dues(session, _begun(session, actor, issue), severity)
    if issue.answered_at is None:
        issue.answer_due_at = answer_due
    elif issue.unanswered and (since := _asked_at(session, actor, issue)):
        _owe_a_word(session, issue, since)
    if issue.resolved_at is None:
        issue.solution_due_at = solution_due
    session.flush()
    _record(session, actor, issue, "graded", severity=severity)


def _begun(session: Session, actor: Actor, issue: Issue) -> datetime:
    """When the issue was opened, or the last time reopened. One SELECT where it was."""
    if not issue.reopened_count:
        return issue.opened_at
    last = Activity.visible_to(actor).with_only_columns(func.max(Activity.at))
    found = session.scalar(
        last.where(
            Activity.subject_type == "issue", Activity.subject_id == issue.id, Activity.verb == DONE["reopen"]
        )
    )
    return found or issue.opened_at


def _asked_at(session: Session, actor: Actor, issue: Issue) -> datetime | None:
    """When the side that opened it said the first word after the other side's last one. Two SELECTs."""
    under = Message.visible_to(actor).where(
        Message.subject_type == "issue", Message.subject_id == issue.id, Message.audience == "shared"
    )
    asks = Message.author_side == issue.opened_side
    answered = session.scalar(under.with_only_columns(func.max(Message.id)).where(~asks))
    return session.scalar(
        under.with_only_columns(func.min(Message.created_at)).where(asks, Message.id > (answered or 0))
    )


def _dues(session: Session, start: datetime, severity: str) -> tuple[datetime, datetime]:
    hours = terms(session)
    return clocks.dues(start, severity, hours.calendar, hours.answer, hours.solution)


def _record(session: Session, actor: Actor, issue: Issue, verb: str, **data: Any) -> None:
    record(
        session, actor, verb, ("issue", issue.id, issue.ref), partner_id=issue.partner_id, audience="shared",
        order_id=issue.order_id, data={"title": issue.title, **data},
    )  # fmt: skip

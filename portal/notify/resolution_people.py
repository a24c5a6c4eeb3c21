"""Whom the rows of resolutions concern."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts import queries as accounts
from portal.activity.models import Activity
from portal.issues.models import Issue, IssuePerson
from portal.resolutions.models import Resolution, Step
from portal.talk.models import Message

TO_BOTH = (
    "resolution_begun", "resolution_closed", "resolution_abandoned", "resolution_reopened",
)  # fmt: skip
TO_WHO_ACCEPTS = ("step_sent", "effect_ready", "step_time_asked")
TO_WHO_FILLS = (
    "step_accepted", "step_returned", "step_given", "step_reminded", "effect_judged", "step_time_moved",
    "step_time_kept", "step_counted",
)  # fmt: skip
VERBS = frozenset({*TO_BOTH, *TO_WHO_ACCEPTS, *TO_WHO_FILLS})


def of(session: Session, row: Activity) -> set[int | None]:
    """The ids of the people whom a row about a resolution concerns, its doer among them."""
    case = session.execute(
        select(Resolution.side, Resolution.issue_id, Resolution.partner_id, Resolution.id)
        .where(Resolution.id == row.subject_id)
        .execution_options(system=True)
    ).one()
    sides = {"company": _company(session, case), "partner": _partner(session, case)}
    fills, accepts = sides.pop(case.side), next(iter(sides.values()))
    if row.verb in TO_BOTH:
        return fills | accepts
    if row.verb in TO_WHO_ACCEPTS:
        return accepts
    return _owner(session, case, row) or fills


def _owner(session: Session, case: Any, row: Activity) -> set[int | None]:
    """Who fills the step that the row is about, if it is about one that somebody has."""
    statement = select(Step.owner_id).where(
        Step.resolution_id == case.id, Step.kind == row.data.get("step"), Step.owner_id.is_not(None)
    )
    return set(session.scalars(statement.execution_options(system=True)))


def _company(session: Session, case: Any) -> set[int | None]:
    """Whose issue it is at the company; all who do the daily work where it is nobody's."""
    issue = _issue(session, case)
    mine = {issue.owner_id, issue.opened_by if issue.opened_side == "staff" else None} - {None}
    return mine or {p.id for p in accounts.people(session, None) if p.role in ("manager", "agent")}


def _partner(session: Session, case: Any) -> set[int | None]:
    """Who took part at the partner: who opened it, is named on it or wrote; else its administrators."""
    issue = _issue(session, case)
    opener = {issue.opened_by} if issue.opened_side == "partner" else set()
    named = session.scalars(
        select(IssuePerson.user_id)
        .where(IssuePerson.issue_id == case.issue_id)
        .execution_options(system=True)
    )
    spoke = session.scalars(
        select(Message.author_user_id)
        .where(
            Message.subject_type == "issue", Message.subject_id == case.issue_id, Message.author_side == "partner"
        )
        .distinct()
        .execution_options(system=True)
    )  # fmt: skip
    mine = {*opener, *named, *spoke}
    people = accounts.people(session, case.partner_id)
    return mine or {person.id for person in people if person.role == "administrator"}


def _issue(session: Session, case: Any) -> Any:
    statement = select(Issue.owner_id, Issue.opened_by, Issue.opened_side).where(Issue.id == case.issue_id)
    return session.execute(statement.execution_options(system=True)).one()

"""Two issues about the same: one closes, the other goes on for everybody of both.

Nobody loses sight and nothing is shown to who did not see it: whoever read the one that closes reads the
other from then on; its own thread stays where it is, for those who saw it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.activity.actions import move_drafts, record
from portal.actor import Actor
from portal.issues import queries, ties
from portal.issues.models import Contest, Issue, IssuePerson, IssueTie
from portal.issues.policy import OPEN
from portal.talk import queries as talk
from portal.talk.queries import Readers
from portal.web.i18n import _


def newcomers(here: Readers, there: Readers) -> list[Any]:
    """Who reads the one that closes and not yet the other."""
    known = {row.id for row in there.partner_people}
    return [row for row in here.partner_people if row.id not in known]


def obstacle(issue: Issue, into: Issue | None, new: Sequence[Any], typed: str) -> str | None:
    """Why `issue` cannot be merged into `into`, in words; None if it can. new: newcomers."""
    if into is None or into.partner_id != issue.partner_id:
        return _("There is no issue %(ref)s of this partner.", ref=typed)
    words = {"ref": into.ref, "names": ", ".join(row.name for row in new)}
    if into.id == issue.id:
        return _("Choose another issue than this one.")
    if into.merged or into.state not in OPEN:
        return _("%(ref)s is solved or closed. Reopen it first.", **words)
    if into.opened_side != issue.opened_side:
        return _("The two were opened by different sides: each side owes the other an answer, and keeps it.")
    if into.confidential != issue.confidential:
        return _(
            "One of the two is confidential. Merged, its words would reach people who may not read them."
        )
    if issue.confidential and new:
        return _(
            "%(ref)s is confidential and not read by %(names)s. Those who read it must name them first.",
            **words,
        )
    return None


def merge(session: Session, actor: Actor, issue: Issue, into: Issue, new: Sequence[Any]) -> None:
    """Close `issue` as merged into `into`. Its people take part there, receipts it contests are contested
    there, words that wait to be sent wait there, and the older clock counts. Records `merged` and `took-in`;
    never commits."""
    here = _readers(session, actor, issue, new)
    before: dict[str, Any] = {
        "readers": here, "people": _name(session, actor, into, here), "receipts": _move_contests(session, actor, issue, into), "unanswered": into.unanswered,
        "answer_due_at": into.answer_due_at.isoformat(), "solution_due_at": into.solution_due_at.isoformat(),
    }  # fmt: skip
    if issue.unanswered:
        due = [issue.answer_due_at, *([into.answer_due_at] if into.unanswered else [])]
        into.answer_due_at, into.unanswered = min(due), True
    into.solution_due_at = min(into.solution_due_at, issue.solution_due_at)
    before["after"] = {
        "answer_due_at": into.answer_due_at.isoformat(),
        "solution_due_at": into.solution_due_at.isoformat(),
    }
    issue.closed = issue.merged = True
    session.flush()
    move_drafts(session, draft(issue), draft(into), together)
    ties.tie(session, actor, issue, into, "merged", before)
    _record(session, actor, issue, "merged", into=into.ref)
    _record(session, actor, into, "took-in")


def draft(issue: Issue) -> str:
    """The key under which words for an issue wait to be sent."""
    return f"issues/{issue.ref}/messages"


def together(kept: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, Any]:
    """Words that wait for an issue, joined by those for one that is merged into it; read by no more people than
    either was meant for."""
    body = "\n\n".join(part for part in (*kept.get("body", ()), *typed.get("body", ())) if part.strip())
    internal = "internal" in (*kept.get("audience", ()), *typed.get("audience", ()))
    return {**kept, **typed, "body": [body], "audience": ["internal" if internal else "shared"]}


def _readers(session: Session, actor: Actor, issue: Issue, new: Sequence[Any]) -> list[int]:
    """Whoever takes part in `issue`, or would lose sight."""
    return list(dict.fromkeys([issue.opened_by, *_named(session, actor, issue), *(row.id for row in new)]))


def _named(session: Session, actor: Actor, issue: Issue) -> Sequence[int]:
    people = IssuePerson.visible_to(actor).with_only_columns(IssuePerson.user_id)
    return session.scalars(people.where(IssuePerson.issue_id == issue.id)).all()


def _name(session: Session, actor: Actor, into: Issue, readers: Sequence[int]) -> list[int]:
    """Name them on `into`; the ids of those who were not yet."""
    taken = {*_named(session, actor, into), into.opened_by}
    found = [user_id for user_id in readers if user_id not in taken]
    for user_id in found:
        session.add(
            IssuePerson(
                partner_id=into.partner_id, issue_id=into.id, user_id=user_id, added_side=actor.side,
                added_name=actor.name, added_at=clock.now(),
            )
        )  # fmt: skip
    session.flush()
    return found


def _move_contests(session: Session, actor: Actor, issue: Issue, into: Issue) -> list[int]:
    statement = Contest.visible_to(ties.wide(actor)).where(Contest.issue_id == issue.id)
    moved = list(session.scalars(statement))
    for contest in moved:
        contest.issue_id = into.id
    session.flush()
    return [contest.receipt_id for contest in moved]


def merged_into(session: Session, actor: Actor, issue: Issue) -> IssueTie | None:
    """How the issue was merged, or None."""
    statement = IssueTie.visible_to(actor).where(IssueTie.issue_id == issue.id, IssueTie.kind == "merged")
    return session.scalars(statement).first()


def goes_on_in(session: Session, actor: Actor, issue: Issue) -> Issue | None:
    """The issue in which a merged one goes on, by however many mergers; None if the actor does not see it."""
    found: Issue | None = issue
    while found is not None and found.merged:
        row = merged_into(session, actor, found)
        found = queries.by_id(session, actor, row.other_id) if row else None
    return found


def undo(session: Session, actor: Actor, issue: Issue, row: IssueTie, into: Issue) -> None:
    """Open a merged issue again, as it was. `into` gives back what it took, unless it went on meanwhile: people
    who spoke there stay, and clocks that moved. Records `unmerged`; never commits."""
    before = row.before
    gone = set(before["people"]) - talk.authors(session, actor, "issue", into.id)
    gone -= _taken_along(session, actor, row, gone)
    people = IssuePerson.visible_to(actor).where(
        IssuePerson.issue_id == into.id, IssuePerson.user_id.in_(gone)
    )
    for person in session.scalars(people):
        session.delete(person)
    contests = Contest.visible_to(ties.wide(actor)).where(
        Contest.issue_id == into.id, Contest.receipt_id.in_(before["receipts"])
    )
    for contest in session.scalars(contests):
        contest.issue_id = issue.id
    if (
        not into.closed
        and into.answer_due_at == _instant(before["after"]["answer_due_at"])
        and into.unanswered
    ):
        into.answer_due_at, into.unanswered = _instant(before["answer_due_at"]), before["unanswered"]
    if into.solution_due_at == _instant(before["after"]["solution_due_at"]):
        into.solution_due_at = _instant(before["solution_due_at"])
    issue.closed = issue.merged = False
    session.delete(row)
    session.flush()
    _record(session, actor, issue, "unmerged")


def _taken_along(session: Session, actor: Actor, row: IssueTie, people: set[int]) -> set[int]:
    """Those of `people` who read another issue that is merged there too: they stay, and go with that one."""
    others = IssueTie.visible_to(ties.wide(actor)).where(
        IssueTie.other_id == row.other_id, IssueTie.kind == "merged", IssueTie.issue_id != row.issue_id
    )
    stay: set[int] = set()
    for other in session.scalars(others):
        mine = people & set(other.before.get("readers", ())) - stay
        other.before = {**other.before, "people": [*other.before["people"], *sorted(mine)]}
        stay |= mine
    return stay


def _instant(text: str) -> datetime:
    return clock.instant(text)


def _record(session: Session, actor: Actor, issue: Issue, verb: str, **data: Any) -> None:
    record(
        session, actor, verb, ("issue", issue.id, issue.ref), partner_id=issue.partner_id, audience="shared",
        order_id=issue.order_id, data={"title": issue.title, **data},
    )  # fmt: skip

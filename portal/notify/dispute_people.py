"""Whom the rows of disputes concern."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import literal, select, union
from sqlalchemy.orm import Session

from portal.accounts import queries as accounts
from portal.activity.models import Activity
from portal.disputes.models import PARTS, Dispute
from portal.issues.models import Issue, IssuePerson
from portal.notify import answering

VERBS = frozenset({
    "disputed", "dispute_position", "dispute_fact", "dispute_proposed", "dispute_accepted", "dispute_left",
    "dispute_escalated", "dispute_renamed", "dispute_withdrawn", "dispute_reminded", "dispute_offered",
})  # fmt: skip


def of(session: Session, row: Activity) -> set[int | None]:
    """The ids of the people whom a row about a dispute concerns, its doer among them (`of_many`)."""
    people = accounts.everybody_for(session, {row.partner_id} if row.partner_id else set())
    return of_many(session, [row], people)[row.id]


def of_many(
    session: Session, rows: Sequence[Any], people: Mapping[int, tuple[list[Any], list[Any]]]
) -> dict[int, set[int | None]]:
    """The ids of the people whom rows about disputes concern, by the row's id: who answers for the issue, who
    opened it, who is named on it, who took part in the dispute, and who was named to decide; and where that is
    nobody of a side, those who answer for that side. people: accounts.everybody_for. Two SELECTs."""
    ids = {row.subject_id for row in rows}
    disputes = session.execute(
        select(
            Dispute.id, Dispute.issue_id, Dispute.partner_id, Dispute.staff_manager_id, Dispute.partner_manager_id,
            Issue.owner_id, Issue.opened_by,
        )
        .join(Issue, (Issue.partner_id == Dispute.partner_id) & (Issue.id == Dispute.issue_id))
        .where(Dispute.id.in_(ids))
        .execution_options(system=True)
    ).all()  # fmt: skip
    named = select(literal("issue"), IssuePerson.issue_id, IssuePerson.user_id)
    took_part = union(
        *(select(literal("dispute"), part.dispute_id, part.by_id).where(part.dispute_id.in_(ids)) for part in PARTS),
        named.where(IssuePerson.issue_id.in_({each.issue_id for each in disputes})),
    )  # fmt: skip
    there: dict[tuple[str, int], set[int | None]] = {}
    for kind, record_id, user_id in session.execute(took_part.execution_options(system=True)):
        there.setdefault((kind, record_id), set()).add(user_id)
    found = {each.id: _concerned(each, there, people[each.partner_id]) for each in disputes}
    return {row.id: found[row.subject_id] for row in rows}


def _concerned(
    dispute: Any, there: Mapping[tuple[str, int], set[int | None]], people: tuple[list[Any], list[Any]]
) -> set[int | None]:
    found = {dispute.owner_id, dispute.opened_by, dispute.staff_manager_id, dispute.partner_manager_id}
    found |= there.get(("dispute", dispute.id), set()) | there.get(("issue", dispute.issue_id), set())
    return answering.both(found, people)

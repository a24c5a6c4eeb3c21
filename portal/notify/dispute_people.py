"""Whom the rows of disputes concern."""

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from portal.accounts import queries as accounts
from portal.activity.models import Activity
from portal.disputes.models import PARTS, Dispute
from portal.issues.models import Issue, IssuePerson

VERBS = frozenset({
    "disputed", "dispute_position", "dispute_fact", "dispute_proposed", "dispute_accepted", "dispute_left",
    "dispute_escalated", "dispute_renamed", "dispute_withdrawn", "dispute_reminded", "dispute_offered",
})  # fmt: skip


def of(session: Session, row: Activity) -> set[int | None]:
    """The ids of the people whom a row about a dispute concerns, its doer among them: who answers for the
    issue, who opened it, who is named on it, who took part in the dispute, and who was named to decide; and
    where that is nobody of a side, those who answer for that side."""
    dispute = session.execute(
        select(
            Dispute.issue_id, Dispute.partner_id, Dispute.staff_manager_id, Dispute.partner_manager_id, Issue.owner_id,
            Issue.opened_by,
        )
        .join(Issue, (Issue.partner_id == Dispute.partner_id) & (Issue.id == Dispute.issue_id))
        .where(Dispute.id == row.subject_id)
        .execution_options(system=True)
    ).one()  # fmt: skip
    took_part = union(
        *(select(part.by_id).where(part.dispute_id == row.subject_id) for part in PARTS),
        select(IssuePerson.user_id).where(IssuePerson.issue_id == dispute.issue_id),
    )
    found = {dispute.owner_id, dispute.opened_by, dispute.staff_manager_id, dispute.partner_manager_id}
    found |= set(session.scalars(took_part.execution_options(system=True)))
    for partner_id, roles in ((None, ("manager", "agent")), (dispute.partner_id, ("administrator",))):
        people = accounts.people(session, partner_id)
        if not found & {person.id for person in people}:
            found |= {person.id for person in people if person.role in roles}
    return found

"""Deciding a dispute: propose, accept, hand it to a named manager on each side."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.actor import Actor
from portal.disputes import policy
from portal.disputes.actions import NotNow, done, end, record_of, signed
from portal.disputes.models import Acceptance, Decision, Dispute, Escalation
from portal.disputes.queries import Matter
from portal.issues.actions import let_in
from portal.talk.actions import excerpt


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who bears what. outcome 'not_agreed' leaves the matter as it is, with both views; then only words count."""

    words: str
    outcome: str = "agreed"
    cause_side: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    credit: str | None = None
    correction: str | None = None


@dataclass(frozen=True, slots=True)
class Manager:
    """Who decides for a side."""

    id: int
    name: str


def propose(session: Session, actor: Actor, dispute: Dispute, proposal: Proposal) -> Decision:
    """Propose a decision, which is the word of the actor's side for it; it stands in place of any before.
    Raises NotNow. Records `dispute_proposed`; never commits."""
    leaves = proposal.outcome == "not_agreed"
    if not (policy.can_leave if leaves else policy.can_propose)(actor, dispute):
        raise NotNow
    number = len(_numbers(session, actor, dispute)) + 1
    row = Decision(
        **signed(actor, dispute), number=number, outcome=proposal.outcome, words=proposal.words,
        cause_side=None if leaves else proposal.cause_side, quantity=None if leaves else proposal.quantity,
        unit=None if leaves else proposal.unit, credit=None if leaves else proposal.credit,
        correction=None if leaves else proposal.correction,
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add(Acceptance(**signed(actor, dispute), decision_id=row.id))
    dispute.standing_id = row.id
    done(session, actor, dispute, "dispute_proposed", outcome=row.outcome, excerpt=excerpt(row.words))
    return row


def _numbers(session: Session, actor: Actor, dispute: Dispute) -> list[int]:
    statement = Decision.visible_to(actor).with_only_columns(Decision.number)
    return list(session.scalars(statement.where(Decision.dispute_id == dispute.id)))


def accept(session: Session, actor: Actor, dispute: Dispute, standing: Any, words: str | None = None) -> None:
    """Accept the standing decision for the actor's side. With the other side's word before, the dispute has
    ended. Raises NotNow. Records `dispute_accepted`, or `dispute_left` for one left as not agreed; never
    commits."""
    if not policy.can_accept(actor, dispute, standing) or standing.id != dispute.standing_id:
        raise NotNow
    session.add(Acceptance(**signed(actor, dispute), decision_id=standing.id, words=words))
    left = standing.outcome == "not_agreed"
    end(session, actor, dispute, "not_agreed" if left else "accepted", words)
    record_of(
        session, actor, dispute, "dispute_left" if left else "dispute_accepted", person=standing.by_name,
        reason=excerpt(words or standing.words),
    )  # fmt: skip


def escalate(
    session: Session, actor: Actor, dispute: Dispute, matter: Matter, reason: str, staff: Manager, partner: Manager,
    today: date,
) -> None:  # fmt: skip
    """Hand a dispute to one manager on each side; a decision that stood does so no more. Raises NotNow.
    Records `dispute_escalated`; never commits."""
    standing = matter.decision(dispute.standing_id)
    if not policy.can_escalate(actor, dispute, standing, matter.spoken, today):
        raise NotNow
    dispute.escalated_at, dispute.standing_id = clock.now(), None
    _name(session, actor, dispute, reason, staff, partner)
    done(
        session, actor, dispute, "dispute_escalated", reason=excerpt(reason),
        person=f"{staff.name}, {partner.name}",
    )  # fmt: skip


def rename(session: Session, actor: Actor, dispute: Dispute, reason: str, manager: Manager) -> None:
    """Name another manager of the actor's side. Raises NotNow. Records `dispute_renamed`; never commits."""
    if not policy.can_rename(actor, dispute):
        raise NotNow
    staff = Manager(dispute.staff_manager_id or 0, dispute.staff_manager_name or "")
    partner = Manager(dispute.partner_manager_id or 0, dispute.partner_manager_name or "")
    staff, partner = (manager, partner) if actor.is_staff else (staff, manager)
    _name(session, actor, dispute, reason, staff, partner)
    done(session, actor, dispute, "dispute_renamed", reason=excerpt(reason), person=manager.name)


def _name(
    session: Session, actor: Actor, dispute: Dispute, reason: str, staff: Manager, partner: Manager
) -> None:
    dispute.staff_manager_id, dispute.staff_manager_name = staff.id, staff.name
    dispute.partner_manager_id, dispute.partner_manager_name = partner.id, partner.name
    session.add(
        Escalation(
            **signed(actor, dispute), reason=reason, staff_manager_id=staff.id, staff_manager_name=staff.name,
            partner_manager_id=partner.id, partner_manager_name=partner.name,
        )
    )  # fmt: skip
    let_in(session, dispute.partner_id, dispute.issue_id, [partner.id])

"""Writing disputes: open, say, agree on facts, show, withdraw. Deciding is in portal.disputes.deciding."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.activity.actions import record
from portal.actor import Actor
from portal.disputes import policy, queries
from portal.disputes.models import Decision, Dispute, Exhibit, Fact, FactAnswer, Position
from portal.issues.actions import keep_open
from portal.issues.models import Issue
from portal.partners.calendar import Calendar, of_company
from portal.shipments.exception_days import working_day
from portal.talk.actions import excerpt


class NotNow(Exception):
    """It is not possible as the dispute stands now, or not for this person."""


@dataclass(frozen=True, slots=True)
class Clocks:
    """How long things take: working days for the other side's position, days until managers are offered."""

    position: int = 3
    escalation: int = 10


def open_dispute(
    session: Session,
    actor: Actor,
    issue: Issue,
    says: str,
    wants: str,
    clocks: Clocks,
    newest: Dispute | None,
) -> Dispute:
    """Open a dispute of an issue with the actor's position; `newest` is the last one of the issue. Raises
    NotNow; IntegrityError if another is opened in the same moment. Records `disputed`; never commits."""
    if not policy.can_open(actor, issue, newest) or not keep_open(session, issue):
        raise NotNow("open")
    calendar: Calendar = of_company(session)
    now, today = clock.now(), clock.today(calendar.zone)
    dispute = Dispute(
        partner_id=issue.partner_id, issue_id=issue.id, issue_ref=issue.ref, number=newest.number + 1 if newest else 1,
        order_id=issue.order_id, state="open", opened_side=actor.party, opened_by=actor.user_id, opened_name=actor.name,
        opened_at=now, position_due_on=working_day(today, clocks.position, calendar),
        escalation_on=today + timedelta(days=clocks.escalation), acts=0,
    )  # fmt: skip
    session.add(dispute)
    session.flush()
    session.add(Position(**signed(actor, dispute), number=1, says=says, wants=wants))
    done(
        session,
        actor,
        dispute,
        "disputed",
        title=issue.title,
        excerpt=excerpt(says),
        day=dispute.position_due_on.isoformat(),
    )
    return dispute


def signed(actor: Actor, dispute: Dispute) -> dict[str, Any]:
    """Whose a row of a dispute is, and when it was written."""
    return {
        "partner_id": dispute.partner_id, "dispute_id": dispute.id, "side": actor.party, "by_id": actor.user_id,
        "by_name": actor.name, "at": clock.now(),
    }  # fmt: skip


def say(session: Session, actor: Actor, dispute: Dispute, says: str, wants: str) -> Position:
    """Give the position of the actor's side, or a new version of it. Raises NotNow. Records
    `dispute_position`; never commits."""
    _or_not_now(policy.can_speak(actor, dispute))
    number = _next(session, Position, Position.dispute_id == dispute.id, Position.side == actor.party)
    row = Position(**signed(actor, dispute), number=number, says=says, wants=wants)
    session.add(row)
    done(session, actor, dispute, "dispute_position", excerpt=excerpt(says), number=number)
    return row


def propose_fact(session: Session, actor: Actor, dispute: Dispute, words: str) -> Fact:
    """Propose a fact to the other side. Raises NotNow. Records `dispute_fact`; never commits."""
    _or_not_now(policy.can_speak(actor, dispute))
    row = Fact(
        **signed(actor, dispute), number=_next(session, Fact, Fact.dispute_id == dispute.id), words=words
    )
    session.add(row)
    done(session, actor, dispute, "dispute_fact", excerpt=words)
    return row


def answer_fact(
    session: Session, actor: Actor, dispute: Dispute, fact: Any, answer: str, words: str | None = None
) -> None:
    """Agree to a fact, or not (saying what is not so), or take one's own back; `fact` is a row of
    queries.facts. Raises NotNow. Records `dispute_fact_answered`; never commits."""
    _or_not_now(answer in policy.answers(actor, dispute, fact))
    session.add(FactAnswer(**signed(actor, dispute), fact_id=fact.id, answer=answer, words=words))
    done(
        session,
        actor,
        dispute,
        "dispute_fact_answered",
        answer=answer,
        excerpt=fact.words,
        reason=words or "",
    )


def show(
    session: Session, actor: Actor, dispute: Dispute, records: Iterable[tuple[str, int]], files: int = 0
) -> None:
    """Name records of both sides that show something, beside `files` that were filed under the dispute.
    Records `dispute_shown`; never commits. Raises NotNow."""
    _or_not_now(policy.can_speak(actor, dispute))
    known = {(row.record, row.record_id) for row in queries.exhibits(session, actor, dispute)}
    new = [pair for pair in dict.fromkeys(records) if pair not in known]
    for kind, record_id in new:
        session.add(Exhibit(**signed(actor, dispute), record=kind, record_id=record_id))
    if new or files:
        done(session, actor, dispute, "dispute_shown", count=len(new) + files)


def withdraw(session: Session, actor: Actor, dispute: Dispute, words: str) -> None:
    """Take a dispute back, saying why. Raises NotNow. Records `dispute_withdrawn`; never commits."""
    _or_not_now(policy.can_withdraw(actor, dispute))
    end(session, actor, dispute, "withdrawn", words)
    record_of(session, actor, dispute, "dispute_withdrawn", reason=excerpt(words))


def end(session: Session, actor: Actor, dispute: Dispute, state: str, words: str | None = None) -> None:
    """End a dispute. From here on nothing of it changes."""
    session.flush()
    dispute.acts += 1
    dispute.state, dispute.waits_for = state, None
    dispute.ended_at, dispute.ended_name, dispute.ended_words = clock.now(), actor.name, words
    session.flush()


def done(session: Session, actor: Actor, dispute: Dispute, verb: str, **data: Any) -> None:
    """Move the version, see whose move it is now, and write down what was done."""
    dispute.acts += 1
    session.flush()
    spoken = session.scalars(
        Position.visible_to(actor).with_only_columns(Position.side).where(Position.dispute_id == dispute.id)
    )
    asked = (
        policy.other(fact.side) for fact in queries.facts(session, actor, dispute) if fact.answer is None
    )
    standing = session.scalars(
        Decision.visible_to(actor).with_only_columns(Decision.side).where(Decision.id == dispute.standing_id)
    ).first()
    dispute.waits_for = policy.waits_for(
        standing, set(spoken), set(asked), escalated=dispute.escalated_at is not None
    )
    session.flush()
    record_of(session, actor, dispute, verb, **data)


def record_of(session: Session, actor: Actor | None, dispute: Dispute, verb: str, **data: Any) -> None:
    """Write down what was done to a dispute, for both sides."""
    record(
        session, actor, verb, ("dispute", dispute.id, dispute.issue_ref), partner_id=dispute.partner_id,
        audience="shared", order_id=dispute.order_id, data=data,
    )  # fmt: skip


def _or_not_now(possible: bool) -> None:
    if not possible:
        raise NotNow


def _next(session: Session, model: Any, *conditions: Any) -> int:
    """The number of the next row. Two that take the same one meet in the dispute's version."""
    statement = select(func.max(model.number)).where(*conditions)
    return (session.scalar(statement.execution_options(system=True)) or 0) + 1

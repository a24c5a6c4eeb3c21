"""Reading disputes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select, union_all
from sqlalchemy.orm import Session

from portal.actor import Actor
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
from portal.disputes.policy import SIDES
from portal.issues.models import Issue
from portal.orders.models import Schedule
from portal.partners.models import Partner
from portal.scope import AnySelect, also_visible, carrying

MOST = 300  # of one kind in one dispute
SIGNED = ("side", "by_id", "by_name", "at")


@dataclass(frozen=True, slots=True)
class Matter:
    """A dispute with all that was said. positions: of each side, the newest first; facts with their
    answers (`answer`, `answer_words`, `answer_name`, `answer_at`, None where there is none); decisions, the
    newest first, and the acceptances of each by its id; escalations, the newest first."""

    positions: Mapping[str, Sequence[Any]]
    facts: Sequence[Any]
    decisions: Sequence[Any]
    acceptances: Mapping[int, Sequence[Any]]
    escalations: Sequence[Any]

    @property
    def spoken(self) -> list[str]:
        """The sides that gave their position."""
        return [side for side, said in self.positions.items() if said]

    def decision(self, decision_id: int | None) -> Any:
        """A decision by its id, None for none."""
        return next((each for each in self.decisions if each.id == decision_id), None)


def issue_of(session: Session, actor: Actor, ref: str) -> Any:
    """The issue with this reference (`Issue`), its partner's name and code and the `unit` of its line, if it
    is about one; None if the actor may not see it. One SELECT."""
    unit = Schedule.visible_to(actor).with_only_columns(Schedule.unit).where(Schedule.id == Issue.schedule_id)
    statement = (
        select(
            Issue, Partner.name.label("partner_name"), Partner.code.label("partner_code"),
            unit.correlate(Issue).scalar_subquery().label("unit"),
        )
        .join_from(Issue, Partner, Partner.id == Issue.partner_id)
        .where(Issue.ref == ref)
    )  # fmt: skip
    return session.execute(also_visible(carrying(statement, unit), actor, Issue, Partner)).first()


def of_issue(session: Session, actor: Actor, issue_id: int) -> list[Dispute]:
    """The disputes of an issue, the newest first. One SELECT."""
    statement = Dispute.visible_to(actor).where(Dispute.issue_id == issue_id)
    return list(session.scalars(statement.order_by(Dispute.number.desc()).limit(50)))


def newest(session: Session, actor: Actor, issue_id: int) -> Dispute | None:
    """The last dispute of an issue, None for none. One SELECT."""
    return next(iter(of_issue(session, actor, issue_id)), None)


def matter(session: Session, actor: Actor, dispute: Dispute) -> Matter:
    """All that was said in a dispute. Five SELECTs."""
    said = _rows(session, actor, dispute, Position, Position.number, Position.says, Position.wants)
    acceptances: dict[int, list[Any]] = {}
    for row in _rows(session, actor, dispute, Acceptance, Acceptance.decision_id, Acceptance.words):
        acceptances.setdefault(row.decision_id, []).append(row)
    decisions = _rows(
        session, actor, dispute, Decision, Decision.id, Decision.number, Decision.outcome, Decision.cause_side,
        Decision.quantity, Decision.unit, Decision.credit, Decision.correction, Decision.words,
    )  # fmt: skip
    escalations = _rows(
        session, actor, dispute, Escalation, Escalation.id, Escalation.reason, Escalation.staff_manager_name,
        Escalation.partner_manager_name,
    )  # fmt: skip
    return Matter(
        {side: sorted((row for row in said if row.side == side), key=lambda row: -row.number) for side in SIDES},
        facts(session, actor, dispute), sorted(decisions, key=lambda row: -row.number), acceptances,
        sorted(escalations, key=lambda row: -row.id),
    )  # fmt: skip


def _rows(session: Session, actor: Actor, dispute: Dispute, model: Any, *columns: Any) -> list[Any]:
    signed = (getattr(model, name) for name in SIGNED)
    statement = model.visible_to(actor).with_only_columns(*columns, *signed)
    return list(session.execute(statement.where(model.dispute_id == dispute.id).limit(MOST)))


def facts(session: Session, actor: Actor, dispute: Dispute) -> list[Any]:
    """The facts of a dispute with their answers, in their order. One SELECT."""
    statement = (
        Fact.visible_to(actor)
        .with_only_columns(
            Fact.id, Fact.number, Fact.words, Fact.side, Fact.by_name, Fact.at, FactAnswer.answer,
            FactAnswer.words.label("answer_words"), FactAnswer.by_name.label("answer_name"),
            FactAnswer.at.label("answer_at"),
        )
        .outerjoin_from(
            Fact, FactAnswer, (FactAnswer.partner_id == Fact.partner_id) & (FactAnswer.fact_id == Fact.id)
        )
        .where(Fact.dispute_id == dispute.id)
        .order_by(Fact.number)
        .limit(MOST)
    )  # fmt: skip
    # An answer is of the same dispute as its fact.
    return list(session.execute(carrying(statement, statement, FactAnswer.visible_to(actor))))


def exhibits(session: Session, actor: Actor, dispute: Dispute) -> list[Any]:
    """The records that were named in a dispute, in their order. One SELECT."""
    statement = Exhibit.visible_to(actor).with_only_columns(
        Exhibit.record, Exhibit.record_id, Exhibit.side, Exhibit.by_name, Exhibit.at
    )
    mine = statement.where(Exhibit.dispute_id == dispute.id).order_by(Exhibit.id)
    return list(session.execute(mine.limit(MOST)))


def waiting(session: Session, actor: Actor, most: int) -> list[Any]:
    """The disputes that wait for the actor: for a named manager what only they decide, for others what is
    their side's move; for an agent of ours of their own issues and of those that nobody has. `spoken`: their
    side gave its position. One SELECT."""
    said = Position.__table__.alias("said")  # whoever sees a dispute sees its positions
    given = select(said.c.id).where(said.c.dispute_id == Dispute.id, said.c.side == actor.party)
    columns = (
        Dispute.issue_ref, Dispute.position_due_on, Dispute.escalated_at, Dispute.standing_id, Dispute.opened_side,
        Dispute.opened_name, Dispute.waits_for, given.correlate(Dispute.__table__).exists().label("spoken"), Issue.title, Partner.name.label("partner_name"),
    )  # fmt: skip
    ranges = [_waiting_for(actor, whose).limit(most) for whose in (actor.party, "both")]
    picked = union_all(*(select(part.subquery()) for part in ranges)).subquery("picked")
    statement = (
        carrying(select(*columns), *ranges, Position.visible_to(actor))
        .join_from(picked, Dispute, Dispute.id == picked.c.id)
        .join(Issue, (Issue.partner_id == Dispute.partner_id) & (Issue.id == Dispute.issue_id))
        .join(Partner, Partner.id == Dispute.partner_id)
        .order_by(Dispute.position_due_on, Dispute.id)
        .limit(most)
    )
    return list(session.execute(also_visible(statement, actor, Issue, Partner)))


def _waiting_for(actor: Actor, whose: str) -> AnySelect:
    """The ids of those that wait for `whose` move and for this actor, the first due first: one range of an index."""
    manager = Dispute.staff_manager_id if actor.is_staff else Dispute.partner_manager_id
    before: Any = Dispute.escalated_at.is_(None)
    if actor.is_staff and actor.role == "agent":
        before &= or_(Issue.owner_id == actor.user_id, Issue.owner_id.is_(None))
    statement = (
        select(Dispute.id)
        .join(Issue, (Issue.partner_id == Dispute.partner_id) & (Issue.id == Dispute.issue_id))
        .where(or_(before, manager == actor.user_id))
        .order_by(Dispute.position_due_on, Dispute.id)
    )
    if actor.is_narrow:  # found by their issues: by days, all that waits for the partner would be walked
        ids = Issue.visible_to(actor).with_only_columns(Issue.id)
        statement = statement.where(Dispute.issue_id.in_(ids), Dispute.waits_for.op("||")("") == whose)
    else:
        statement = statement.where(Dispute.waits_for == whose)
    if not actor.is_staff:
        statement = statement.where(Dispute.partner_id == actor.partner_id)
    # Whoever sees an issue sees its dispute: the issue is asked once, not a list of all.
    return also_visible(carrying(statement, Dispute.visible_to(actor)), actor, Issue)


def standing(actor: Actor) -> AnySelect:
    """How the newest dispute of each issue stands: partner_id, issue_id, state, waits_for, ended_at. To be
    joined to issues that were found through visible_to: whoever sees an issue sees its dispute."""
    later = Dispute.__table__.alias("later")
    newer = select(later.c.id).where(
        later.c.issue_id == Dispute.issue_id, later.c.number > Dispute.number
    )  # fmt: skip
    statement = select(
        Dispute.partner_id, Dispute.issue_id, Dispute.state, Dispute.waits_for, Dispute.ended_at
    ).where(~newer.correlate(Dispute.__table__).exists())  # fmt: skip
    return carrying(statement, Dispute.visible_to(actor))

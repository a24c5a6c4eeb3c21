"""Reading issues."""

from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.actor import Actor
from portal.issues import standing
from portal.issues.actions import Matter
from portal.issues.models import Contest, Issue, IssuePerson
from portal.orders.models import Line, Order, Schedule
from portal.partners.models import Partner
from portal.plans.actions import Source
from portal.plans.sources import Birth
from portal.scope import AnySelect, also_visible, carrying
from portal.shipments.models import Notice

MOST_OF_ORDER = 300

_owner = User.__table__.alias("owner")


def waits_for(actor: Actor) -> Any:
    """The condition that an open issue waits for the actor's side: to answer, or to confirm."""
    return Issue.waits_for == actor.side


def by_ref(session: Session, actor: Actor, ref: str) -> Issue | None:
    """The issue with this reference, if the actor may see it."""
    return session.scalars(Issue.visible_to(actor).where(Issue.ref == ref)).first()


def by_id(session: Session, actor: Actor, issue_id: int) -> Issue | None:
    """The issue with this id, if the actor may see it."""
    return session.scalars(Issue.visible_to(actor).where(Issue.id == issue_id)).first()


def with_facts(session: Session, actor: Actor, ref: str) -> Any:
    """A row of the issue with this reference (`Issue`) and what its page says around it: names of
    partner and owner, references of order and notice as far as the actor may see them; to whom at the
    partner the order is given, whatever the actor's reach: who reads the issue depends on it. None if the
    actor may not see it. One SELECT."""
    order = Order.visible_to(actor).where(Order.id == Issue.order_id)
    given = Order.visible_to(replace(actor, reach="all")).where(Order.id == Issue.order_id)
    line = Line.visible_to(actor).where(Line.id == Issue.line_id)
    notice = Notice.visible_to(actor).with_only_columns(Notice.ref).where(Notice.id == Issue.notice_id)
    beside = {
        "order_ref": order.with_only_columns(Order.ref), "line_number": line.with_only_columns(Line.number),
        "line_unit": line.with_only_columns(Line.unit), "notice_ref": notice,
        "order_owner_id": given.with_only_columns(Order.partner_owner_id),
        "order_team": given.with_only_columns(Order.partner_team),
    }  # fmt: skip
    scalars = [part.correlate(Issue).scalar_subquery().label(name) for name, part in beside.items()]
    statement = (
        carrying(
            select(
                Issue, Partner.name.label("partner_name"), Partner.code.label("partner_code"),
                _owner.c.name.label("owner_name"), *scalars,
            ),
            order, given, line, notice,
        )
        .join_from(Issue, Partner, Partner.id == Issue.partner_id)
        .outerjoin(_owner, _owner.c.id == Issue.owner_id)
        .where(Issue.ref == ref)
    )  # fmt: skip
    return session.execute(also_visible(statement, actor, Issue, Partner)).first()


def named_on(actor: Actor, issue_id: int) -> AnySelect:
    """A select of the ids of the people named on an issue."""
    return (
        IssuePerson.visible_to(actor)
        .with_only_columns(IssuePerson.user_id)
        .where(IssuePerson.issue_id == issue_id)
    )


def added_side(actor: Actor, issue_id: int) -> Any:
    """An expression for User.id: which side named that person on an issue after its opening."""
    statement = IssuePerson.visible_to(actor).with_only_columns(IssuePerson.added_side)
    mine = statement.where(IssuePerson.issue_id == issue_id, IssuePerson.user_id == User.id)
    return mine.correlate(User).scalar_subquery()


def of_order(session: Session, actor: Actor, order_id: int) -> list[Any]:
    """The issues about one order that the actor may see, open ones first, each with the `receipt_id` that it
    contests, if it does, and how its dispute stands (`disputed`, `ended_at`). One SELECT."""
    contested = (
        Contest.visible_to(actor)
        .with_only_columns(Contest.receipt_id)
        .where(Contest.partner_id == Issue.partner_id, Contest.issue_id == Issue.id)
        .correlate(Issue)
        .limit(1)
    )
    statement = (
        Issue.visible_to(actor)
        .with_only_columns(
            Issue.ref, Issue.title, Issue.state, Issue.severity, Issue.closed, Issue.about_label,
            contested.scalar_subquery().label("receipt_id"),
        )
        .where(Issue.order_id == order_id)
        .order_by(Issue.closed, Issue.id.desc())
        .limit(MOST_OF_ORDER)
    )  # fmt: skip
    whole = carrying(statement, contested, Issue.visible_to(actor))
    return list(session.execute(standing.beside(whole, actor, Issue)))


OWNERS = (
    Order.staff_owner_id, User.name.label("owner_name"), Order.partner_owner_id, Order.partner_team,
)  # fmt: skip


def matter_of_order(session: Session, actor: Actor, ref: str) -> Matter | None:
    """What a report about an order is bound to, if the actor may see it."""
    row = session.execute(
        also_visible(select(Order.id, Order.partner_id, *OWNERS), actor, Order)
        .outerjoin_from(Order, User, User.id == Order.staff_owner_id)
        .where(Order.ref == ref)
    ).first()
    return Matter("order", row.partner_id, ref, order_id=row.id, **owners(row)) if row else None


def matter_of_line(
    session: Session, actor: Actor, ref: str, line: int, part: int | None = None
) -> Matter | None:
    """What a report about a line of an order (or one part of it) is bound to, if the actor may see it."""
    columns = (
        Schedule.id, Schedule.line_id, Schedule.order_id, Schedule.partner_id, Schedule.item,
        Line.quantity, Schedule.unit, *OWNERS,
    )  # fmt: skip
    statement = (
        also_visible(select(*columns), actor, Schedule, Line, Order)
        .join_from(Schedule, Order, Order.id == Schedule.order_id)
        .join(Line, Line.id == Schedule.line_id)
        .outerjoin(User, User.id == Order.staff_owner_id)
        .where(Schedule.order_ref == ref, Schedule.line_number == line)
        .order_by(Schedule.part)
    )
    if part is not None:
        statement = statement.where(Schedule.part == part)
    row = session.execute(statement).first()
    if row is None:
        return None
    return Matter(
        "line", row.partner_id, f"{ref} {line}, {row.item}", order_id=row.order_id, line_id=row.line_id,
        schedule_id=row.id, quantity=row.quantity, unit=row.unit, **owners(row),
    )  # fmt: skip


def owners(row: Any) -> dict[str, Any]:
    """Who answers for an order, from OWNERS, as Matter names them."""
    return {
        "owner_id": row.staff_owner_id, "owner_name": row.owner_name,
        "partner_owner_id": row.partner_owner_id, "partner_team": row.partner_team,
    }  # fmt: skip


def matter_of_notice(session: Session, actor: Actor, ref: str) -> Matter | None:
    """What a report about a ship notice is bound to, if the actor may see it."""
    row = session.execute(
        Notice.visible_to(actor).with_only_columns(Notice.id, Notice.partner_id).where(Notice.ref == ref)
    ).first()
    return Matter("notice", row.partner_id, ref, notice_id=row.id) if row else None


def matter_of_partner(session: Session, actor: Actor, code: str | None) -> Matter | None:
    """A report about the relationship: with the actor's own partner, or for staff with this one."""
    statement = Partner.visible_to(actor).with_only_columns(Partner.id, Partner.name)
    statement = statement.where(Partner.code == code) if actor.is_staff else statement
    row = session.execute(statement).first()
    return Matter("relationship", row.id, row.name) if row else None


def birth_of_plan(session: Session, actor: Actor, ref: str) -> Birth | None:
    """What a plan made of an issue begins with, if the actor may see the issue. One SELECT, one more for a
    confidential one."""
    issue = by_ref(session, actor, ref)
    if issue is None:
        return None
    kind = "improvement" if issue.kind in ("suggestion", "praise") else "corrective"
    source = Source("issue", issue.id, issue.ref, issue.confidential)
    readers = read_by(session, actor, issue)
    return Birth(source, issue.partner_id, issue.title, issue.wished_outcome or "", kind, readers=readers)


def read_by(session: Session, actor: Actor, issue: Issue) -> set[int] | None:
    """The ids of those who alone read a confidential issue beside our staff, None for one that is not. One SELECT,
    none for the latter."""
    if not issue.confidential:
        return None
    return {issue.opened_by, *session.scalars(named_on(actor, issue.id))}

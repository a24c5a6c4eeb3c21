"""Reading issues."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, false, func, or_, select, tuple_
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.actor import Actor
from portal.issues.actions import Matter
from portal.issues.models import Issue, IssuePerson
from portal.orders.models import Line, Order, Schedule
from portal.partners.models import Partner
from portal.scope import AnySelect, also_visible, carrying
from portal.shipments.models import Notice

PAGE = 50
MOST_COUNTED = 1_000

_owner = User.__table__.alias("owner")
COLUMNS = (
    Issue.id, Issue.ref, Issue.title, Issue.kind, Issue.severity, Issue.state, Issue.about_label,
    Issue.confidential, Issue.unanswered, Issue.closed, Issue.opened_at, Issue.opened_side,
    Issue.opened_name, Issue.answer_due_at, Issue.answered_at, Issue.solution_due_at,
    Issue.resolved_at, Issue.owner_id, Issue.team, Issue.version, Issue.partner_id,
    Partner.name.label("partner_name"), _owner.c.name.label("owner_name"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filters:
    """What the queue is narrowed to; empty means all."""

    tab: str = "open"
    whose: str = ""
    partner: str = ""
    kind: str = ""
    state: str = ""
    text: str = ""


def listing(session: Session, actor: Actor, filters: Filters, after: tuple[Any, ...] | None) -> list[Any]:
    """One page of issues and one row more: the unanswered first, by their answer clock, then the others
    by their solution clock. One SELECT."""
    statement = (
        also_visible(select(*COLUMNS), actor, Issue, Partner)
        .join_from(Issue, Partner, Partner.id == Issue.partner_id)
        .outerjoin(_owner, _owner.c.id == Issue.owner_id)
    )
    statement = _narrowed(statement, actor, filters)
    if filters.tab == "closed":
        statement = statement.order_by(Issue.opened_at.desc(), Issue.id.desc())
        if after:
            statement = statement.where(tuple_(Issue.opened_at, Issue.id) < tuple_(*after))
    else:
        rank = case((Issue.unanswered, 0), else_=1)
        due = case((Issue.unanswered, Issue.answer_due_at), else_=Issue.solution_due_at)
        statement = statement.order_by(rank, due, Issue.id)
        if after:
            statement = statement.where(tuple_(rank, due, Issue.id) > tuple_(*after))
    return list(session.execute(statement.limit(PAGE + 1)))


def _narrowed(statement: AnySelect, actor: Actor, filters: Filters) -> AnySelect:
    statement = statement.where(_tab(actor, filters.tab))
    if filters.whose == "mine":
        statement = statement.where(Issue.owner_id == actor.user_id)
    elif filters.whose == "team":
        statement = statement.where(Issue.team == actor.team if actor.team else false())
    elif filters.whose == "unassigned":
        statement = statement.where(Issue.owner_id.is_(None))
    if filters.partner:
        statement = statement.where(Partner.code == filters.partner)
    if filters.kind:
        statement = statement.where(Issue.kind == filters.kind)
    if filters.state:
        statement = statement.where(Issue.state == filters.state)
    if filters.text:
        word = filters.text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        statement = statement.where(
            or_(Issue.ref == filters.text.upper(), Issue.title.ilike(f"%{word}%", escape="\\"))
        )
    return statement


def _tab(actor: Actor, tab: str) -> Any:
    if tab == "closed":
        return Issue.closed.is_(True)
    if tab == "waiting":
        return and_(Issue.closed.is_(False), waits_for(actor))
    return Issue.closed.is_(False)


def waits_for(actor: Actor) -> Any:
    """The condition that an open issue waits for the actor's side: to answer, or to confirm."""
    ours = Issue.opened_side == actor.side
    return or_(and_(ours, Issue.state == "resolved"), and_(~ours, Issue.unanswered.is_(True)))


def tab_counts(session: Session, actor: Actor) -> dict[str, int]:
    """How many issues each tab holds, counted to 1,000. One SELECT."""
    ids = {
        tab: Issue.visible_to(actor).with_only_columns(Issue.id).where(_tab(actor, tab)).limit(MOST_COUNTED)
        for tab in ("open", "waiting", "closed")
    }
    counts = [select(func.count()).select_from(each.subquery()).scalar_subquery() for each in ids.values()]
    row = session.execute(carrying(select(*counts), *ids.values())).one()
    return dict(zip(ids, row, strict=True))


def waiting_count(actor: Actor) -> AnySelect:
    """A select of how many issues wait for the actor, counted to 100: the number beside the noun."""
    ids = Issue.visible_to(actor).with_only_columns(Issue.id).where(_tab(actor, "waiting"))
    if actor.is_staff:
        ids = ids.where(or_(Issue.owner_id == actor.user_id, Issue.owner_id.is_(None)))
    ids = ids.limit(100)
    return carrying(select(func.count()).select_from(ids.subquery()), ids)


def by_ref(session: Session, actor: Actor, ref: str) -> Issue | None:
    """The issue with this reference, if the actor may see it."""
    return session.scalars(Issue.visible_to(actor).where(Issue.ref == ref)).first()


def facts(session: Session, actor: Actor, issue: Issue) -> Any:
    """What the page says around the issue, in one SELECT: names of partner and owner, and the
    references of order and notice as far as the actor may see them."""
    order = Order.visible_to(actor).with_only_columns(Order.ref).where(Order.id == issue.order_id)
    owner = (
        Order.visible_to(actor).with_only_columns(Order.partner_owner_id).where(Order.id == issue.order_id)
    )
    team = Order.visible_to(actor).with_only_columns(Order.partner_team).where(Order.id == issue.order_id)
    line = Line.visible_to(actor).with_only_columns(Line.number).where(Line.id == issue.line_id)
    notice = Notice.visible_to(actor).with_only_columns(Notice.ref).where(Notice.id == issue.notice_id)
    statement = (
        Partner.visible_to(actor)
        .with_only_columns(
            Partner.name.label("partner_name"), Partner.code.label("partner_code"),
            select(User.name).where(User.id == issue.owner_id).scalar_subquery().label("owner_name"),
            order.scalar_subquery().label("order_ref"), owner.scalar_subquery().label("order_owner_id"),
            team.scalar_subquery().label("order_team"), line.scalar_subquery().label("line_number"),
            notice.scalar_subquery().label("notice_ref"),
        )
        .where(Partner.id == issue.partner_id)
    )  # fmt: skip
    return session.execute(carrying(statement, statement, order, owner, team, line, notice)).one()


def named(session: Session, actor: Actor, issue_id: int) -> list[Any]:
    """The people named on an issue: id and name."""
    statement = (
        also_visible(select(User.id, User.name), actor, IssuePerson)
        .join_from(IssuePerson, User, User.id == IssuePerson.user_id)
        .where(IssuePerson.issue_id == issue_id)
        .order_by(User.name)
    )
    return list(session.execute(statement))


def of_order(session: Session, actor: Actor, order_id: int) -> list[Any]:
    """The issues about one order that the actor may see, open ones first."""
    statement = (
        Issue.visible_to(actor)
        .with_only_columns(
            Issue.ref, Issue.title, Issue.state, Issue.severity, Issue.closed, Issue.about_label
        )
        .where(Issue.order_id == order_id)
        .order_by(Issue.closed, Issue.id.desc())
        .limit(20)
    )
    return list(session.execute(statement))


_OWNERS = (
    Order.staff_owner_id, User.name.label("owner_name"), Order.partner_owner_id, Order.partner_team,
)  # fmt: skip


def matter_of_order(session: Session, actor: Actor, ref: str) -> Matter | None:
    """What a report about an order is bound to, if the actor may see it."""
    row = session.execute(
        also_visible(select(Order.id, Order.partner_id, *_OWNERS), actor, Order)
        .outerjoin_from(Order, User, User.id == Order.staff_owner_id)
        .where(Order.ref == ref)
    ).first()
    return Matter("order", row.partner_id, ref, order_id=row.id, **_owners(row)) if row else None


def matter_of_line(
    session: Session, actor: Actor, ref: str, line: int, part: int | None = None
) -> Matter | None:
    """What a report about a line of an order (or one part of it) is bound to, if the actor may see it."""
    columns = (
        Schedule.id, Schedule.line_id, Schedule.order_id, Schedule.partner_id, Schedule.item,
        Line.quantity, Schedule.unit, *_OWNERS,
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
        schedule_id=row.id, quantity=row.quantity, unit=row.unit, **_owners(row),
    )  # fmt: skip


def _owners(row: Any) -> dict[str, Any]:
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


def partners(session: Session, actor: Actor) -> list[Any]:
    """Code and name of every partner the actor sees, by name."""
    statement = Partner.visible_to(actor).with_only_columns(Partner.code, Partner.name)
    return list(session.execute(statement.order_by(Partner.name)))

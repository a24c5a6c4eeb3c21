"""Reading threads, and who reads along."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session

from portal.accounts.models import Assignment, Membership, User
from portal.actor import Actor
from portal.talk.models import Message

COLUMNS = (
    Message.id, Message.audience, Message.author_user_id, Message.author_name, Message.author_side,
    Message.body, Message.created_at,
)  # fmt: skip
PAGE = 50


@dataclass(frozen=True, slots=True)
class Thread:
    """Messages, oldest first; `earlier` is the id to pass as `before` for those above, or None."""

    messages: list[Any]
    earlier: int | None


@dataclass(frozen=True, slots=True)
class Readers:
    """How many people of the partner and of the company will be able to read a message."""

    partner: int
    staff: int


def thread(
    session: Session, actor: Actor, kind: str, subject_id: int, before: int | None = None, limit: int = PAGE
) -> Thread:
    """The newest `limit` messages under a record that `actor` may read (those before the message
    `before`), as columns. One SELECT."""
    statement = (
        Message.visible_to(actor)
        .with_only_columns(*COLUMNS)
        .where(Message.subject_type == kind, Message.subject_id == subject_id)
        .order_by(Message.id.desc())
        .limit(limit + 1)
    )
    if before is not None:
        statement = statement.where(Message.id < before)
    rows = list(session.execute(statement).all())
    more = len(rows) > limit
    shown = rows[:limit][::-1]
    return Thread(shown, shown[0].id if more else None)


def readers(
    session: Session,
    actor: Actor,
    partner_id: int,
    audience: str,
    *,
    owner_id: int | None = None,
    team: str | None = None,
    named: Collection[int] = (),
    confidential: bool = False,
) -> Readers:
    """Who will be able to read a message with this audience, `actor` included. One SELECT.

    owner_id and team: the partner's person and team that the record is given to, who see it
    whatever their reach. named: people who see it in any case (an issue's opener and those named
    on it); with `confidential` they alone see it on the partner's side.
    """
    staff = select(func.count()).select_from(User).where(
        User.staff_role.is_not(None), User.disabled_at.is_(None),
        or_(
            User.limited.is_(False),
            User.id.in_(select(Assignment.user_id).where(Assignment.partner_id == partner_id)),
        ),
    )  # fmt: skip
    people = (
        select(func.count())
        .select_from(Membership)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.partner_id == partner_id,
            Membership.disabled_at.is_(None), User.disabled_at.is_(None),
            _reaches(owner_id, team, named, confidential),
        )
    )  # fmt: skip
    if audience == "internal":
        return Readers(0, session.execute(staff).scalar_one() if actor.is_staff else 0)
    row = session.execute(select(people.scalar_subquery(), staff.scalar_subquery())).one()
    return Readers(row[0], row[1])


def _reaches(
    owner_id: int | None, team: str | None, named: Collection[int], confidential: bool
) -> ColumnElement[bool]:
    """The memberships that see a record, as portal.orders.models.within_reach decides it."""
    mine = Membership.user_id.in_(named)
    if confidential:
        return mine
    given = Membership.user_id == owner_id if owner_id else mine
    in_team = and_(Membership.reach == "team", Membership.team == team) if team else mine
    return and_(true(), or_(Membership.reach == "all", mine, given, in_team))

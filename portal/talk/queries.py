"""Reading threads, and who reads along."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, literal, or_, select, true, union_all
from sqlalchemy.orm import Session

from portal.accounts.models import Assignment, Membership, User
from portal.actor import Actor
from portal.scope import AnySelect
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
    """How many people of the partner and of the company will be able to read a message, and who they
    are, by name: id, name, role, and whether they are `named` on the record."""

    partner: int
    staff: int
    partner_people: tuple[Any, ...] = field(default=(), compare=False)
    staff_people: tuple[Any, ...] = field(default=(), compare=False)


def thread(
    session: Session, actor: Actor, kind: str, subject_id: int, before: int | None = None, limit: int = PAGE
) -> Thread:
    """The newest `limit` messages under a record that `actor` may read (those before the message
    `before`), as columns. One SELECT."""
    return thread_of(session.execute(said_under(actor, kind, subject_id, before, limit)).all(), limit)


def said_under(
    actor: Actor, kind: str, subject_id: int, before: int | None = None, limit: int = PAGE
) -> AnySelect:
    """A select of the messages of a thread, to be read by `thread_of`."""
    statement = (
        Message.visible_to(actor)
        .with_only_columns(*COLUMNS)
        .where(Message.subject_type == kind, Message.subject_id == subject_id)
        .order_by(Message.id.desc())
        .limit(limit + 1)
    )
    return statement if before is None else statement.where(Message.id < before)


def thread_of(rows: Sequence[Any], limit: int = PAGE) -> Thread:
    """The thread that these rows of `said_under` make."""
    shown = sorted(rows, key=lambda row: int(row.id))[-limit:]
    return Thread(shown, shown[0].id if len(rows) > limit else None)


def readers(
    session: Session,
    actor: Actor,
    partner_id: int,
    audience: str,
    *,
    owner_id: int | None = None,
    team: str | None = None,
    named: Collection[int] | Select[Any] = (),
    confidential: bool = False,
    opener_id: int | None = None,
) -> Readers:
    """Who will be able to read a message with this audience, `actor` included (`who_reads`). One SELECT."""
    parts = who_reads(
        actor, partner_id, audience, owner_id=owner_id, team=team, named=named, confidential=confidential,
        opener_id=opener_id,
    )  # fmt: skip
    return readers_of(session.execute(union_all(*parts)).all() if parts else ())


def who_reads(
    actor: Actor,
    partner_id: int,
    audience: str,
    *,
    owner_id: int | None = None,
    team: str | None = None,
    named: Collection[int] | Select[Any] = (),
    confidential: bool = False,
    opener_id: int | None = None,
) -> list[AnySelect]:
    """Selects of those who will be able to read a message with this audience, `actor` included, to be read
    together by `readers_of`: of the company and of the partner, as far as the actor may know of them.

    owner_id and team: the partner's person and team that the record is given to, who see it
    whatever their reach. opener_id and named (ids, or a select of them): people who see it in any
    case; with `confidential` they alone see it on the partner's side.
    """
    is_named = User.id.in_(named)
    staff = select(
        literal("staff").label("side"), User.id, User.name, User.staff_role.label("role"), is_named.label("named")
    ).where(
        User.staff_role.is_not(None), User.disabled_at.is_(None),
        or_(
            User.limited.is_(False),
            User.id.in_(select(Assignment.user_id).where(Assignment.partner_id == partner_id)),
        ),
    )  # fmt: skip
    people = (
        select(
            literal("partner").label("side"), User.id, User.name, Membership.role.label("role"),
            is_named.label("named"),
        )
        .join_from(Membership, User, User.id == Membership.user_id)
        .where(
            Membership.partner_id == partner_id,
            Membership.disabled_at.is_(None), User.disabled_at.is_(None),
            _reaches(owner_id, team, or_(is_named, User.id == opener_id), confidential),
        )
    )  # fmt: skip
    parts = [staff] if actor.is_staff or audience == "shared" else []
    parts += [people] if audience == "shared" else []
    return parts


def readers_of(rows: Sequence[Any]) -> Readers:
    """The readers that these rows of `who_reads` are."""
    by_name = sorted(rows, key=_by_name)
    theirs, ours = (tuple(r for r in by_name if r.side == side) for side in ("partner", "staff"))
    return Readers(len(theirs), len(ours), theirs, ours)


def _by_name(row: Any) -> str:
    return str(row.name).casefold()


def _reaches(
    owner_id: int | None, team: str | None, mine: ColumnElement[bool], confidential: bool
) -> ColumnElement[bool]:
    """The memberships that see a record, as portal.orders.models.within_reach decides it."""
    if confidential:
        return mine
    given = Membership.user_id == owner_id if owner_id else mine
    in_team = and_(Membership.reach == "team", Membership.team == team) if team else mine
    return and_(true(), or_(Membership.reach == "all", mine, given, in_team))

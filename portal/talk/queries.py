"""Reading threads, and who reads along."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from portal.accounts.models import Assignment, Membership, User
from portal.actor import Actor
from portal.scope import AnySelect, carrying
from portal.talk.models import Message, MessageVersion

NAME = re.compile(r"(note-)?([1-9][0-9]{0,8})")
_BEHIND_ALL: ColumnElement[int] = literal_column("9223372036854775807")


_named = Message.__table__.alias("named")  # messages that are only counted, whatever they say


def number(of: Any = Message) -> Any:
    """Which one a Message (or `of`, an alias of it) is of those with its audience under its record, from 1. Shared
    ones and notes are counted apart, so that no gap tells a partner of a note. It counts all before it: for a page
    of them read `said_under`."""
    earlier = Message.__table__.alias("earlier")
    return (
        select(func.count())
        .select_from(earlier)
        .where(
            earlier.c.subject_type == of.subject_type, earlier.c.subject_id == of.subject_id,
            earlier.c.audience == of.audience, earlier.c.id <= of.id,
        )
        .correlate(of)
        .scalar_subquery()
    )  # fmt: skip


def name(audience: str, number: int) -> str:
    """What a message is called in addresses of its thread: '3', or 'note-2' for an internal one."""
    return f"note-{number}" if audience == "internal" else str(number)


COLUMNS = (
    Message.id, Message.audience, Message.author_user_id, Message.author_name, Message.author_side,
    Message.body, Message.created_at, Message.version, Message.edited_at,
)  # fmt: skip
PAGE = 50


@dataclass(frozen=True, slots=True)
class Thread:
    """Messages, oldest first; `earlier` is the name to pass as `before` for those above, or None."""

    messages: list[Any]
    earlier: str | None


@dataclass(frozen=True, slots=True)
class Readers:
    """How many people of the partner and of the company will be able to read a message, and who they
    are, by name: side, id, name, role, locale, whether they are `named` on the record and, where the record
    says so, `added`: which side named them. others: people of both sides who will not read it."""

    partner: int
    staff: int
    partner_people: tuple[Any, ...] = field(default=(), compare=False)
    staff_people: tuple[Any, ...] = field(default=(), compare=False)
    others: tuple[Any, ...] = field(default=(), compare=False)


def thread(
    session: Session, actor: Actor, kind: str, subject_id: int, before: str | None = None, limit: int = PAGE
) -> Thread:
    """The newest `limit` messages under a record that `actor` may read (those before the message called
    `before`), as columns. One SELECT."""
    return thread_of(session.execute(said_under(actor, kind, subject_id, before, limit)).all(), limit)


def said_under(
    actor: Actor, kind: str, subject_id: int, before: str | None = None, limit: int = PAGE
) -> AnySelect:
    """A select of the messages of a thread with their numbers, to be read by `thread_of`. What stands before them is
    counted once for all; a name of nothing that the actor reads is as good as none."""
    rows = Message.visible_to(actor).where(Message.subject_type == kind, Message.subject_id == subject_id)
    parts = _parts(actor, before)
    first = func.coalesce(_called(kind, subject_id, *parts), _BEHIND_ALL) if parts else None
    if first is not None:
        rows = rows.where(Message.id < first)
    page = rows.with_only_columns(*COLUMNS).order_by(Message.id.desc()).limit(limit + 1).subquery("page")
    shared, notes = (_count(kind, subject_id, audience, first) for audience in ("shared", "internal"))
    newer = func.row_number().over(partition_by=page.c.audience, order_by=page.c.id.desc())
    of_audience = case((page.c.audience == "internal", notes), else_=shared)
    return carrying(select(page, (of_audience + 1 - newer).label("number")).order_by(page.c.id.desc()), rows)


def _parts(actor: Actor, called: str | None) -> tuple[str, int] | None:
    """Audience and number of what a message is called; None for what is no name, and for a name of a note to whom
    reads none."""
    parts = NAME.fullmatch(called or "")
    if parts is None or (parts[1] and not actor.is_staff):
        return None
    return "internal" if parts[1] else "shared", int(parts[2])


def _called(kind: str, subject_id: int, audience: str, number: int) -> Any:
    """The id of the message with this number under a record."""
    mine = _named.c.subject_type == kind, _named.c.subject_id == subject_id, _named.c.audience == audience
    statement = select(_named.c.id).where(*mine).order_by(_named.c.id).offset(number - 1).limit(1)
    return statement.scalar_subquery()


def _count(kind: str, subject_id: int, audience: str, before: Any) -> Any:
    """How many messages of an audience there are under a record, with `before` of lower ids."""
    mine = _named.c.subject_type == kind, _named.c.subject_id == subject_id, _named.c.audience == audience
    statement = select(func.count()).select_from(_named).where(*mine)
    return (statement if before is None else statement.where(_named.c.id < before)).scalar_subquery()


def thread_of(rows: Sequence[Any], limit: int = PAGE) -> Thread:
    """The thread that these rows of `said_under` make."""
    shown = sorted(rows, key=lambda row: int(row.id))[-limit:]
    return Thread(shown, name(shown[0].audience, shown[0].number) if len(rows) > limit else None)


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
    added: Any = None,
) -> Readers:
    """Who will be able to read a message with this audience, `actor` included (`who_reads`). One SELECT."""
    parts = who_reads(
        actor, partner_id, audience, owner_id=owner_id, team=team, named=named, confidential=confidential,
        opener_id=opener_id, added=added,
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
    added: Any = None,
) -> list[AnySelect]:
    """Selects of the people who could read a message with this audience, `actor` included, to be read
    together by `readers_of`: of the company and of the partner, as far as the actor may know of them.

    owner_id and team: the partner's person and team that the record is given to, who see it
    whatever their reach. opener_id and named (ids, or a select of them): people who see it in any
    case; with `confidential` they alone see it on the partner's side. added: an expression for User.id.
    """
    is_named = User.id.in_(named)
    who = (
        User.id, User.name, User.locale, is_named.label("named"),
        (cast(null(), String) if added is None else added).label("added"),
    )  # fmt: skip
    assigned = select(Assignment.user_id).where(Assignment.partner_id == partner_id)
    staff = select(
        literal("staff").label("side"), User.staff_role.label("role"),
        or_(User.limited.is_(False), User.id.in_(assigned)).label("reads"), *who,
    ).where(User.staff_role.is_not(None), User.disabled_at.is_(None))  # fmt: skip
    reads = _reaches(owner_id, team, or_(is_named, User.id == opener_id), confidential)
    people = (
        select(literal("partner").label("side"), Membership.role.label("role"), reads.label("reads"), *who)
        .join_from(Membership, User, User.id == Membership.user_id)
        .where(
            Membership.partner_id == partner_id,
            Membership.disabled_at.is_(None), User.disabled_at.is_(None),
        )
    )  # fmt: skip
    parts: list[AnySelect] = [staff] if actor.is_staff or audience == "shared" else []
    parts += [people] if audience == "shared" else []
    return parts


def readers_of(rows: Sequence[Any]) -> Readers:
    """The readers that these rows of `who_reads` are."""
    by_name = sorted(rows, key=_by_name)
    theirs, ours = (tuple(r for r in by_name if r.side == side and r.reads) for side in ("partner", "staff"))
    return Readers(len(theirs), len(ours), theirs, ours, tuple(r for r in by_name if not r.reads))


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


def authors(session: Session, actor: Actor, kind: str, subject_id: int) -> set[int]:
    """The ids of who wrote what the actor may read under a record. One SELECT."""
    statement = Message.visible_to(actor).with_only_columns(Message.author_user_id).distinct()
    return set(
        session.scalars(statement.where(Message.subject_type == kind, Message.subject_id == subject_id))
    )


def message_under(session: Session, actor: Actor, kind: str, subject_id: int, called: str) -> Message | None:
    """One message under a record by its name there, if the actor may read it. One SELECT, none for what is no
    name."""
    parts = _parts(actor, called)
    if parts is None:
        return None
    return session.scalars(
        Message.visible_to(actor).where(Message.id == _called(kind, subject_id, *parts))
    ).first()


def name_of(session: Session, actor: Actor, message: Message) -> str:
    """What a message is called in its thread. One SELECT."""
    statement = Message.visible_to(actor).with_only_columns(number()).where(Message.id == message.id)
    return name(message.audience, session.scalars(statement).one())


def versions(session: Session, actor: Actor, message_id: int) -> list[Any]:
    """What stood in a message before, the oldest first: number, body, written_at. One SELECT."""
    statement = (
        MessageVersion.visible_to(actor)
        .with_only_columns(MessageVersion.number, MessageVersion.body, MessageVersion.written_at)
        .where(MessageVersion.message_id == message_id)
        .order_by(MessageVersion.number)
    )
    return list(session.execute(statement))

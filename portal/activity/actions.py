"""Writing down what happened, once per key, and keeping what was typed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import clock
from portal.activity.models import Activity, Draft, Repeat
from portal.actor import Actor
from portal.scope import insert_rows

Listener = Callable[[Session, Activity], None]
Heeds = Callable[[str, str], bool]
Hearer = Callable[[Session, Sequence[Any]], None]

_listeners: list[tuple[Listener, Heeds, Hearer | None]] = []
_request_id: list[Callable[[], str | None]] = [lambda: None]
_TOLD_TO_MANY = ("id", "verb", "order_id", "partner_id", "audience")


def listen(listener: Listener, heeds: Heeds = lambda _kind, _verb: True, many: Hearer | None = None) -> None:
    """Call `listener(session, activity)` for each activity row for whose kind of subject and verb `heeds`
    says so, in the transaction that wrote it. Of many written at once `many` hears instead, with all
    rows together, as their id, verb, order_id, partner_id and audience, in no order."""
    _listeners.append((listener, heeds, many))


def request_ids_from(source: Callable[[], str | None]) -> None:
    """Say where the id of the current request comes from."""
    _request_id[0] = source


def record(
    session: Session,
    actor: Actor | None,
    verb: str,
    subject: tuple[str, int | None, str],
    *,
    partner_id: int | None,
    audience: str,
    order_id: int | None = None,
    data: dict[str, Any] | None = None,
) -> Activity:
    """Add one activity row: `actor` (None for the portal itself) did `verb` to `subject`, a triple
    of kind, id and reference. audience: 'shared' or 'internal'. Listeners run before it returns.
    Never commits."""
    happening = Happening(verb, subject, partner_id, audience, order_id, data)
    (row,) = _heard(session, _columns(actor, [happening]))
    return row


@dataclass(frozen=True, slots=True)
class Happening:
    """Something to write down, as `record` takes it."""

    verb: str
    subject: tuple[str, int | None, str]
    partner_id: int | None
    audience: str
    order_id: int | None = None
    data: dict[str, Any] | None = None


def record_many(session: Session, actor: Actor | None, happened: Sequence[Happening]) -> None:
    """Add a row for each of these at once, as `record` would one by one. Never commits."""
    rows = _columns(actor, happened)
    hearing = [
        many for _listener, heeds, many in _listeners
        if any(heeds(one.subject[0], one.verb) for one in happened)
    ]  # fmt: skip
    hearers = [many for many in hearing if many]
    if len(hearers) < len(hearing):
        _heard(session, rows)
        return
    told = insert_rows(session, Activity, rows, *_TOLD_TO_MANY if hearers else ())
    for many in hearers:
        many(session, told)


def _heard(session: Session, rows: Sequence[dict[str, Any]]) -> list[Activity]:
    """Add the rows and let the listeners hear each."""
    added = [Activity(**row) for row in rows]
    session.add_all(added)
    session.flush()
    for row in added:
        for listener, heeds, _many in _listeners:
            if heeds(row.subject_type, row.verb):
                listener(session, row)
    return added


def _columns(actor: Actor | None, happened: Sequence[Happening]) -> list[dict[str, Any]]:
    by = {
        "at": clock.now(), "actor_user_id": actor.person_id if actor else None,
        "actor_name": actor.name if actor else "Mitra", "actor_side": actor.side if actor else "system",
        "request_id": _request_id[0](),
    }  # fmt: skip
    return [
        {
            "partner_id": one.partner_id, "audience": one.audience, "verb": one.verb,
            "subject_type": one.subject[0], "subject_id": one.subject[1], "subject_ref": one.subject[2],
            "order_id": one.order_id, "data": one.data or {}, **by,
        }
        for one in happened
    ]  # fmt: skip


def claim(session: Session, actor: Actor, route: str, key: str) -> str | None:
    """Take `key` for this person and route. Returns None the first time, and afterwards the location
    that the first request answered with, so that a repeat is sent there and does nothing."""
    mine = select(Repeat.location).where(
        Repeat.user_id == actor.user_id, Repeat.route == route, Repeat.key == key
    )
    earlier = session.execute(mine).first()
    if earlier is None:
        try:
            with session.begin_nested():
                session.add(Repeat(user_id=actor.user_id, route=route, key=key, created_at=clock.now()))
                session.flush()
            return None
        except IntegrityError:  # another request took it between our look and our insert
            earlier = session.execute(mine).first()
    return earlier[0] or "/" if earlier else None


def settle(session: Session, actor: Actor, route: str, key: str, location: str) -> None:
    """Note where the request that claimed `key` sends its reader."""
    row = session.scalars(
        select(Repeat).where(Repeat.user_id == actor.user_id, Repeat.route == route, Repeat.key == key)
    ).one()
    row.location = location
    session.flush()


def keep_draft(session: Session, user_id: int, key: str, fields: dict[str, Any]) -> None:
    """Keep what a person typed under `key`, replacing what was kept before."""
    row = session.scalars(select(Draft).where(Draft.user_id == user_id, Draft.key == key)).first()
    if row is None:
        row = Draft(user_id=user_id, key=key)
        session.add(row)
    row.fields = fields
    row.updated_at = clock.now()
    session.flush()


def move_drafts(
    session: Session, key: str, to: str, join: Callable[[dict[str, Any], dict[str, Any]], dict[str, Any]]
) -> None:
    """Let what everybody typed under `key` wait under `to`; `join(kept, typed)` puts it together with what
    somebody has typed there already."""
    rows = session.scalars(select(Draft).where(Draft.key.in_((key, to)))).all()
    there = {row.user_id: row for row in rows if row.key == to}
    for row in rows:
        if row.key == key and row.user_id in there:
            there[row.user_id].fields = join(there[row.user_id].fields, row.fields)
            session.delete(row)
        elif row.key == key:
            row.key = to
    session.flush()


def drop_draft(session: Session, user_id: int, key: str) -> None:
    """Forget the draft under `key`, if there is one."""
    session.execute(delete(Draft).where(Draft.user_id == user_id, Draft.key == key))

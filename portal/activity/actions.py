"""Writing down what happened, once per key, and keeping what was typed."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import clock
from portal.activity.models import Activity, Draft, Repeat
from portal.actor import Actor

Listener = Callable[[Session, Activity], None]

_listeners: list[Listener] = []
_request_id: list[Callable[[], str | None]] = [lambda: None]


def listen(listener: Listener) -> None:
    """Call `listener(session, activity)` for each activity row, in the transaction that wrote it."""
    _listeners.append(listener)


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
    row = Activity(
        at=clock.now(),
        partner_id=partner_id,
        audience=audience,
        verb=verb,
        subject_type=subject[0],
        subject_id=subject[1],
        subject_ref=subject[2],
        order_id=order_id,
        actor_user_id=actor.person_id if actor else None,
        actor_name=actor.name if actor else "Mitra",
        actor_side=actor.side if actor else "system",
        request_id=_request_id[0](),
        data=data or {},
    )
    session.add(row)
    session.flush()
    for listener in _listeners:
        listener(session, row)
    return row


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


def drop_draft(session: Session, user_id: int, key: str) -> None:
    """Forget the draft under `key`, if there is one."""
    session.execute(delete(Draft).where(Draft.user_id == user_id, Draft.key == key))

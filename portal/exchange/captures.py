"""What programs sent and what they were answered: kept so that the same request is answered the same."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal import clock
from portal.actor import Actor
from portal.db import system_session
from portal.exchange.models import Capture
from portal.web import paging

KEPT = timedelta(days=90)
PAGE = 50


class Reused(Exception):
    """The key came before, with another request."""


def digest(*parts: bytes) -> str:
    """A request by what it said."""
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def earlier(session: Session, actor: Actor, token_id: int, key: str, said: str) -> Capture | None:
    """What this token was answered when it sent `key` before; None for no key and for a new one. Raises
    Reused if it said something else then."""
    if not key:
        return None
    found = session.scalars(
        Capture.visible_to(actor).where(Capture.token_id == token_id, Capture.key == _hashed(key))
    ).first()
    if found is not None and found.digest != said:
        raise Reused
    return found


def keep(
    session: Session, actor: Actor, token_id: int, kind: str, key: str, said: str, status: int, answer: dict[str, Any]
) -> Capture:  # fmt: skip
    """Keep what a request is answered. Never commits."""
    row = Capture(
        partner_id=actor.partner_id, ref=secrets.token_urlsafe(16), kind=kind, token_id=token_id,
        user_id=actor.user_id, key=_hashed(key) if key else None, digest=said, status=status, answer=answer,
        created_at=clock.now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def by_ref(session: Session, actor: Actor, ref: str, kind: str) -> Capture | None:
    """The capture with this reference, if the actor may see it."""
    return session.scalars(Capture.visible_to(actor).where(Capture.ref == ref, Capture.kind == kind)).first()


def page(
    session: Session, actor: Actor, kind: str, size: int, after: str | None
) -> tuple[list[Capture], str | None]:
    """The newest captures after the cursor, and the cursor of those that follow."""
    statement = Capture.visible_to(actor).where(Capture.kind == kind).order_by(Capture.id.desc())
    if place := paging.decode(after, int):
        statement = statement.where(Capture.id < place[0])
    rows = list(session.scalars(statement.limit(size + 1)))
    return rows[:size], paging.encode((rows[size - 1].id,)) if len(rows) > size else None


def drop_old() -> int:
    """Forget what was answered long ago; the events stay. Returns how many were dropped."""
    with system_session() as session:
        gone = session.execute(delete(Capture).where(Capture.created_at < clock.now() - KEPT))
        session.commit()
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()

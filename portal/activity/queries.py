"""Reading what happened."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.activity.models import Activity, Draft, Repeat
from portal.actor import Actor

COLUMNS = (
    Activity.id, Activity.at, Activity.verb, Activity.audience, Activity.subject_type,
    Activity.subject_id, Activity.subject_ref, Activity.order_id, Activity.partner_id,
    Activity.actor_user_id, Activity.actor_name, Activity.actor_side, Activity.data,
)  # fmt: skip


def visible(actor: Actor) -> Select[Any]:
    """Activity rows the actor may read, newest first, as columns."""
    return Activity.visible_to(actor).with_only_columns(*COLUMNS).order_by(Activity.id.desc())


def of_subject(session: Session, actor: Actor, kind: str, subject_id: int, limit: int = 50) -> list[Any]:
    """The newest `limit` rows about one record."""
    statement = visible(actor).where(Activity.subject_type == kind, Activity.subject_id == subject_id)
    return list(session.execute(statement.limit(limit)).all())


def of_order(session: Session, actor: Actor, order_id: int, limit: int = 50) -> list[Any]:
    """The newest `limit` rows about an order or anything that belongs to it."""
    return list(session.execute(visible(actor).where(Activity.order_id == order_id).limit(limit)).all())


def drafts(session: Session, user_id: int, keys: Collection[str]) -> dict[str, dict[str, Any]]:
    """What this person typed under these keys and has not sent, by key. One SELECT."""
    statement = select(Draft.key, Draft.fields).where(Draft.user_id == user_id, Draft.key.in_(keys))
    return {row.key: row.fields for row in session.execute(statement)}


def is_used(session: Session, user_id: int, route: str, key: str) -> bool:
    """True once a form with this key was sent by this person."""
    statement = select(Repeat.id).where(Repeat.user_id == user_id, Repeat.route == route, Repeat.key == key)
    return session.execute(statement).first() is not None


def draft(session: Session, user_id: int, key: str) -> dict[str, Any] | None:
    """What this person typed under `key` and has not sent."""
    statement = select(Draft.fields).where(Draft.user_id == user_id, Draft.key == key)
    return session.scalars(statement).first()

"""Reading what happened."""

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.activity.models import Activity, Draft
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


def draft(session: Session, user_id: int, key: str) -> dict[str, Any] | None:
    """What this person typed under `key` and has not sent."""
    statement = select(Draft.fields).where(Draft.user_id == user_id, Draft.key == key)
    return session.scalars(statement).first()

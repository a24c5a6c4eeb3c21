"""Reading what happened."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.activity.models import Activity, Draft, Repeat
from portal.actor import Actor
from portal.scope import AnySelect

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
    return kept_of(session.execute(typed(user_id, keys)).all())


def typed(user_id: int, keys: Collection[str]) -> AnySelect:
    """A select of what this person typed under these keys and has not sent: key, fields, and whether the
    form that it was typed into was `sent` all the same, from another tab."""
    sent = select(Repeat.id).where(
        Repeat.user_id == user_id, Repeat.key == Draft.fields[("key", 0)].as_string()
    )
    statement = select(Draft.key, Draft.fields, sent.exists().label("sent"))
    return statement.where(Draft.user_id == user_id, Draft.key.in_(keys))


def kept_of(rows: Sequence[Any]) -> dict[str, dict[str, Any]]:
    """The fields in these rows of `typed`, by key; without the key of a form that was sent, so that what
    was typed since is not taken for the same again."""
    return {
        row.key: {name: values for name, values in row.fields.items() if name != "key" or not row.sent}
        for row in rows
    }


def is_used(session: Session, user_id: int, route: str, key: str) -> bool:
    """True once a form with this key was sent by this person."""
    statement = select(Repeat.id).where(Repeat.user_id == user_id, Repeat.route == route, Repeat.key == key)
    return session.execute(statement).first() is not None


def draft(session: Session, user_id: int, key: str) -> dict[str, Any] | None:
    """What this person typed under `key` and has not sent."""
    statement = select(Draft.fields).where(Draft.user_id == user_id, Draft.key == key)
    return session.scalars(statement).first()

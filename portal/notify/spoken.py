"""Who spoke under records and still takes part."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.activity.models import Activity
from portal.talk.models import Message


def since(session: Session, kind: str, ids: Collection[int]) -> dict[int, set[int]]:
    """The ids of who spoke under records of a kind, by the record's id, without those who were released from it
    since. Two SELECTs."""
    spoke = session.execute(
        select(Message.subject_id, Message.author_user_id, func.max(Message.created_at))
        .where(Message.subject_type == kind, Message.subject_id.in_(ids))
        .group_by(Message.subject_id, Message.author_user_id)
        .execution_options(system=True)
    ).all()
    released = session.execute(
        select(Activity.subject_id, Activity.data, Activity.at)
        .where(
            Activity.subject_type == kind, Activity.subject_id.in_(ids), Activity.verb == "removed-person",
        )
        .order_by(Activity.id)
        .execution_options(system=True)
    )  # fmt: skip
    gone = {(subject_id, data["person_id"]): at for subject_id, data, at in released}
    found: dict[int, set[int]] = {}
    for subject_id, user_id, last in spoke:
        if (subject_id, user_id) not in gone or last > gone[subject_id, user_id]:
            found.setdefault(subject_id, set()).add(user_id)
    return found

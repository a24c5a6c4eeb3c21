"""Saying something under a record."""

from sqlalchemy.orm import Session

from portal import clock
from portal.activity.actions import record
from portal.actor import Actor
from portal.talk.models import Message

EXCERPT = 140


def say(
    session: Session,
    actor: Actor,
    subject: tuple[str, int, str],
    *,
    partner_id: int,
    audience: str,
    body: str,
    order_id: int | None = None,
) -> Message:
    """Write a message of `actor` under `subject` (kind, id, reference), for `audience` ('shared' or
    'internal'). Records `said` with the same audience, so word of it reaches nobody else.

    Returns the message. Raises ValueError for an internal note by a partner's person or an empty
    body. Never commits.
    """
    if audience == "internal" and not actor.is_staff:
        raise ValueError("an internal note can only be written by the company's people")
    if not body.strip():
        raise ValueError("a message needs words")
    message = Message(
        partner_id=partner_id, audience=audience, subject_type=subject[0], subject_id=subject[1],
        author_user_id=actor.user_id, author_name=actor.name, author_side=actor.side, body=body,
        created_at=clock.now(),
    )  # fmt: skip
    session.add(message)
    session.flush()
    record(
        session, actor, "said", subject, partner_id=partner_id, audience=audience, order_id=order_id,
        data={"message": message.id, "excerpt": _excerpt(body)},
    )  # fmt: skip
    return message


def _excerpt(body: str) -> str:
    """The first words of a message on one line."""
    words = " ".join(body.split())
    return (
        words if len(words) <= EXCERPT else words[: EXCERPT - 1].rsplit(" ", 1)[0] + "\N{HORIZONTAL ELLIPSIS}"
    )

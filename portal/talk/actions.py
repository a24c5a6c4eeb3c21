"""Saying something under a record."""

from collections.abc import Collection, Iterable

from sqlalchemy.orm import Session

from portal import clock
from portal.activity.actions import record
from portal.actor import Actor
from portal.files import actions as files
from portal.files import queries as file_queries
from portal.files.intake import Upload
from portal.talk.models import Message
from portal.web.i18n import _

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
    step: str | None = None,
) -> Message:
    """Write a message of `actor` under `subject` (kind, id, reference), for `audience` ('shared' or
    'internal'). Records `said` with the same audience, so word of it reaches nobody else. step: what
    the actor does with these words, which is recorded next and tells people of both.

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
        data={"message": message.id, "excerpt": excerpt(body), **({"step": step} if step else {})},
    )  # fmt: skip
    return message


def excerpt(body: str) -> str:
    """The first words of a message on one line."""
    words = " ".join(body.split())
    return (
        words if len(words) <= EXCERPT else words[: EXCERPT - 1].rsplit(" ", 1)[0] + "\N{HORIZONTAL ELLIPSIS}"
    )


def keep_files(
    session: Session,
    actor: Actor,
    uploads: Iterable[Upload],
    ticked: Collection[str],
    *,
    partner_id: int,
    form_key: str,
) -> files.Kept:
    """Keep what came with the form `form_key` and what it still ticks of the files that waited for it.
    A token of somebody else's file gives the same refusal as one that does not exist. Never commits."""
    kept = files.keep_all(session, actor, uploads, partner_id=partner_id, form_key=form_key, ticked=ticked)
    here = {row.token for row in file_queries.waiting(session, actor, form_key)}
    tokens = [token for token in kept.tokens if token in here]
    if len(tokens) == len(kept.tokens):
        return kept
    return files.Kept(tokens, [*kept.refusals, (_("A file"), _("It is no longer here. Choose it again."))])

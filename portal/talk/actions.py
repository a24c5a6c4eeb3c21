"""Saying something under a record."""

from collections.abc import Collection, Iterable

from sqlalchemy.orm import Session

from portal import clock
from portal.activity.actions import record
from portal.actor import Actor
from portal.files import actions as files
from portal.files import queries as file_queries
from portal.files.intake import Upload
from portal.talk import policy
from portal.talk.models import Mention, Message, MessageVersion
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
    mentions: Collection[int] = (),
) -> Message:
    """Write a message of `actor` under `subject` (kind, id, reference), for `audience` ('shared' or
    'internal'). Records `said` with the same audience, so word of it reaches nobody else. step: what
    the actor does with these words, which is recorded next and tells people of both. mentions: ids of the
    people it names (portal.talk.mentions), who are told.

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
    _mention(session, message, mentions)
    data = {"message": message.id, "excerpt": excerpt(body), "step": step, "mentions": list(mentions)}
    record(
        session, actor, "said", subject, partner_id=partner_id, audience=audience, order_id=order_id,
        data={name: value for name, value in data.items() if value},
    )  # fmt: skip
    return message


def _mention(session: Session, message: Message, people: Collection[int]) -> None:
    for user_id in people:
        session.add(
            Mention(
                partner_id=message.partner_id, message_id=message.id, user_id=user_id, audience=message.audience,
                created_at=clock.now(),
            )
        )  # fmt: skip
    session.flush()


def edit(
    session: Session, actor: Actor, message: Message, subject: tuple[str, int, str], body: str,
    *, order_id: int | None = None, mentions: Collection[int] = (),
) -> None:  # fmt: skip
    """Put `body` in the place of what the message says; what stood there is kept. Its audience stays what
    it was. Records `edited` for the same readers; those of `mentions` whom it named before are not told anew. Raises ValueError for somebody else's message, an empty
    body, or StaleDataError if it was changed meanwhile. Never commits."""
    if not policy.can_edit(actor, message):
        raise ValueError("a message is changed by its author")
    if not body.strip():
        raise ValueError("a message needs words")
    session.add(
        MessageVersion(
            partner_id=message.partner_id, message_id=message.id, number=message.version, body=message.body,
            written_at=message.edited_at or message.created_at,
        )
    )  # fmt: skip
    session.flush()
    message.body, message.edited_at = body, clock.now()
    session.flush()
    before = Mention.visible_to(actor).with_only_columns(Mention.user_id)
    told = set(session.scalars(before.where(Mention.message_id == message.id)))
    new = [user_id for user_id in mentions if user_id not in told]
    _mention(session, message, new)
    record(
        session, actor, "edited", subject, partner_id=message.partner_id, audience=message.audience,
        order_id=order_id,
        data={"message": message.id, **({"mentions": new, "excerpt": excerpt(body)} if new else {})},
    )  # fmt: skip


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

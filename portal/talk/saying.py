"""Saying something under a record, with files: the same steps under an order, a plan and an action."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.activity import actions as activity
from portal.actor import Actor
from portal.files import actions as files
from portal.files import policy as file_policy
from portal.files.intake import Upload
from portal.talk import actions, mentions, policy, queries
from portal.talk.composer import Circle, MessageForm
from portal.talk.mentions import Named

Refusals = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Under what is said (kind, id, reference), who reads it, the endpoint that takes it, the key of its
    draft, and the address of the thread."""

    subject: tuple[str, int, str]
    circle: Circle
    route: str
    draft: str
    here: str
    order_id: int | None = None


def nameable(session: Session, actor: Actor, circle: Circle, kind: str, subject_id: int) -> Named:
    """Whom the actor may name in a message under a record that `circle` reads. Two SELECTs."""
    readers = queries.readers_of(session.execute(circle.readers(actor)).all())
    known = {*circle.known, *queries.authors(session, actor, kind, subject_id)}
    people = mentions.people(actor, readers, known)
    return Named([row for row in people if row.id != actor.user_id], circle.partner_name)


def may(actor: Actor, place: Place, form: MessageForm) -> bool:
    """The actor may say this to this audience, and put files beside it."""
    audience = str(form.audience.data or "shared")
    return policy.can_say(actor, audience) and file_policy.can_add(actor, place.circle.partner_id, audience)


def take(
    session: Session,
    actor: Actor,
    place: Place,
    form: MessageForm,
    uploads: Iterable[Upload],
    ticked: Collection[str],
) -> Refusals | None:
    """Say what the form says; sent twice, it is said once. Returns None, or which files were refused (none,
    if the form itself is not sound): then nothing was said, and files that were good wait for the form.
    Never commits, and is to be committed either way."""
    key, audience, partner_id = (
        str(form.key.data),
        str(form.audience.data or "shared"),
        place.circle.partner_id,
    )
    people = nameable(session, actor, place.circle, *place.subject[:2])
    form.offer(people.offered)
    kept = actions.keep_files(session, actor, uploads, ticked, partner_id=partner_id, form_key=key)
    valid = form.validate()
    body, named, problem = people.of(audience, form.body.data or "", form.tell.data)
    if valid and problem:
        form.body.errors, valid = [problem], False
    if not valid or kept.refusals:
        return tuple(kept.refusals)
    if activity.claim(session, actor, place.route, key) is not None:
        return None
    message = actions.say(
        session, actor, place.subject, partner_id=partner_id, audience=audience, body=body,
        order_id=place.order_id, mentions=named,
    )  # fmt: skip
    files.attach(
        session, actor, kept.tokens, key, place.subject, partner_id=partner_id, audience=message.audience,
        order_id=place.order_id, message_id=message.id,
    )  # fmt: skip
    activity.settle(session, actor, place.route, key, place.here)
    activity.drop_draft(session, actor.user_id, place.draft)
    return None

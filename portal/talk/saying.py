"""Saying something under a record, with files: the same steps under an order, a plan and an action."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.activity import actions as activity
from portal.actor import Actor
from portal.files import actions as files
from portal.files import policy as file_policy
from portal.files.intake import Upload
from portal.talk import actions, policy
from portal.talk.composer import MessageForm

Refusals = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Under what is said (kind, id, reference), whose it is, the endpoint that takes it, the key of its
    draft, and the address of the thread."""

    subject: tuple[str, int, str]
    partner_id: int
    route: str
    draft: str
    here: str
    order_id: int | None = None


def may(actor: Actor, place: Place, form: MessageForm) -> bool:
    """The actor may say this to this audience, and put files beside it."""
    audience = str(form.audience.data or "shared")
    return policy.can_say(actor, audience) and file_policy.can_add(actor, place.partner_id, audience)


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
    key = str(form.key.data)
    kept = actions.keep_files(session, actor, uploads, ticked, partner_id=place.partner_id, form_key=key)
    if not form.validate() or kept.refusals:
        return tuple(kept.refusals)
    if activity.claim(session, actor, place.route, key) is not None:
        return None
    message = actions.say(
        session, actor, place.subject, partner_id=place.partner_id, audience=str(form.audience.data),
        body=str(form.body.data), order_id=place.order_id,
    )  # fmt: skip
    files.attach(
        session, actor, kept.tokens, key, place.subject, partner_id=place.partner_id, audience=message.audience,
        order_id=place.order_id, message_id=message.id,
    )  # fmt: skip
    activity.settle(session, actor, place.route, key, place.here)
    activity.drop_draft(session, actor.user_id, place.draft)
    return None

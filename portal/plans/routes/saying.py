"""Saying something under a plan or an action: the same steps for both."""

from collections.abc import Callable
from typing import Any

from flask import Response, request

from portal.activity import actions as activity
from portal.db import db
from portal.files import actions as files
from portal.files import intake
from portal.files import policy as file_policy
from portal.talk import actions as talk
from portal.talk import policy as talk_policy
from portal.talk.composer import MessageForm
from portal.web import current_actor, or_403, see_other

Again = Callable[[MessageForm, tuple[tuple[str, str], ...]], Response]


def take(find: Callable[[], Any], route: str, draft: str, here: str, again: Again) -> Response:
    """Say what was sent under a record. `find` answers with its kind, id, reference and partner, or ends
    on the not-found page; `again` shows the page with the form and the files that were refused."""
    actor, session = current_actor(), db.session()
    uploads = intake.take_all(request.files.getlist("files")) if actor.writes else []  # before the lock
    kind, id_, ref, partner_id = find()
    form = MessageForm(actor)
    audience, key = str(form.audience.data or "shared"), str(form.key.data)
    or_403(talk_policy.can_say(actor, audience) and file_policy.can_add(actor, partner_id, audience))
    kept = talk.keep_files(
        session, actor, uploads, request.form.getlist("kept"), partner_id=partner_id, form_key=key
    )
    if not form.validate() or kept.refusals:
        session.commit()  # files that were good wait for the form
        return again(form, tuple(kept.refusals))
    if activity.claim(session, actor, route, key) is None:
        message = talk.say(
            session,
            actor,
            (kind, id_, ref),
            partner_id=partner_id,
            audience=audience,
            body=str(form.body.data),
        )
        files.attach(
            session, actor, kept.tokens, key, (kind, id_, ref), partner_id=partner_id, audience=audience,
            message_id=message.id,
        )  # fmt: skip
        activity.settle(session, actor, route, key, here)
        activity.drop_draft(session, actor.user_id, draft)
    session.commit()
    return see_other(here)

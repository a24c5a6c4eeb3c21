"""One issue: its page, and saying something under it."""

from flask import Response, make_response, request, url_for

from portal.activity import actions as activity
from portal.db import db
from portal.files import actions as files
from portal.files import intake
from portal.issues import actions, bp
from portal.issues.routes import sending
from portal.issues.routes.page import Sent, answer, find
from portal.talk import policy as talk_policy
from portal.talk.composer import MessageForm
from portal.web import current_actor, or_403, see_other
from portal.web.answers import is_partial


@bp.get("/issues/<ref>")
def show(ref: str) -> Response:
    """Everything about one issue."""
    return answer(ref)


@bp.post("/issues/<ref>/messages")
def reply(ref: str) -> Response:
    """Say something to both sides, or among ourselves. Sent twice, it is said once."""
    uploads = intake.take_all(request.files.getlist("files"))  # before the database's lock is taken
    issue, actor, session = find(ref), current_actor(), db.session()
    form = MessageForm(actor)
    audience, key = str(form.audience.data or "shared"), str(form.key.data)
    or_403(talk_policy.can_say(actor, audience))
    valid = form.validate()
    if valid and (location := sending.earlier(actor, "issues.reply", key)):
        return see_other(location)
    kept = sending.keep_files(actor, key, uploads, issue.partner_id, valid=valid)
    if not valid or kept.refusals:
        return answer(ref, 422, Sent(said=form, refusals=kept.refusals))
    message = actions.reply(session, actor, issue, audience, form.body.data or "")
    files.attach(
        session, actor, kept.tokens, key, ("issue", issue.id, issue.ref), partner_id=issue.partner_id,
        audience=audience, order_id=issue.order_id, message_id=message.id,
    )  # fmt: skip
    location = url_for("issues.show", ref=ref, _anchor=f"message-{message.id}")
    activity.settle(session, actor, "issues.reply", key, location)
    activity.drop_draft(session, actor.user_id, f"issues/{ref}/messages")
    db.session.commit()
    return _refreshed() if is_partial() else see_other(location)


def _refreshed() -> Response:
    """A message moves clocks and versions all over the page, and a redirect to another place of the
    same page would load nothing."""
    response = make_response("", 204)
    response.headers["HX-Refresh"] = "true"
    return response

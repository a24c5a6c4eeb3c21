"""One issue: its page, and saying something under it."""

from flask import Response, flash, make_response, request, url_for

from portal.activity import actions as activity
from portal.activity import queries as activity_queries
from portal.db import db
from portal.files import actions as files
from portal.files import intake
from portal.issues import actions, bp, merging, policy
from portal.issues.models import Issue
from portal.issues.routes import sending
from portal.issues.routes.page import Sent, answer
from portal.issues.routes.reading import find, nameable
from portal.talk import policy as talk_policy
from portal.talk import queries as talk_queries
from portal.talk.composer import MessageForm
from portal.web import current_actor, or_403, see_other
from portal.web.answers import is_partial
from portal.web.i18n import _


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
    if not policy.can_say(issue):
        sending.keep_files(actor, key, uploads, issue.partner_id, valid=False)
        return _go_on(issue, form)
    named = nameable(issue)
    form.offer(named.offered)
    valid = form.validate()
    body, mentions, problem = named.of(audience, form.body.data or "", form.tell.data)
    if valid and problem:
        form.body.errors, valid = [problem], False
    if valid and (location := sending.earlier(actor, "issues.reply", key)):
        return see_other(location)
    kept = sending.keep_files(actor, key, uploads, issue.partner_id, valid=valid)
    if not valid or kept.refusals:
        return answer(ref, 422, Sent(said=form, refusals=kept.refusals))
    message = actions.reply(session, actor, issue, audience, body, mentions=mentions)
    files.attach(
        session, actor, kept.tokens, key, ("issue", issue.id, issue.ref), partner_id=issue.partner_id,
        audience=audience, order_id=issue.order_id, message_id=message.id,
    )  # fmt: skip
    said = talk_queries.name_of(session, actor, message)
    location = url_for("issues.show", ref=ref, _anchor=f"message-{said}")
    activity.settle(session, actor, "issues.reply", key, location)
    activity.drop_draft(session, actor.user_id, merging.draft(issue))
    db.session.commit()
    return refreshed() if is_partial() else see_other(location)


def _go_on(issue: Issue, form: MessageForm) -> Response:
    """To the issue in which this one goes on since it was merged, with what was typed; back to this one for
    somebody who was released from that."""
    session, actor = db.session(), current_actor()
    into = merging.goes_on_in(session, actor, issue) or issue
    typed = {name: [form[name].data or ""] for name in ("key", "audience", "body")}
    kept = activity_queries.draft(session, actor.user_id, merging.draft(into)) if into is not issue else None
    activity.drop_draft(session, actor.user_id, merging.draft(issue))
    activity.keep_draft(session, actor.user_id, merging.draft(into), merging.together(kept or {}, typed))
    db.session.commit()
    words = _("%(ref)s was merged into this issue. What you typed stands here: send it.", ref=issue.ref)
    if into is issue:
        words = _("%(ref)s was merged into another issue. What you typed stands here.", ref=issue.ref)
    flash(words, "error")
    location = url_for("issues.show", ref=into.ref)
    if not is_partial():
        return see_other(location)
    response = make_response("", 204)
    response.headers["HX-Redirect"] = location
    return response


def refreshed() -> Response:
    """A message moves clocks and versions all over the page, and a redirect to another place of the
    same page would load nothing."""
    response = make_response("", 204)
    response.headers["HX-Refresh"] = "true"
    return response

"""A prepared reply is put into the composer."""

from flask import Response, request, url_for

from portal.activity import actions as activity
from portal.db import db
from portal.files import intake
from portal.issues import bp, policy, prepared
from portal.issues.routes import sending
from portal.issues.routes.issue import refreshed
from portal.issues.routes.page import Sent, answer
from portal.issues.routes.reading import find, read_by
from portal.talk import policy as talk_policy
from portal.talk import replies
from portal.talk.composer import MessageForm
from portal.web import current_actor, or_403, see_other
from portal.web.answers import is_partial
from portal.web.i18n import _
from portal.web.templating import company


@bp.post("/issues/<ref>/replies")
def put_in_reply(ref: str) -> Response:
    """Put a prepared reply, filled in for the contact, under what was typed; nothing is sent. What was typed
    and chosen is kept as a draft, so this works without script."""
    uploads = intake.take_all(request.files.getlist("files"))
    issue, actor, session = find(ref), current_actor(), db.session()
    or_403(talk_policy.can_use_replies(actor) and policy.can_say(issue))
    form = MessageForm(actor)
    template = replies.by_id(session, request.form.get("template"))
    if template is None:
        form.body.errors = [_("Choose a prepared reply first.")]
        return answer(ref, 422, Sent(said=form))
    facts, readers = read_by(ref)
    values = prepared.values(session, actor, facts, readers, company().short_name, template.language)
    body = "\n\n".join(part for part in (form.body.data or "", replies.filled(template.body, values)) if part)
    kept = {
        "key": [str(form.key.data)],
        "audience": [form.audience.data],
        "body": [body],
        "tell": [form.tell.data],
    }
    activity.keep_draft(session, actor.user_id, f"issues/{ref}/messages", kept)
    sending.keep_files(actor, str(form.key.data), uploads, issue.partner_id, valid=False)
    db.session.commit()
    return refreshed() if is_partial() else see_other(url_for("issues.show", ref=ref, _anchor="thread"))

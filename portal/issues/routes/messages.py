"""One message of an issue: its versions, and its author's other words for it."""

from flask import Response, make_response, render_template, request, url_for
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from portal.activity import actions as activity
from portal.activity import queries as drafts
from portal.db import db
from portal.issues import bp, policy
from portal.issues.models import Issue
from portal.issues.routes.reading import find, nameable
from portal.talk import actions, queries
from portal.talk import policy as talk_policy
from portal.talk.composer import EditForm
from portal.talk.models import Message
from portal.web import current_actor, or_403, or_404, see_other
from portal.web.i18n import _


@bp.get("/issues/<ref>/messages/<message>")
def show_message(ref: str, message: str) -> Response:
    """What the message says and said before; for its author, a form with it. Five SELECTs at most beside
    the sign-in's."""
    issue = find(ref)
    found, form = _message(issue, message), None
    if _may_edit(issue, found):
        kept = drafts.draft(db.session(), current_actor().user_id, _draft(ref, message)) or {}
        form = EditForm(
            formdata=None, version=found.version, body=next(iter(kept.get("body", ())), found.body)
        )
    return _page(issue, message, found, form)


@bp.post("/issues/<ref>/messages/<message>")
def edit_message(ref: str, message: str) -> Response:
    """Put other words in the place of one's own; those that stood there are kept."""
    issue, actor, session = find(ref), current_actor(), db.session()
    found = _message(issue, message)
    or_403(_may_edit(issue, found))
    form = EditForm()
    valid = form.validate()
    body, mentions, problem = nameable(issue).of(found.audience, form.body.data or "")
    if valid and problem:
        form.body.errors, valid = [problem], False
    if not valid:
        return _page(issue, message, found, form, 422)
    location = url_for("issues.show", ref=ref, _anchor=f"message-{message}")
    if form.body.data == found.body:  # sent twice, or nothing new
        return see_other(location)
    if form.version.data != found.version:
        return _page(issue, message, found, form, 409)
    try:
        actions.edit(
            session,
            actor,
            found,
            ("issue", issue.id, issue.ref),
            body,
            order_id=issue.order_id,
            mentions=mentions,
        )
        activity.drop_draft(session, actor.user_id, _draft(ref, message))
        db.session.commit()
    except (StaleDataError, IntegrityError):  # changed between our look and our write
        db.session.rollback()
        return _page(find(ref), message, _message(find(ref), message), form, 409)
    return see_other(location)


def _message(issue: Issue, message: str) -> Message:
    return or_404(queries.message_under(db.session(), current_actor(), "issue", issue.id, message))


def _may_edit(issue: Issue, message: Message) -> bool:
    return talk_policy.can_edit(current_actor(), message) and policy.can_say(issue)


def _draft(ref: str, message: str) -> str:
    return f"issues/{ref}/messages/{message}"


def _page(issue: Issue, called: str, message: Message, form: EditForm | None, status: int = 200) -> Response:
    if form is not None and status != 422:
        form.version.data = message.version
    return make_response(
        render_template(
            "talk/message.html", message=message,
            crumbs=[(_("Issues"), url_for("issues.index")), (issue.ref, url_for("issues.show", ref=issue.ref))], form=form, stale=status == 409,
            versions=queries.versions(db.session(), current_actor(), message.id) if message.version > 1 else [],
            draft=_draft(issue.ref, called), action=request.path,
        ),
        status,
    )  # fmt: skip

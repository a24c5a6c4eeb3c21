"""A new question of a thread becomes an issue of its own."""

from dataclasses import replace
from typing import Any

from flask import Response, make_response, render_template, request, url_for

from portal.activity import actions as activity
from portal.activity import queries as drafts
from portal.db import db
from portal.issues import bp, policy, splitting
from portal.issues.forms import SplitForm
from portal.issues.models import Issue
from portal.issues.routes import sending
from portal.issues.routes.reading import find, read_by
from portal.talk import queries as talk
from portal.talk.composer import earlier_than
from portal.web import current_actor, or_403, see_other
from portal.web.forms import recall


@bp.get("/issues/<ref>/split")
def new_split(ref: str) -> Response:
    """The messages to choose from, fifty at a time, the one that was asked for ticked, and what was typed
    before. Two SELECTs beside the sign-in's, one more for who typed something anywhere and did not send it."""
    issue = find(ref)
    or_403(policy.can_split(current_actor(), issue))
    messages, actor = _messages(issue), current_actor()
    chosen = [request.args["quoted"]] if request.args.get("quoted") else []
    form = SplitForm(messages.messages, formdata=None, data={"kind": issue.kind, "quoted": chosen})
    if actor.drafts:
        recall(form, drafts.drafts(db.session(), actor.user_id, [_draft(issue)]).get(_draft(issue)))
    return _page(issue, form, messages)


@bp.post("/issues/<ref>/split")
def split(ref: str) -> Response:
    """Open the new issue. Sent twice, it opens one."""
    issue, actor, session = find(ref), current_actor(), db.session()
    or_403(policy.can_split(actor, issue))
    messages = _messages(issue)
    form = SplitForm(messages.messages)
    if not form.validate():
        return _page(issue, form, messages, 422)
    key = str(form.key.data)
    if location := sending.earlier(actor, "issues.split", key):
        return see_other(location)
    picked = [said for said in messages.messages if str(said.number) in (form.quoted.data or ())]
    made = splitting.split(
        session, actor, issue, form.question.data or "", form.kind.data, picked, read_by(ref)[1]
    )
    location = url_for("issues.show", ref=made.ref)
    activity.settle(session, actor, "issues.split", key, location)
    activity.drop_draft(session, actor.user_id, _draft(issue))
    db.session.commit()
    return see_other(location)


def _messages(issue: Issue) -> talk.Thread:
    thread = talk.thread(db.session(), current_actor(), "issue", issue.id, earlier_than(request.args))
    return replace(thread, messages=splitting.shared(thread.messages))


def _draft(issue: Issue) -> str:
    return f"issues/{issue.ref}/split"


def _page(issue: Issue, form: SplitForm, messages: talk.Thread, status: int = 200) -> Response:
    shown: dict[str, Any] = {"messages-before": earlier_than(request.args)}
    here = url_for("issues.split", ref=issue.ref, **shown)
    return make_response(
        render_template(
            "issues/split.html", issue=issue, form=form, draft=_draft(issue), action=here, earlier=messages.earlier
        ),
        status,
    )  # fmt: skip

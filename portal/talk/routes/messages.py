"""One message under an order, a plan, an action, a review or a ship notice: its versions, and its author's other words for it."""

from typing import Any

from flask import Response, make_response, render_template, request
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from portal.activity import actions as activity
from portal.activity import queries as drafts
from portal.db import db
from portal.talk import actions, bp, policy, queries, saying, spots
from portal.talk.composer import EditForm
from portal.talk.models import Message
from portal.web import current_actor, or_403, or_404, see_other

PLACES = {
    "order": "/orders/<path:ref>/messages/<message>",
    "plan": "/plans/<ref>/messages/<message>",
    "action": "/plans/<ref>/actions/<int:number>/messages/<message>",
    "review": "/reviews/<ref>/messages/<message>",
    "notice": "/shipments/<path:ref>/messages/<message>",
}


def show(kind: str, message: str, **named: Any) -> Response:
    """What the message says and said before; for its author, a form with it."""
    spot = spots.find(kind, **named)
    found, form = _message(spot, message), None
    if policy.can_edit(current_actor(), found):
        kept = drafts.draft(db.session(), current_actor().user_id, _draft()) or {}
        typed = next(iter(kept.get("body", ())), found.body)
        form = EditForm(formdata=None, version=found.version, body=typed)
    return _page(spot, found, form)


def edit(kind: str, message: str, **named: Any) -> Response:
    """Put other words in the place of one's own; those that stood there are kept."""
    spot, actor, session = spots.find(kind, **named), current_actor(), db.session()
    found = _message(spot, message)
    or_403(policy.can_edit(actor, found))
    form = EditForm()
    valid = form.validate()
    people = saying.nameable(session, actor, spot.circle, *spot.subject[:2])
    body, mentioned, problem = people.of(found.audience, form.body.data or "")
    if valid and problem:
        form.body.errors, valid = [problem], False
    if not valid:
        return _page(spot, found, form, 422)
    location = f"{spot.page}#message-{message}"
    if form.body.data == found.body:  # sent twice, or nothing new
        return see_other(location)
    if form.version.data != found.version:
        return _page(spot, found, form, 409)
    try:
        actions.edit(session, actor, found, spot.subject, body, order_id=spot.order_id, mentions=mentioned)
        activity.drop_draft(session, actor.user_id, _draft())
        db.session.commit()
    except (StaleDataError, IntegrityError):  # changed between our look and our write
        db.session.rollback()
        spot = spots.find(kind, **named)
        return _page(spot, _message(spot, message), form, 409)
    return see_other(location)


for _kind, _rule in PLACES.items():
    bp.add_url_rule(_rule, f"show_{_kind}_message", show, defaults={"kind": _kind}, methods=["GET"])
    bp.add_url_rule(_rule, f"edit_{_kind}_message", edit, defaults={"kind": _kind}, methods=["POST"])


def _message(spot: spots.Spot, called: str) -> Message:
    return or_404(queries.message_under(db.session(), current_actor(), *spot.subject[:2], called))


def _draft() -> str:
    return request.path.lstrip("/")


def _page(spot: spots.Spot, message: Message, form: EditForm | None, status: int = 200) -> Response:
    if form is not None and status != 422:
        form.version.data = message.version
    _page_of, mark, query = spot.page.partition("?")  # an order says which notice is meant
    return make_response(
        render_template(
            "talk/message.html", crumbs=spot.crumbs, message=message, form=form, stale=status == 409,
            versions=queries.versions(db.session(), current_actor(), message.id) if message.version > 1 else [],
            draft=_draft(), action=request.path + mark + query,
        ),
        status,
    )  # fmt: skip

"""Tell what happened: one form, opened in place or as a page."""

from typing import Any

from flask import Response, request, url_for

from portal.accounts import queries as accounts
from portal.activity import actions as activity
from portal.activity import queries as activity_queries
from portal.db import db
from portal.files import actions as files
from portal.files import intake
from portal.files import queries as file_queries
from portal.issues import actions, bp, policy, queries
from portal.issues.actions import Matter, Report
from portal.issues.forms import FeedbackForm
from portal.web import current_actor, or_403, or_404, page_or_partial, see_other

DRAFT = "feedback/new"


@bp.get("/feedback/new")
def new() -> Response:
    """The empty form, with what it is about filled in from the address."""
    actor = current_actor()
    or_403(policy.can_open(actor))
    matters = or_404(_matters(request.args) or None)
    form = FeedbackForm(tuple(matters), _colleagues(matters), formdata=None, data=_draft())
    return _page(matters, form)


@bp.post("/feedback/new")
def create() -> Response:
    """Open an issue from the form. Sent twice, it opens one."""
    uploads = intake.take_all(request.files.getlist("files"))  # before the database's lock is taken
    actor, session = current_actor(), db.session()
    or_403(policy.can_open(actor))
    matters = or_404(_matters(request.form) or None)
    form = FeedbackForm(tuple(matters), _colleagues(matters))
    key = str(form.key.data)
    partner_id = next(iter(matters.values())).partner_id
    valid = form.validate()
    kept = files.keep_all(
        session, actor, uploads, partner_id=partner_id, form_key=key, ticked=request.form.getlist("kept")
    )
    if not valid or kept.refusals:
        db.session.commit()  # the good files wait under the form's key
        return _page(matters, form, 422, kept.refusals)
    if earlier := activity.claim(session, actor, "issues.create", key):
        session.rollback()
        return see_other(earlier)
    issue = actions.open_issue(session, actor, matters[form.about.data], _report(form))
    subject = ("issue", issue.id, issue.ref)
    files.attach(
        session, actor, kept.tokens, key, subject, partner_id=issue.partner_id, audience="shared",
        order_id=issue.order_id,
    )  # fmt: skip
    location = url_for("issues.show", ref=issue.ref, sent="1")
    activity.settle(session, actor, "issues.create", key, location)
    activity.drop_draft(session, actor.user_id, DRAFT)
    db.session.commit()
    return see_other(location)


def _matters(given: Any) -> dict[str, Matter]:
    """What the report may be about, best guess first; empty when something named is not there."""
    session, actor = db.session(), current_actor()
    matters: dict[str, Matter | None] = {}
    order, line, notice = given.get("order"), given.get("line"), given.get("notice")
    if order:
        if line:
            number, part = _whole(line), _whole(given.get("part"))
            matters["line"] = queries.matter_of_order(session, actor, order, number or 0, part)
        matters["order"] = queries.matter_of_order(session, actor, order, None, None)
    if notice:
        matters["notice"] = queries.matter_of_notice(session, actor, notice)
    if None in matters.values():
        return {}
    found = {name: matter for name, matter in matters.items() if matter}
    if found and actor.is_staff:
        first = next(iter(found.values()))
        found["relationship"] = Matter("relationship", first.partner_id)
    elif together := queries.matter_of_partner(session, actor, given.get("partner")):
        found["relationship"] = together
    if given.get("about") in found and request.method == "GET":
        chosen = given["about"]
        return {chosen: found.pop(chosen), **found}
    return found


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 6 else None


def _colleagues(matters: dict[str, Matter]) -> list[Any]:
    partner_id = next(iter(matters.values())).partner_id
    people = accounts.people(db.session(), partner_id)
    return [person for person in people if person.id != current_actor().user_id]


def _draft() -> dict[str, Any] | None:
    kept = activity_queries.draft(db.session(), current_actor().user_id, DRAFT)
    if kept is None:
        return None
    several = ("named",)
    words = {name: value if name in several else value[0] for name, value in kept.items() if value}
    return {n: v for n, v in words.items() if n not in ("csrf_token", "key", "about")}


def _report(form: FeedbackForm) -> Report:
    return Report(
        kind=form.kind.data, what_happened=form.what_happened.data, severity=form.severity(),
        effect=form.effect.data or None, wished_outcome=form.wished_outcome.data or None,
        quantity_affected=form.quantity() if form.about.data == "line" else None,
        confidential=bool(form.confidential.data), named=[int(i) for i in form.named.data or ()],
    )  # fmt: skip


def _page(matters: dict[str, Matter], form: FeedbackForm, status: int = 200, refusals: Any = ()) -> Response:
    session, actor = db.session(), current_actor()
    key = str(form.key.data)
    waiting = file_queries.Waiting(
        key,
        file_queries.waiting(session, actor, key),
        refusals,
        request.values.get("partner") if actor.is_staff else None,
    )
    return page_or_partial(
        "issues/new.html", "issues/_form.html", status, form=form, matters=matters, waiting=waiting,
        given={n: request.values[n] for n in ("order", "line", "part", "notice", "partner") if request.values.get(n)},
        draft=DRAFT,
    )  # fmt: skip

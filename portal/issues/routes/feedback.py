"""Tell what happened: one form, opened in place or as a page."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for

from portal.accounts import queries as accounts
from portal.activity import actions as activity
from portal.activity import queries as activity_queries
from portal.db import db
from portal.files import actions as files
from portal.files import intake
from portal.files import queries as file_queries
from portal.issues import actions, bp, contests, policy, queries
from portal.issues.actions import Matter, Report
from portal.issues.forms import FeedbackForm
from portal.issues.models import Issue
from portal.issues.routes import sending
from portal.partners import queries as partner_queries
from portal.partners.calendar import terms
from portal.talk import queries as talk
from portal.web import current_actor, or_403, or_404, page_or_partial, see_other
from portal.web.answers import is_partial
from portal.web.i18n import _

DRAFT = "feedback/new"  # the key under which what was typed is kept: the form's path
GIVEN = ("order", "line", "part", "receipt", "notice", "partner")


@bp.get("/feedback/new")
def new() -> Response:
    """The form, with what it is about filled in from the address and what was typed before. Staff who
    name nothing choose a partner first."""
    actor = current_actor()
    or_403(policy.can_open(actor))
    if _names_nothing(request.args):
        return _choose_partner(200)
    matters = or_404(_matters(request.args) or None)
    if (contested := _contested(matters)) is not None:
        return make_response(redirect(url_for("issues.show", ref=contested)))
    draft = _draft()
    kept = draft or {"kind": next(iter(matters.values())).kind}
    form = FeedbackForm(tuple(matters), _colleagues(matters), formdata=None, data=kept)
    return _page(matters, form, drafted=draft is not None)


@bp.post("/feedback/new")
def create() -> Response:
    """Open an issue from the form. Sent twice, it opens one."""
    uploads = intake.take_all(request.files.getlist("files"))  # before the database's lock is taken
    actor, session = current_actor(), db.session()
    or_403(policy.can_open(actor))
    if _names_nothing(request.form):
        return _choose_partner(422)
    matters = or_404(_matters(request.form) or None)
    form = FeedbackForm(tuple(matters), _colleagues(matters))
    key, partner_id = str(form.key.data), next(iter(matters.values())).partner_id
    valid = form.validate()
    if valid and (location := sending.earlier(actor, "issues.create", key)):
        return see_other(location)
    if _contested(matters):
        return _contested_meanwhile(matters, form, uploads)
    kept = sending.keep_files(actor, key, uploads, partner_id, valid=valid)
    if not valid or kept.refusals:
        return _page(matters, form, 422, refusals=kept.refusals)
    matter = matters[str(form.about.data)]
    issue = actions.open_issue(session, actor, matter, _report(form))
    if matter.receipt_id is not None and not contests.bind(session, actor, issue, matter):
        return _contested_meanwhile(matters, form, uploads)
    files.attach(
        session, actor, kept.tokens, key, ("issue", issue.id, issue.ref), partner_id=issue.partner_id,
        audience="shared", order_id=issue.order_id,
    )  # fmt: skip
    location = url_for("issues.show", ref=issue.ref, sent="1")
    activity.settle(session, actor, "issues.create", key, location)
    activity.drop_draft(session, actor.user_id, DRAFT)
    db.session.commit()
    return _sent(issue, matter) if is_partial() else see_other(location)


def _names_nothing(given: Mapping[str, str]) -> bool:
    """True if one of the staff, who work with many partners, named none."""
    return current_actor().is_staff and not any(given.get(name) for name in GIVEN)


def _choose_partner(status: int) -> Response:
    partners = partner_queries.choices(db.session(), current_actor())
    return make_response(render_template("issues/choose_partner.html", partners=partners), status)


def _contested(matters: Mapping[str, Matter]) -> str | None:
    """The reference of the issue that contests the receipt already; None if it is no receipt or no issue
    does. Only the partner contests."""
    receipt = matters.get("receipt")
    if receipt is None or receipt.receipt_id is None:
        return None
    or_403(policy.can_contest(current_actor(), receipt))
    found = contests.of_receipts(db.session(), current_actor(), [receipt.receipt_id])
    return found[receipt.receipt_id].ref if found else None


def _contested_meanwhile(
    matters: dict[str, Matter], form: FeedbackForm, uploads: Sequence[intake.Upload]
) -> Response:
    """The form again, with its good files, and which issue contests the receipt already."""
    db.session.rollback()
    kept = sending.keep_files(
        current_actor(), str(form.key.data), uploads, matters["receipt"].partner_id, valid=False
    )
    form.about.errors = [_("It is contested already, see %(ref)s.", ref=_contested(matters) or "")]
    return _page(matters, form, 409, refusals=kept.refusals)


def _sent(issue: Issue, matter: Matter) -> Response:
    """What stands in place of a form that was opened in place."""
    return make_response(render_template("issues/_sent.html", issue=issue, owner_name=matter.owner_name))


def _matters(given: Mapping[str, str]) -> dict[str, Matter]:
    """What the report may be about, best guess first; empty when something named is not there."""
    session, actor = db.session(), current_actor()
    matters: dict[str, Matter | None] = {}
    if receipt := given.get("receipt"):
        where = given.get("order") or "", _whole(given.get("line")) or 0, _whole(given.get("part")) or 1
        contest = contests.matter(session, actor, *where, receipt)
        return {"receipt": contest} if contest else {}
    if order := given.get("order"):
        if line := given.get("line"):
            number, part = _whole(line), _whole(given.get("part"))
            matters["line"] = queries.matter_of_line(session, actor, order, number or 0, part)
        matters["order"] = queries.matter_of_order(session, actor, order)
    if notice := given.get("notice"):
        matters["notice"] = queries.matter_of_notice(session, actor, notice)
    if None in matters.values():
        return {}
    found = {name: matter for name, matter in matters.items() if matter}
    if found:
        found["relationship"] = Matter("relationship", next(iter(found.values())).partner_id)
    elif together := queries.matter_of_partner(session, actor, given.get("partner")):
        found["relationship"] = together
    if request.method == "GET" and (chosen := given.get("about")) in found:
        return {chosen: found.pop(chosen), **found}
    return found


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 6 else None


def _colleagues(matters: Mapping[str, Matter]) -> list[Any]:
    partner_id = next(iter(matters.values())).partner_id
    people = accounts.people(db.session(), partner_id)
    return [person for person in people if person.id != current_actor().user_id]


def _draft() -> dict[str, Any] | None:
    """What was typed before, with the form's key if it was not sent, so that its files are found."""
    session, user_id = db.session(), current_actor().user_id
    kept = activity_queries.draft(session, user_id, DRAFT)
    if kept is None or not any(
        value for name in ("what_happened", "effect", "wished_outcome") for value in kept.get(name, ())
    ):
        return None
    words = {name: values if name == "named" else values[0] for name, values in kept.items() if values}
    if activity_queries.is_used(session, user_id, "issues.create", str(words.get("key"))[:64]):
        words.pop("key")
    return {name: value for name, value in words.items() if name not in ("csrf_token", "about", "kept")}


def _report(form: FeedbackForm) -> Report:
    confidential = bool(form.confidential.data) and form.about.data != "receipt"
    return Report(
        kind=form.kind.data, what_happened=form.what_happened.data or "", severity=form.severity(),
        effect=form.effect.data or None, wished_outcome=form.wished_outcome.data or None,
        quantity_affected=form.quantity() if form.about.data in ("line", "receipt") else None,
        confidential=confidential, named=[int(i) for i in form.named.data or ()] if confidential else [],
    )  # fmt: skip


def _page(
    matters: dict[str, Matter],
    form: FeedbackForm,
    status: int = 200,
    *,
    refusals: Any = (),
    drafted: bool = False,
) -> Response:
    session, actor, key = db.session(), current_actor(), str(form.key.data)
    partner = request.values.get("partner") if actor.is_staff else None
    first = next(iter(matters.values()))
    hours = terms(session)
    return page_or_partial(
        "issues/new.html", "issues/_form.html", status, form=form, matters=matters, first=first,
        waiting=file_queries.Waiting(key, file_queries.waiting(session, actor, key), refusals, partner),
        given={name: request.values[name] for name in GIVEN if request.values.get(name)},
        draft=DRAFT, drafted=drafted, answer_hours=hours.answer,
        readers=talk.readers(
            session, actor, first.partner_id, "shared", owner_id=first.partner_owner_id, team=first.partner_team,
            named=(actor.user_id,),
        ),
    )  # fmt: skip

"""A notice that is there: correct it, announce it if it is a draft, withdraw it."""

from typing import Any

from flask import Response, request, url_for
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from portal.activity import actions as activity
from portal.actor import Actor
from portal.db import db
from portal.files import intake
from portal.shipments import announce_page, bp, loads, notice_page, notice_rows, noticing, policy
from portal.shipments.models import Notice
from portal.shipments.notice_forms import NoticeForm, VoidForm
from portal.shipments.notice_rows import Rows
from portal.shipments.routes import announce
from portal.shipments.routes.show import page
from portal.web import current_actor, or_403, or_404, see_other
from portal.web.forms import folded
from portal.web.i18n import reader_locale
from portal.web.templating import today


@bp.get("/shipments/<path:ref>/correction")
def change(ref: str) -> Response:
    """The form of a notice, to correct it or to go on with a draft."""
    actor, session, notice = current_actor(), db.session(), _find(ref)
    typed = announce.kept(announce_page.draft_key(notice), None)
    if typed is not None and typed.get("version") != str(notice.version):
        typed = None  # typed into a notice that has changed since
    form = NoticeForm(today(), reader_locale(), notice, formdata=typed)
    if typed is None:
        form.fill()
    rows = (
        notice_rows.read(session, actor, typed, notice, **announce_page.carried_by(session, notice))
        if typed is not None
        else announce_page.of_notice(session, actor, notice)
    )
    text = folded(request.args["q"])[:200] if "q" in request.args else None
    return _form_page(form, rows, notice, text=text, drafted=typed is not None)


@bp.post("/shipments/<path:ref>/correction")
def correct(ref: str) -> Response:
    """Correct an announced notice, or keep a draft anew."""
    return _write(ref, announces=False)


@bp.post("/shipments/<path:ref>/announcement")
def announce_draft(ref: str) -> Response:
    """Announce a draft as it stands in the form."""
    return _write(ref, announces=True)


def _write(ref: str, *, announces: bool) -> Response:
    uploads = intake.take_all(request.files.getlist("files"))  # before the database's lock is taken
    actor, session = current_actor(), db.session()
    notice = or_404(notice_page.find_one(session, actor, ref, request.args.get("order")))
    if announces and policy.can_write(actor, notice) and notice.state in policy.LIVE:
        return see_other(announce.place(notice))  # it was, by the first of two clicks
    _allowed(actor, notice)
    or_403(policy.is_draft_of(actor, notice) or not announces)
    carried = announce_page.carried_by(session, notice)
    form = NoticeForm(today(), reader_locale(), notice)
    rows = notice_rows.read(session, actor, request.form, notice, **carried)
    or_404(None if rows.missing else True)
    draft, key = notice.state == "draft", str(form.key.data)
    valid = announce.is_valid(form, rows, draft=draft and not announces)
    kept = announce.keep_files(key, uploads, notice.partner_id)
    if not valid or kept.refusals:
        session.commit()
        return _form_page(form, rows, notice, 409 if rows.closed else 422, refusals=kept.refusals)
    if form.version.data != notice.version:
        if _stands(notice, form, rows, carried) and not kept.tokens:
            return see_other(announce.place(notice))  # the second of two clicks
        session.commit()
        return _form_page(form, rows, notice, 409, problem=_meanwhile(notice, form))
    lines, facts = loads.carried(rows.lines()), form.facts()
    try:
        if draft:
            noticing.save_draft(session, actor, lines, form.ref.data or "", facts, notice)
        else:
            noticing.correct(session, actor, notice, lines, facts)
        if announces:
            noticing.announce_draft(session, actor, notice)
        announce.file_under(notice, kept.tokens, key)
        activity.drop_draft(session, actor.user_id, f"shipments/{ref}/correction")
        location = announce.place(notice)
        session.commit()
    except (noticing.Taken, IntegrityError):
        session.rollback()
        again = _fresh(ref)
        rows = announce.read_again(again, **announce_page.carried_by(session, again))
        return announce.taken(form, rows, again)
    except StaleDataError:
        session.rollback()
        again = _fresh(ref)
        rows = announce.read_again(again, **announce_page.carried_by(session, again))
        return _form_page(form, rows, again, 409, problem=_meanwhile(again, form))
    return see_other(location)


@bp.post("/shipments/<path:ref>/voiding")
def void(ref: str) -> Response:
    """Withdraw a notice and say why; throw a draft away."""
    actor, session = current_actor(), db.session()
    notice = or_404(notice_page.find_one(session, actor, ref, request.args.get("order")))
    if policy.can_write(actor, notice) and notice.state == "voided":
        return see_other(announce.place(notice))
    _allowed(actor, notice)
    draft = notice.state == "draft"
    form = VoidForm(asks=not draft)
    if not form.validate():
        return page(ref, 422, void_form=form)
    if why := noticing.holds(session, notice):
        return page(ref, 409, problem=why, void_form=form)
    if form.version.data != notice.version:
        return page(ref, 409, problem=_meanwhile(notice, form), void_form=form)
    location = url_for("shipments.index", tab="draft") if draft else announce.place(notice)
    try:
        if draft:
            noticing.drop_draft(session, notice)
        else:
            noticing.void(session, actor, notice, form.reason.data or "")
        activity.drop_draft(session, actor.user_id, announce_page.draft_key(notice))
        session.commit()
    except StaleDataError:
        session.rollback()
        return page(ref, 409, problem=_meanwhile(_fresh(ref), form), void_form=form)
    return see_other(location)


def _find(ref: str) -> Notice:
    actor = current_actor()
    notice = or_404(notice_page.find_one(db.session(), actor, ref, request.args.get("order")))
    _allowed(actor, notice)
    return notice


def _allowed(actor: Actor, notice: Notice) -> None:
    """Only what is in force, by who sees all that it carries."""
    or_403(policy.can_correct(actor, notice) and notice_page.sees_all(db.session(), actor, notice))


def _fresh(ref: str) -> Notice:
    """The notice again, after a rollback."""
    return or_404(notice_page.find_one(db.session(), current_actor(), ref, request.args.get("order")))


def _stands(notice: Notice, form: NoticeForm, rows: Rows, carried: dict[str, Any]) -> bool:
    """True if the notice says already what the form says."""
    lines = {schedule.id: quantity for schedule, quantity in rows.lines()}
    return noticing.same_facts(notice, form.facts()) and lines == carried["kept"]


def _meanwhile(notice: Notice, form: NoticeForm | VoidForm) -> str:
    """What somebody else changed since this form was shown."""
    typed = form.facts() if isinstance(form, NoticeForm) else None
    return announce_page.meanwhile(db.session(), current_actor(), notice, form.version.data, typed)


def _form_page(form: NoticeForm, rows: Rows, notice: Notice, status: int = 200, **more: Any) -> Response:
    form.version.data, form.version.raw_data = notice.version, None
    if notice.state == "draft":
        form.key.data, form.key.raw_data = announce.waiting_key(notice), None
    return announce.form_page(form, rows, status, notice=notice, **more)

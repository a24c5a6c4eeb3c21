"""Prepared replies: the settings page where managers write them."""

from flask import Response, flash, make_response, render_template, url_for
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from portal.activity.actions import record
from portal.db import db
from portal.talk import bp, policy, replies
from portal.talk.forms import ReplyForm
from portal.talk.models import ReplyTemplate
from portal.web import current_actor, or_403, or_404, see_other
from portal.web.i18n import _

LIST = "/settings/replies"


def _allow() -> None:
    """Whoever may not know the page at all is told nothing of it."""
    or_404(current_actor().is_staff or None)
    or_403(policy.can_prepare_replies(current_actor()))


@bp.get(LIST, endpoint="replies")
def list_replies() -> Response:
    """The prepared replies and a form for another. One SELECT beside the sign-in's."""
    _allow()
    return _page(ReplyForm(formdata=None))


@bp.post(LIST)
def add_reply() -> Response:
    """Keep another. Its name and language are its key, so sending it twice keeps one."""
    _allow()
    session, form = db.session(), ReplyForm()
    if not form.validate():
        return _page(form, status=422)
    there = replies.find(session, form.language.data, form.name.data or "")
    if there is not None and there.body == form.body.data:  # sent twice
        return see_other(LIST)
    if there is not None:
        return _taken(form)
    session.add(ReplyTemplate(name=form.name.data, language=form.language.data, body=form.body.data))
    try:
        session.flush()
    except IntegrityError:  # somebody else took the name between our look and our write
        db.session.rollback()
        return _taken(form)
    _note("prepared-reply", form.name.data or "")
    db.session.commit()
    flash(_("The reply is kept."), "success")
    return see_other(LIST)


@bp.get(LIST + "/<language>/<name>")
def reply(language: str, name: str) -> Response:
    """One prepared reply."""
    _allow()
    row = or_404(replies.find(db.session(), language, name))
    return _page(ReplyForm(formdata=None, obj=row), row)


@bp.post(LIST + "/<language>/<name>")
def change_reply(language: str, name: str) -> Response:
    """Change its name, language or words."""
    _allow()
    row, form = or_404(replies.find(db.session(), language, name)), ReplyForm()
    if not form.validate():
        return _page(form, row, 422)
    if (row.name, row.language, row.body) == (form.name.data, form.language.data, form.body.data):
        return see_other(LIST)  # sent twice
    if str(form.version.data) != str(row.version):
        return _stale(form, language, name)
    row.name, row.language, row.body = form.name.data or "", form.language.data, form.body.data or ""
    try:
        db.session().flush()
        _note("prepared-reply", row.name)
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        return _taken(form, language, name)
    except StaleDataError:
        db.session.rollback()
        return _stale(form, language, name)
    flash(_("The reply is kept."), "success")
    return see_other(LIST)


@bp.post(LIST + "/<language>/<name>/removal")
def remove_reply(language: str, name: str) -> Response:
    """Offer it no longer. What was sent with it stays as it was sent."""
    _allow()
    row = or_404(replies.find(db.session(), language, name))
    db.session().delete(row)
    _note("removed-reply", name)
    db.session.commit()
    flash(_("The reply is removed."), "success")
    return see_other(LIST)


def _note(verb: str, name: str) -> None:
    record(db.session(), current_actor(), verb, ("reply", None, name), partner_id=None, audience="internal")


def _taken(form: ReplyForm, language: str = "", name: str = "") -> Response:
    form.name.errors = [_("There is a reply with this name in this language.")]
    return _page(form, replies.find(db.session(), language, name), 422)


def _stale(form: ReplyForm, language: str, name: str) -> Response:
    """Somebody was faster: what they wrote is told, what was typed is still there."""
    row = or_404(replies.find(db.session(), language, name))
    form.version.data = str(row.version)
    return _page(form, row, 409)


def _page(form: ReplyForm, row: ReplyTemplate | None = None, status: int = 200) -> Response:
    action = url_for("talk.change_reply", language=row.language, name=row.name) if row else LIST
    return make_response(
        render_template(
            "talk/replies.html", form=form, row=row, action=action, rows=replies.all_of(db.session()),
            fields=replies.FIELDS, languages=replies.LANGUAGES, stale=status == 409,
        ),
        status,
    )  # fmt: skip

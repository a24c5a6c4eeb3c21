"""Sales targets, sales and payments by file: upload, look at what was understood, take it."""

from pathlib import Path
from typing import Any, cast

from flask import Response, current_app, flash, make_response, render_template, request, url_for
from sqlalchemy.orm.exc import StaleDataError

from portal.activity import actions as activity
from portal.db import db
from portal.exchange import answer_files, bp, figure_taking, policy
from portal.exchange.figure_kinds import HEADS, KINDS, FigureKind
from portal.exchange.forms import FiguresForm, SendAnswersForm
from portal.exchange.reading import Unreadable
from portal.exchange.reasons import reason_text
from portal.web import current_actor, or_403, or_404, see_other
from portal.web.i18n import _, _n

TAKE = "exchange.take_figures"


@bp.get("/figure-sheets/<kind>")
def figure_sheet(kind: str) -> Response:
    """How it goes: the columns of such a file, and the form to upload one."""
    found = _kind(kind)
    return _start(found, FiguresForm(formdata=None))


@bp.post("/figure-sheets/<kind>")
def upload_figures(kind: str) -> Response:
    """Keep a file; its page says what was understood."""
    found, actor = _kind(kind), current_actor()
    form, upload = FiguresForm(), request.files.get("file")
    if not form.validate() or upload is None or not upload.filename:
        form.file.errors = [_("Choose the file with the figures.")]
        return _start(found, form, 422)
    try:
        token = answer_files.keep(_data(), actor, cast(Any, upload.stream))
        figure_taking.understand(db.session(), actor, _file(token), found)
    except Unreadable as problem:
        form.file.errors = [reason_text(problem.reason, problem.value)]
        return _start(found, form, 422)
    finally:
        upload.close()
    return see_other(url_for("exchange.show_figures", kind=kind, token=token))


@bp.get("/figure-sheets/<kind>/<token>")
def show_figures(kind: str, token: str) -> Response:
    """What was understood of a file, row by row, and what cannot be taken."""
    return _preview(_kind(kind), token)


@bp.post("/figure-sheets/<kind>/<token>/confirmation")
def take_figures(kind: str, token: str) -> Response:
    """Take all that was shown, or nothing if anything of it no longer stands."""
    found, actor, session, form = _kind(kind), current_actor(), db.session(), SendAnswersForm()
    key = str(form.key.data)
    if earlier := activity.claim(session, actor, TAKE, key):
        return see_other(earlier)
    path = _file(token)
    if not form.validate():
        session.rollback()
        return _preview(found, token, 422, form)
    try:
        understood = figure_taking.understand(session, actor, path, found)
        if understood.digest != form.digest.data:
            raise StaleDataError
        if not understood.changes or (understood.faults and not form.good_rows_only.data):
            session.rollback()
            form.good_rows_only.errors = [
                _("Rows are refused. Put them right in the file, or take the good rows.")
            ]
            return _preview(found, token, 422, form)
        figure_taking.take(session, actor, found, understood)
        location = url_for("exchange.figure_sheet", kind=kind)
        activity.settle(session, actor, TAKE, key, location)
        session.commit()
    except StaleDataError:
        session.rollback()
        form.form_errors.append(
            _("Something changed meanwhile. Nothing was taken; this is how it stands now.")
        )
        return _preview(found, token, 409, form)
    count = len(understood.changes)
    flash(_n("%(num)s figure was taken.", "%(num)s figures were taken.", count), "success")
    return see_other(location)


def _kind(name: str) -> FigureKind:
    kind = or_404(KINDS.get(name))
    or_403(policy.can_bring_figures(current_actor(), name))
    return kind


def _data() -> Path:
    return cast(Path, current_app.config["SETTINGS"].data)


def _file(token: str) -> Path:
    return or_404(answer_files.find(_data(), current_actor(), token))


def _start(kind: FigureKind, form: FiguresForm, status: int = 200) -> Response:
    own = not current_actor().is_staff
    columns = [
        (str(HEADS[name][0]), _("must be there") if name in kind.required else _("may be missing"))
        for name in kind.columns
        if not (own and name == "partner")
    ]
    return make_response(
        render_template("exchange/figures.html", kind=kind, form=form, columns=columns), status
    )


def _preview(
    kind: FigureKind, token: str, status: int = 200, form: SendAnswersForm | None = None
) -> Response:
    try:
        found = figure_taking.understand(db.session(), current_actor(), _file(token), kind)
    except Unreadable as problem:
        start = FiguresForm(formdata=None)
        start.file.errors = [reason_text(problem.reason, problem.value)]
        return _start(kind, start, 422)
    form = form or SendAnswersForm(formdata=None)
    form.digest.data = found.digest
    if status != 200:
        form.key.data = SendAnswersForm(formdata=None).key.data
    return make_response(
        render_template(
            "exchange/figures_preview.html", kind=kind, token=token, form=form, found=found, most=figure_taking.SHOWN
        ),
        status,
    )  # fmt: skip

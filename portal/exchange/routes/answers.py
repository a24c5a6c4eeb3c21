"""Answering many lines by spreadsheet: download, upload, look at what was understood, send."""

from pathlib import Path
from typing import Any, cast

from flask import Response, current_app, make_response, render_template, request, url_for
from sqlalchemy.orm.exc import StaleDataError

from portal.activity import actions as activity
from portal.db import db
from portal.exchange import answer_files, answer_page, answer_sheet, answering, bp, policy
from portal.exchange.answer_reading import sheet_format
from portal.exchange.forms import AnswersForm, SendAnswersForm
from portal.exchange.reading import Unreadable
from portal.exchange.reasons import reason_text
from portal.orders import export
from portal.web import current_actor, or_403, or_404, paging, see_other
from portal.web.i18n import _, reader_locale
from portal.web.templating import today

SEND = "exchange.send_answers"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/answer-sheets")
def answers() -> Response:
    """How it goes: the sheet to download, and the form to upload it filled."""
    or_403(policy.can_answer_by_sheet(current_actor()))
    return _start(AnswersForm(formdata=None))


@bp.get("/answer-sheets/open-lines.xlsx")
def open_lines() -> Response:
    """The reader's open lines as a workbook to be filled."""
    actor = current_actor()
    or_403(policy.can_answer_by_sheet(actor))
    book = answer_sheet.workbook(answer_sheet.open_lines(db.engine, actor), actor, today())
    response = Response(export.blocks(book), content_type=XLSX)
    response.call_on_close(book.close)  # a HEAD never begins to read
    response.headers.set("Content-Disposition", "attachment", filename=f"open-lines-{today()}.xlsx")
    return response


@bp.post("/answer-sheets")
def upload_answers() -> Response:
    """Keep a filled sheet; its page says what was understood."""
    actor = current_actor()
    or_403(policy.can_answer_by_sheet(actor))
    form, upload = AnswersForm(), request.files.get("file")
    if not form.validate() or upload is None or not upload.filename:
        form.file.errors = [_("Choose the filled sheet.")]
        return _start(form, 422)
    try:
        token = answer_files.keep(_data(), actor, cast(Any, upload.stream))
        sheet_format(_file(token))
    except Unreadable as problem:
        form.file.errors = [reason_text(problem.reason, problem.value)]
        return _start(form, 422)
    finally:
        upload.close()
    return see_other(url_for("exchange.show_answers", token=token))


@bp.get("/answer-sheets/<token>")
def show_answers(token: str) -> Response:
    """What was understood of a sheet, line by line, and what cannot be taken."""
    or_403(policy.can_answer_by_sheet(current_actor()))
    return _preview(token)


@bp.post("/answer-sheets/<token>/confirmation")
def send_answers(token: str) -> Response:
    """Do all that was shown, or nothing if anything of it no longer stands."""
    actor, session, form = current_actor(), db.session(), SendAnswersForm()
    or_403(policy.can_answer_by_sheet(actor))
    key = str(form.key.data)
    if earlier := activity.claim(session, actor, SEND, key):
        return see_other(earlier)
    path = _file(token)
    if not form.validate():
        session.rollback()
        return _preview(token, 422, form)
    try:
        found = answering.send(session, actor, path, today(), reader_locale())
        if found.digest != form.digest.data:
            raise StaleDataError
        if not found.count or (found.refused and not form.good_rows_only.data):
            session.rollback()
            form.good_rows_only.errors = [
                _("Rows are refused. Put them right in the sheet, or take the good rows.")
            ]
            return _preview(token, 422, form)
        location = url_for("exchange.answers", sent=found.count)
        activity.settle(session, actor, SEND, key, location)
        session.commit()
    except StaleDataError:
        session.rollback()
        form.form_errors.append(
            _("Something changed meanwhile. Nothing was sent; this is how it stands now.")
        )
        return _preview(token, 409, form)
    return see_other(location)


def _data() -> Path:
    return cast(Path, current_app.config["SETTINGS"].data)


def _file(token: str) -> Path:
    return or_404(answer_files.find(_data(), current_actor(), token))


def _start(form: AnswersForm, status: int = 200) -> Response:
    word = request.args.get("sent", "")
    sent = int(word) if word.isascii() and word.isdecimal() and len(word) < 7 else 0
    return make_response(render_template("exchange/answers.html", form=form, sent=sent), status)


def _preview(token: str, status: int = 200, form: SendAnswersForm | None = None) -> Response:
    actor, after = current_actor(), paging.decode(request.args.get("after"), int)
    start = max(0, after[0]) if after else 0
    try:
        found = answering.understand(
            db.session(), actor, _file(token), today(), reader_locale(), start, answer_page.PAGE
        )
    except Unreadable as problem:
        start = AnswersForm(formdata=None)
        start.file.errors = [reason_text(problem.reason, problem.value)]
        return _start(start, 422)
    form = form or SendAnswersForm(formdata=None)
    form.digest.data = found.digest
    if status != 200:
        form.key.data = SendAnswersForm(formdata=None).key.data
    page = answer_page.page_of(found, today(), reader_locale())
    return make_response(
        render_template("exchange/answers_preview.html", form=form, token=token, page=page), status
    )

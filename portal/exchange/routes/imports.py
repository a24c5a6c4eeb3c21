"""Pages of imports: upload, reading, dry run, confirm, progress, result."""

from collections.abc import Iterable
from typing import Any, cast

from flask import Response, current_app, make_response, render_template, request, url_for
from sqlalchemy.exc import IntegrityError

from portal.activity import actions as activity
from portal.db import db
from portal.exchange import actions, bp, contradiction_words, policy, queries, scms
from portal.exchange.contradictions import Choices
from portal.exchange.forms import (
    ConfirmForm,
    ReadingForm,
    SaveProfileForm,
    UploadForm,
    answers,
    profile_of,
    reading_form,
)  # fmt: skip
from portal.exchange.guessing import Guess, sniff
from portal.exchange.launching import launch
from portal.exchange.models import Import
from portal.exchange.profiles import DAYS, FIELDS, Profile
from portal.exchange.reading import Unreadable
from portal.exchange.reasons import reason_text
from portal.web import current_actor, nav, or_403, or_404, page_or_partial, paging, see_other
from portal.web.forms import choices
from portal.web.i18n import _, _l, reader_locale
from portal.web.spreadsheets import BYTE_ORDER_MARK, csv_bytes, harmless
from portal.web.templating import today

LOOKED_AT_ROWS = 5_000  # enough to guess by; the check reads every row

nav.register(80, "exchange.index", _l("Imports"), "file-up", shown=policy.can_see_imports)


@bp.get("/imports")
def index() -> Response:
    """Earlier imports, and the form to upload a file."""
    or_403(policy.can_see_imports(current_actor()))
    return _index_page(_upload_form())


@bp.post("/imports")
def create() -> Response:
    """Keep an uploaded file; what becomes of it is decided on its page."""
    actor = current_actor()
    or_403(policy.can_import(actor))
    form = _upload_form()
    upload = request.files.get("file")
    if not form.validate() or upload is None or not upload.filename:
        form.file.errors = [_("Choose the file with the orders.")]
        return _index_page(form, 422)
    data = current_app.config["SETTINGS"].data
    kept = actions.keep_file(data, cast(Any, upload.stream))  # before the database's lock is taken
    session, key = db.session(), str(form.key.data)
    if earlier := activity.claim(session, actor, "exchange.create", key):
        kept.path.unlink()
        return see_other(earlier)
    row = actions.register(session, actor, data, kept, upload.filename)
    name = form.profile.data
    if name == scms.PROFILE.name:
        row.profile = scms.PROFILE.to_json()
    elif name:
        row.profile = queries.saved_profile(session, name)
    location = url_for("exchange.show", ref=row.ref)
    activity.settle(session, actor, "exchange.create", key, location)
    db.session.commit()
    return see_other(location)


@bp.get("/imports/<ref>")
def show(ref: str) -> Response:
    """One import in whatever state it is; htmx polls the part while something runs."""
    or_403(policy.can_see_imports(current_actor()))
    return _page(or_404(queries.by_ref(db.session(), ref)))


@bp.post("/imports/<ref>/check")
def check(ref: str) -> Response:
    """Read the whole file as the form says and count what it would change."""
    or_403(policy.can_import(current_actor()))
    row = or_404(queries.by_ref(db.session(), ref, to_change=True))
    if row.state == "checking":  # sent twice
        return see_other(url_for("exchange.show", ref=ref))
    guess = _guess(row)
    if guess is None or row.state not in ("uploaded", "checked"):
        return _page(row, 422)
    form = reading_form(guess)
    if not form.validate():
        return _page(row, 422, guess, form)
    row.profile = profile_of(form, guess).to_json()
    row.state, row.error = "checking", None
    db.session.commit()
    launch(ref, current_app.config["SETTINGS"])
    return see_other(url_for("exchange.show", ref=ref))


@bp.post("/imports/<ref>/confirmation")
def confirm(ref: str) -> Response:
    """Write what was checked. Sending it again changes nothing: the state has moved on."""
    or_403(policy.can_import(current_actor()))
    row = or_404(queries.by_ref(db.session(), ref, to_change=True))
    form = ConfirmForm()
    if row.state in ("running", "done"):
        return see_other(url_for("exchange.show", ref=ref))
    if row.state != "checked" or not form.validate():
        return _page(row, 422)
    try:
        choices = Choices(bool(form.agreed.data), bool(form.correct_receipts.data))
        actions.begin(db.session(), row, good_rows_only=bool(form.good_rows_only.data), choices=choices)
    except actions.Busy as busy:
        form.form_errors.append(
            _("%(ref)s is running. Wait until it is done, then confirm again.", ref=str(busy))
        )
        return _page(row, 422, confirming=form)
    except actions.Refused:
        form.good_rows_only.errors = [
            _("Rows are refused. Put them right in the file, or take the good rows.")
        ]
        return _page(row, 422, confirming=form)
    db.session.commit()
    launch(ref, current_app.config["SETTINGS"])
    return see_other(url_for("exchange.show", ref=ref))


@bp.post("/imports/<ref>/profile")
def save_profile(ref: str) -> Response:
    """Keep how this file was read under a name, for the next file of its kind."""
    actor = current_actor()
    or_403(policy.can_import(actor))
    row = or_404(queries.by_ref(db.session(), ref, to_change=True))
    form = SaveProfileForm()
    if not form.validate() or not row.profile:
        return _page(row, 422, saving=form)
    name = str(form.name.data)
    if name == scms.PROFILE.name:
        form.name.errors = [_("This name is taken by a built-in profile. Choose another.")]
        return _page(row, 422, saving=form)
    row.profile_name = name
    try:
        actions.save_profile(db.session(), actor, name, row.profile)
        db.session.commit()
    except IntegrityError:  # the same name, saved a moment ago by somebody else
        db.session.rollback()
    return see_other(url_for("exchange.show", ref=ref))


@bp.get("/imports/<ref>/refusals.csv")
def refusals(ref: str) -> Response:
    """Every refused row with its cell and reason, to put right in a spreadsheet."""
    or_403(policy.can_see_imports(current_actor()))
    row = or_404(queries.by_ref(db.session(), ref))
    found = queries.refusals(db.session(), row.id, limit=None)
    sentences = [reason_text(r.reason, r.value) for r in found]
    heads = (_("Row"), _("Column"), _("Value"), _("Reason"))
    return _sheet(queries.refusal_rows(found, sentences, heads), f"{row.ref}-refusals.csv")


@bp.get("/imports/<ref>/contradictions.csv")
def contradictions(ref: str) -> Response:
    """Every row that says otherwise than what was promised or booked, and what becomes of it."""
    or_403(policy.can_see_imports(current_actor()))
    row = or_404(queries.by_ref(db.session(), ref))
    found = [_shown(each) for each in queries.contradictions(db.session(), row.id, limit=None)]
    lines = [(str(s.row), s.order_ref, str(s.line), s.ours, s.said, s.outcome) for s in found]
    heads = (_("Row"), _("Order"), _("Line"), _("Here"), _("In the file"), _("What becomes of it"))
    return _sheet([heads, *lines], f"{row.ref}-contradictions.csv")


def _sheet(lines: Iterable[tuple[str, ...]], name: str) -> Response:
    response = make_response(
        BYTE_ORDER_MARK + csv_bytes([[harmless(cell) for cell in line] for line in lines])
    )
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _shown(row: Any) -> contradiction_words.Shown:
    return contradiction_words.shown(row, reader_locale(), today())


def _upload_form() -> UploadForm:
    form = UploadForm()
    names = queries.profile_names(db.session())
    form.profile.choices = choices(
        {
            "": _("Find out by itself"),
            scms.PROFILE.name: _("Built in: %(name)s", name="SCMS Delivery History"),
            **{name: name for name in names},
        }
    )
    return form


def _index_page(form: UploadForm, status: int = 200) -> Response:
    before = paging.decode(request.args.get("after"), int)
    rows = queries.recent(db.session(), before[0] if before else None)
    more = len(rows) > queries.LIST_LENGTH
    rows = rows[: queries.LIST_LENGTH]
    page = render_template(
        "exchange/index.html", form=form, rows=rows, can_import=policy.can_import(current_actor()),
        next_href=url_for("exchange.index", after=paging.encode([rows[-1].id])) if more else None,
    )  # fmt: skip
    return make_response(page, status)


def _guess(row: Import) -> Guess | None:
    """What the file looks like under the settings known so far; None if it cannot be read."""
    given = Profile.from_json(row.profile) if row.profile else None
    try:
        return sniff(actions.file_of(current_app.config["SETTINGS"].data, row), given, LOOKED_AT_ROWS)
    except (Unreadable, FileNotFoundError):
        return None


def _page(
    row: Import,
    status: int = 200,
    guess: Guess | None = None,
    form: ReadingForm | None = None,
    confirming: ConfirmForm | None = None,
    saving: SaveProfileForm | None = None,
) -> Response:
    context: dict[str, Any] = {"row": row, "guess": None, "form": None, "questions": ()}
    if row.state in ("uploaded", "checked", "failed", "abandoned"):
        guess = guess or _guess(row)
        if guess is not None:
            context["guess"], context["questions"] = guess, guess.questions
            context["form"] = form or reading_form(guess, data=answers(guess), formdata=None)
    refused = queries.refusals(db.session(), row.id) if row.counts else []
    disputed = queries.contradictions(db.session(), row.id) if _contradicts(row) else []
    return page_or_partial(
        "exchange/show.html",
        "exchange/_import.html",
        status,
        refusals=[(r, reason_text(r.reason, r.value)) for r in refused],
        contradictions=[_shown(each) for each in disputed],
        contradicted=_contradicts(row),
        by_file=bool(disputed) and queries.only_files_promised(db.session(), row.id),
        sentences=contradiction_words.summary(row.counts or {}),
        confirming=confirming or ConfirmForm(formdata=None),
        saving=saving or SaveProfileForm(formdata=None),
        can_import=policy.can_import(current_actor()),
        problem=_problem(row),
        fields=tuple(FIELDS),
        days=DAYS,
        **context,
    )


def _contradicts(row: Import) -> int:
    """How many of its rows say otherwise than what was promised or booked."""
    counts = row.counts or {}
    return int(sum((*counts.get("promises", {}).values(), *counts.get("receipts", {}).values())))


def _problem(row: Import) -> str | None:
    if not row.error:
        return None
    reason, _colon, value = row.error.partition(":")
    try:
        return reason_text(reason, value)
    except KeyError:
        return _("The import ended before it was done. Nothing of it was kept; check it again.")

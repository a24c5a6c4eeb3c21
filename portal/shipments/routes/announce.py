"""Announcing a dispatch: the form, its drafts, and what it may carry."""

from typing import Any

from flask import Response, request, url_for
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict

from portal.activity import actions as activity
from portal.activity import queries as activity_queries
from portal.db import db
from portal.files import actions as files
from portal.files import intake
from portal.shipments import announce_page, announcing, bp, loads, notice_page, notice_rows, noticing, policy
from portal.shipments.models import Notice
from portal.shipments.notice_forms import NoticeForm
from portal.shipments.notice_rows import Rows
from portal.talk import actions as talk
from portal.web import current_actor, or_403, or_404, page_or_partial, see_other
from portal.web.forms import folded
from portal.web.i18n import _, reader_locale
from portal.web.templating import today

CREATE, DRAFT = "shipments.create", "shipments.save_draft"
MOST_KEPT = 64_000  # characters of a form that waits


@bp.get("/shipments/new")
def new() -> Response:
    """The form: with an order's lines, with lines ticked in the list, with what was typed before, or
    with open lines to choose from."""
    actor, session = current_actor(), db.session()
    or_403(policy.can_announce(actor))
    text = folded(request.args["q"])[:200] if "q" in request.args else None
    begun = _begun()
    typed = kept(announce_page.NEW, CREATE) if begun is None else None
    form = NoticeForm(today(), reader_locale(), formdata=typed)
    if begun is not None:
        announce_page.with_likely(form.fill(), begun)
    elif typed is None:
        form.fill()
    rows = begun or (notice_rows.read(session, actor, typed) if typed else Rows([]))
    return form_page(form, rows, text=text, drafted=typed is not None)


def _begun() -> Rows | None:
    """The rows that the address names; None if it names none."""
    session, actor, order = db.session(), current_actor(), request.args.get("order")
    marks = request.args.getlist("schedule")[: announcing.MOST_ROWS]
    if order:
        found = or_404(announcing.of_order(session, actor, order) or None)
        return announce_page.of_marks(session, actor, {announcing.mark_of(s): s for s in found})
    if not marks:
        return None
    named = announcing.by_mark(session, actor, marks)
    or_404(named if len(named) == len({announcing.plain_mark(mark) for mark in marks}) else None)
    return announce_page.of_marks(session, actor, named)


@bp.post("/shipments")
def create() -> Response:
    """Announce a dispatch. Sent twice, it is one notice."""
    return _write(CREATE)


@bp.post("/shipments/drafts")
def save_draft() -> Response:
    """Keep what is typed as a draft that colleagues see and can go on with."""
    return _write(DRAFT)


def _write(route: str) -> Response:
    uploads = intake.take_all(request.files.getlist("files"))  # before the database's lock is taken
    actor, session = current_actor(), db.session()
    or_403(policy.can_draft(actor) if route == DRAFT else policy.can_announce(actor))
    form = NoticeForm(today(), reader_locale())
    key = str(form.key.data)
    if activity_queries.is_used(session, actor.user_id, route, key):
        return see_other(activity.claim(session, actor, route, key) or "/")  # the second of two clicks
    rows = notice_rows.read(session, actor, request.form)
    or_404(None if rows.missing else True)
    valid = is_valid(form, rows, draft=route == DRAFT)
    stored = keep_files(key, uploads, rows.ticked[0].schedule.partner_id if rows.ticked else actor.partner_id)
    if not valid or stored.refusals:
        session.commit()  # files that were good wait for the form
        return form_page(form, rows, 409 if rows.closed else 422, refusals=stored.refusals)
    try:
        if location := activity.claim(session, actor, route, key):
            return see_other(location)
        write = noticing.save_draft if route == DRAFT else noticing.announce_new
        notice = write(session, actor, loads.carried(rows.lines()), form.ref.data or "", form.facts())
        file_under(notice, stored.tokens, key)
        location = place(notice)
        activity.settle(session, actor, route, key, location)
        activity.drop_draft(session, actor.user_id, announce_page.NEW)
        session.commit()
    except (noticing.Taken, IntegrityError):
        session.rollback()
        return taken(form, read_again())
    except StaleDataError:
        session.rollback()
        return form_page(form, read_again(), 409, problem=_("These lines were changed meanwhile. Look at the figures and send again."))  # fmt: skip
    return see_other(location)


@bp.post("/shipments/lines")
def find_lines() -> Response:
    """Look for more open lines: what is typed waits, and the form comes again with what was found."""
    uploads = intake.take_all(request.files.getlist("files"))
    actor, session = current_actor(), db.session()
    or_403(policy.can_announce(actor))
    notice = None
    if ref := request.form.get("notice"):
        notice = or_404(notice_page.find_one(session, actor, ref, request.args.get("order")))
        or_403(policy.can_correct(actor, notice))
    rows = notice_rows.read(session, actor, request.form)
    or_404(None if rows.missing else True)
    partner_id = rows.ticked[0].schedule.partner_id if rows.ticked else actor.partner_id
    form = NoticeForm(today(), reader_locale())
    keep_files(str(form.key.data), uploads, partner_id)
    known = {field.name for field in form if field.name != "csrf_token"} | {"row", "quantity", "schedule"}
    fields = {name: values for name, values in request.form.to_dict(flat=False).items() if name in known}
    if sum(len(value) for values in fields.values() for value in values) <= MOST_KEPT:
        activity.keep_draft(session, actor.user_id, announce_page.draft_key(notice), fields)
    session.commit()
    text = folded(request.form.get("q"))[:200]
    if notice is None:
        return see_other(url_for("shipments.new", q=text) + "#lines")
    return see_other(url_for("shipments.change", ref=notice.ref, q=text) + "#lines")


def kept(key: str, route: str | None) -> MultiDict[str, str] | None:
    """What was typed under `key` and not sent, lines that are ticked first; None for nothing."""
    session, actor = db.session(), current_actor()
    fields = activity_queries.draft(session, actor.user_id, key) if actor.drafts else None
    if not fields or not fields.get("row"):
        return None
    found = MultiDict([(name, value) for name, values in fields.items() for value in values])
    if route and activity_queries.is_used(session, actor.user_id, route, found.get("key", "")[:64]):
        found.pop("key", None)
    return found


def is_valid(form: NoticeForm, rows: Rows, *, draft: bool = False) -> bool:
    """True if form and rows are sound; what is wrong with rows stands among the form's errors. A draft
    may hold more than is to be sent: that is asked when it is announced."""
    sound = bool(form.validate())
    checked = notice_rows.check(rows, reader_locale(), request.form.get("over", ""))
    if draft and rows.over:
        checked, rows.over = not rows.problems, ""
    form.form_errors = [*form.form_errors, *rows.problems]
    if rows.over and not checked and not rows.problems:
        form.form_errors = [*form.form_errors, _("More goes than is still to be sent. Correct it, or say that it is meant.")]  # fmt: skip
    return sound and checked


def keep_files(key: str, uploads: list[intake.Upload], partner_id: int | None) -> files.Kept:
    """Keep what came with the form and what it still ticks."""
    if partner_id is None:
        return files.Kept([], [])
    ticked = request.form.getlist("kept")
    return talk.keep_files(
        db.session(), current_actor(), uploads, ticked, partner_id=partner_id, form_key=key
    )


def file_under(notice: Notice, tokens: list[str], key: str) -> None:
    """File what came with the form under the notice; with a draft it waits on, seen by its sender alone."""
    session, actor = db.session(), current_actor()
    if notice.state == "draft":
        files.pass_on(session, actor, key, waiting_key(notice))
        return
    lines = loads.stored(session, notice)
    files.attach(
        session, actor, tokens, key, ("notice", notice.id, notice.ref), partner_id=notice.partner_id,
        audience="shared", order_id=min(schedule.order_id for schedule, _quantity in lines.values()),
    )  # fmt: skip


def waiting_key(notice: Notice) -> str:
    """The key under which the files of a draft wait."""
    return f"notice-{notice.id}"


def place(notice: Notice) -> str:
    """The address of a notice; staff, for whom partners may use one number, also say an order on it."""
    if not current_actor().is_staff:
        return url_for("shipments.show", ref=notice.ref)
    first = next(iter(loads.stored(db.session(), notice).values()))[0]
    return url_for("shipments.show", ref=notice.ref, order=first.order_ref)


def taken(form: NoticeForm, rows: Rows, notice: Notice | None = None) -> Response:
    """The form again: another notice has its number. Staff are not told that, since it may be a draft."""
    form.ref.errors = [
        _("Choose another number, or leave it empty and one is made.")
        if current_actor().is_staff
        else _("Another notice has this number already.")
    ]
    return form_page(form, rows, 422, notice=notice)


def read_again(notice: Notice | None = None, **carried: Any) -> Rows:
    """The rows as typed, after a rollback, with the figures as they are now."""
    return notice_rows.read(db.session(), current_actor(), request.form, notice, **carried)


def form_page(
    form: NoticeForm, rows: Rows, status: int = 200, *, notice: Notice | None = None, text: str | None = None,
    problem: str = "", drafted: bool = False, refusals: Any = (),
) -> Response:  # fmt: skip
    """The page of the form."""
    seen = announce_page.build(
        db.session(), current_actor(), form, rows, (reader_locale(), today()), text=text, notice=notice,
        refusals=refusals,
    )  # fmt: skip
    return page_or_partial(
        "shipments/announce.html", "shipments/_announce.html", status, seen=seen, form=form, problem=problem,
        drafted=drafted, can_draft=policy.can_draft(current_actor()),
        asked=request.args.get("order") if notice else None,
        editing=notice is not None and notice.state != "draft",
    )  # fmt: skip

"""Booking what arrived, of one line or of all that a notice carries, and taking a booking back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from flask import Response, request, url_for
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from portal.activity import actions as activity
from portal.actor import Actor
from portal.db import db
from portal.files import actions as files
from portal.files import intake
from portal.files import queries as file_queries
from portal.orders import addresses
from portal.orders import queries as orders
from portal.orders.models import Schedule
from portal.shipments import booking, bp, labels, notice_page, policy, receiving
from portal.shipments.forms import NOTE, ReceiptForm, ReversalForm
from portal.shipments.models import Notice, Receipt
from portal.shipments.receiving import Due
from portal.talk import actions as talk
from portal.web import current_actor, or_403, or_404, page_or_partial, see_other
from portal.web.forms import folded
from portal.web.i18n import _, _n, reader_locale

ROUTE, REVERSAL = "shipments.receive", "shipments.reverse"


@dataclass(frozen=True, slots=True)
class Dock:
    """What stands at the gate: what can be booked in, of which notice if of one, how the page calls it,
    where its form goes and where one is afterwards."""

    partner_id: int
    dues: Sequence[Due]
    title: str
    action: str
    back: str
    notice: Notice | None = None


@bp.get("/orders/<path:ref>/lines/<int:line>/<int:part>/receipts/new")
def new_line_receipt(ref: str, line: int, part: int) -> Response:
    """The form for one line, filled in with what is open of it."""
    return _form(_line(ref, line, part))


@bp.post("/orders/<path:ref>/lines/<int:line>/<int:part>/receipts")
def receive_line(ref: str, line: int, part: int) -> Response:
    """Book what came of one line."""
    uploads = intake.take_all(request.files.getlist("files"))  # before the database's lock is taken
    return _book(partial(_line, ref, line, part), uploads)


@bp.get("/shipments/<path:ref>/receipts/new")
def new_notice_receipt(ref: str) -> Response:
    """The form for a notice, filled in with all that is announced and not booked in yet."""
    return _form(_notice(ref))


@bp.post("/shipments/<path:ref>/receipts")
def receive_notice(ref: str) -> Response:
    """Book what came with a notice."""
    uploads = intake.take_all(request.files.getlist("files"))
    return _book(partial(_notice, ref), uploads)


@bp.get("/orders/<path:ref>/lines/<int:line>/<int:part>/receipts/<path:receipt>/reversal")
def new_reversal(ref: str, line: int, part: int, receipt: str) -> Response:
    """What is to be taken back, and why."""
    schedule, found = _receipt(current_actor(), ref, line, part, receipt)
    or_403(policy.can_receive(current_actor(), schedule))
    reason = folded(request.args.get("reason"))[:NOTE]
    return _reversal(schedule, found, ReversalForm(formdata=None, data={"reason": reason}), 200)


@bp.post("/orders/<path:ref>/lines/<int:line>/<int:part>/receipts/<path:receipt>/reversal")
def reverse(ref: str, line: int, part: int, receipt: str) -> Response:
    """Take a receipt back."""
    actor, session = current_actor(), db.session()
    schedule, found = _receipt(actor, ref, line, part, receipt)
    or_403(policy.can_receive(actor, schedule))
    form = ReversalForm()
    if not form.validate():
        return _reversal(schedule, found, form, 422)
    key, back = str(form.key.data), addresses.of_order(ref, line, "receipts")
    if activity.claim(session, actor, REVERSAL, key) is not None:
        return see_other(back)
    try:
        if receiving.is_reversed(session, actor, found.id):
            raise StaleDataError
        booking.reverse(session, actor, schedule, found, str(form.reason.data))
        activity.settle(session, actor, REVERSAL, key, back)
        session.commit()
    except (StaleDataError, IntegrityError):
        session.rollback()
        schedule, found = _receipt(actor, ref, line, part, receipt)
        return _reversal(schedule, found, form, 409)
    return see_other(back)


def _line(ref: str, line: int, part: int) -> Dock:
    actor = current_actor()
    schedule = _schedule(actor, ref, line, part)
    or_403(policy.can_receive(actor, schedule))
    dues = [receiving.of_schedule(schedule)] if schedule.stage != "cancelled" else []
    return Dock(
        schedule.partner_id, dues, _("%(ref)s line %(line)s", ref=ref, line=line),
        url_for("shipments.receive_line", ref=ref, line=line, part=part), addresses.of_order(ref, line),
    )  # fmt: skip


def _notice(ref: str) -> Dock:
    actor, order = current_actor(), request.values.get("order")
    row = or_404(notice_page.find(db.session(), actor, ref, order))
    notice: Notice = row[0]
    or_403(policy.can_receive(actor, notice))
    dues = receiving.of_notice(db.session(), actor, notice.id) if policy.is_sent(notice) else []
    return Dock(
        notice.partner_id, dues, ref, url_for("shipments.receive_notice", ref=ref, order=order),
        url_for("shipments.show", ref=ref, order=order) + "#receipts", notice,
    )  # fmt: skip


def _schedule(actor: Actor, ref: str, line: int, part: int) -> Schedule:
    found = orders.schedules(db.session(), actor, ref)
    return or_404(next((s for s in found if (s.line_number, s.part) == (line, part)), None))


def _receipt(actor: Actor, ref: str, line: int, part: int, receipt: str) -> tuple[Schedule, Receipt]:
    schedule = _schedule(actor, ref, line, part)
    return schedule, or_404(receiving.by_ref(db.session(), actor, schedule.id, receipt))


def _form(dock: Dock) -> Response:
    known = receiving.came_on(dock.dues)
    return _page(dock, ReceiptForm.prefilled(dock.dues, _today(dock), reader_locale(), known), 200)


def _today(dock: Dock) -> date:
    return receiving.site_today(db.session(), current_actor(), {due.schedule.order_id for due in dock.dues})


def _book(find: Callable[[], Dock], uploads: Sequence[intake.Upload]) -> Response:
    actor, session, dock = current_actor(), db.session(), find()
    form = ReceiptForm(dock.dues, _today(dock), reader_locale())
    key = str(form.key.data)
    if not form.validate():
        return _refused(find, form, uploads, 422)
    if (earlier := activity.claim(session, actor, ROUTE, key)) is not None:
        return see_other(earlier)
    if form.changed:
        return _refused(find, form, uploads, 409, _changed(form.changed))
    if taken := receiving.taken(session, actor, [c.schedule.id for c in form.counts], form.ref.data):
        form.ref.errors = [_("%(lines)s has a receipt with this number. Choose another.", lines=taken)]
        return _refused(find, form, uploads, 422)
    kept = _kept(dock, key, uploads)
    if kept.refusals:
        return _refused(find, form, uploads, 422)
    try:
        rows = booking.book(session, actor, form.delivery(dock.notice), form.counts)
        first = next((row for row in rows if row.condition != "good"), rows[0])
        files.attach(
            session, actor, kept.tokens, key, ("receipt", first.id, first.ref), partner_id=dock.partner_id,
            audience="shared", order_id=first.order_id,
        )  # fmt: skip
        activity.settle(session, actor, ROUTE, key, dock.back)
        session.commit()
    except StaleDataError:
        return _refused(find, form, uploads, 409, _changed([]))
    return see_other(dock.back)


def _kept(dock: Dock, key: str, uploads: Sequence[intake.Upload]) -> files.Kept:
    ticked = request.form.getlist("kept")
    return talk.keep_files(
        db.session(), current_actor(), uploads, ticked, partner_id=dock.partner_id, form_key=key
    )


def _refused(
    find: Callable[[], Dock],
    form: ReceiptForm,
    uploads: Sequence[intake.Upload],
    status: int,
    problem: str = "",
) -> Response:
    """The form as it was sent, over what stands now; its good files wait for it to come again."""
    db.session.rollback()
    dock = find()
    kept = _kept(dock, str(form.key.data), uploads)
    db.session.commit()
    dock = find()
    form.over(dock.dues)
    return _page(dock, form, status, problem=problem, refusals=kept.refusals)


def _page(dock: Dock, form: ReceiptForm, status: int, *, problem: str = "", refusals: Any = ()) -> Response:
    session, actor, key = db.session(), current_actor(), str(form.key.data)
    return page_or_partial(
        "shipments/receive.html", "shipments/_receive.html", status, form=form, dock=dock, problem=problem,
        rows=[(due, row.form) for row in form.rows if (due := form.due(row.form))],
        waiting=file_queries.Waiting(key, file_queries.waiting(session, actor, key), refusals),
    )  # fmt: skip


def _changed(lines: Sequence[str]) -> str:
    if not lines:
        return _(
            "Somebody else booked this in meanwhile. Nothing was booked by you; look at what is open now."
        )
    return str(
        _n(
            "%(lines)s was changed meanwhile. Nothing was booked by you; look at what is open now.",
            "%(lines)s were changed meanwhile. Nothing was booked by you; look at what is open now.",
            len(lines), lines=", ".join(lines),
        )
    )  # fmt: skip


def _reversal(schedule: Schedule, receipt: Receipt, form: ReversalForm, status: int) -> Response:
    """What is to be taken back; or that it is taken back already."""
    gone = receiving.is_reversed(db.session(), current_actor(), receipt.id)
    return page_or_partial(
        "shipments/reverse.html", "shipments/_reverse.html", status, schedule=schedule, receipt=receipt, form=form,
        gone=gone, conditions=labels.CONDITIONS,
    )  # fmt: skip

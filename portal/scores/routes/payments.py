"""What the company owes its partners and when it pays: written by staff, read by the partner concerned."""

from datetime import date
from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm.exc import StaleDataError

from portal.db import db
from portal.partners import queries
from portal.scores import bp, paying, trade_policy
from portal.scores.paying import Invoice
from portal.scores.trade_forms import InvoiceForm
from portal.web import current_actor, or_403, or_404, page_or_partial, paging, see_other
from portal.web.forms import folded
from portal.web.i18n import _, _l, reader_locale
from portal.web.templating import today

VIEWS = {"open": _l("Not paid"), "late": _l("Past their day"), "all": _l("All")}


@bp.get("/payments")
def payments() -> Response:
    """Invoices of all partners, the longest due first; a partner's person is shown their own."""
    actor, session = current_actor(), db.session()
    or_403(trade_policy.can_see(actor))
    if not actor.is_staff:
        code = or_404(queries.own_code(session, actor))
        return see_other(url_for("scores.show_payments", code=code))
    return page_or_partial(
        "scores/payments.html", "scores/_payments.html", partner=None, form=None, said="", **_listed("scores.payments"),
        can_write=trade_policy.can_set_targets(actor),
        partners=queries.choices(session, actor, queries.MOST_OFFERED) if trade_policy.can_set_targets(actor) else [],
    )  # fmt: skip


@bp.get("/payments/<code>")
def show_payments(code: str) -> Response:
    """Invoices of one partner, and the form to record one."""
    partner = _partner(code)
    or_403(trade_policy.can_see(current_actor()))
    return _page(partner)


@bp.post("/payments/<code>")
def record_payment(code: str) -> Response:
    """Record an invoice, or that it was paid."""
    actor, session, partner = current_actor(), db.session(), _partner(code)
    or_403(trade_policy.can_set_targets(actor))
    form = InvoiceForm(reader_locale(), today())
    if not form.validate():
        return _page(partner, 422, form)
    said = Invoice(
        form.ref.data or "", form.said, form.currency.data or "", form.due_on.data, form.paid_on.data,
        form.held_why.data or None,
    )  # fmt: skip
    try:
        paying.keep(session, actor, partner, said, form.version.data or 0)
        session.commit()
    except StaleDataError:
        session.rollback()
        row = paying.find(session, actor, partner.id, said.ref)
        form.version.data = row.version if row else 0
        return _page(partner, 409, form, _changed(row))
    return see_other(
        url_for("scores.show_payments", code=code, view=folded(request.args.get("view")) or None)
    )


def _changed(row: Any) -> str:
    if row is None:
        return _("This invoice is not there any more. Send it again to write it.")
    return _(
        "%(ref)s is recorded already, by %(name)s. Look at it in the list; send again to change it to what you typed.",
        ref=row.ref, name=row.recorded_name,
    )  # fmt: skip


def _page(partner: Any, status: int = 200, form: InvoiceForm | None = None, said: str = "") -> Response:
    can_write = trade_policy.can_set_targets(current_actor())
    return page_or_partial(
        "scores/payments.html", "scores/_payments.html", status, partner=partner, said=said,
        form=(form or _form(partner)) if can_write else None, can_write=can_write, partners=(),
        **_listed("scores.show_payments", partner.id, code=partner.code),
    )  # fmt: skip


def _form(partner: Any) -> InvoiceForm:
    """A form for the invoice that the address names, or for a new one."""
    ref = folded(request.args.get("invoice"))[:60]
    row = paying.find(db.session(), current_actor(), partner.id, ref) if ref else None
    data = (
        {name: getattr(row, name) for name in ("ref", "currency", "due_on", "paid_on", "held_why", "version")}
        if row
        else {}
    )
    if row is not None:
        data["amount"] = f"{row.amount.normalize():f}"
    return InvoiceForm(reader_locale(), today(), formdata=None, data={"version": 0, **data})


def _listed(endpoint: str, partner_id: int | None = None, **values: Any) -> dict[str, Any]:
    view = request.args.get("view", "open")
    view = view if view in VIEWS else "open"
    asked = request.args.get("after")
    only = folded(request.args.get("invoice"))[:60] if view == "all" else ""
    rows, mark = paying.page(
        db.session(), current_actor(), today(), view, partner_id, paging.decode(asked, date, int), only
    )
    shown = None if view == "open" else view
    return {
        "rows": rows, "view": view, "now": today(), "first": url_for(endpoint, view=shown, **values) if asked else None,
        "following": url_for(endpoint, view=shown, after=paging.encode(mark), **values) if mark else None,
        "tabs": [
            {"label": label, "href": url_for(endpoint, view=None if name == "open" else name, **values), "current": name == view and not only}
            for name, label in VIEWS.items()
        ],
    }  # fmt: skip


def _partner(code: str) -> Any:
    return or_404(queries.by_code(db.session(), current_actor(), code))

"""What distributors are to sell and sold: set by the company, reported by either side, accepted by the company."""

from datetime import date
from typing import Any

from flask import Response, make_response, render_template, request, url_for
from sqlalchemy.orm.exc import StaleDataError

from portal.db import db
from portal.partners import panels, queries
from portal.scores import bp, sales_page, selling, trade_policy
from portal.scores.sales_model import SalesActual, SalesTarget
from portal.scores.selling import Amount
from portal.scores.trade_forms import AmountForm, month
from portal.web import current_actor, or_403, or_404, see_other
from portal.web.forms import apart, folded
from portal.web.i18n import _, reader_locale
from portal.web.templating import today


@bp.get("/sales")
def sales() -> Response:
    """Distributors and how this year goes; a partner's person is shown their own."""
    actor, session = current_actor(), db.session()
    or_403(trade_policy.can_see(actor))
    if not actor.is_staff:
        code = or_404(queries.own_code(session, actor))
        return see_other(url_for("scores.show_sales", code=code))
    year = _year()
    rows = selling.partners_with_sales(session, actor, year)
    found = _months([row.id for row in rows], year)
    return make_response(
        render_template(
            "scores/sales.html", rows=[(row, sales_page.totals(found[row.id]), _waits(found[row.id])) for row in rows],
            year=year, years=_years("scores.sales", year), can_import=trade_policy.can_set_targets(actor),
        )
    )  # fmt: skip


@bp.get("/sales/<code>")
def show_sales(code: str) -> Response:
    """A year of one partner, month by month, with the forms to set and to report."""
    partner = _partner(code)
    or_403(trade_policy.can_see(current_actor()))
    return _page(partner)


@bp.post("/sales/<code>/targets")
def set_target(code: str) -> Response:
    """Set what is to be sold."""
    partner = _partner(code)
    or_403(trade_policy.can_set_targets(current_actor()))
    return _write(partner, AmountForm(reader_locale()), "target")


@bp.post("/sales/<code>/figures")
def report_sales(code: str) -> Response:
    """Say what was sold."""
    partner = _partner(code)
    or_403(trade_policy.can_report(current_actor()))
    return _write(partner, AmountForm(reader_locale()), "actual")


@bp.post("/sales/<code>/<when>/acceptance")
def accept_sales(code: str, when: str) -> Response:
    """Accept what the distributor reported for a month."""
    actor, session, partner = current_actor(), db.session(), _partner(code)
    or_403(trade_policy.can_set_targets(actor))
    first = or_404(month(when))
    try:
        selling.accept(session, actor, partner, first, request.form.get("seen", ""))
        session.commit()
    except StaleDataError:
        session.rollback()
        return _page(
            partner, 409, said=_("Other figures were reported meanwhile. Look at them, then accept.")
        )
    return see_other(url_for("scores.show_sales", code=code, year=first.year, _anchor=f"month-{when}"))


def _write(partner: Any, form: AmountForm, which: str) -> Response:
    actor, session = current_actor(), db.session()
    if not form.validate():
        return _page(partner, 422, **{which: form})
    said = Amount(form.month.data, form.product.data or "", form.unit.data or "", form.said)
    write = selling.set_target if which == "target" else selling.report
    try:
        write(session, actor, partner, said, form.version.data or 0)
        session.commit()
    except selling.Accepted:
        session.rollback()
        form.amount.errors = [_("The company has accepted this figure. Ask it to change it.")]
        return _page(partner, 409, **{which: form})
    except StaleDataError:
        session.rollback()
        row = selling.find(session, actor, _MODELS[which], partner.id, said.month, said.product, said.unit)
        form.version.data = row.version if row else 0
        return _page(partner, 409, said=_changed(row, said), **{which: form})
    return see_other(
        url_for(
            "scores.show_sales", code=partner.code, year=said.month.year, _anchor=f"month-{said.month:%Y-%m}"
        )
    )


_MODELS: dict[str, Any] = {"target": SalesTarget, "actual": SalesActual}


def _changed(row: Any, said: Amount) -> str:
    if row is None:
        return _("This figure is not there any more. Send it again to write it.")
    name = row.set_name if isinstance(row, SalesTarget) else row.reported_name
    return _(
        "%(name)s wrote %(amount)s %(unit)s for %(title)s. Send again to change it to what you typed.", name=name,
        amount=f"{row.amount.normalize():f}", unit=row.unit, title=said.title,
    )  # fmt: skip


def _page(
    partner: Any, status: int = 200, said: str = "", target: AmountForm | None = None, actual: AmountForm | None = None
) -> Response:  # fmt: skip
    actor = current_actor()
    year = next((form.month.data.year for form in (target, actual) if form and form.month.data), _year())
    found = _months([partner.id], year)[partner.id]
    return make_response(
        render_template(
            "scores/show_sales.html", partner=partner, months=found, totals=sales_page.totals(found), year=year,
            years=_years("scores.show_sales", year, code=partner.code), said=said,
            target=apart(target or _form(partner, "target", found), "target") if trade_policy.can_set_targets(actor) else None,
            actual=apart(actual or _form(partner, "actual", found), "actual") if trade_policy.can_report(actor) else None,
            can_set=trade_policy.can_set_targets(actor), can_report=trade_policy.can_report(actor),
        ),
        status,
    )  # fmt: skip


def _form(partner: Any, which: str, found: list[sales_page.Month]) -> AmountForm:
    """A form for the figure that the address names, or for last month."""
    asked = month(request.args.get("month", ""))
    if request.args.get("figure") != which or asked is None:
        return AmountForm(
            reader_locale(),
            formdata=None,
            data={"month": _last_month(), "version": 0, "unit": sales_page.usual_unit(found)},
        )
    product, unit = folded(request.args.get("product"))[:80], folded(request.args.get("unit"))[:20]
    row = selling.find(db.session(), current_actor(), _MODELS[which], partner.id, asked, product, unit)
    data = {"month": asked, "product": product, "unit": unit, "version": row.version if row else 0}
    if row is not None:
        data["amount"] = f"{row.amount.normalize():f}"
    return AmountForm(reader_locale(), formdata=None, data=data)


def _last_month() -> date:
    now = today()
    return date(now.year - 1, 12, 1) if now.month == 1 else date(now.year, now.month - 1, 1)


def _months(partner_ids: list[int], year: int) -> dict[int, list[sales_page.Month]]:
    session, actor, now = db.session(), current_actor(), today()
    targets = selling.months_of(session, actor, SalesTarget, partner_ids, year)
    actuals = selling.months_of(session, actor, SalesActual, partner_ids, year)
    return {each: sales_page.months(targets[each], actuals[each], year, now) for each in partner_ids}


def _waits(found: list[sales_page.Month]) -> int:
    return sum(row.state == "reported" for month in found for row in month.rows)


def _year() -> int:
    typed = request.args.get("year", "")
    return (
        int(typed)
        if typed.isascii() and typed.isdecimal() and 2000 <= int(typed[:6]) <= 2199
        else today().year
    )


def _years(endpoint: str, year: int, **values: Any) -> list[dict[str, Any]]:
    shown = sorted({today().year + 1, today().year, today().year - 1, year}, reverse=True)
    return [
        {"label": str(each), "href": url_for(endpoint, year=each, **values), "current": each == year} for each in shown
    ]  # fmt: skip


def _partner(code: str) -> Any:
    return or_404(queries.by_code(db.session(), current_actor(), code))


panels.register(
    "scores/_of_partner.html",
    lambda _session, actor, partner: {"code": partner.code, "shown": trade_policy.can_see(actor)},
    place=30,
)

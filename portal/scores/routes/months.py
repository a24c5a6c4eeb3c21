"""The months of a partner's score: which are closed, by whom, and every time one was found anew."""

from datetime import date
from typing import Any

from flask import Response, make_response, render_template, url_for

from portal.db import db
from portal.scores import bp, closing, month_page, months, policy, snapshots
from portal.scores.contest_forms import EndForm
from portal.scores.figure import Period
from portal.scores.routes.asking import partner_of, read_of
from portal.web import current_actor, or_403, or_404, see_other
from portal.web.i18n import _, reader_locale
from portal.web.templating import company, today


@bp.get("/scorecard/<code>/months", endpoint="months")
def show_months(code: str) -> Response:
    """Every month that is over, and the one that runs."""
    return _page(read_of(code))


@bp.post("/scorecard/<code>/months/<month>/closure")
def close_month(code: str, month: str) -> Response:
    """Freeze a month that is over."""
    actor, session, partner = current_actor(), db.session(), partner_of(code)
    period = _month(month)
    or_403(policy.can_close(actor))
    try:
        closing.close(session, actor, partner, period, today())
        session.commit()
    except closing.NotNow:
        session.rollback()
        partner = partner_of(code)
        if not snapshots.is_closed(session, actor, partner.id, period.start):
            return _page(partner, 422, _("A month can be closed once it is over."))
    return see_other(url_for("scores.months", code=code))


@bp.post("/scorecard/<code>/months/<month>/restatement")
def restate_month(code: str, month: str) -> Response:
    """Find a closed month anew; what stood stays beside it."""
    actor, session, partner = current_actor(), db.session(), partner_of(code)
    period, form = _month(month), EndForm()
    or_403(policy.can_close(actor))
    if not form.validate():
        return _page(partner, 422, _("Say why the month is restated. Both sides read it."), period)
    try:
        row = closing.restate(session, actor, partner, period, str(form.reason.data))
        session.commit()
    except closing.NotNow:
        session.rollback()
        return _page(
            partner_of(code),
            409,
            _("Somebody restated this month meanwhile, or it is not closed. Look at it again."),
        )
    if row is None:
        return _page(partner, 200, _("Nothing has changed since: the month stays as it is."))
    return see_other(url_for("scores.months", code=code))


def _month(text: str) -> Period:
    try:
        return months.month(or_404(date.fromisoformat(f"{text}-01") if len(text) == 7 else None))
    except ValueError:
        return months.month(or_404(None))


def _page(partner: Any, status: int = 200, said: str = "", at: Period | None = None) -> Response:
    session, actor = db.session(), current_actor()
    rows = month_page.rows(session, actor, partner, today(), reader_locale())
    return make_response(
        render_template(
            "scores/months.html", partner=partner, rows=rows, said=said, at=at.start if at else None, good=status == 200,
            can_close=policy.can_close(actor), company_name=company().short_name,
        ),
        status,
    )  # fmt: skip

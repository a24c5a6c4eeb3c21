"""One measure of a scorecard: its year as a chart, what is counted, and every row behind it."""

from decimal import Decimal

from flask import Response, make_response, render_template, request, url_for
from markupsafe import Markup

from portal.db import db
from portal.plans import policy as plans
from portal.scores import (
    births,
    bp,
    card,
    counting_words,
    definition_words,
    gathering,
    mover_words,
    names,
    policy,
    proving,
    queries,
    row_sheet,
    shown,
)
from portal.scores.peers import Band
from portal.scores.routes import asking
from portal.scores.routes.asking import chooser, file, metric_of, partner_of, record_href, span_of
from portal.scores.trend import YEAR
from portal.web import chart, current_actor, formats, or_404, paging
from portal.web.i18n import _, _n, reader_locale
from portal.web.templating import company


@bp.get("/scorecard/<code>/<key>", endpoint="metric")
def show_metric(code: str, key: str) -> Response:
    """The figure, its twelve months, and a page of its rows."""
    session, actor, partner = db.session(), current_actor(), partner_of(code)
    metric, span, locale = metric_of(key), span_of(), reader_locale()
    gathered = gathering.card(session, actor, partner, span, YEAR)
    measured = gathered.measured
    found = or_404(measured.now.get(key))
    moved = gathering.movers_of(
        session, actor, partner, span, gathered.held.definition, measured.now, [key], 2
    )
    after = paging.decode(request.args.get("after"), str)
    rows, following = queries.proof(session, actor, partner, span.period, key, after[0] if after else None)
    proved = [proving.proved(each, record_href, locale) for each in rows]
    here, row = {"code": code, "key": key, **span.asked}, card.row(metric, measured, locale)
    return make_response(
        render_template(
            "scores/metric.html", partner=partner, metric=metric, row=row, figure=found,
            rows=proved, heads=proving.heads(proved), parts=names.PARTS[key],
            chooser=chooser(span, "scores.metric", code=code, key=key), before_name=span.moved(-1).name(locale),
            judged=partner.name if metric.party == "partner" else company().short_name,
            drawing=_drawing(row, measured.targets.get(key), measured.bands.get(key), locale),
            months=list(zip(measured.months, row.points, strict=True)),
            can_contest=policy.can_contest(actor),
            part=shown.amount(found.numerator, locale), whole=shown.amount(found.denominator, locale), units=card.units(found, locale),
            left_out=_n("%(num)s row is left out.", "%(num)s rows are left out.", found.left_out),
            sentences=[mover_words.sentence(mover, metric, locale) for _key, mover in moved], standing=asking.standing(gathered, span),
            definition=[
                *(counting_words.said(key, gathered.held) or definition_words.said(gathered.held, locale)),
                *counting_words.of_units(key),
            ],
            plan_href=url_for("plans.new", score=births.name(code, key, span)) if plans.can_plan(actor) else None,
            card_href=url_for("scores.card", code=code, **span.asked), export_href=url_for("scores.export_rows", **here),
            following=url_for("scores.metric", **here, after=paging.encode([following])) if following else None,
            first=url_for("scores.metric", **here) if after else None,
        )
    )  # fmt: skip


@bp.get("/scorecard/<code>/<key>/rows.xlsx")
def export_rows(code: str, key: str) -> Response:
    """Every row behind the figure, as a workbook."""
    session, actor, partner = db.session(), current_actor(), partner_of(code)
    metric, span, locale = metric_of(key), span_of(), reader_locale()
    found = or_404(gathering.figures(session, actor, partner, span.period).get(key))
    rows = gathering.every_row(session, actor, partner, span.period, key)
    proved = (proving.proved(each, record_href, locale) for each in rows)
    return file(row_sheet.workbook(metric, found, proved, span.name(locale), locale), "xlsx", key, code, span)


def _drawing(row: card.Row, target: Decimal | None, band: Band | None, locale: str) -> Markup:
    """The big chart of a measure."""
    metric = row.metric

    def at(value: Decimal) -> float:
        return float(shown.rounded(value, metric))

    return chart.line(
        row.points, row.name, lambda number: formats.quantity(number, locale),
        target=(at(target), _("target %(value)s", value=row.target)) if target is not None else None,
        band=(at(band.low), at(band.high)) if band else None,
        least=None if metric.kind in ("change", "days") else 0, most=100 if metric.kind == "share" else None,
    )  # fmt: skip

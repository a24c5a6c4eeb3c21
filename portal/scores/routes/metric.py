"""One measure of a scorecard: its year as a chart, what is counted, and every row behind it."""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

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
    labels,
    mover_words,
    names,
    policy,
    proving,
    queries,
    row_sheet,
    row_states,
    shown,
)
from portal.scores.metrics import Metric
from portal.scores.peers import Band
from portal.scores.routes import asking
from portal.scores.routes.asking import chooser, file, metric_of, read_of, record_href, span_of
from portal.scores.trend import YEAR
from portal.web import chart, current_actor, formats, or_404, paging
from portal.web.i18n import _, _n, reader_locale
from portal.web.templating import company


@bp.get("/scorecard/<code>/<key>", endpoint="metric")
def show_metric(code: str, key: str) -> Response:
    """The figure, its twelve months, and a page of its rows."""
    session, actor, partner = db.session(), current_actor(), read_of(code)
    metric, span, locale = metric_of(key), span_of(), reader_locale()
    gathered = gathering.card(session, actor, partner, span, YEAR)
    measured = gathered.measured
    found = or_404(measured.now.get(key))
    moved = gathering.movers_of(
        session, actor, partner, span, gathered.held.definition, measured.now, [key], 2
    )
    after = paging.decode(request.args.get("after"), str)
    place, state = after[0] if after else None, _state()
    rows, following = (
        row_states.page(session, actor, partner, span.period, key, state, place) if state
        else queries.proof(session, actor, partner, span.period, key, place)
    )  # fmt: skip
    counts = (
        row_states.counts(session, actor, partner, span.period, key) if found.left_out else Counter[str]()
    )
    proved = [proving.proved(each, record_href, locale) for each in rows]
    here, row = {"code": code, "key": key, **span.asked}, card.row(metric, measured, locale)
    states = _states(
        counts, state, metric, lambda word: url_for("scores.metric", **here, rows=word, _anchor="rows")
    )
    here |= {"rows": state} if state else {}
    return make_response(
        render_template(
            "scores/metric.html", partner=partner, metric=metric, row=row, figure=found,
            rows=proved, states=states, closed=bool(gathered.closed), heads=proving.heads(proved), parts=names.PARTS[key],
            chooser=chooser(span, "scores.metric", code=code, key=key), before_name=span.moved(-1).name(locale),
            judged=partner.name if metric.party == "partner" else company().short_name,
            drawing=_drawing(row, measured.targets.get(key), measured.bands.get(key), locale),
            months=list(zip(measured.months, row.points, strict=True)),
            can_contest=policy.can_contest(actor),
            part=shown.amount(found.numerator, locale), whole=shown.amount(found.denominator, locale), units=card.units(found, locale),
            left_out=_n("%(num)s row is left out.", "%(num)s rows are left out.", found.left_out),
            sentences=[mover_words.sentence(mover, metric, locale) for _key, mover in moved], standing=asking.standing(gathered, span),
            definition=list(dict([
                *(counting_words.said(key, gathered.held) or definition_words.said(gathered.held, locale)),
                *counting_words.of_units(key),  # in place of what is said of all
            ]).items()),
            plan_href=url_for("plans.new", score=births.name(code, key, span)) if plans.can_plan(actor) else None,
            card_href=url_for("scores.card", code=code, **span.asked), export_href=url_for("scores.export_rows", **here),
            following=url_for("scores.metric", **here, after=paging.encode([following])) if following else None,
            first=url_for("scores.metric", **here) if after else None,
        )
    )  # fmt: skip


@bp.get("/scorecard/<code>/<key>/rows.xlsx")
def export_rows(code: str, key: str) -> Response:
    """Every row behind the figure, as a workbook."""
    session, actor, partner = db.session(), current_actor(), read_of(code)
    metric, span, locale = metric_of(key), span_of(), reader_locale()
    found = or_404(gathering.figures(session, actor, partner, span.period).get(key))
    rows = gathering.every_row(session, actor, partner, span.period, key)
    proved = (proving.proved(each, record_href, locale) for each in rows)
    return file(row_sheet.workbook(metric, found, proved, span.name(locale), locale), "xlsx", key, code, span)


def _state() -> str | None:
    """How the rows count that the address asks for; None for all of them."""
    asked = request.args.get("rows", "")
    return asked if row_states.known(asked) else None


def _states(
    counts: Counter[str], asked: str | None, metric: Metric, href: Callable[[str | None], str]
) -> list[dict[str, Any]]:
    """The ways in which rows count, to choose from: all, those that missed, and each reason for leaving one out."""
    found: list[dict[str, Any]] = [
        {"label": _("All"), "href": href(None), "current": asked is None, "count": None}
    ]
    if metric.kind in proving.JUDGED:
        found.append(
            {
                "label": _("Missed"),
                "href": href("missed"),
                "current": asked == "missed",
                "count": counts.get("missed"),
            }
        )
    reasons = [each for each in counts.most_common() if each[0] in labels.LEFT_OUT]
    if asked in labels.LEFT_OUT and asked not in counts:
        reasons.append((asked, 0))
    return found + [
        {
            "label": _("left out: %(why)s", why=labels.LEFT_OUT[why]), "why": str(labels.LEFT_OUT[why]), "href": href(why),
            "current": asked == why, "count": count,
        }
        for why, count in reasons
    ]  # fmt: skip


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

"""The scorecard of a partner, as a page, a workbook and a paper: how it keeps its word, how the company keeps its own."""

from typing import Any

from flask import Response, make_response, render_template, url_for

from portal import clock
from portal.db import db
from portal.partners import panels
from portal.plans import policy as plans
from portal.scores import (
    births,
    bp,
    card,
    card_paper,
    card_sheet,
    definition_words,
    gathering,
    mover_words,
    partner_panel,
    proving,
    total_words,
    trade_policy,
)
from portal.scores.metrics import BY_KEY, PARTIES, Party
from portal.scores.routes.asking import chooser, file, read_of, span_of, standing
from portal.scores.spans import Span
from portal.scores.trend import MONTHS
from portal.web import current_actor
from portal.web.i18n import reader_locale
from portal.web.templating import company, today

panels.register("scores/_score.html", partner_panel.build, place=10)


@bp.get("/scorecard/<code>", endpoint="card")
def show_card(code: str) -> Response:
    """Both sides' measures over a period, the same page for both."""
    partner, span, can_plan = read_of(code), span_of(), plans.can_plan(current_actor())
    return make_response(
        render_template(
            "scores/card.html", partner=partner, card=_shown(partner, span), chooser=chooser(span, "scores.card", code=code),
            metric_href=lambda key: url_for("scores.metric", code=code, key=key, **span.asked),
            missed_href=lambda key: url_for("scores.metric", code=code, key=key, rows=_missed(key), _anchor="rows", **span.asked),
            plan_href=lambda key: url_for("plans.new", score=births.name(code, key, span)) if can_plan else None,
            reader_side=current_actor().party,
            pdf_href=url_for("scores.export_pdf", code=code, **span.asked),
            export_href=url_for("scores.export_card", code=code, **span.asked),
            sees_trade=trade_policy.can_see(current_actor()),
        )
    )  # fmt: skip


@bp.get("/scorecard/<code>/card.xlsx")
def export_card(code: str) -> Response:
    """The same as a workbook."""
    span = span_of()
    return file(card_sheet.workbook(_shown(read_of(code), span)), "xlsx", "scorecard", code, span)


@bp.get("/scorecard/<code>/card.pdf")
def export_pdf(code: str) -> Response:
    """The same as a paper to put on the table."""
    span = span_of()
    drawn = card_paper.render(_shown(read_of(code), span), today(), clock.now())
    return file(drawn, "pdf", "scorecard", code, span)


def _missed(key: str) -> str | None:
    """What the address of a measure says to show the rows that missed it; None where rows cannot miss."""
    return "missed" if BY_KEY[key].kind in proving.JUDGED else None


def _shown(partner: Any, span: Span) -> card.Shown:
    """The card in the reader's language."""
    session, actor, locale = db.session(), current_actor(), reader_locale()
    gathered, before = gathering.card(session, actor, partner, span, MONTHS), span.moved(-1).name(locale)
    moved = gathering.movers_of(
        session, actor, partner, span, gathered.held.definition, gathered.measured.now, gathering.MOVED, 1
    )
    sentences = [(key, mover_words.sentence(mover, BY_KEY[key], locale)) for key, mover in moved]
    names: dict[Party, str] = {"partner": partner.name, "company": company().short_name}
    return card.Shown(
        company=company().name, partner=partner.name, span=span, before_name=before, months=gathered.measured.months,
        sides=[
            card.Side(
                side, names[side], total_words.said(*gathered.scores(side), before, locale),
                card.groups(gathered.measured, side, locale), sentences if side == "partner" else (),
            )
            for side in PARTIES
        ],
        standing=standing(gathered, span),
        definition=definition_words.said(gathered.held, locale), locale=locale,
    )  # fmt: skip

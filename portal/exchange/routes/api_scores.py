"""Scores for programs: the scorecard of a partner, and the rows behind one figure of it."""

from typing import Any
from urllib.parse import quote

from flask import Response, request

from portal.db import db
from portal.exchange import api_periods, api_scores, bp
from portal.exchange.routes.programs import base_url, document, following, invalid, unknown, wrong
from portal.partners import queries as partners
from portal.scores import gathering, policy, proving, queries
from portal.scores.metrics import BY_KEY
from portal.scores.spans import Span
from portal.web import current_actor, or_403, or_404, paging
from portal.web.gate import token_only
from portal.web.i18n import _, reader_locale
from portal.web.templating import today


@bp.get("/api/v1/partners/<code>/scorecard")
@token_only("scores:read")
def api_scorecard(code: str) -> Response:
    """Both sides' figures over a period, as on the page."""
    partner, span = _partner(code), _span()
    gathered = gathering.card(db.session(), current_actor(), partner, span, 0)
    return document(api_scores.scorecard(partner, span, gathered, reader_locale(), base_url()))


@bp.get("/api/v1/partners/<code>/scorecard/<metric>")
@token_only("scores:read")
def api_score_rows(code: str, metric: str) -> Response:
    """One figure, and a page of its rows with what is left out and why."""
    actor, session, locale = current_actor(), db.session(), reader_locale()
    found = or_404(BY_KEY.get(metric))
    partner, span = _partner(code), _span("after")
    after = _after()
    gathered = gathering.card(session, actor, partner, span, 0)
    or_404(gathered.measured.now.get(metric))
    rows, last = queries.proof(session, actor, partner, span.period, metric, after)
    here = api_scores.address(partner.code, base_url())
    return document({
        **api_scores.counted(partner, span, gathered),
        "figure": api_scores.figure(found, span, gathered, locale, here),
        "rows": api_scores.rows(proving.proved(row, _href, locale) for row in rows),
        "next": following(paging.encode([last]) if last else None),
    })  # fmt: skip


def _partner(code: str) -> Any:
    partner = or_404(partners.by_code(db.session(), current_actor(), code))
    or_403(policy.can_see(current_actor()))
    return partner


def _span(*more: str) -> Span:
    """The span that is asked for. Raises Problem 422 for what is not understood."""
    faults = unknown((*api_periods.PARAMETERS, *more))
    span = api_periods.read(request.args, today(), lambda name, detail: faults.append(wrong(name, detail)))
    if faults:
        raise invalid(faults)
    return span


def _after() -> str | None:
    """The place in the list that the address names. Raises Problem 422 for one that is none."""
    given = request.args.get("after")
    place = paging.decode(given, str)
    if given is not None and place is None:
        raise invalid([wrong("after", _("This is no place in the list: take the address in next as it is."))])
    return place[0] if place else None


def _href(kind: str, ref: str) -> str | None:
    """The address of a record for programs; None for one that has none."""
    noun = api_scores.RECORDS.get(kind)
    return f"{base_url()}/api/v1/{noun}/{quote(ref, safe='')}" if noun else None

"""Scores as the API tells them: what the page of a scorecard shows, to the last digit."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlencode

from portal.exchange.api_documents import Document, decimal
from portal.scores import names, shown, total_words
from portal.scores.definition import write
from portal.scores.figure import Figure
from portal.scores.gathering import Card
from portal.scores.metrics import METRICS, PARTIES, Metric
from portal.scores.proving import Proved
from portal.scores.shown import exactly
from portal.scores.spans import Span
from portal.scores.weighing import Score
from portal.web.i18n import _

RECORDS = {"order": "orders", "notice": "shipments"}  # that the API knows, too


def scorecard(partner: Any, span: Span, gathered: Card, locale: str, base_url: str) -> Document:
    """All figures of a partner over a span, and what they come to."""
    here = address(partner.code, base_url)
    return {
        **counted(partner, span, gathered),
        "total": {side: _total(*gathered.scores(side), locale) for side in PARTIES},
        "figures": [
            figure(metric, span, gathered, locale, here)
            for metric in METRICS
            if metric.key in gathered.measured.now
        ],
    }


def address(code: str, base_url: str) -> str:
    """Where the scorecard of a partner is."""
    return f"{base_url}/api/v1/partners/{quote(code, safe='')}/scorecard"


def counted(partner: Any, span: Span, gathered: Card) -> Document:
    """Whose, of which days, by which version of the definition, and of which closed months."""
    held = gathered.held
    return {
        "partner": {"code": partner.code, "name": partner.name},
        "period": {"from": span.period.start, "to": span.period.end},
        "definition": {
            "of": held.of, "version": held.number, "starts_on": held.starts_on, "says": write(held.definition),
        },
        "closed": [
            {
                "month": f"{each.month.start:%Y-%m}", "number": each.number, "closed_at": each.closed_at,
                "definition": {"of": each.definition_of, "version": each.definition_number},
            }
            for each in gathered.closed
        ],
    }  # fmt: skip


def figure(metric: Metric, span: Span, gathered: Card, locale: str, here: str) -> Document:
    """One figure of the span with the one of the span before, and with what a closed period said first where it
    was restated. here: the address of the scorecard."""
    measured = gathered.measured
    now = measured.now[metric.key]
    before, first = measured.before.get(metric.key), measured.first.get(metric.key)
    target = measured.targets.get(metric.key)
    restated = first is not None and (first.numerator, first.denominator) != (now.numerator, now.denominator)
    return {
        "metric": metric.key, "name": str(names.METRICS[metric.key]), "party": metric.party, "group": metric.group,
        "kind": metric.kind, "better": metric.better, **_parts(now, locale), "target": decimal(target),
        "met": shown.meets(now, target), "before": _parts(before, locale) if before else None,
        "restated_from": _parts(first, locale) if first and restated else None,
        "href": f"{here}/{metric.key}?{urlencode(span.asked)}",
    }  # fmt: skip


def _parts(found: Figure, locale: str) -> Document:
    """What is counted of what; value: to six places, in the metric's own unit, null for no data."""
    said = shown.figure(found, locale)
    return {
        "state": found.state, "text": said.text, "value": decimal(said.exact), "numerator": decimal(found.numerator),
        "denominator": decimal(found.denominator), "rows": found.rows, "left_out": found.left_out,
        "units": [
            {
                "unit": each.unit, "numerator": decimal(each.numerator), "denominator": decimal(each.denominator),
                "rows": each.rows,
            }
            for each in found.units
        ],
    }  # fmt: skip


def _total(score: Score, before: Score, locale: str) -> Document:
    """The score in all of a side, by what it is made of, and that of the span before."""
    return {
        "value": _points(score), "before": _points(before),
        "text": _("no data") if score.value is None else total_words.points(score.value, locale),
        "parts": [
            {
                "metric": part.metric, "weight": decimal(part.weight), "share": decimal(exactly(part.share)),
                "target": decimal(part.target), "reached": decimal(exactly(part.reached)),
                "points": decimal(exactly(part.points)),
            }
            for part in score.parts
        ],
        "missing": [{"metric": metric, "state": state} for metric, state in score.missing],
    }  # fmt: skip


def _points(score: Score) -> str | None:
    return None if score.value is None else decimal(exactly(score.value))


def rows(found: Iterable[Proved]) -> list[Document]:
    """Rows behind a figure; text: how each counts, in words."""
    return [
        {
            "kind": each.row.kind, "ref": each.row.ref, "label": each.row.label, "on": each.row.on,
            "line": each.row.line, "part": each.row.part, "counted": each.kind,
            "numerator": decimal(each.row.numerator), "denominator": decimal(each.row.denominator),
            "unit": each.row.unit,
            "left_out": each.row.left_out, "text": each.counted,
            "facts": [{"name": name, "says": says} for name, says in each.row.facts], "href": each.href,
        }
        for each in found
    ]  # fmt: skip

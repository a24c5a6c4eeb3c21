"""What an address of a score asks for: whose, and of when; and where the records behind it are."""

from typing import Any

from flask import Response, request, url_for

from portal.db import db
from portal.partners import queries as partners
from portal.scores import policy, spans, total_words
from portal.scores.gathering import Card
from portal.scores.metrics import BY_KEY, Metric
from portal.scores.spans import Span
from portal.web import current_actor, or_403, or_404
from portal.web.i18n import reader_locale
from portal.web.templating import today

PAGES = {"order": "orders.show", "notice": "shipments.show", "issue": "issues.show", "plan": "plans.show"}
MIMES = {
    "pdf": "application/pdf", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


def partner_of(code: str) -> Any:
    """The partner of a scorecard, or the not-found page for one that the reader may not see."""
    return or_404(partners.by_code(db.session(), current_actor(), code))


def read_of(code: str) -> Any:
    """The partner whose scorecard is read; refused to who sees but a part of its records, since the figures would be
    others than everybody else's."""
    partner = partner_of(code)
    or_403(policy.can_see(current_actor()))
    return partner


def metric_of(key: str) -> Metric:
    """The metric that an address names, or the not-found page."""
    return or_404(BY_KEY.get(key))


def span_of() -> Span:
    """The span that the address asks for."""
    return spans.asked(request.args, today())


def record_href(kind: str, ref: str) -> str | None:
    """The page of a record behind a figure; None for a kind that has none."""
    if kind == "action" and "/" in ref:
        plan, _slash, number = ref.rpartition("/")
        return url_for("plans.show_action", ref=plan, number=number)
    code = (request.view_args or {}).get("code")
    if kind == "payment" and code:
        return url_for("scores.show_payments", code=code, view="all", invoice=ref)
    if kind == "sales" and code:
        return url_for("scores.show_sales", code=code, year=ref[:4], _anchor=f"month-{ref}")
    return url_for(PAGES[kind], ref=ref) if kind in PAGES else None


def chooser(span: Span, endpoint: str, **values: Any) -> dict[str, Any]:
    """What the choice of a period shows: the spans to choose from, the one before and the one after, which
    is not offered before it has begun."""
    locale, after = reader_locale(), span.moved(1)
    offered = spans.offered(today())
    if span.kind != "days" and span not in offered:
        offered.append(span)

    def link(to: Span) -> tuple[str, str]:
        return to.name(locale), url_for(endpoint, **values, **to.asked)

    return {
        "name": span.name(locale), "span": span, "action": url_for(endpoint, **values),
        "offered": [(each.asked["period"], each.name(locale), each == span, each.kind) for each in offered],
        "before": link(span.moved(-1)) if span.moved(-1).period.start >= spans.FIRST else None,
        "after": link(after) if after.period.start <= today() else None,
    }  # fmt: skip


def file(body: bytes, ending: str, what: str, code: str, span: Span) -> Response:
    """A file to take away, named for what it is, whose, and of when."""
    response = Response(body, content_type=MIMES[ending])
    name = f"{what}-{code}-{'-'.join(span.asked.values())}.{ending}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def standing(gathered: Card, span: Span) -> str:
    """Whether the period is closed, and since when, in the reader's words."""
    return total_words.standing(
        gathered.closed, span.period.end, today(), reader_locale(), current_actor().zone
    )

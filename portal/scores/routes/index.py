"""The scorecards of all partners; a partner's person goes to its own."""

from flask import Response, make_response, render_template, request, url_for

from portal.db import db
from portal.partners import queries as partners
from portal.partners.policy import can_see_directory
from portal.scores import bp, listing, policy
from portal.scores.routes.asking import chooser, span_of
from portal.web import current_actor, nav, or_403, or_404, paging, see_other
from portal.web.i18n import _l, reader_locale
from portal.web.templating import company

nav.register(50, "scores.index", _l("Scorecard"), "gauge", shown=policy.can_see)


@bp.get("/scorecard")
def index() -> Response:
    """How each partner does, in some figures, by name."""
    session, actor = db.session(), current_actor()
    or_403(policy.can_see(actor))
    if not can_see_directory(actor):
        return see_other(url_for("scores.card", code=or_404(partners.own_code(session, actor))))
    span, key = span_of(), paging.decode(request.args.get("after"), str)
    rows, last = listing.page(session, actor, span, reader_locale(), key[0] if key else None)
    return make_response(
        render_template(
            "scores/index.html", rows=rows, heads=listing.heads(), company_name=company().short_name, chooser=chooser(span, "scores.index"),
            card_href=lambda code: url_for("scores.card", code=code, **span.asked),
            metric_href=lambda code, key: url_for("scores.metric", code=code, key=key, **span.asked),
            following=url_for("scores.index", **span.asked, after=paging.encode([last])) if last else None,
            first=url_for("scores.index", **span.asked) if key else None,
        )
    )  # fmt: skip

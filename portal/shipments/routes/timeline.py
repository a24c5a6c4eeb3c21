"""What happened to an order, as a part of its page and as a page of its own."""

from urllib.parse import parse_qsl

from flask import Response, request

from portal.db import db
from portal.orders import line_pages
from portal.orders import queries as orders
from portal.orders.panels import OrderSeen
from portal.shipments import bp, panel, queries
from portal.web import current_actor, or_404, page_or_partial
from portal.web.templating import today


@bp.get("/orders/<path:ref>/timeline")
def timeline(ref: str) -> Response:
    """The timeline alone; `show` says which kinds of it."""
    actor, session = current_actor(), db.session()
    found = or_404(orders.order(session, actor, ref) or None)
    first = found[0]
    seen = OrderSeen(
        id=first.order_id, ref=first.order_ref, partner_id=first.partner_id, partner_name=first.partner_name,
        places={row.id: (row.line_number, row.part, row.unit) for row in found},
        commitments=orders.order_ledger(session, actor, first.order_id), today=today(),
        before=request.args.get("before"), show=tuple(request.args.getlist("show")), schedules=found,
        kept=dict(parse_qsl(line_pages.read(request.args).query())),
    )  # fmt: skip
    shipments = queries.of_order(session, actor, first.order_id)
    return page_or_partial(
        "shipments/timeline.html",
        "shipments/_timeline.html",
        panel=panel.story(session, actor, seen, shipments),
    )

"""Orders for programs: the list with its filters, and one order."""

from flask import Response, request

from portal.db import db
from portal.exchange import api_documents as documents
from portal.exchange import bp
from portal.exchange.routes.programs import base_url, document, following, invalid, unknown, wrong
from portal.orders import filters, listing, queries
from portal.web import current_actor, or_404
from portal.web.gate import token_only
from portal.web.i18n import _
from portal.web.templating import today

PARAMETERS = ("view", "state", "from", "to", "item", "mode", "q", "partner", "sort", "size", "after")
MOST = 200


@bp.get("/api/v1/orders")
@token_only("orders:read")
def api_orders() -> Response:
    """Schedules as on the list, by the same filters."""
    actor, session = current_actor(), db.session()
    asked = filters.read(request.args, staff=actor.is_staff)
    size, after = request.args.get("size", str(listing.PAGE)), request.args.get("after")
    if faults := [*unknown(PARAMETERS), *_faults(asked, size, after)]:
        raise invalid(faults)
    question = listing.Asked(asked, queries.partner_id(session, actor, asked.partner), today())
    found = listing.page(session, actor, question, after, int(size))
    return document({
        "schedules": [documents.listed(row, question.today, base_url()) for row in found.rows],
        "next": following(found.after),
    })  # fmt: skip


def _faults(asked: filters.Filters, size: str, after: str | None) -> list[dict[str, str]]:
    """What the list would leave out silently, a program is told."""
    faults = [wrong(name, _("A day is needed, like 2026-12-03.")) for name in asked.wrong]
    choices = {"view": filters.VIEWS, "state": filters.STATES, "sort": filters.SORTS}
    for name, offered in choices.items():
        if any(given not in offered for given in request.args.getlist(name)):
            faults.append(wrong(name, _("It is to be one of %(choices)s.", choices=", ".join(offered))))
    if not (size.isascii() and size.isdecimal() and 1 <= int(size[:9]) <= MOST):
        faults.append(wrong("size", _("A number from 1 to %(most)s is needed.", most=MOST)))
    if after is not None and listing.place_of(asked, after) is None:
        faults.append(wrong("after", _("This is no place in the list: take the address in next as it is.")))
    return faults


@bp.get("/api/v1/orders/<path:ref>")
@token_only("orders:read")
def api_order(ref: str) -> Response:
    """One order with its lines, their schedules with the six days, and the ledger."""
    actor, session = current_actor(), db.session()
    if faults := unknown(()):
        raise invalid(faults)
    found = or_404(queries.order(session, actor, ref) or None)
    ledger = queries.order_ledger(session, actor, found[0].order_id)
    return document(documents.order(found, ledger, today()))

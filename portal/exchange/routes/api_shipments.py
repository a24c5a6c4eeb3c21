"""Shipments for programs: the list, one with its events and receipts, and reporting what happened."""

from datetime import date
from typing import Any

from flask import Response, request

from portal import clock
from portal.actor import Actor
from portal.db import db
from portal.exchange import api_documents as documents
from portal.exchange import api_reports, bp, captures
from portal.exchange.routes.programs import (
    again,
    base_url,
    body_of_json,
    document,
    following,
    invalid,
    key_sent,
    reused,
    unknown,
    value_of,
    wrong,
)
from portal.shipments import delivered, events, listing, notice_page, policy
from portal.shipments.epcis_binding import IN_FORCE
from portal.shipments.live import live_events
from portal.shipments.tracking.states import derive
from portal.web import current_actor, or_403, or_404, paging
from portal.web.forms import folded
from portal.web.gate import current_token, token_only
from portal.web.i18n import _
from portal.web.problems import Problem

PARAMETERS = ("tab", "partner", "q", "from", "to", "after")


@bp.get("/api/v1/shipments")
@token_only("shipments:read")
def api_shipments() -> Response:
    """Notices as on the list, by the same filters."""
    actor, given, after = current_actor(), request.args, request.args.get("after")
    faults = unknown(PARAMETERS)
    days = {name: _day(name, faults) for name in ("from", "to")}
    tab = given.get("tab", "all")
    if tab not in listing.TABS:
        faults.append(wrong("tab", _("It is to be one of %(choices)s.", choices=", ".join(listing.TABS))))
    if after is not None and paging.decode(after, date, int) is None:
        faults.append(wrong("after", _("This is no place in the list: take the address in next as it is.")))
    if faults:
        raise invalid(faults)
    asked = listing.Filters(
        tab=tab, partner=folded(given.get("partner"))[:60] if actor.is_staff else "", text=folded(given.get("q"))[:60],
        first=days["from"], last=days["to"],
    )  # fmt: skip
    found = listing.page(db.session(), actor, asked, after)
    return document(
        {"shipments": [_listed(row, found) for row in found.rows], "next": following(found.after)}
    )


def _listed(row: Any, found: listing.Page) -> documents.Document:
    carried = found.carried.get(row.id)
    return {
        **documents.shipment(row, base_url(), carried.order_ref if carried else None),
        "partner": {"code": row.partner_code, "name": row.partner_name},
        "orders": carried.orders if carried else 0,
        "schedules": carried.schedules if carried else 0,
        "standing": documents.standing(found.standings.get(row.id)),
    }


def _day(name: str, faults: list[dict[str, str]]) -> date | None:
    text = request.args.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        faults.append(wrong(name, _("A day is needed, like 2026-12-03.")))
        return None


def _notice(actor: Actor, ref: str) -> Any:
    if faults := unknown(("order",)):
        raise invalid(faults)
    return or_404(notice_page.find(db.session(), actor, ref, folded(request.args.get("order")) or None))


@bp.get("/api/v1/shipments/<path:ref>")
@token_only("shipments:read")
def api_shipment(ref: str) -> Response:
    """One notice with what it carries, what was reported, and what came in."""
    actor, session = current_actor(), db.session()
    row = _notice(actor, ref)
    lines = notice_page.carries(session, actor, row[0].id)
    found = notice_page.reported(session, actor, row[0].id)
    return document({
        **documents.shipment(row[0], base_url(), lines[0].order_ref if lines else None),
        "partner": {"name": row.partner_name},
        "note": row[0].note,
        "standing": documents.standing(derive(live_events(found))),
        "lines": [documents.carried(line) for line in lines],
        "events": documents.events(found),
        "receipts": documents.receipts(notice_page.receipts(session, actor, row[0].id, lines)),
    })  # fmt: skip


@bp.post("/api/v1/shipments/<path:ref>/events")
@token_only("events:write")
def report_events(ref: str) -> Response:
    """Add what happened to a notice; the same again changes nothing."""
    actor, session, token = current_actor(), db.session(), current_token()
    content = body_of_json()
    value, key = value_of(content), key_sent()
    said = captures.digest(request.full_path.encode(), content)
    notice = _notice(actor, ref)[0]
    or_403(policy.can_write(actor, notice))
    try:
        if earlier := captures.earlier(session, actor, token, key, said):
            return again(earlier)
        report = api_reports.read(value, clock.now())
    except captures.Reused:
        raise reused() from None
    except api_reports.Invalid as error:
        raise invalid([{"pointer": at, "detail": detail} for at, detail in error.faults]) from None
    if notice.state not in IN_FORCE:
        raise Problem(409, _("This shipment is not under way"), _("It is a draft or was withdrawn."))
    if not any(events.is_of(one, notice) for one in report.shipments):
        raise invalid([{"pointer": "/payload", "detail": _("No parcel in this answer has the tracking number of the shipment, %(number)s.", number=notice.tracking_number or "–")}])  # fmt: skip
    body, status = _take(actor, notice, report)
    if key:
        captures.keep(session, actor, token, "events", key, said, status, {"body": body})
    session.commit()
    return document(body, status)


def _take(actor: Actor, notice: Any, report: api_reports.Report) -> tuple[documents.Document, int]:
    """Add the events; what to answer: 201 where something was new."""
    session = db.session()
    before = len(delivered.rows_of(session, [notice.partner_id], [notice.id]))
    standing = events.take_events(session, actor, notice, report.source, report.shipments)
    added = len(delivered.rows_of(session, [notice.partner_id], [notice.id])) - before
    problems = [
        one for shipment in report.shipments if events.is_of(shipment, notice) for one in shipment.problems
    ]
    body = {
        "shipment": notice.ref,
        "added": added,
        "standing": documents.standing(standing),
        "problems": problems,
    }
    return body, 201 if added else 200

"""Stored events given back as an EPCIS 2.0 query answer."""

import re
import uuid
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import quote

from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.orders.models import Order
from portal.scope import also_visible
from portal.shipments.epcis import SOURCE, STEPS, stamp
from portal.shipments.models import Event, Notice, NoticeLine
from portal.shipments.tracking.states import plain

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
WITHDRAWAL = "error_declaration"  # the code of a row that withdraws another
MOST = 1000  # events of one answer
CODE = 40  # characters kept of a code

# The words of CBV 2.0. Another word is told only where it is an address.
_STEPS = frozenset(
    [
        "accepting",
        "arriving",
        "assembling",
        "collecting",
        "commissioning",
        "consigning",
        "creating_class_instance",
        "cycle_counting",
        "decommissioning",
        "departing",
        "destroying",
        "disassembling",
        "dispensing",
        "encoding",
        "entering_exiting",
        "holding",
        "inspecting",
        "installing",
        "killing",
        "loading",
        "other",
        "packing",
        "picking",
        "receiving",
        "removing",
        "repackaging",
        "repairing",
        "replacing",
        "reserving",
        "retail_selling",
        "sampling",
        "sensor_reporting",
        "shipping",
        "staging_outbound",
        "stock_taking",
        "stocking",
        "storing",
        "transporting",
        "unloading",
        "unpacking",
        "void_shipping",
    ]
)
_DISPOSITIONS = frozenset(
    [
        "active",
        "available",
        "completeness_inferred",
        "completeness_verified",
        "conformant",
        "container_closed",
        "container_open",
        "damaged",
        "destroyed",
        "dispensed",
        "disposed",
        "encoded",
        "expired",
        "in_progress",
        "in_transit",
        "inactive",
        "mismatch_class",
        "mismatch_instance",
        "mismatch_quantity",
        "needs_replacement",
        "no_pedigree_match",
        "non_conformant",
        "non_sellable_other",
        "partially_dispensed",
        "recalled",
        "reserved",
        "retail_sold",
        "returned",
        "sellable_accessible",
        "sellable_not_accessible",
        "stolen",
        "unavailable",
        "unknown",
    ]
)
_REASONS = frozenset(("did_not_occur", "incorrect_data"))
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")

# The step, and perhaps the disposition, that says a state of ours in CBV.
_SAID: dict[str, tuple[str, str]] = {
    "pending": ("staging_outbound", ""),
    "picked_up": ("loading", ""),
    "in_transit": ("transporting", "in_transit"),
    "delivery_delayed": ("transporting", "in_transit"),
    "out_for_delivery": ("transporting", "in_transit"),
    "ready_for_pickup": ("arriving", ""),
    "on_hold": ("holding", ""),
    "delivered": ("accepting", ""),
    "return_to_sender": ("transporting", "returned"),
    "cancelled": ("void_shipping", ""),
}


def events(
    session: Session,
    actor: Actor,
    base_url: str,
    at: datetime,
    *,
    notices: Sequence[str] = (),
    since: datetime | None = None,
    until: datetime | None = None,
) -> dict[str, Any]:
    """The events that the actor may see as an EPCISQueryDocument made at `at`, oldest first, at most MOST:
    of some notices by their refs, of those that happened from `since` and before `until`."""
    names = ("id", "notice_id", "key", "at", "offset_minutes", "place", "state", "code", "text", "source",
             "corrects_id", "recorded_at")  # fmt: skip
    found = also_visible(
        Event.visible_to(actor).with_only_columns(*(getattr(Event, n) for n in names), Notice.ref), actor, Notice
    ).join(Notice, (Notice.partner_id == Event.partner_id) & (Notice.id == Event.notice_id))  # fmt: skip
    if notices:
        found = found.where(Notice.ref.in_(notices))
    if since is not None:
        found = found.where(Event.at >= since)
    if until is not None:
        found = found.where(Event.at < until)
    rows = session.execute(found.order_by(Event.at, Event.id).limit(MOST)).all()
    orders = also_visible(
        NoticeLine.visible_to(actor).with_only_columns(NoticeLine.notice_id, Order.ref).distinct(), actor, Order
    ).join(Order, (Order.partner_id == NoticeLine.partner_id) & (Order.id == NoticeLine.order_id))  # fmt: skip
    carried: dict[int, list[str]] = {}
    for notice_id, ref in session.execute(
        orders.where(NoticeLine.notice_id.in_({row.notice_id for row in rows})).order_by(Order.ref)
    ):
        carried.setdefault(notice_id, []).append(ref)
    # A withdrawal stands by its own time, perhaps outside the range of the event that it withdraws.
    ids = [row.id for row in rows]
    withdrawals = session.execute(
        Event.visible_to(actor).with_only_columns(*(getattr(Event, n) for n in names)).where(Event.corrects_id.in_(ids))
    )  # fmt: skip
    return document(rows, withdrawals, carried, base_url, at)


def document(
    rows: Iterable[Any],
    withdrawals: Iterable[Any],
    carried: dict[int, list[str]],
    base_url: str,
    at: datetime,
) -> dict[str, Any]:
    """An EPCISQueryDocument of event rows (with the `ref` of their notice), of the rows that withdraw some
    of them, and of the orders that each notice carries."""
    wrong = {row.corrects_id: row for row in withdrawals if row.code == WITHDRAWAL}
    told = [
        row
        for row in rows
        if row.code != WITHDRAWAL and (row.source == SOURCE or plain(row.state) != "unknown")
    ]
    return {
        "@context": [CONTEXT],
        "type": "EPCISQueryDocument",
        "schemaVersion": "2.0",
        "creationDate": stamp(at.astimezone(UTC)),
        "epcisBody": {
            "queryResults": {
                "queryName": "SimpleEventQuery",
                "resultsBody": {
                    "eventList": [
                        _event(row, wrong.get(row.id), carried.get(row.notice_id, []), base_url.rstrip("/"))
                        for row in told
                    ]
                },
            }
        },
    }


def _event(row: Any, wrong: Any, orders: list[str], base: str) -> dict[str, Any]:
    local = row.at.astimezone(timezone(timedelta(minutes=row.offset_minutes)))
    notice = f"{base}/shipments/{quote(row.ref)}"
    step, disposition = _SAID.get(plain(row.state), ("other", ""))
    if row.source == SOURCE:
        step, disposition = row.code or "", row.text or ""
    elif row.code in STEPS:
        step = row.code
    made: dict[str, Any] = {
        "type": "ObjectEvent",
        "eventID": _id(row.key, notice),
        "eventTime": stamp(local),
        "eventTimeZoneOffset": f"{local:%z}"[:3] + ":" + f"{local:%z}"[3:5],
        "recordTime": stamp(row.recorded_at),
        "action": "OBSERVE",
        "epcList": [notice],
    }
    if step in _STEPS or (len(step) < CODE and _URI.fullmatch(step)):  # as long as CODE it may be cut
        made["bizStep"] = step
    if disposition in _DISPOSITIONS or _URI.fullmatch(disposition):
        made["disposition"] = disposition
    if row.place:
        made["readPoint"] = {
            "id": row.place if _URI.fullmatch(row.place) else f"{base}/places/{quote(row.place, safe='')}"
        }
    made["bizTransactionList"] = [
        {"type": "desadv", "bizTransaction": notice},
        *({"type": "po", "bizTransaction": f"{base}/orders/{quote(ref)}"} for ref in orders),
    ]
    if wrong is not None:
        said = (wrong.text or "").split()
        made["errorDeclaration"] = {
            "declarationTime": stamp(wrong.recorded_at),
            "reason": next((word for word in said[:1] if word in _REASONS), "incorrect_data"),
            "correctiveEventIDs": [word for word in said if _URI.fullmatch(word)],
        }
    return made


def _id(key: str, notice: str) -> str:
    """The id an event came with, else one that is always the same for it."""
    return key if _URI.fullmatch(key) else f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{notice}#{key}')}"

"""Stored events given back as EPCIS 2.0: those that came so as they came, all others in CBV's words."""

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import quote

from portal.orders import addresses
from portal.shipments import cbv
from portal.shipments.epcis import SOURCE, STEPS, stamp
from portal.shipments.tracking.states import plain

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
WITHDRAWAL = "error_declaration"  # the code of a row that withdraws another
CODE = 40  # characters kept of a code

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


def tells(row: Any) -> bool:
    """Whether an event row says something that EPCIS can say."""
    return row.code != WITHDRAWAL and (row.source == SOURCE or plain(row.state) != "unknown")


def made(row: Any, wrong: Any, orders: list[str], base_url: str) -> dict[str, Any]:
    """The event of a row (with the `ref` of its notice), the row that withdraws it (None: none does) and
    the orders that its notice carries."""
    notice = f"{base_url.rstrip('/')}/shipments/{quote(row.ref)}"
    event = _as_it_came(row, notice) if row.raw else _in_our_words(row, orders, notice, base_url.rstrip("/"))
    if wrong is not None:
        event["errorDeclaration"] = _declaration(wrong)
    return event


def document(events: Iterable[dict[str, Any]], at: datetime) -> dict[str, Any]:
    """An EPCISQueryDocument of events, made at `at`. What events say of words of their own stands in its
    context; where two say different things of a word, in the second of them."""
    context: list[Any] = [CONTEXT]
    said: dict[str, Any] = {}
    listed = []
    for event in events:
        own = {name: value for name, value in event.items() if name != "@context"}
        left = []
        for one in event.get("@context", ()):
            if not isinstance(one, dict):
                context += [one] if one not in context else []
            elif any(said.get(word, meaning) != meaning for word, meaning in one.items()):
                left.append(one)
            else:
                said |= one
        listed.append({"@context": left, **own} if left else own)
    return {
        "@context": [*context, said] if said else context,
        "type": "EPCISQueryDocument",
        "schemaVersion": "2.0",
        "creationDate": stamp(at.astimezone(UTC)),
        "epcisBody": {
            "queryResults": {"queryName": "SimpleEventQuery", "resultsBody": {"eventList": listed}}
        },
    }


def _as_it_came(row: Any, notice: str) -> dict[str, Any]:
    event, _faults = cbv.valid(row.raw)
    event.pop("errorDeclaration", None)
    return {
        **event,
        "eventID": event.get("eventID") or _id(row.key, notice),
        "recordTime": stamp(row.recorded_at),
    }


def _in_our_words(row: Any, orders: list[str], notice: str, base: str) -> dict[str, Any]:
    local = row.at.astimezone(timezone(timedelta(minutes=row.offset_minutes)))
    step, disposition = _SAID.get(plain(row.state), ("other", ""))
    if row.source == SOURCE:
        step, disposition = row.code or "", row.text or ""
    elif row.code in STEPS:
        step = row.code
    event: dict[str, Any] = {
        "type": "ObjectEvent",
        "eventID": _id(row.key, notice),
        "eventTime": stamp(local),
        "eventTimeZoneOffset": f"{local:%z}"[:3] + ":" + f"{local:%z}"[3:5],
        "recordTime": stamp(row.recorded_at),
        "action": "OBSERVE",
        "epcList": [notice],
    }
    if step in cbv.STEPS or (len(step) < CODE and cbv.is_uri(step)):  # as long as CODE it may be cut
        event["bizStep"] = step
    if disposition in cbv.DISPOSITIONS or cbv.is_uri(disposition):
        event["disposition"] = disposition
    if row.place:
        event["readPoint"] = {
            "id": row.place if cbv.is_uri(row.place) else f"{base}/places/{quote(row.place, safe='')}"
        }
    event["bizTransactionList"] = [
        {"type": "desadv", "bizTransaction": notice},
        *({"type": "po", "bizTransaction": f"{base}{addresses.of_order(ref)}"} for ref in orders),
    ]
    return event


def _declaration(wrong: Any) -> dict[str, Any]:
    """Why an event is wrong, as its sender declared it."""
    said = cbv.valid({"errorDeclaration": wrong.raw})[0] if wrong.raw else {}
    if said:
        return dict(said["errorDeclaration"])
    words = (wrong.text or "").split()
    return {
        "declarationTime": stamp(wrong.recorded_at),
        "reason": next((word for word in words[:1] if word in cbv.REASONS), "incorrect_data"),
        "correctiveEventIDs": [word for word in words if cbv.is_uri(word)],
    }


def _id(key: str, notice: str) -> str:
    """The id an event came with, else one that is always the same for it."""
    return key if cbv.is_uri(key) else f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{notice}#{key}')}"

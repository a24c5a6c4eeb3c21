"""Orders and shipments as the API tells them.

Days are ISO dates of the receiving site, times carry an offset, quantities and money are decimal numbers
in text, so that no digit is lost. What nobody knows is null.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import groupby
from typing import Any
from urllib.parse import quote

from portal.orders import labels as order_labels
from portal.orders import rows as order_rows
from portal.shipments.epcis_answer import WITHDRAWAL
from portal.shipments.tracking.moments import written
from portal.shipments.tracking.states import Standing

Document = dict[str, Any]


def decimal(value: Decimal | None) -> str | None:
    """A decimal number without trailing zeros and without an exponent."""
    if value is None:
        return None
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def schedule(row: Any, today: date) -> Document:
    """What the list and the order say alike of a schedule."""
    kind, _days = order_rows.status_of_row(row, today)
    return {
        "part": row.part,
        "quantity": decimal(row.quantity),
        "unit": row.unit,
        "mode": row.mode,
        "carrier": row.carrier,
        "stage": row.stage,
        "status": kind,
        "days": {name.removesuffix("_on"): getattr(row, name) for name in order_labels.DAYS},
        "expected_between": [row.expected_low, row.expected_high]
        if row.expected_low and row.expected_high
        else None,
        "proposed": {"day": row.proposed_on, "by": row.proposed_by} if row.proposed_on else None,
        "moves": row.moves,
        "accepted": decimal(row.accepted),
        "dispatched": row.dispatched,
    }


def listed(row: Any, today: date, base_url: str) -> Document:
    """A row of the order list."""
    return {
        "order": row.order_ref,
        "line": row.line_number,
        **schedule(row, today),
        "item": row.item,
        "item_code": row.item_code,
        "detail": row.detail,
        "partner": _named(row),
        "href": f"{base_url}/api/v1/orders/{quote(row.order_ref, safe='')}",
    }


def _named(row: Any) -> Document | None:
    """The partner of a row; null to a partner's own program, whose rows are all its own."""
    code = getattr(row, "partner_code", None)
    return {"code": code, "name": row.partner_name} if code else None


def order(found: Sequence[Any], ledger: Iterable[Any], today: date) -> Document:
    """An order with its lines, their schedules and the ledger of each."""
    first = found[0]
    commitments: Mapping[int, list[Document]] = _ledgers(ledger)
    lines = []
    for number, group in groupby(found, key=lambda row: row.line_number):
        parts = list(group)
        line = parts[0]
        lines.append({
            "line": number, "item": line.item, "item_code": line.item_code, "detail": line.detail,
            "quantity": decimal(line.line_quantity), "unit": line.unit,
            "unit_price": decimal(line.unit_price), "value": decimal(line.value),
            "schedules": [
                {**schedule(row, today), "split_on": row.split_on, "commitments": commitments.get(row.id, [])}
                for row in parts
            ],
        })  # fmt: skip
    return {
        "order": first.order_ref,
        "partner": {"code": first.partner_code, "name": first.partner_name},
        "ordered_on": first.ordered_on,
        "site": first.site_name,
        "destination": first.destination,
        "incoterm": first.incoterm,
        "currency": first.currency,
        "note": first.note,
        "lines": lines,
    }


def _ledgers(ledger: Iterable[Any]) -> dict[int, list[Document]]:
    found: dict[int, list[Document]] = defaultdict(list)
    for row in ledger:
        found[row.schedule_id].append({
            "day": row.day, "quantity": decimal(row.quantity), "proposed_by": row.proposed_by,
            "proposer": row.proposer_name, "proposed_at": row.proposed_at, "reason": row.reason,
            "cause_side": row.cause_side, "state": row.state, "decided_by": row.decided_by,
            "decider": row.decider_name, "decided_at": row.decided_at,
        })  # fmt: skip
    return found


def standing(at: Standing | None) -> Document:
    """Where a shipment is by all that was reported."""
    at = at or Standing("unknown")
    return {"state": at.state, "since": written(at.at), "delivered_at": written(at.delivered_at)}


def shipment(row: Any, base_url: str, order_ref: str | None = None) -> Document:
    """What the list and the shipment itself say alike."""
    query = f"?order={quote(order_ref, safe='')}" if order_ref else ""
    return {
        "shipment": row.ref,
        "state": row.state,
        "carrier": row.carrier,
        "tracking_number": row.tracking_number,
        "shipped_on": row.shipped_on,
        "packages": row.packages,
        "weight_kg": decimal(row.weight),
        "href": f"{base_url}/api/v1/shipments/{quote(row.ref, safe='')}{query}",
    }


def carried(line: Any) -> Document:
    """What a shipment carries of a schedule."""
    return {
        "order": line.order_ref, "line": line.line_number, "part": line.part, "item": line.item,
        "quantity": decimal(line.quantity), "unit": line.unit, "promised": line.promised_on,
    }  # fmt: skip


def events(found: Sequence[Any]) -> list[Document]:
    """What was reported, the newest first; what its sender took back says so."""
    gone = {row.corrects_id for row in found}
    return [
        {
            "at": row.at.astimezone(timezone(timedelta(minutes=row.offset_minutes))),
            "state": row.state, "place": row.place, "code": row.code, "text": row.text, "source": row.source,
            "withdrawn": row.id in gone, "recorded_at": row.recorded_at,
        }
        for row in found
        if row.code != WITHDRAWAL
    ]  # fmt: skip


def receipts(found: Iterable[tuple[Any, Any]]) -> list[Document]:
    """What came in, as it was booked; a reversal has negative quantities."""
    rows = list(found)
    refs = {row.id: row.ref for _line, row in rows}
    return [
        {
            "receipt": row.ref, "order": line.order_ref, "line": line.line_number, "part": line.part,
            "arrived": row.arrived_on, "received": row.received_on, "accepted": decimal(row.accepted),
            "rejected": decimal(row.rejected), "unit": line.unit, "condition": row.condition, "note": row.note,
            "reverses": refs.get(row.reverses_id),
        }
        for line, row in rows
    ]  # fmt: skip


def plain(value: Any) -> str:
    """How JSON writes what it has no form for."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)

"""Reading EPCIS 2.0: a capture document, a query answer or an event by itself."""

import hashlib
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from portal.shipments.cbv import short
from portal.shipments.epcis import EpcisEvent
from portal.shipments.tracking.answer import inside, rows, text
from portal.shipments.tracking.moments import moment, zone_of
from portal.shipments.tracking.reading import Unreadable, parse
from portal.web.i18n import _

TYPES = ("ObjectEvent", "AggregationEvent", "TransactionEvent", "TransformationEvent", "AssociationEvent")
ACTIONS = ("OBSERVE", "ADD", "DELETE")
MOST_TOLD = 5  # faults told of one document

_OWN_CONTEXT = ("https://ref.gs1.org/standards/epcis", "https://gs1.github.io/EPCIS")
_WHEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_OFFSET = re.compile(r"[+-](0\d|1[0-4]):[0-5]\d")


def read(content: bytes) -> list[EpcisEvent]:
    """The events of a document, oldest first, each once; declared errors are among them (see `epcis.settle`).

    Raises Unreadable for what is no EPCIS 2.0, and with a sentence per fault, naming event and field,
    where an event is not valid: then nothing of the document counts.
    """
    document = parse(content)
    try:
        return _read(document)
    except RecursionError:
        raise Unreadable(_("The file is nested too deeply to be a message.")) from None


def read_each(content: bytes) -> tuple[list[EpcisEvent], list[str]]:
    """As `read`, but a sentence for each event that is not valid beside the events that are."""
    document = parse(content)
    try:
        return _each(document)
    except RecursionError:
        raise Unreadable(_("The file is nested too deeply to be a message.")) from None


def _read(document: Any) -> list[EpcisEvent]:
    found, faults = _each(document)
    if faults:
        raise Unreadable(" ".join(faults[:MOST_TOLD]))
    return found


def _each(document: Any) -> tuple[list[EpcisEvent], list[str]]:
    found, faults = [], []
    context = _context(document)
    for number, raw in enumerate(_events(document), start=1):
        fault = _fault(raw)
        if fault:
            faults.append(_("Event %(name)s: %(fault)s", name=text(raw, "eventID") or number, fault=fault))
        else:
            found.append(replace(event_of(raw), context=context))
    unique = {json.dumps(event.raw, sort_keys=True): event for event in found}
    return sorted(unique.values(), key=lambda event: (event.at, event.key)), faults


def _context(document: Any) -> tuple[Any, ...]:
    """What a document says of words that are not EPCIS's own: its context without that of EPCIS itself."""
    given = inside(document, "@context")
    listed = given if isinstance(given, list) else [given]
    return tuple(
        one
        for one in listed
        if isinstance(one, dict) or (isinstance(one, str) and not one.startswith(_OWN_CONTEXT))
    )


def _events(document: Any) -> list[dict[str, Any]]:
    if isinstance(document, dict) and document.get("type") in TYPES:
        return [document]
    kind = text(document, "type")
    if kind not in ("EPCISDocument", "EPCISQueryDocument"):
        raise Unreadable(_("This is no EPCIS document: its type is neither a document nor an event."))
    version = text(document, "schemaVersion")
    if version.split(".")[0] != "2":
        raise Unreadable(_("Only EPCIS 2.0 is read here, not %(version)s.", version=version or "?"))
    body = inside(document, "epcisBody")
    held = inside(body, "queryResults", "resultsBody") if kind == "EPCISQueryDocument" else body
    listed = inside(held, "eventList")
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise Unreadable(_("The document has no list of events."))
    return listed


def _fault(raw: dict[str, Any]) -> str | None:
    kind, when, offset = text(raw, "type"), text(raw, "eventTime"), text(raw, "eventTimeZoneOffset")
    if kind not in TYPES:
        return _("its type “%(type)s” is unknown.", type=kind[:40])
    if not _WHEN.fullmatch(when) or moment(when) is None:
        return _("eventTime “%(text)s” is no ISO date and time with an offset.", text=when[:40])
    if not _OFFSET.fullmatch(offset):
        return _("eventTimeZoneOffset “%(text)s” is no offset like +07:00.", text=offset[:40])
    if kind != "TransformationEvent" and text(raw, "action") not in ACTIONS:
        return _("action “%(text)s” is none of OBSERVE, ADD and DELETE.", text=text(raw, "action")[:40])
    if kind == "ObjectEvent" and not any(
        raw.get(n) for n in ("epcList", "quantityList", "sensorElementList")
    ):
        return _("it names nothing that it happened to (epcList, quantityList or sensorElementList).")
    declared = raw.get("errorDeclaration")
    if declared is not None and not _WHEN.fullmatch(text(declared, "declarationTime")):
        return _("declarationTime “%(text)s” is no ISO date and time with an offset.", text=text(declared, "declarationTime")[:40])  # fmt: skip
    return None


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(filter(None, (text(one) for one in value))) if isinstance(value, list) else ()


def event_of(raw: dict[str, Any]) -> EpcisEvent:
    """An event from its own words, which were found valid."""
    at = moment(text(raw, "eventTime"))
    zone = zone_of(text(raw, "eventTimeZoneOffset"))
    declared = raw.get("errorDeclaration")
    amounts = [*rows(raw, "quantityList"), *rows(raw, "childQuantityList"), *rows(raw, "inputQuantityList")]
    return EpcisEvent(
        key=text(raw, "eventID") or _digest(raw),
        type=text(raw, "type"),
        action=text(raw, "action"),
        at=at.astimezone(zone or UTC) if at else datetime.max.replace(tzinfo=UTC),
        step=short(text(raw, "bizStep")),
        disposition=short(text(raw, "disposition")),
        place=text(raw, "readPoint", "id") or text(raw, "bizLocation", "id"),
        parent=text(raw, "parentID"),
        items=_texts(raw.get("epcList")) + _texts(raw.get("childEPCs")) + _texts(raw.get("inputEPCList")),
        quantities=tuple((text(row, "epcClass"), _amount(row.get("quantity")), text(row, "uom")) for row in amounts),
        transactions=tuple(
            (short(text(row, "type")), text(row, "bizTransaction")) for row in rows(raw, "bizTransactionList")
        ),
        set=tuple(map(short, _texts(inside(raw, "persistentDisposition", "set")))),
        unset=tuple(map(short, _texts(inside(raw, "persistentDisposition", "unset")))),
        declared=None if declared is None else (
            short(text(declared, "reason")), _texts(inside(declared, "correctiveEventIDs"))
        ),
        raw=raw,
    )  # fmt: skip


def _amount(value: Any) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0


def _digest(raw: dict[str, Any]) -> str:
    """Names an event without an id by what it says, so that its declaration as an error finds it."""
    said = {
        k: v for k, v in raw.items() if k not in ("errorDeclaration", "recordTime", "eventID", "@context")
    }
    whole = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
    return f"urn:sha256:{hashlib.sha256(whole).hexdigest()}"

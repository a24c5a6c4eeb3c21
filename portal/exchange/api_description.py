"""What programs may ask: one description, from which both openapi.json and the page are made."""

import re
from typing import Any

from portal.exchange import api_asking, api_score_operations
from portal.exchange.api_forms import CAPTURE_BODY, REPORT_BODY, SCHEMAS
from portal.exchange.api_operations import (
    CURSOR,
    DAY,
    TEXT,
    TIME,
    Operation,
    Parameter,
    after,
    key,
    one_of,
    ref,
    whole,
)
from portal.exchange.api_score_forms import SCORE_SCHEMAS
from portal.orders import filters
from portal.shipments import listing as notices
from portal.shipments.epcis_reading import ACTIONS, TYPES
from portal.web.i18n import _


def operations() -> list[Operation]:
    """All operations in the reader's language, in the order of the page."""
    return [*_orders(), *_shipments(), *api_score_operations.operations(), *_epcis()]


def _orders() -> list[Operation]:
    return [
        Operation(
            "GET", "/api/v1/orders", "orders:read", _("Schedules of orders, as on the list"),
            _("A schedule is a dated part of an order line. The filters are those of the list of orders."),
            (
                Parameter("view", _("A tab of the list; all for everything."), one_of(*filters.VIEWS)),
                Parameter("state", _("Only schedules in one of these states."), one_of(*filters.STATES), several=True),
                Parameter("from", _("The promised, else the requested day is this or later."), DAY),
                Parameter("to", _("It is this or earlier."), DAY),
                Parameter("item", _("An item code."), TEXT),
                Parameter("mode", _("How it travels."), TEXT),
                Parameter("q", _("Words that the row begins with."), TEXT),
                Parameter("partner", _("The code of a partner; our own side only."), TEXT),
                Parameter("sort", _("The order of the rows."), one_of(*filters.SORTS)),
                Parameter("size", _("How many rows at once."), whole(200)),
                after(),
            ),
            {200: ("Schedules", _("Rows, and the address of those that follow."))},
        ),
        Operation(
            "GET", "/api/v1/orders/{ref}", "orders:read", _("One order"),
            _("Its lines, their schedules with the six days, and the ledger of promises of each."),
            (ref(_("The number of the order.")),), {200: ("Order", _("The order."))}, problems=(404,),
        ),
    ]  # fmt: skip


def _shipments() -> list[Operation]:
    which = Parameter("order", _("An order on it, where two partners use the same number."), TEXT)
    return [
        Operation(
            "GET", "/api/v1/shipments", "shipments:read", _("Shipments, the newest first"), "",
            (
                Parameter("tab", _("A tab of the list."), one_of(*notices.TABS)),
                Parameter("partner", _("The code of a partner; our own side only."), TEXT),
                Parameter("q", _("How its number, tracking number, carrier or an order on it begins."), TEXT),
                Parameter("from", _("Shipped on this day or later."), DAY),
                Parameter("to", _("Shipped on this day or earlier."), DAY),
                after(),
            ),
            {200: ("Shipments", _("Rows, and the address of those that follow."))},
        ),
        Operation(
            "GET", "/api/v1/shipments/{ref}", "shipments:read", _("One shipment"),
            _("What it carries, what was reported on the way, what came in."),
            (ref(_("The number of the shipment.")), which), {200: ("Shipment", _("The shipment."))}, problems=(404,),
        ),
        Operation(
            "POST", "/api/v1/shipments/{ref}/events", "events:write", _("Report what happened to a shipment"),
            _("Send events in the words below, or the raw answer of a carrier (dhl, fedex, gls, hermes, laposte, ups, usps) as its payload. An event that is here already is not added again; its key, or else all that it says, tells."),
            (ref(_("The number of the shipment.")), which, key()),
            {200: ("Reported", _("Nothing was new.")), 201: ("Reported", _("Events were added."))},
            REPORT_BODY, REPORT_EXAMPLE, (404, 409, 413, 415),
        ),
    ]  # fmt: skip


def _epcis() -> list[Operation]:
    version = Parameter("GS1-EPCIS-Version", _("The version you speak."), one_of("2.0.0", "2.0"), "header")
    behaviour = Parameter(
        "GS1-Capture-Error-Behaviour", _("rollback takes all events or none, proceed takes the good ones."),
        one_of("rollback", "proceed"), "header",
    )  # fmt: skip
    pages = (
        Parameter("perPage", _("How many at once."), whole(api_asking.MOST)),
        Parameter("nextPageToken", _("Where to go on: part of the address in the header Link."), CURSOR),
    )
    names = _("Several values stand with | between.")
    uri = {"type": "string", "maxLength": 500}
    return [
        Operation(
            "POST", "/api/v1/epcis/capture", "events:write", _("Capture an EPCIS 2.0 document"),
            _("JSON or JSON-LD, at most 1,000 events and 5 MB. Each event is bound to the shipment that it names: by the despatch advice among its business transactions, else by SSCC, GINC, GSIN or bill of lading as the tracking number, else by a purchase order with one shipment. An event with an errorDeclaration takes back the one with its eventID. The job is done when the answer comes."),
            (behaviour, version, key()), {202: ("Job", _("The job, and its address in Location."))},
            CAPTURE_BODY, CAPTURE_EXAMPLE, (400, 406, 413, 415),
        ),
        Operation(
            "GET", "/api/v1/epcis/capture", "events:write", _("Earlier capture jobs, the newest first"), "", pages,
            {200: ("Jobs", _("The jobs; Link names those that follow."))}, problems=(400,),
        ),
        Operation(
            "GET", "/api/v1/epcis/capture/{ref}", "events:write", _("What became of a capture"), "",
            (ref(_("The captureID.")),), {200: ("Job", _("The job."))}, problems=(404,),
        ),
        Operation(
            "GET", "/api/v1/epcis/events", "shipments:read", _("Ask for events as EPCIS 2.0"),
            _("Oldest first. What was captured comes back as it came; what carriers reported in other forms comes in the words of CBV."),
            (
                Parameter("eventType", names, one_of(*TYPES), several=True),
                Parameter("EQ_action", names, one_of(*ACTIONS), several=True),
                Parameter("EQ_bizStep", _("Bare words of CBV, or addresses."), uri, several=True),
                Parameter("EQ_disposition", _("Bare words of CBV, or addresses."), uri, several=True),
                Parameter("MATCH_epc", _("What it happened to: epcList and childEPCs. A * in urn:epc:idpat: stands for any part."), uri, several=True),
                Parameter("MATCH_anyEPC", _("The same, also as parent, input or output."), uri, several=True),
                Parameter("EQ_eventID", names, uri, several=True),
                Parameter("GE_eventTime", _("It happened then or later."), TIME),
                Parameter("LT_eventTime", _("It happened earlier."), TIME),
                Parameter("GE_recordTime", _("It came here then or later."), TIME),
                Parameter("LT_recordTime", _("It came here earlier."), TIME),
                *pages, version,
            ),
            {200: ("EPCISQueryDocument", _("The events; Link names those that follow."))}, problems=(400, 406),
        ),
    ]  # fmt: skip


REPORT_EXAMPLE = """{"events": [
  {"at": "2026-11-29T14:05:00+07:00", "state": "delivered", "place": "Surabaya", "key": "gate-4711"}
]}"""
CAPTURE_EXAMPLE = """{
  "@context": "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
  "type": "EPCISDocument", "schemaVersion": "2.0", "creationDate": "2026-11-29T07:06:00Z",
  "epcisBody": {"eventList": [{
    "type": "ObjectEvent", "action": "OBSERVE", "bizStep": "receiving",
    "eventTime": "2026-11-29T14:05:00+07:00", "eventTimeZoneOffset": "+07:00",
    "epcList": ["urn:epc:id:sscc:0614141.1234567890"],
    "bizTransactionList": [{"type": "desadv", "bizTransaction": "urn:epcglobal:cbv:bt:0614141073467:SN-1042"}]
  }]}
}"""


def openapi(base_url: str) -> dict[str, Any]:
    """The description as an OpenAPI 3.1 document."""
    paths: dict[str, dict[str, Any]] = {}
    for one in operations():
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Mitra", "version": "1", "description": _("Orders, shipments, scores and events for programs. Sign in with a token: Authorization: Bearer.")},
        "servers": [{"url": base_url}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {**SCHEMAS, **SCORE_SCHEMAS},
            "responses": {"Problem": _problem()},
        },
    }  # fmt: skip


def _problem() -> dict[str, Any]:
    return {
        "description": _("Refused; detail says why, errors name each part of the request."),
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _operation(one: Operation) -> dict[str, Any]:
    statuses = {401, 403, 429, *one.problems} | ({400, 422} if one.body or one.parameters else set())
    made: dict[str, Any] = {
        "operationId": one.method.lower() + re.sub(r"\W+", "_", one.path.removeprefix("/api/v1")).rstrip("_"),
        "summary": one.says,
        "description": one.more,
        "security": [{"token": []}],
        "x-scope": one.scope,
        "parameters": [_parameter(p) for p in one.parameters],
        "responses": {
            **{str(status): {"description": says, "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}}
               for status, (name, says) in one.answers.items()},
            **{str(status): {"$ref": "#/components/responses/Problem"} for status in sorted(statuses)},
        },
    }  # fmt: skip
    if one.body:
        made["requestBody"] = {"required": True, "content": {"application/json": {"schema": one.body}}}
    return made


def _parameter(one: Parameter) -> dict[str, Any]:
    schema = {"type": "array", "items": one.schema, "maxItems": 20} if one.several else one.schema
    return {
        "name": one.name, "in": one.where, "description": one.says, "required": one.where == "path", "schema": schema,
        **({"style": "form", "explode": True} if one.several else {}),
    }  # fmt: skip

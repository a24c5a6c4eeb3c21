"""The forms of what programs send and get, as JSON schemas."""

from typing import Any

from portal.exchange import api_reports

Schema = dict[str, Any]


def objects(required: str = "", /, **properties: Schema) -> Schema:
    """An object with these properties, all of them required unless some are named."""
    names = required.split() or list(properties)
    return {"type": "object", "required": names, "properties": properties}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def maybe(schema: Schema) -> Schema:
    """The same, or null."""
    return {**schema, "type": [schema["type"], "null"]}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


TEXT: Schema = {"type": "string"}
MAYBE_TEXT = maybe(TEXT)
WHOLE: Schema = {"type": "integer"}
TRUTH: Schema = {"type": "boolean"}
DECIMAL: Schema = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}
MAYBE_DECIMAL = maybe(DECIMAL)
DAY = maybe({"type": "string", "format": "date"})
TIME: Schema = {"type": "string", "format": "date-time"}
PARTNER = objects(code=TEXT, name=TEXT)
STANDING = objects(state=TEXT, since=MAYBE_TEXT, delivered_at=MAYBE_TEXT)

_SCHEDULE: dict[str, Schema] = {
    "part": WHOLE, "quantity": DECIMAL, "unit": TEXT, "mode": MAYBE_TEXT, "carrier": MAYBE_TEXT, "stage": TEXT,
    "status": TEXT,
    "days": objects(requested=DAY, first_promised=DAY, promised=DAY, expected=DAY, arrived=DAY, received=DAY),
    "expected_between": {"type": ["array", "null"], "items": {"type": "string", "format": "date"}},
    "proposed": {"type": ["object", "null"]}, "moves": WHOLE, "accepted": DECIMAL, "dispatched": TRUTH,
}  # fmt: skip
_SHIPMENT: dict[str, Schema] = {
    "shipment": TEXT, "state": TEXT, "carrier": MAYBE_TEXT, "tracking_number": MAYBE_TEXT, "shipped_on": DAY,
    "packages": maybe(WHOLE), "weight_kg": MAYBE_DECIMAL, "href": TEXT, "standing": STANDING,
}  # fmt: skip
_COMMITMENT = objects(
    day=DAY, quantity=DECIMAL, proposed_by=TEXT, proposer=TEXT, proposed_at=TIME, reason=MAYBE_TEXT,
    cause_side=MAYBE_TEXT, state=TEXT, decided_by=MAYBE_TEXT, decider=MAYBE_TEXT, decided_at=maybe(TIME),
)  # fmt: skip
_LINE = objects(
    line=WHOLE, item=TEXT, item_code=MAYBE_TEXT, detail=MAYBE_TEXT, quantity=DECIMAL, unit=TEXT,
    unit_price=MAYBE_DECIMAL, value=MAYBE_DECIMAL,
    schedules=_list(objects(**_SCHEDULE, split_on=DAY, commitments=_list(_COMMITMENT))),
)  # fmt: skip
_EVENT = objects(
    at=TIME, state=TEXT, place=MAYBE_TEXT, code=MAYBE_TEXT, text=MAYBE_TEXT, source=TEXT, withdrawn=TRUTH,
    recorded_at=TIME,
)  # fmt: skip
_RECEIPT = objects(
    receipt=TEXT, order=TEXT, line=WHOLE, part=WHOLE, arrived=DAY, received=DAY, accepted=DECIMAL, rejected=DECIMAL,
    unit=TEXT, condition=TEXT, note=MAYBE_TEXT, reverses=MAYBE_TEXT,
)  # fmt: skip
_CARRIED = objects(order=TEXT, line=WHOLE, part=WHOLE, item=TEXT, quantity=DECIMAL, unit=TEXT, promised=DAY)

SCHEMAS: dict[str, Schema] = {
    "Schedules": objects(
        schedules=_list(objects(
            order=TEXT, line=WHOLE, **_SCHEDULE, item=TEXT, item_code=MAYBE_TEXT, detail=MAYBE_TEXT, partner=maybe(PARTNER),
            href=TEXT,
        )),
        next=MAYBE_TEXT,
    ),
    "Order": objects(
        order=TEXT, partner=PARTNER, ordered_on=DAY, site=MAYBE_TEXT, destination=MAYBE_TEXT, incoterm=MAYBE_TEXT,
        currency=MAYBE_TEXT, note=MAYBE_TEXT, lines=_list(_LINE),
    ),
    "Shipments": objects(
        shipments=_list(objects(**_SHIPMENT, partner=PARTNER, orders=WHOLE, schedules=WHOLE)), next=MAYBE_TEXT
    ),
    "Shipment": objects(
        **_SHIPMENT, partner=objects(name=TEXT), note=MAYBE_TEXT, lines=_list(_CARRIED), events=_list(_EVENT),
        receipts=_list(_RECEIPT),
    ),
    "Reported": objects(shipment=TEXT, added=WHOLE, standing=STANDING, problems=_list(TEXT)),
    "Job": objects(
        captureID=TEXT, createdAt=TIME, finishedAt=TIME, running=TRUTH, success=TRUTH, captureErrorBehaviour=TEXT,
        captured=WHOLE, errors=_list(objects(type=TEXT, title=TEXT, status=WHOLE, detail=TEXT)),
    ),
    "Jobs": _list(_ref("Job")),
    "EPCISQueryDocument": objects(
        **{"@context": {}}, type={"const": "EPCISQueryDocument"}, schemaVersion={"const": "2.0"}, creationDate=TIME,
        epcisBody={"type": "object"},
    ),
    "Problem": objects(
        "type title status detail request_id", type=TEXT, title=TEXT, status=WHOLE, detail=TEXT, request_id=TEXT,
        errors=_list({"type": "object"}),
    ),
}  # fmt: skip

_REPORTED = {
    **objects(
        "at state", at=TIME, state={"type": "string", "enum": list(api_reports.SAID)},
        **{name: {"type": "string", "maxLength": most} for name, most in api_reports.LONGEST.items()},
    ),
    "additionalProperties": False,
}  # fmt: skip
REPORT_BODY: Schema = {
    "anyOf": [
        {
            **objects(
                "events", events={**_list(_REPORTED), "minItems": 1, "maxItems": api_reports.MOST_EVENTS},
                estimated_on={"type": "string", "format": "date"},
            ),
            "additionalProperties": False,
        },
        _REPORTED,
        {**objects("payload", carrier=TEXT, payload={}), "additionalProperties": False},
    ]
}  # fmt: skip
CAPTURE_BODY: Schema = objects(
    "@context type schemaVersion creationDate epcisBody",
    **{
        "@context": {}, "type": {"const": "EPCISDocument"}, "schemaVersion": {"const": "2.0"}, "creationDate": TIME,
        "epcisBody": objects(eventList=_list({"type": "object"})),
    },
)  # fmt: skip

"""DHL Shipment Tracking Unified: `shipments[]` (in samples under trackingResponse), few and coarse codes,
local times mostly without an offset."""

from collections.abc import Iterator
from typing import Any

from portal.shipments.tracking.answer import first, inside, joined, rows, text
from portal.shipments.tracking.moments import moment
from portal.shipments.tracking.parcels import Parcel
from portal.web.i18n import _

NAME, TITLE = "dhl", "DHL"

CODES = {
    "pre-transit": "pending",
    "transit": "in_transit",
    "delivered": "delivered",
    "failure": "delivery_failed",
}


def _shipments(answer: Any) -> Any:
    return inside(answer, "shipments") or inside(answer, "trackingResponse", "shipments")


def knows(answer: Any) -> bool:
    """`shipments` with a status that has a statusCode, or events that have one."""
    return any(
        text(one, "status", "statusCode") or any("statusCode" in event for event in rows(one, "events"))
        for one in rows(_shipments(answer))
    )


def read(answer: Any) -> Iterator[Parcel]:
    """The parcels of an answer."""
    errors = first(answer, "error")
    for one in rows(_shipments(answer)):
        parcel = Parcel(
            text(one, "id"),
            estimate=text(one, "estimatedTimeOfDelivery")
            or text(one, "estimatedDeliveryTimeFrame", "estimatedThrough"),
        )
        for event in rows(one, "events"):
            parcel.add(moment(text(event, "timestamp")), *_told(parcel, event), _place(event))
        for status in rows(one, "status"):
            state, code, words = _told(parcel, status)
            parcel.summary(moment(text(status, "timestamp")), state, code, words)
        _prove(parcel, one.get("details"))
        for error in errors:
            parcel.report_error(text(error, "title"), text(error, "detail"), text(error, "instance"))
        yield parcel


def _told(parcel: Parcel, report: dict[str, Any]) -> tuple[str, str, str]:
    code, status, words = text(report, "statusCode"), text(report, "status"), text(report, "description")
    state = parcel.judge(CODES, code.lower(), status, words, coarse=True)
    return state, code, ": ".join(dict.fromkeys(filter(None, (status, words))))


def _place(event: dict[str, Any]) -> str:
    address = inside(event, "location", "address")
    return joined(text(address, "addressLocality"), text(address, "postalCode"), text(address, "countryCode"))


def _prove(parcel: Parcel, details: Any) -> None:
    pieces, named = text(details, "totalNumberOfPieces"), inside(details, "pieceIds")
    if pieces and isinstance(named, list) and named and pieces != str(len(named)):
        parcel.problem(
            _("The answer says %(pieces)s pieces and names %(named)s.", pieces=pieces, named=len(named))
        )
    parcel.claim(moment(text(details, "proofOfDelivery", "timestamp")))

"""GLS ShipIT / Track and Trace: `parcels[]` with a dated status that may be newer than the newest event."""

from collections.abc import Iterator
from typing import Any

from portal.shipments.tracking.answer import joined, rows, text
from portal.shipments.tracking.moments import moment
from portal.shipments.tracking.parcels import Parcel

NAME, TITLE = "gls", "GLS"

STATUS = {
    "PREADVICE": "pending",
    "PLANNEDPICKUP": "pending",
    "INPICKUP": "pending",
    "INTRANSIT": "in_transit",
    "INWAREHOUSE": "in_transit",
    "INDELIVERY": "out_for_delivery",
    "DELIVERED": "delivered",
    "FINAL": "delivered",
    "DELIVEREDPS": "ready_for_pickup",
    "NOTDELIVERED": "delivery_failed",
    "NOTPICKEDUP": "delivery_failed",
    "CANCELED": "cancelled",
}
CODES = {
    "INTIAL.PREADVICE": "pending",  # spelled so by GLS
    "INTIAL.E48_DATA": "pending",
    "INTIAL.NORMAL": "picked_up",
    "INBOUD.NORMAL": "in_transit",
    "OUTBOD.NORMAL": "in_transit",
    "TRANSI.HUB": "in_transit",
    "OUTDEL.NORMAL": "out_for_delivery",
    "DELIVD.PARCELSHOP": "ready_for_pickup",
    "DELIVD.NORMAL": "delivered",
    "DELIVD.DEL_BY_PSAPP": "delivered",
}


def knows(answer: Any) -> bool:
    """`parcels` whose members name a unit."""
    parcels = answer.get("parcels") if isinstance(answer, dict) else None
    found = rows(answer, "parcels")
    return isinstance(parcels, list) and (
        not parcels or any("unitno" in p or "requested" in p for p in found)
    )


def read(answer: Any) -> Iterator[Parcel]:
    """The parcels of an answer."""
    for one in rows(answer, "parcels"):
        number, asked = text(one, "unitno"), text(one, "requested")
        # The number on the label is the unit's with a check digit, which GLS leaves out here.
        labelled = asked if number and asked.startswith(number) and len(asked) == len(number) + 1 else number
        parcel = Parcel(labelled or asked, estimate=text(one, "estimatedDeliveryDateTime"))
        parcel.asked_by(asked)
        for event in rows(one, "events"):
            code, words = text(event, "code"), text(event, "description")
            place = joined(text(event, "city"), text(event, "postalCode"), text(event, "country"))
            at = moment(text(event, "eventDateTime"))
            parcel.add(at, parcel.judge(CODES, code, words), code, words, place)
        if status := text(one, "status"):
            at = moment(text(one, "statusDateTime"))
            parcel.summary(at, parcel.judge(STATUS, status), status, "")
        parcel.report_error(text(one, "errorCode"), text(one, "errorMessage"))
        yield parcel

"""USPS Tracking v3: a list of records, events newest first with local time, GMT time and offset, and a
category that sums up without a time."""

from collections.abc import Iterator
from typing import Any

from portal.shipments.tracking.answer import joined, rows, text
from portal.shipments.tracking.moments import moment, zone_of
from portal.shipments.tracking.parcels import Parcel

NAME, TITLE = "usps", "USPS"

_LISTED = {
    "pending": "GX MA",
    "picked_up": "03 OA",
    "in_transit": "07 10 A1 AD NT SF T1 TL",
    "out_for_delivery": "OF",
    "ready_for_pickup": "14 16",
    "delivered": "01",
    "delivery_failed": "02 04 05 21 22 23 51 52 53 54 55 56",
    "return_to_sender": "09 29",
}
CODES = {code: state for state, codes in _LISTED.items() for code in codes.split()}
CATEGORIES = {
    "pre-shipment": "pending",
    "accepted": "picked_up",
    "in transit": "in_transit",
    "in-transit": "in_transit",
    "out for delivery": "out_for_delivery",
    "available for pickup": "ready_for_pickup",
    "delivered": "delivered",
    "delivery attempt": "delivery_failed",
    "alert": "on_hold",
}
ESTIMATES = (
    "predictedDeliveryDate", "predictedDeliveryTimeStamp", "expectedDeliveryTimeStamp", "guaranteedDeliveryTimeStamp",
)  # fmt: skip


def knows(answer: Any) -> bool:
    """Records (or one) with trackingEvents or a statusCategory."""
    return any("trackingEvents" in one or "statusCategory" in one for one in rows(answer))


def read(answer: Any) -> Iterator[Parcel]:
    """The parcels of an answer."""
    for one in rows(answer):
        estimate = next((found for name in ESTIMATES if (found := text(one, name))), "")
        parcel = Parcel(text(one, "trackingNumber"), estimate=estimate)
        for event in rows(one, "trackingEvents"):
            _add(parcel, event)
        category = text(one, "statusCategory").lower()
        parcel.summary(None, parcel.judge(CATEGORIES, category), category, "")
        for error in rows(one, "error"):
            parcel.report_error(text(error, "code"), text(error, "message"))
        yield parcel


def _add(parcel: Parcel, event: dict[str, Any]) -> None:
    code, words = text(event, "eventCode"), text(event, "eventType")
    code = code.zfill(2) if code.isdigit() else code
    offset = text(event, "GMTOffset")
    at = moment(text(event, "GMTTimestamp"), "Z")
    if at is None:
        at = moment(text(event, "eventTimestamp"), offset)
    elif zone := zone_of(offset):
        at = at.astimezone(zone)
    place = joined(text(event, "eventCity"), text(event, "eventState"), text(event, "eventCountry"))
    parcel.add(at, parcel.judge(CODES, code, words), code, words, place)

"""UPS Track v1: `trackResponse.shipment[].package[]`, activity newest first, date and time in two fields,
mostly without a zone. deliveryDate holds the estimate until it holds the delivery: its type says which."""

from collections.abc import Iterator
from typing import Any

from portal.shipments.tracking.answer import first, inside, joined, rows, text
from portal.shipments.tracking.moments import two_fields
from portal.shipments.tracking.parcels import Parcel, is_number

NAME, TITLE = "ups", "UPS"

# status.type; X is an exception that its text names.
TYPES = {
    "D": "delivered",
    "DO": "delivered",
    "DD": "delivered",
    "I": "in_transit",
    "P": "picked_up",
    "M": "pending",
    "MP": "pending",
    "MV": "cancelled",
    "O": "out_for_delivery",
    "RS": "return_to_sender",
    "X": "on_hold",
}
# status.code, where it says more than the type.
CODES = {
    "MP": "pending",
    "OT": "out_for_delivery",
    "OF": "out_for_delivery",
    "OR": "picked_up",
    "PU": "picked_up",
    "XD": "picked_up",  # dropped off
    "2Q": "ready_for_pickup",
    "ZP": "ready_for_pickup",
    "RS": "return_to_sender",
}
ESTIMATES = ("RDD", "SDD")  # rescheduled, scheduled; DEL is the delivery


def knows(answer: Any) -> bool:
    """`trackResponse.shipment`, a list."""
    return isinstance(inside(answer, "trackResponse", "shipment"), list)


def read(answer: Any) -> Iterator[Parcel]:
    """The parcels of an answer; a shipment without packages is one by its inquiry number."""
    for shipment in rows(answer, "trackResponse", "shipment"):
        warnings = first(shipment, "warnings")
        for package in rows(shipment, "package") or [{}]:
            numbers = text(package, "trackingNumber"), text(shipment, "inquiryNumber")
            parcel = Parcel(next(filter(is_number, numbers), numbers[0]))
            for event in rows(package, "activity"):
                _add(parcel, event)
            _sum_up(parcel, package)
            for warning in warnings + first(package, "warnings"):
                parcel.report_error(text(warning, "code"), text(warning, "message"))
            yield parcel


def _state(parcel: Parcel, status: Any) -> str:
    kind, code, words = text(status, "type"), text(status, "code"), text(status, "description")
    if kind == "X" and code not in CODES:  # an exception is named by its text only
        told = parcel.judge({}, code, words)
        return TYPES[kind] if told == "unknown" else told
    table = TYPES if kind in ("D", "DO", "DD", "M", "MV", "RS") or code not in CODES else CODES
    return parcel.judge(table, kind if table is TYPES else code, words, coarse=kind == "I")


def _add(parcel: Parcel, event: dict[str, Any]) -> None:
    status, address = event.get("status"), inside(event, "location", "address")
    at = two_fields(text(event, "date"), text(event, "time"), text(event, "gmtOffset"))
    place = joined(
        text(address, "city"), text(address, "stateProvince") or text(address, "stateProvinceCode"),
        text(address, "countryCode") or text(address, "country"),
    )  # fmt: skip
    code = text(status, "code") or text(status, "statusCode") or text(status, "type")
    parcel.add(at, _state(parcel, status), code, text(status, "description"), place)


def _sum_up(parcel: Parcel, package: dict[str, Any]) -> None:
    dates = {text(one, "type"): text(one, "date") for one in rows(package, "deliveryDate")}
    parcel.estimate = next((dates[kind] for kind in ESTIMATES if dates.get(kind)), "")
    if dates.get("DEL"):
        clock = (
            text(package, "deliveryTime", "endTime") if text(package, "deliveryTime", "type") == "DEL" else ""
        )
        parcel.delivery(two_fields(dates["DEL"], clock), "DEL", "")
    if status := package.get("currentStatus"):
        parcel.summary(None, _state(parcel, status), "", "")

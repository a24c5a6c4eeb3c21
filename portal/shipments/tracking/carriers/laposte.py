"""La Poste Suivi v2: `shipment.event[]` newest first, letter codes, French texts; `estimDate` is
overwritten with the delivery."""

from collections.abc import Iterator
from typing import Any

from portal.shipments.tracking.answer import inside, joined, rows, text
from portal.shipments.tracking.moments import moment
from portal.shipments.tracking.parcels import Parcel

NAME, TITLE = "laposte", "La Poste"

CODES = {
    "DR1": "pending",  # declared
    "DR2": "pending",
    "PC1": "picked_up",  # taken in charge
    "PC2": "picked_up",
    "ET1": "in_transit",
    "ET2": "in_transit",
    "ET3": "in_transit",
    "ET4": "in_transit",
    "EP1": "in_transit",  # waits to be presented
    "DO1": "in_transit",  # enters customs
    "DO2": "in_transit",  # leaves customs
    "DO3": "on_hold",  # held by customs
    "PB1": "on_hold",  # a problem
    "PB2": "in_transit",  # the problem is solved
    "MD2": "out_for_delivery",
    "ND1": "delivery_failed",
    "AG1": "ready_for_pickup",
    "RE1": "return_to_sender",
    "DI0": "delivered",  # delivered in a lot
    "DI1": "delivered",
    "DI2": "return_to_sender",  # delivered to the sender
    "DI3": "delivered",
}


def _responses(answer: Any) -> list[dict[str, Any]]:
    return rows(answer, "responses") if isinstance(inside(answer, "responses"), list) else rows(answer)


def knows(answer: Any) -> bool:
    """One response, a list of them, or `responses`: each with a returnCode."""
    found = _responses(answer)
    return bool(found) and all("returnCode" in one for one in found)


def read(answer: Any) -> Iterator[Parcel]:
    """The parcels of an answer."""
    for one in _responses(answer):
        shipment = one.get("shipment")
        parcel = Parcel(text(shipment, "idShip") or text(one, "idShip"), estimate=text(shipment, "estimDate"))
        for event in rows(shipment, "event"):
            code, words = text(event, "code").upper(), text(event, "label")
            place = joined(text(event, "location"), text(event, "country"))
            at = moment(text(event, "date"))
            parcel.add(at, parcel.judge(CODES, code, words), code, words, place)
        returned = text(one, "returnCode")
        if returned != "200":
            parcel.report_error(text(one, "code") or returned, text(one, "returnMessage"))
        yield parcel

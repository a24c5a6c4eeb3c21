"""Hermes Germany: `shipmentinfo[].status[]` with four-digit codes; the forecast is of the day of dispatch."""

from collections.abc import Iterator
from typing import Any

from portal.shipments.tracking.answer import joined, rows, text
from portal.shipments.tracking.moments import moment
from portal.shipments.tracking.parcels import Parcel

NAME, TITLE = "hermes", "Hermes"
FINE = ("i001", "success")

_LISTED = {
    "pending": "0000 0600 0700 0800 0900",
    "picked_up": "1000 1900 1901 1910 2400",
    "in_transit": "1510 1610 1710 1720 1810 1820 2000 2100 2300",
    "out_for_delivery": "3000 3010 3300",
    "ready_for_pickup": "3410 3430",
    "delivered": "3500 3510 3511 3520 3530",
    "on_hold": "1730 1751 4100 4500 4610 4620 4630 4690",
    "return_to_sender": "1520 7500",
}
# The whole families: 37.. not delivered, 40.. back in the depot for another try, 60.. back to the sender.
_FAMILIES = {"37": "delivery_failed", "40": "delivery_delayed", "60": "return_to_sender"}
CODES = {code: state for state, codes in _LISTED.items() for code in codes.split()}
CODES |= {f"{family}{n:02}": state for family, state in _FAMILIES.items() for n in range(100)}


def knows(answer: Any) -> bool:
    """`shipmentinfo`, a list."""
    return isinstance(answer, dict) and isinstance(answer.get("shipmentinfo"), list)


def read(answer: Any) -> Iterator[Parcel]:
    """The parcels of an answer."""
    for one in rows(answer, "shipmentinfo"):
        number = text(one, "internationalShipmentID") or text(one, "shipmentID")
        parcel = Parcel(number, estimate=text(one, "deliveryForecast", "date"))
        for event in rows(one, "status"):
            code, words = text(event, "code"), text(event, "description")
            code = code.zfill(4) if code.isdigit() else code  # a number has lost its leading zeros
            unit = event.get("scanningUnit")
            place = joined(text(unit, "city"), text(unit, "countryCode"))
            at = moment(text(event, "timestamp"))
            parcel.add(at, parcel.judge(CODES, code, words), code, words, place)
        result, said = text(one, "result", "code"), text(one, "result", "message")
        if result.lower() not in FINE and said.lower() not in FINE:
            parcel.report_error(result, said)
        yield parcel

"""FedEx Track v1: `output.completeTrackResults[].trackResults[]` with scanEvents, a latest status without
a time, and dateAndTimes by type. A result may be nothing but an error."""

from collections.abc import Iterator
from typing import Any

from portal.shipments.tracking.answer import inside, joined, rows, text
from portal.shipments.tracking.moments import moment
from portal.shipments.tracking.parcels import Parcel

NAME, TITLE = "fedex", "FedEx"

_LISTED = {
    "pending": "OC IN",
    "picked_up": "PU PX DO AP",
    "in_transit": "IT IX AR AF AO AA AX DP LO FD TR SF PF PL OF CC CP EA EO TP PM OX",
    "out_for_delivery": "OD AD ED",
    "ready_for_pickup": "HL HP",
    "delivered": "DL",
    "delivery_delayed": "DY DD",
    "delivery_failed": "DE",
    "on_hold": "SE CD CH",
    "return_to_sender": "RS",
    "cancelled": "CA",
}
CODES = {code: state for state, codes in _LISTED.items() for code in codes.split()}


def knows(answer: Any) -> bool:
    """`output.completeTrackResults`, a list."""
    return isinstance(inside(answer, "output", "completeTrackResults"), list)


def read(answer: Any) -> Iterator[Parcel]:
    """The parcels of an answer. FedEx uses numbers again, so its unique id tells parcels apart."""
    for group in rows(answer, "output", "completeTrackResults"):
        asked = text(group, "trackingNumber")
        for one in rows(group, "trackResults") or [{}]:
            number = text(one, "trackingNumberInfo", "trackingNumber")
            parcel = Parcel(number or asked, text(one, "trackingNumberInfo", "trackingNumberUniqueId"))
            parcel.asked_by(asked)
            for event in rows(one, "scanEvents"):
                _add(parcel, event)
            _sum_up(parcel, one)
            for error in rows(one, "error"):
                parcel.report_error(text(error, "code"), text(error, "message"))
            yield parcel


def _add(parcel: Parcel, event: dict[str, Any]) -> None:
    code = text(event, "eventType") or text(event, "derivedStatusCode")
    words, where = text(event, "eventDescription"), event.get("scanLocation")
    place = joined(text(where, "city"), text(where, "stateOrProvinceCode"), text(where, "countryCode"))
    parcel.add(moment(text(event, "date")), parcel.judge(CODES, code, words), code, words, place)


def _sum_up(parcel: Parcel, one: dict[str, Any]) -> None:
    times = {text(row, "type"): text(row, "dateTime") for row in rows(one, "dateAndTimes")}
    window = inside(one, "estimatedDeliveryTimeWindow", "window")
    usual = inside(one, "standardTransitTimeWindow", "window")
    parcel.estimate = next(
        filter(None, (text(window, "ends"), text(window, "begins"), times.get("ESTIMATED_DELIVERY"), text(usual, "ends"))),
        "",
    )  # fmt: skip
    latest = one.get("latestStatusDetail")
    code, words = text(latest, "code") or text(latest, "derivedCode"), text(latest, "description")
    state = parcel.judge(CODES, code, words) if code else "unknown"
    actual = moment(times.get("ACTUAL_DELIVERY", ""))
    parcel.summary(None, state, code, words)
    if state == "delivered":
        parcel.delivery(actual, code, words)
    else:
        parcel.claim(actual)

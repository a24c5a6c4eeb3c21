"""EPCIS 2.0 events: what they say in our words, and what they say together.

Nothing here touches the database. What an event calls its business step becomes a state of ours; its own
words, identifiers and unknown extensions are kept as they came.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from portal.shipments.tracking.parcels import Shipment, Sign
from portal.shipments.tracking.states import derive
from portal.web.i18n import _

SOURCE = "epcis"
# CBV business steps. Steps of the warehouse after the goods came in say nothing of the way there.
STEPS = {
    "commissioning": "pending", "packing": "pending", "picking": "pending", "staging_outbound": "pending",
    "loading": "picked_up", "collecting": "picked_up",
    "consigning": "in_transit", "departing": "in_transit", "shipping": "in_transit", "transporting": "in_transit", "unloading": "in_transit",
    "arriving": "ready_for_pickup",
    "accepting": "delivered", "receiving": "delivered",
    "holding": "on_hold",
    "void_shipping": "cancelled",
}  # fmt: skip
DISPOSITIONS = {
    "in_transit": "in_transit",
    "returned": "return_to_sender",
    "damaged": "on_hold",
    "needs_replacement": "on_hold",
}


@dataclass(frozen=True, slots=True)
class EpcisEvent:
    """One event. at: the instant, in the offset of the place. key: its eventID, or a digest of what it says
    where it has none. quantities: class, amount and unit ('' for pieces). declared: why it is declared an
    error, with the ids of the events that replace it; None while it stands. raw: the event as it came.
    context: what the document says of the words in it that are not EPCIS's own."""

    key: str
    type: str
    action: str
    at: datetime
    step: str
    disposition: str
    place: str
    parent: str
    items: tuple[str, ...]
    quantities: tuple[tuple[str, float, str], ...]
    transactions: tuple[tuple[str, str], ...]
    set: tuple[str, ...]
    unset: tuple[str, ...]
    declared: tuple[str, tuple[str, ...]] | None
    raw: dict[str, Any]
    context: tuple[Any, ...] = ()

    @property
    def state(self) -> str:
        """The state of our vocabulary: that of the step, or of the disposition where the step says none."""
        if self.disposition == "returned":
            return "return_to_sender"
        return STEPS.get(self.step) or DISPOSITIONS.get(self.disposition, "unknown")

    def references(self, kind: str) -> tuple[str, ...]:
        """The business documents of a kind: po, desadv, inv, ..."""
        return tuple(name for of, name in self.transactions if of == kind)

    def as_sign(self) -> Sign:
        """The event as a report about a notice."""
        return Sign(self.at, self.state, self.step, self.disposition, self.place, self.key, self.said)

    @property
    def said(self) -> str:
        """The event in full as JSON, without what may be said of it later. Raises ValueError for a number
        that JSON cannot hold."""
        own = {
            name: value for name, value in self.raw.items() if name not in ("errorDeclaration", "recordTime")
        }
        if self.context:
            own["@context"] = list(self.context)
        return json.dumps(own, allow_nan=False)


def settle(events: Iterable[EpcisEvent], number: str = "") -> Shipment:
    """What events say together of one dispatch, in whatever order they came.

    An event that any of them declares an error is withdrawn, and the events named as its correction
    stand in its place by their own time; a correction that is not there yet is told as a problem.
    """
    all_ = list(events)
    known = {event.key for event in all_}
    declared = {event.key: event.declared for event in all_ if event.declared is not None}
    missing = sorted({key for _reason, by in declared.values() for key in by} - known)
    signs = sorted({event.as_sign() for event in all_}, key=lambda sign: (sign.at, sign.key))
    standing = derive(sign for sign in signs if sign.key not in declared)
    return Shipment(
        number, standing, tuple(signs),
        problems=tuple(_("The correction %(id)s is not here yet.", id=key) for key in missing),
        withdrawn=tuple(sorted((key, " ".join((reason, *by)).strip()) for key, (reason, by) in declared.items())),
        declarations=tuple(sorted({
            (event.key, json.dumps(event.raw["errorDeclaration"])) for event in all_ if event.declared is not None
        })),
    )  # fmt: skip


def outstanding(events: Iterable[EpcisEvent]) -> list[str]:
    """The items that were shipped and neither received nor taken back, by the events that stand."""
    all_ = list(events)
    wrong = {event.key for event in all_ if event.declared is not None}
    away: set[str] = set()
    for event in sorted((one for one in all_ if one.key not in wrong), key=lambda one: (one.at, one.key)):
        if event.step in ("shipping", "departing"):
            away |= set(event.items)
        elif event.state == "delivered" or event.step == "void_shipping":
            away -= set(event.items)
    return sorted(away)


def as_json(events: list[EpcisEvent]) -> dict[str, Any]:
    """The plain form of `flask read-epcis`; `at` is the instant in UTC, `local` that of the place."""
    found = settle(events)
    gone = {key for key, _reason in found.withdrawn}
    return {
        "state": found.standing.state,
        "events": [
            {
                "event_id": event.key, "type": event.type, "action": event.action,
                "at": stamp(event.at.astimezone(UTC)), "local": stamp(event.at), "offset": event.raw["eventTimeZoneOffset"],
                "step": event.step, "disposition": event.disposition, "state": event.state, "place": event.place,
                "parent": event.parent, "items": list(event.items),
                "quantities": [{"class": c, "quantity": q, "unit": u} for c, q, u in event.quantities],
                "orders": list(event.references("po")), "despatch_advices": list(event.references("desadv")),
                "invoices": list(event.references("inv")), "set": list(event.set), "unset": list(event.unset),
                "withdrawn": event.key in gone,
            }
            for event in events
        ],
        "not_received": outstanding(events),
        "problems": list(found.problems),
    }  # fmt: skip


def stamp(at: datetime) -> str:
    """A time as EPCIS writes it, to the millisecond where it has any."""
    return at.isoformat(timespec="milliseconds" if at.microsecond else "seconds").replace("+00:00", "Z")

"""The one vocabulary of states, and how a state follows from everything that was reported."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from portal.shipments.tracking.moments import instant

# From least to most telling: of two reports of one instant the later in this line counts.
STATES = (
    "unknown",
    "pending",
    "picked_up",
    "in_transit",
    "delivery_delayed",
    "on_hold",
    "out_for_delivery",
    "ready_for_pickup",
    "delivery_failed",
    "delivered",
    "return_to_sender",
    "cancelled",
)
_RANK = {state: rank for rank, state in enumerate(STATES)}

# Finer words that people and older carriers' feeds use, and the state each stands for.
FINER = {
    "announced": "pending",
    "made": "pending",
    "packed": "pending",
    "departed": "in_transit",
    "at_port": "in_transit",
    "customs": "on_hold",
    "customs_hold": "on_hold",
    "customs_cleared": "in_transit",
    "held": "on_hold",
    "exception": "on_hold",
    "delayed": "delivery_delayed",
    "arrived": "ready_for_pickup",
    "arrived_at_site": "delivered",
    "accepted": "delivered",
}

# States in which the goods do not come nearer.
HELD_UP = ("delivery_delayed", "on_hold", "delivery_failed", "return_to_sender")


class Dated(Protocol):
    """Whatever says a state at a time."""

    @property
    def at(self) -> datetime: ...
    @property
    def state(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a parcel is: its state, since when, and when it was delivered (only while it is)."""

    state: str
    at: datetime | None = None
    delivered_at: datetime | None = None


def plain(word: str) -> str:
    """The state of the vocabulary that a word stands for; `unknown` for a word of no state."""
    state = FINER.get(word, word)
    return state if state in _RANK else "unknown"


def derive(reports: Iterable[Dated]) -> Standing:
    """The standing that follows from all reports by the time of what happened, in whatever order and
    how often they came.

    The newest report counts. What we do not understand says nothing, and an announcement says nothing
    of a parcel that is already on its way: a label printed again does not bring it back. Delivered
    counts from the first of the last unbroken run of deliveries, so a correction in between starts anew.
    """
    known = sorted(
        ((instant(r.at), _RANK[plain(r.state)], r.at) for r in reports if plain(r.state) != "unknown"),
        key=lambda row: row[:2],
    )
    if any(STATES[rank] not in ("pending", "cancelled") for _, rank, _ in known):
        known = [row for row in known if STATES[row[1]] != "pending"]
    if not known:
        return Standing("unknown")
    _, rank, at = known[-1]
    state, delivered_at = STATES[rank], None
    for _, other, when in reversed(known):
        if state != "delivered" or other != rank:
            break
        delivered_at = when
    return Standing(state, at, delivered_at)

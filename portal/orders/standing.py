"""Where a schedule stands: the six days and the state, derived from its ledger in one place.

Pure functions over plain values. What they say is stored on the schedule row by the action that
changed the ledger, so lists select columns and only add the reader's `today`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

STAGES = ("unconfirmed", "proposed", "promised", "at_risk", "delivered", "arrived", "cancelled")
COME = ("delivered", "arrived")  # the goods are there, booked in or not
KINDS = (
    "unconfirmed",
    "proposed",
    "on_track",
    "on_the_way",
    "at_risk",
    "short",
    "overdue",
    "delivered",
    "arrived_on_time",
    "arrived_early",
    "arrived_late",
    "cancelled",
)
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Move:
    """One commitment row of a schedule."""

    day: date
    quantity: Decimal
    proposed_by: str  # partner, company
    state: str  # proposed, accepted, declined, withdrawn
    cause_side: str | None = None  # partner, company, carrier, outside


@dataclass(frozen=True, slots=True)
class Arrival:
    """One receipt row, net of its reversals."""

    arrived_on: date | None
    received_on: date | None
    accepted: Decimal
    rejected: Decimal = ZERO

    @property
    def day(self) -> date | None:
        """The actual day: arrived, or received where no arrival is known."""
        return self.arrived_on or self.received_on


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known of one schedule. Moves oldest first; quantity without what was cancelled."""

    quantity: Decimal
    requested_on: date | None
    moves: tuple[Move, ...] = ()
    arrivals: tuple[Arrival, ...] = ()
    expected_on: date | None = None
    expected_low: date | None = None
    expected_high: date | None = None
    dispatched: bool = False  # a notice that holds it is announced or moving
    delivered_on: date | None = None  # all of it is at the site, by what was reported on the way
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """The part of the state that does not depend on today. Days are those of the receiving site."""

    first_promised_on: date | None
    base_on: date | None
    promised_on: date | None
    proposed_on: date | None
    proposed_by: str | None
    arrived_on: date | None
    received_on: date | None
    accepted: Decimal
    open_quantity: Decimal
    moves_count: int
    stage: str
    due_on: date | None


def promises(moves: Iterable[Move]) -> list[Move]:
    """The accepted commitments that gave a day or changed it, oldest first.

    Agreeing again to the day that already stands is no move.
    """
    kept: list[Move] = []
    for move in moves:
        if move.state == "accepted" and (not kept or kept[-1].day != move.day):
            kept.append(move)
    return kept


def base_day(moves: Iterable[Move], requested_on: date | None) -> date | None:
    """The day a schedule is judged by: first promised, or requested while nothing was promised.

    An accepted move whose cause was the company moves it to that move's own day, whoever proposed
    it: a commitment is only ever accepted by the side that did not propose it.
    """
    kept = promises(moves)
    if not kept:
        return requested_on
    base = kept[0].day
    for move in kept[1:]:
        if move.cause_side == "company":
            base = move.day
    return base


def open_proposal(moves: tuple[Move, ...]) -> Move | None:
    """The proposal that waits for an answer: the newest one since the last acceptance, if any."""
    for move in reversed(moves):
        if move.state == "accepted":
            return None
        if move.state == "proposed":
            return move
    return None


def completion(quantity: Decimal, arrivals: Iterable[Arrival]) -> tuple[Decimal, Arrival | None]:
    """What was accepted in all, and the arrival that completed the quantity (else the last one).

    Arrivals with nothing accepted fill nothing. Those without any day count last.
    """
    filling = sorted((a for a in arrivals if a.accepted), key=lambda a: a.day or date.max)
    total = sum((a.accepted for a in filling), ZERO)
    if total <= 0:
        return ZERO, None
    running = ZERO
    for arrival in filling:
        running += arrival.accepted
        if running >= quantity:
            return total, arrival
    return total, filling[-1]


def standing(facts: Facts) -> Standing:
    """Derive the stored state of a schedule from its facts.

    Once the quantity is complete, or the rest cancelled after a part came, the stage is `arrived`; while
    all of it is reported to be at the site and nothing is booked in, it is `delivered`.
    A schedule with nothing left to deliver and nothing delivered (zero quantity) is `cancelled`.
    A proposal that is open when the goods are in, or that was cancelled, waits for nobody.
    """
    kept = promises(facts.moves)
    promised_on = kept[-1].day if kept else None
    accepted, last = completion(facts.quantity, facts.arrivals)
    proposal = open_proposal(facts.moves)
    stage = _stage(facts, promised_on, accepted, proposal)
    if stage in (*COME, "cancelled"):
        proposal = None
    came_on = facts.delivered_on if stage == "delivered" else None
    settled = facts.cancelled or stage == "cancelled"
    return Standing(
        first_promised_on=kept[0].day if kept else None,
        base_on=base_day(kept, facts.requested_on),
        promised_on=promised_on,
        proposed_on=proposal.day if proposal else None,
        proposed_by=proposal.proposed_by if proposal else None,
        arrived_on=last.day if last else came_on,
        received_on=last.received_on if last else None,
        accepted=accepted,
        open_quantity=ZERO if settled else max(ZERO, facts.quantity - accepted),
        moves_count=max(0, len(kept) - 1),
        stage=stage,
        due_on=promised_on or facts.requested_on or (proposal.day if proposal else None),
    )


def _stage(facts: Facts, promised_on: date | None, accepted: Decimal, proposal: Move | None) -> str:
    if accepted > 0 and (facts.cancelled or accepted >= facts.quantity):
        return "arrived"
    if facts.cancelled or facts.quantity <= 0:
        return "cancelled"
    if facts.delivered_on and accepted <= 0:
        return "delivered"
    if proposal:
        return "proposed"
    if promised_on is None:
        return "unconfirmed"
    if facts.expected_on and facts.expected_on > promised_on:
        return "at_risk"
    return "promised"


def status(
    stage: str,
    promised_on: date | None,
    base_on: date | None,
    arrived_on: date | None,
    expected_on: date | None,
    quantity: Decimal,
    accepted: Decimal,
    dispatched: bool,
    today: date,
) -> tuple[str, int]:
    """The word a reader sees (one of KINDS) and the days that go with it.

    Works from the columns of a list row; `today` is that of the receiving site. Calendar days,
    late positive, early negative: arrived_* and delivered count from the base day, at_risk from the promise to
    the expected day, all others from their day (promised, else base) to today. A promise that
    passed is `overdue`, whatever is proposed or has come in part, unless the goods are still
    expected: then it is `at_risk`. An arrival without a day or a base to judge by is on time.
    """
    if stage == "cancelled":
        return "cancelled", 0
    if stage in COME:
        days = (arrived_on - base_on).days if arrived_on and base_on else 0
        if stage == "delivered":
            return stage, days
        if accepted < quantity:
            return "short", days
        if days == 0:
            return "arrived_on_time", 0
        return ("arrived_late" if days > 0 else "arrived_early"), days
    day = promised_on or base_on
    days = (today - day).days if day else 0
    if promised_on:
        ahead = expected_on if expected_on and expected_on >= today else None
        if promised_on < today and ahead is None:
            return "overdue", days
        if stage != "proposed" and ahead and ahead > promised_on:
            return "at_risk", (ahead - promised_on).days
    if stage == "proposed" or (stage == "unconfirmed" and accepted <= 0):
        return stage, days
    if accepted > 0:
        return "short", days
    return ("on_the_way" if dispatched else "on_track"), days


def status_of(facts: Facts, today: date, at: Standing | None = None) -> tuple[str, int]:
    """`status` for a schedule whose facts (and perhaps standing) are at hand."""
    at = at or standing(facts)
    return status(
        at.stage,
        at.promised_on,
        at.base_on,
        at.arrived_on,
        facts.expected_on,
        facts.quantity,
        at.accepted,
        facts.dispatched,
        today,
    )

"""What becomes of a line's receipts when a file says that all of it came.

What files booked, a later file puts right. What was booked by hand stands: the file may add what came after
it, and what it says otherwise is a contradiction, which is booked only if somebody says that the file is right.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from portal.exchange import contradictions
from portal.exchange.contradictions import Choices, Contradiction
from portal.exchange.record import OrderRecord
from portal.orders.standing import Arrival, completion
from portal.shipments.live import live_receipts

SAID = frozenset(("quantity", "arrived_on", "received_on"))


@dataclass(frozen=True, slots=True)
class Booking:
    """What is booked of one part of a line: receipts taken back, and how much is booked anew. by_hand: what is
    taken back was booked by hand."""

    part: Any
    back: list[Any]
    accepted: Decimal
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The bookings of a line, what each of its parts will have accepted (by id), and what is contradicted."""

    bookings: list[Booking] = field(default_factory=list)
    accepted: dict[int, Decimal] = field(default_factory=dict)
    contradictions: list[Contradiction] = field(default_factory=list)


def plan(
    record: OrderRecord,
    news: frozenset[str],
    parts: Sequence[Any],
    receipts: Mapping[int, Sequence[Any]],
    choices: Choices,
) -> Arrivals:
    """What a record makes of the receipts of these parts of a line (by their ids, oldest first). Only news
    counts, and a record without an arrival says nothing of receipts."""
    found = Arrivals(accepted={part.id: part.accepted for part in parts})
    if not news & SAID or (record.arrived_on is None and record.received_on is None):
        return found
    for part, share in shares(parts, record.quantity):
        _of_part(found, record, part, share, live_receipts(receipts.get(part.id, ())), choices)
    return found


def _of_part(
    found: Arrivals, record: OrderRecord, part: Any, share: Decimal, live: list[Any], choices: Choices
) -> None:
    if not any(receipt.recorded_by for receipt in live):
        wanted = (record.arrived_on, record.received_on, share)
        if [(r.arrived_on, r.received_on, r.accepted) for r in live] != [wanted]:
            found.bookings.append(Booking(part, live, share))
            found.accepted[part.id] = share
        return
    counted = sum((r.accepted + r.rejected for r in live), Decimal(0))
    if counted == share and _same_days(record, part, live):
        return
    if counted < share and _day(record) >= max(_day(r) for r in live):
        found.bookings.append(Booking(part, [], share - counted))
        found.accepted[part.id] += share - counted
        return
    last = _last(part, live)
    found.contradictions.append(
        Contradiction(
            "receipt",
            contradictions.came(
                sum((r.accepted for r in live), Decimal(0)), last.arrived_on, last.received_on, part.unit,
                rejected=contradictions.plain(sum((r.rejected for r in live), Decimal(0))),
            ),
            contradictions.came(share, record.arrived_on, record.received_on, part.unit),
        )
    )  # fmt: skip
    if choices.correct_receipts:
        found.bookings.append(Booking(part, live, share, by_hand=True))
        found.accepted[part.id] = share


def _same_days(record: OrderRecord, part: Any, live: Sequence[Any]) -> bool:
    last = _last(part, live)
    return record.arrived_on in (None, last.arrived_on) and record.received_on in (None, last.received_on)


def _last(part: Any, live: Sequence[Any]) -> Any:
    """The receipt that completed the part, or the last one."""
    arrivals = [Arrival(r.arrived_on, r.received_on, r.accepted, r.rejected) for r in live]
    return completion(part.quantity, arrivals)[1] or arrivals[-1]


def _day(row: Any) -> date:
    day: date = row.arrived_on or row.received_on or date.min
    return day


def shares(parts: Sequence[Any], came: Decimal) -> list[tuple[Any, Decimal]]:
    """What of all that came falls to each part of a line: the earliest is filled first, the last takes what
    is left over. What was cancelled takes nothing, nor does a part for which nothing is left; a file that
    counts more than is left may not know of it."""
    live = [part for part in parts if part.cancelled_at is None] or list(parts[:1])
    live.sort(key=lambda part: (part.promised_on or part.requested_on or date.max, part.part))
    dropped = sum(
        (part.quantity for part in parts if part.cancelled_at is not None and part not in live), Decimal(0)
    )
    open_ = sum((part.quantity for part in live), Decimal(0))
    left, found = (came if came <= open_ else max(open_, came - dropped)), []
    for part in live:
        share = left if part is live[-1] else min(part.quantity, left)
        left -= share
        if share > 0:
            found.append((part, share))
    return found

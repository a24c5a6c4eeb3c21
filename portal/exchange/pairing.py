"""Which line of ours a line of a file is.

A line that came by a file is known by the key it had there. A line that was entered by hand has none: it
is known by its item, then by its number, and what the file says of it is compared value by value. Once a
file has said something of it, it carries the file's key and digest like any other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.exchange.record import OrderRecord
from portal.exchange.staging import StagedLine
from portal.orders.models import Line, Schedule

FILLED = ("item_code", "detail", "unit", "unit_price", "requested_on", "mode", "carrier")
COMPARED = ("item", "quantity", "promised_on", "arrived_on", "received_on", *FILLED)


@dataclass(frozen=True, slots=True)
class HandLine:
    """A line that no file has said anything of: its values, with the days of its first part."""

    id: int
    number: int
    item_code: str | None
    item: str
    detail: str | None
    quantity: Decimal
    unit: str
    unit_price: Decimal | None
    requested_on: date | None
    promised_on: date | None
    arrived_on: date | None
    received_on: date | None
    mode: str | None
    carrier: str | None

    def is_as(self, record: OrderRecord) -> bool:
        """The record says nothing else of it. What the record leaves out is no contradiction."""
        return all(getattr(record, n) in (None, getattr(self, n)) for n in COMPARED)

    def fill(self, record: OrderRecord) -> OrderRecord:
        """The record with what it leaves out as it stands here: a file without prices takes none away."""
        left = {name: getattr(self, name) for name in FILLED if getattr(record, name) is None}
        filled = replace(record, **left)
        if filled.line_value is None and filled.unit_price is not None:
            filled = replace(filled, line_value=filled.unit_price * filled.quantity)
        return filled


@dataclass(frozen=True, slots=True)
class Held:
    """A line of ours: its id, the digest of what a file last said of it, and, where none did, its values."""

    id: int
    digest: str | None = None
    by_hand: HandLine | None = None

    def says(self, line: StagedLine) -> str:
        """What the line of a file is to it: "unchanged", or "changed"."""
        same = self.by_hand.is_as(line.record) if self.by_hand else self.digest == line.digest
        return "unchanged" if same else "changed"


def hand_lines(session: Session, names: Mapping[int, str]) -> dict[str, list[HandLine]]:
    """The lines entered by hand of these orders (reference by id), by reference. One SELECT."""
    rows = session.execute(
        select(
            Line.order_id, Line.id, Line.number, Line.item_code, Line.item, Line.detail, Line.quantity, Line.unit,
            Line.unit_price, Schedule.requested_on, Schedule.promised_on, Schedule.arrived_on,
            Schedule.received_on, Schedule.mode, Schedule.carrier,
        )
        .join(Schedule, (Schedule.line_id == Line.id) & (Schedule.part == 1))
        .where(Line.order_id.in_(list(names)), Line.external_ref.is_(None))
        .order_by(Line.number)
    )  # fmt: skip
    found: dict[str, list[HandLine]] = {}
    for order_id, *values in rows:
        found.setdefault(names[order_id], []).append(HandLine(*values))
    return found


def paired(
    keyed: Mapping[str, Held], by_hand: Sequence[HandLine], lines: Iterable[StagedLine]
) -> dict[str, Held]:
    """The lines of ours that lines of a file are, by the file's key: those with this key; of the others
    those of the same item, best with the same number; of the rest those of the same number."""
    lines, free, found = list(lines), list(by_hand), {}
    for line in lines:
        if held := keyed.get(line.key):
            found[line.key] = held
    for same in (_same_in_both, _same_item, _same_number):
        for line in lines if free else ():
            hand = next((h for h in free if line.key not in found and same(h, line.record)), None)
            if hand:
                free.remove(hand)
                found[line.key] = Held(hand.id, by_hand=hand)
    return found


def _same_in_both(hand: HandLine, record: OrderRecord) -> bool:
    return _same_item(hand, record) and _same_number(hand, record)


def _same_item(hand: HandLine, record: OrderRecord) -> bool:
    if hand.item_code and record.item_code:
        return hand.item_code.casefold() == record.item_code.casefold()
    return hand.item.casefold() == record.item.casefold()


def _same_number(hand: HandLine, record: OrderRecord) -> bool:
    return hand.number == record.line_number

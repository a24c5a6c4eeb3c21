"""What an agreed correction makes of a row before it is judged. Pure; what was booked stays booked."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.orders.standing import ZERO
from portal.scores.delivery import Receipt, Schedule, standing_receipts


@dataclass(frozen=True, slots=True)
class Corrected:
    """What is taken instead: the side at cause, the day by which all had come, how much was accepted in all; None
    leaves what was booked."""

    cause_side: str | None = None
    day: date | None = None
    quantity: Decimal | None = None

    @property
    def empty(self) -> bool:
        """True if nothing is corrected."""
        return self.cause_side is None and self.day is None and self.quantity is None

    def over(self, before: "Corrected") -> "Corrected":
        """This and, where it says nothing, what stood before."""
        quantity = before.quantity if self.quantity is None else self.quantity
        return Corrected(self.cause_side or before.cause_side, self.day or before.day, quantity)


def corrected(row: Schedule, said: Corrected) -> Schedule:
    """The row as it is judged with a correction. A day: what came later is taken to have come on it, and where
    nothing came later, what came last. A quantity: the difference to what was accepted is added to, or taken
    from, what came last."""
    if said.cause_side is not None:
        row = row._replace(cause=said.cause_side)
    came = standing_receipts(row.receipts)
    if said.day is not None and came:
        row = row._replace(receipts=_moved(came, said.day))
    if said.quantity is not None:
        came = standing_receipts(row.receipts)
        missing = said.quantity - sum((receipt.accepted for receipt in came), ZERO)
        last = _last(came)
        day = last.day if last else said.day
        if missing and day is not None:
            row = row._replace(receipts=[*came, Receipt("correction", missing, arrived=day)])
    return row


def _moved(came: list[Receipt], day: date) -> list[Receipt]:
    late = [receipt for receipt in came if receipt.day and receipt.day > day]
    last = _last(came)
    moved = late or ([last] if last else [])
    return [each._replace(arrived=day) if each in moved else each for each in came]


def _last(came: list[Receipt]) -> Receipt | None:
    dated = [receipt for receipt in came if receipt.day is not None]
    return max(dated, key=lambda receipt: receipt.day or date.min) if dated else None

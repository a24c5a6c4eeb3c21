"""How much of a schedule is still to be sent: what was ordered, less what is on its way or has come.

Pure functions over plain values. What notices say and what came are two accounts of the same goods, so
they are not added up: a notice counts for what it announces, or for what came with it if that was more;
once its receipt says that it came short, only for what came. Goods that came with no notice named are
taken to be those of the notices. What was rejected fills no order and has to be sent again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Came:
    """One receipt that stands: with which notice (None: not said), how much, and if it says "short"."""

    notice_id: int | None
    accepted: Decimal
    rejected: Decimal = ZERO
    short: bool = False


@dataclass(frozen=True, slots=True)
class Shipped:
    """Of one schedule: what is ordered, what notices in force announce, what was accepted, and how much
    is to be sent still; below zero when more is on its way than was ordered."""

    ordered: Decimal
    announced: Decimal
    accepted: Decimal
    left: Decimal

    @property
    def to_ship(self) -> Decimal:
        """What a new notice is filled in with."""
        return max(ZERO, self.left)

    def over(self, quantity: Decimal) -> Decimal:
        """By how much another `quantity` is more than is to be sent; zero when it is not."""
        return max(ZERO, quantity - self.to_ship)


def shipped(ordered: Decimal, announced: Mapping[int, Decimal], came: Iterable[Came]) -> Shipped:
    """Where a schedule of `ordered` stands. `announced`: by the id of each notice in force."""
    receipts = list(came)
    sent = ZERO
    for notice_id, quantity in announced.items():
        mine = [each for each in receipts if each.notice_id == notice_id]
        total = sum((each.accepted + each.rejected for each in mine), ZERO)
        sent += total if any(each.short for each in mine) else max(quantity, total)
    total = sum((each.accepted + each.rejected for each in receipts), ZERO)
    rejected = sum((each.rejected for each in receipts), ZERO)
    accepted = sum((each.accepted for each in receipts), ZERO)
    return Shipped(ordered, sum(announced.values(), ZERO), accepted, ordered - max(sent, total) + rejected)

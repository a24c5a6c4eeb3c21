"""What a schedule went through, in plain values: told by history and troubles, written by ledger."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from portal.desk.demo.catalogue import Item


@dataclass
class Word:
    """One row of the promise ledger: `by` (a person's key) names a day; `answer_by` decides it.
    inherited: the row came to a second part with the split, so nobody said it anew."""

    at: datetime
    by: str
    day: date
    answer_by: str | None = None
    answered_at: datetime | None = None
    state: str = "accepted"
    cause: str | None = None
    reason: str | None = None
    refusal: str | None = None
    quantity: Decimal | None = None
    inherited: bool = False


@dataclass
class Sign:
    """An event of a trip: what a carrier reported, where and when, with the offset of the place."""

    at: datetime
    state: str
    place: str
    text: str
    code: str = ""
    offset: int = 420


@dataclass(eq=False)
class Trip:
    """A dispatch; parts that travel together share one."""

    at: datetime
    by: str
    shipped_on: date
    carrier: str
    mode: str
    tracking: str | None
    packages: int
    weight: Decimal | None
    signs: list[Sign] = field(default_factory=list)
    note: str | None = None


@dataclass
class Came:
    """A receipt: what came in, what was sent back, and in what condition."""

    at: datetime
    by: str
    arrived: date
    received: date
    accepted: Decimal
    rejected: Decimal = Decimal(0)
    condition: str = "good"
    note: str | None = None
    trip: Trip | None = None


@dataclass
class Part:
    """A dated part of a line's quantity with all that happened to it. expected: likely, early and
    safe day. carried: what its trip carries, if not all of it."""

    quantity: Decimal
    requested: date
    words: list[Word] = field(default_factory=list)
    trips: list[Trip] = field(default_factory=list)
    came: list[Came] = field(default_factory=list)
    expected: tuple[date, date, date] | None = None
    cancelled_at: datetime | None = None
    cancelled_by: str = ""
    split_on: date | None = None
    split_at: datetime | None = None
    split_reason: str | None = None


@dataclass
class Asked:
    """A line: the item and its parts; more than one where it was split."""

    item: Item
    parts: list[Part]


@dataclass
class Deal:
    """An order with its lines. `staff` and `person` are the keys of its two owners."""

    partner: str
    at: datetime
    staff: str
    person: str
    site: str
    lines: list[Asked]
    answer_due: datetime
    name: str = ""
    note: str | None = None

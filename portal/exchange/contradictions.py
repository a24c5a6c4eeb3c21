"""Where a file says otherwise than what was promised or booked here, and what becomes of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

# proposed: the partner is asked; agreed: it is what the partner proposes; kept: nothing is changed, and `why`
# says for what reason; receipt: another receipt was booked by hand.
KINDS = ("proposed", "agreed", "kept", "receipt")
WHYS = ("came", "cancelled", "passed", "declined", "parts")


@dataclass(frozen=True, slots=True)
class Choices:
    """What whoever confirms an import says of its contradictions. agreed: days that only files promised were
    agreed to outside the portal; correct_receipts: what the file says came is right, not what was booked."""

    agreed: bool = False
    correct_receipts: bool = False


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One of KINDS, of a line of an order; ours and said are what stands and what the file says, plainly.
    by_file: only files have promised so far, so that whoever confirms may say that it was agreed outside."""

    kind: str
    ours: dict[str, Any]
    said: dict[str, Any]
    why: str | None = None
    by_file: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A contradiction with the row of the file and the line it is about."""

    row: int
    order_ref: str
    line_number: int
    what: Contradiction

    def columns(self, import_id: int) -> dict[str, Any]:
        """As a row of ImportContradiction."""
        what = self.what
        return {
            "import_id": import_id, "row": self.row, "order_ref": self.order_ref, "line_number": self.line_number,
            "kind": what.kind, "why": what.why, "by_file": what.by_file, "ours": what.ours, "said": what.said,
        }  # fmt: skip


def counted(found: Iterable[Found]) -> dict[str, dict[str, int]]:
    """How many of each kind, as the counts of an import hold them."""
    kinds = Counter(each.what.kind for each in found)
    return {
        "promises": {kind: kinds[kind] for kind in ("proposed", "agreed", "kept")},
        "receipts": {"contradicted": kinds["receipt"]},
    }


def plain(number: Decimal) -> str:
    """A quantity without zeros behind the point, so that 100 and 100.000 read the same."""
    return f"{number.normalize():f}"


def dated(quantity: Decimal, day: date | None, unit: str) -> dict[str, Any]:
    """A quantity and its day, plainly."""
    return {"quantity": plain(quantity), "day": day.isoformat() if day else None, "unit": unit}


def came(
    accepted: Decimal, arrived_on: date | None, received_on: date | None, unit: str, **more: Any
) -> dict[str, Any]:
    """What came in and when, plainly."""
    return {
        "accepted": plain(accepted), "arrived_on": arrived_on.isoformat() if arrived_on else None,
        "received_on": received_on.isoformat() if received_on else None, "unit": unit, **more,
    }  # fmt: skip

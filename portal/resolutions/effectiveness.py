"""Whether what was done against a problem works, as the next receipts of the same item show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from portal.shipments.live import live_receipts

MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Target:
    """By what it is measured: 'rejected' (units), 'ppm' (rejected units per million received) or 'late'
    (receipts that arrived after the day that counts), at most `limit`; on the next `receipts` receipts or
    those of `days` days, whichever comes first."""

    measure: str = "rejected"
    limit: Decimal = Decimal(0)
    receipts: int = 5
    days: int = 90


@dataclass(frozen=True, slots=True)
class Proof:
    """One receipt that was looked at: its reference, its order, its day, what came and what was rejected,
    the day it was due, and whether it speaks against the correction."""

    id: int
    ref: str
    order_ref: str
    line_number: int
    day: date
    accepted: Decimal
    rejected: Decimal
    due_on: date | None
    bad: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the data says: verdict 'effective', 'not_effective' or 'too_early'; the receipts it rests on,
    the figure that was measured (None without a receipt), and the last day that counts."""

    verdict: str
    proofs: tuple[Proof, ...]
    figure: Decimal | None
    until: date


def propose(receipts: Iterable[Any], target: Target, implemented_on: date, today: date) -> Proposal:
    """Judge a correction by rows of receipts (id, reverses_id, ref, order_ref, line_number, arrived_on,
    received_on, accepted, rejected, due_on). Only what came after `implemented_on` counts, by the day it
    arrived (received where no arrival is known), the earliest first; what was taken back does not.

    Too much is too much at once: 'rejected' and 'late' only grow, so the first receipt beyond the limit
    decides. A rate may still fall, so 'ppm' waits until all are there. Time that went by without any
    receipt shows nothing.
    """
    until = implemented_on + timedelta(days=target.days)
    came = [
        (day, row)
        for row in live_receipts(receipts)
        if (day := row.arrived_on or row.received_on) is not None and implemented_on < day <= until
    ]
    came.sort(key=lambda pair: (pair[0], pair[1].id))
    proofs = tuple(_proof(day, row, target) for day, row in came[: target.receipts])
    figure = _figure(proofs, target.measure)
    over = figure is not None and figure > target.limit
    ended = len(proofs) >= target.receipts or (today > until and bool(proofs))
    if over and (ended or target.measure != "ppm"):
        verdict = "not_effective"
    else:
        verdict = "effective" if ended else "too_early"
    return Proposal(verdict, proofs, figure, until)


def _proof(day: date, row: Any, target: Target) -> Proof:
    late = row.due_on is not None and day > row.due_on
    bad = late if target.measure == "late" else row.rejected > 0
    return Proof(
        row.id, row.ref, row.order_ref, row.line_number, day, row.accepted, row.rejected, row.due_on, bad
    )


def _figure(proofs: tuple[Proof, ...], measure: str) -> Decimal | None:
    if not proofs:
        return None
    if measure == "late":
        return Decimal(sum(proof.bad for proof in proofs))
    rejected = sum((proof.rejected for proof in proofs), Decimal(0))
    if measure == "rejected":
        return rejected
    came = rejected + sum((proof.accepted for proof in proofs), Decimal(0))
    return (rejected * MILLION / came) if came else Decimal(0)

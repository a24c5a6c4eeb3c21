"""The receipts that speak for or against a correction, as they are shown: those that the last decision rests
on once there is one that stands, else those that count now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portal.resolutions.effectiveness import Proposal
from portal.resolutions.models import Resolution


@dataclass(frozen=True, slots=True)
class Shown:
    """One receipt as the page and the paper show it."""

    ref: str
    order_ref: str
    line_number: int
    day: date
    accepted: Decimal
    rejected: Decimal
    bad: bool
    due_on: date | None = None


def shown(resolution: Resolution, proposal: Proposal | None, decisions: Sequence[Any]) -> list[Shown]:
    """The receipts to show, the earliest first."""
    judged = [made for made in decisions if made.verdict in ("effective", "not_effective")]
    if judged and resolution.effective_on is not None:
        return [_kept(row) for row in judged[-1].facts.get("receipts", ())]
    return [
        Shown(p.ref, p.order_ref, p.line_number, p.day, p.accepted, p.rejected, p.bad, p.due_on)
        for p in (proposal.proofs if proposal else ())
    ]


def _kept(row: dict[str, Any]) -> Shown:
    due = row.get("due")
    return Shown(
        row["ref"], row["order"], row["line"], date.fromisoformat(row["day"]), Decimal(row["accepted"]), Decimal(row["rejected"]),
        row["bad"], date.fromisoformat(due) if due else None,
    )  # fmt: skip

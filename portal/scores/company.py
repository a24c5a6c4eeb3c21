"""How the company keeps its word towards a partner: the same questions, asked the other way round.

Pure. Decisions, answers and actions are counted as for the partner (portal.scores.service); what only the
company does is here. Source: research/mission.md 0.3 (scores run one way in every portal that was looked at) and 5.1
(who initiated a change).
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from portal.scores.figure import Period, ProofRow
from portal.scores.summing import ONE, ZERO, yes_or_no


class Committed(NamedTuple):
    """A schedule that was promised. on: its first promised day. changes: the cause side of each agreed change
    after the first promise. cancelled_by: the side that took it back, or None."""

    order: str
    label: str
    on: date
    changes: tuple[str | None, ...] = ()
    cancelled_by: str | None = None


class Paid(NamedTuple):
    """An invoice of the partner: due and paid when, and why it is held back, if it is."""

    ref: str
    amount: Decimal
    currency: str
    due_on: date
    paid_on: date | None
    held_why: str | None = None


def changes_after_commitment(committed: Iterable[Committed], period: Period) -> list[ProofRow]:
    """The share of promised schedules, by their first promised day, that the company changed after the promise:
    an agreed change of day or quantity by the company's cause, or a cancellation by it. Twice is once. Left
    out: what the partner cancelled."""
    rows = []
    for row in committed:
        if not period.holds(row.on):
            continue
        why = "cancelled_by_partner" if row.cancelled_by == "partner" else None
        ours = row.changes.count("company")
        changed = ours > 0 or row.cancelled_by == "company"
        facts = [("changes", str(ours))]
        if row.cancelled_by:
            facts.append(("cancelled_by", row.cancelled_by))
        rows.append(
            ProofRow(
                "changes_after_commitment", "order", row.order, row.label, row.on, yes_or_no(changed and not why),
                ZERO if why else ONE, why, tuple(facts),
            )
        )  # fmt: skip
    return rows


def paid_in_time(due_on: date, paid_on: date | None, held: bool, today: date) -> tuple[bool, str | None]:
    """Whether an invoice was paid by its day, and why it is left out, if it is: what both sides are at odds over
    and so is held back, and what is not paid and not yet due. Not paid and due is late."""
    why = "held" if held else "not_due" if paid_on is None and due_on >= today else None
    return why is None and paid_on is not None and paid_on <= due_on, why


def payments_on_time(payments: Iterable[Paid], period: Period, today: date) -> list[ProofRow]:
    """The share of invoices due in the period that were `paid_in_time`, counted and not weighed by amount."""
    rows = []
    for row in payments:
        if not period.holds(row.due_on):
            continue
        in_time, why = paid_in_time(row.due_on, row.paid_on, bool(row.held_why), today)
        facts = [("amount", f"{row.amount.normalize():f} {row.currency}"), ("due_on", row.due_on.isoformat())]
        if row.paid_on:
            facts.append(("paid_on", row.paid_on.isoformat()))
        if row.held_why:
            facts.append(("held_why", row.held_why))
        rows.append(
            ProofRow(
                "payments_on_time", "payment", row.ref, row.ref, row.due_on, yes_or_no(in_time),
                ZERO if why else ONE, why, tuple(facts),
            )
        )  # fmt: skip
    return rows

"""The rows of one partner with very many schedules due in one quarter: orders asked about and answered in it, a
ledger of proposals and decisions, receipts, invoices, issues and actions. The same for every run."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from benchmarks import rows
from portal.issues.models import Issue
from portal.orders.models import Commitment, Line, Order, Schedule
from portal.plans.models import Action, Plan
from portal.scores.figure import Period
from portal.scores.payment_model import Payment
from portal.shipments.models import Receipt

PER_ORDER = 20
FIRST = date(2026, 1, 1)
PERIOD = Period(FIRST, date(2026, 3, 31))
TEN = Decimal(10)
DAYS = 80  # orders come in on so many days, each answered and decided within the quarter
RINA = {"proposed_by": "partner", "proposer_name": "Rina", "decided_by": "company", "decider_name": "Dewi"}
DEWI = {"proposed_by": "company", "proposer_name": "Dewi", "decided_by": "partner", "decider_name": "Rina"}


def asked_at(order: int) -> datetime:
    """When an order came in: at some time of a working day or night."""
    return datetime(2026, 1, 1, 1, tzinfo=UTC) + timedelta(days=order % DAYS, minutes=order % 540)


def write(session: Session, numbers: range) -> None:
    """The schedules with these numbers (from 0) and all that belongs to them."""
    orders = sorted({n // PER_ORDER for n in numbers})
    session.execute(
        insert(Order),
        [
            {"id": n + 1, "partner_id": 1, "ref": f"PO-{n:06d}", "ordered_on": FIRST, "site_id": 1, "created_at": asked_at(n),
             "answer_due_at": asked_at(n) + timedelta(days=4)}
            for n in orders
        ],
    )  # fmt: skip
    session.execute(
        insert(Payment),
        [
            {"partner_id": 1, "ref": f"INV-{n}", "amount": TEN, "currency": "IDR", "due_on": FIRST + timedelta(days=n % 90),
             "paid_on": FIRST + timedelta(days=n % 90 + n % 3), "recorded_name": "", "recorded_at": rows.NOW}
            for n in orders
        ],
    )  # fmt: skip
    made: dict[Any, list[dict[str, Any]]] = {Line: [], Schedule: [], Commitment: [], Receipt: []}
    for n in numbers:
        base = FIRST + timedelta(days=n * 7 % 90)
        came = base + timedelta(days=(0, 0, 0, -1, 2, 0, 5, -9, 0, 1)[n % 10])
        place = {"id": n + 1, "partner_id": 1, "order_id": n // PER_ORDER + 1}
        told = {"item_code": f"PL{n % 50}", "item": f"Plate {n % 50}", "unit": "t", "quantity": TEN}
        made[Line].append({**place, **told, "number": n % PER_ORDER + 1})
        made[Schedule].append({
            **place, **told, "line_id": n + 1, "part": 1, "requested_on": base, "order_ref": f"PO-{n // PER_ORDER:06d}",
            "line_number": n % PER_ORDER + 1, "mode": "sea", "words": "plate", "stage": "arrived", "due_on": base,
            "first_promised_on": base, "base_on": base, "promised_on": base, "moves": int(n % 8 == 0), "arrived_on": came,
            "received_on": came, "accepted": TEN, "version": 3,
        })  # fmt: skip
        made[Commitment] += _ledger(n, base)
        for share in (4, 6) if n % 5 == 0 else (10,):
            made[Receipt].append({
                "partner_id": 1, "order_id": place["order_id"], "schedule_id": n + 1, "ref": f"GR-{n}",
                "arrived_on": came, "received_on": came + timedelta(days=1), "accepted": Decimal(share),
                "rejected": Decimal(n % 40 == 0), "condition": "good",
                "recorded_at": datetime(came.year, came.month, came.day, 3, tzinfo=UTC) + timedelta(days=1),
            })  # fmt: skip
    for model, each in made.items():
        session.execute(insert(model), each)


def _ledger(n: int, base: date) -> Iterator[dict[str, Any]]:
    """A promise, decided within 105 hours of the clock; every eighth is moved, every fiftieth was asked about."""
    place = {
        "order_id": n // PER_ORDER + 1, "partner_id": 1, "schedule_id": n + 1, "quantity": TEN, "state": "accepted",
        "cause_side": None,
    }  # fmt: skip
    at = asked_at(n // PER_ORDER) + timedelta(minutes=60 + n % 1800)
    yield {
        **place,
        **RINA,
        "day": base,
        "proposed_at": at,
        "decided_at": at + timedelta(minutes=7 * (n % 900)),
    }
    if n % 50 == 0:
        at += timedelta(days=3)
        asked = {**place, **DEWI, "state": "declined", "day": base, "proposed_at": at}
        yield {**asked, "decided_at": at + timedelta(hours=n % 60)}
    if n % 8 == 0:
        at += timedelta(days=3)
        moved = {
            **place,
            **RINA,
            "day": base + timedelta(days=3),
            "cause_side": ("partner", "company")[n % 16 // 8],
        }
        yield {**moved, "proposed_at": at, "decided_at": at + timedelta(hours=n % 40)}


def write_beside(session: Session, count: int) -> None:
    """So many issues, and as many actions of each side."""
    told = {
        "partner_id": 1,
        "about": "order",
        "about_label": "",
        "what_happened": "Bent.",
        "severity": "normal",
    }
    session.execute(
        insert(Issue),
        [
            {**told, "ref": f"ISS-{n:06d}", "kind": "damaged", "title": f"Plates of order {n}", "order_id": n + 1,
             "opened_by": 1 + n % 2, "opened_name": "Rina", "opened_side": ("partner", "staff")[n % 2], "state": "confirmed",
             "closed": True, "unanswered": False, "opened_at": asked_at(n), "answer_due_at": asked_at(n) + timedelta(days=1),
             "answered_at": asked_at(n) + timedelta(hours=n % 30), "solution_due_at": asked_at(n) + timedelta(days=9)}
            for n in range(count)
        ],
    )  # fmt: skip
    session.add(
        Plan(id=1, partner_id=1, ref="PLAN-1", kind="improvement", title="Straps", goal="Fewer bent plates", starts_on=FIRST,
             ends_on=PERIOD.end, staff_owner_id=2, partner_owner_id=1, created_by=2, created_name="Dewi", created_at=rows.NOW)
    )  # fmt: skip
    session.flush()
    session.execute(
        insert(Action),
        [
            {"partner_id": 1, "plan_id": 1, "number": n + 1, "title": "Strap", "done_means": "Strapped",
             "side": ("partner", "company")[n % 2], "owner_id": 1, "owner_name": "Rina", "due_on": FIRST + timedelta(days=n % 90),
             "state": "done", "done_at": asked_at(n), "created_at": rows.NOW}
            for n in range(2 * count)
        ],
    )  # fmt: skip

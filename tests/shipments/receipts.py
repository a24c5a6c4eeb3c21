"""Forms of a receipt, as the pages send them, and what came of them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from portal.activity.models import Activity
from portal.orders.models import Schedule
from portal.shipments.models import Receipt
from tests.orders import builders


def day(number: int) -> str:
    """So many days from today."""
    return (builders.today() + timedelta(days=number)).isoformat()


def form(
    *rows: dict[str, Any], key: str = "k", arrived: int = -1, received: int = 0, ref: str = ""
) -> dict[str, str]:
    """The fields of a receipt: a row for each schedule, days from today."""
    fields = {"key": key, "arrived_on": day(arrived), "received_on": day(received), "ref": ref}
    for number, row in enumerate(rows):
        counted = {"accepted": "0", "rejected": "0", "condition": "good", "note": "", **row}
        fields |= {f"rows-{number}-{name}": str(value) for name, value in counted.items()}
    return fields


def mark(schedule: Schedule) -> str:
    """How a form names a schedule in the version it was seen."""
    return f"{schedule.order_ref} {schedule.line_number}.{schedule.part}.{schedule.version}"


def now(session: Session, ref: str = "PO-1", line: int = 1) -> Schedule:
    """The first part of a line as the database has it."""
    session.rollback()
    session.expire_all()
    return session.query(Schedule).filter_by(order_ref=ref, line_number=line, part=1).one()


def rows(session: Session) -> list[tuple[Any, ...]]:
    """All receipts: accepted, rejected, condition, days from today of arrival and booking, whether it is a reversal."""
    session.rollback()
    found = session.query(Receipt).order_by(Receipt.id)
    return [
        (r.accepted, r.rejected, r.condition, (r.arrived_on - builders.today()).days, (r.received_on - builders.today()).days,
         r.reverses_id is not None)
        for r in found
    ]  # fmt: skip


def told(session: Session, verb: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Who did it, for whom it is to be read, and what is told of it."""
    session.rollback()
    found = session.query(Activity).filter_by(verb=verb).order_by(Activity.id)
    return [(row.actor_name, row.audience, row.data) for row in found]


def amounts(session: Session) -> list[tuple[Decimal, Decimal]]:
    """Accepted and rejected of every row."""
    return [row[:2] for row in rows(session)]

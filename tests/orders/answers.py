"""Forms of an answer, as the order page sends them, and what came of them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from portal.orders.models import Commitment, Schedule
from tests.orders import builders


def path(noun: str, line: int = 1, part: int = 1, ref: str = "PO-1") -> str:
    """Where an answer to one schedule goes."""
    return f"/orders/{ref}/lines/{line}/{part}/{noun}"


def proposal(
    *parts: tuple[str, int], version: int, key: str = "k", what: str = "days", **more: Any
) -> dict[str, str]:
    """The fields of a proposal for line 1: quantities as typed, days from today."""
    fields = {
        "version": str(version),
        "key": key,
        "what": what,
        "reason": "vessel omitted Gresik",
        "cause_side": "carrier",
    }
    for n, (quantity, day) in enumerate(parts, start=1):
        fields |= {
            f"quantity_{n}": quantity,
            f"day_{n}": (builders.today() + timedelta(days=day)).isoformat(),
        }
    return {name: str(value) for name, value in (fields | more).items()}


def now(session: Session, line: int = 1, ref: str = "PO-1") -> list[Schedule]:
    """The parts of a line as the database has them."""
    session.rollback()
    session.expire_all()
    return list(session.query(Schedule).filter_by(order_ref=ref, line_number=line).order_by(Schedule.part))


def ledger(session: Session, schedule: Schedule) -> list[tuple[int, Decimal, str, str, str | None]]:
    """A schedule's ledger: days from today, quantity, who proposed, state, who decided."""
    session.rollback()
    rows = session.query(Commitment).filter_by(schedule_id=schedule.id).order_by(Commitment.id)
    return [((r.day - builders.today()).days, r.quantity, r.proposed_by, r.state, r.decided_by) for r in rows]

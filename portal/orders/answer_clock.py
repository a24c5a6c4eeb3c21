"""Until when the partner owes an order its first word, in working hours of the company.

An order has one clock. It starts when something of the order begins to wait for the partner; while an
earlier thing still waits it is left alone, so that no later line hides how long an earlier one waited.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.partners.calendar import Terms, due_after, terms

HOURS = 24


def due(at: datetime, company: Terms) -> datetime | None:
    """When a word that is owed since `at` is due: after the company's hours for an order (`answer_hours`
    of "order"), else 24. None for a company whose calendar has no working day."""
    try:
        return due_after(at, company.answer.get("order", HOURS), company.calendar)
    except ValueError:
        return None


def waits(schedule: Any) -> bool:
    """The partner owes a word: a day, or an answer to the company's proposal."""
    proposed_by_us: bool = schedule.stage == "proposed" and schedule.proposed_by == "company"
    return schedule.stage == "unconfirmed" or proposed_by_us


def start(session: Session, order: Any, at: datetime, waited: Iterable[Any] = ()) -> None:
    """Something of the order begins to wait at `at`. `waited` are its schedules as they stood before: if
    one of them waited already, its clock goes on."""
    if order.answer_due_at is None or not any(map(waits, waited)):
        order.answer_due_at = due(at, terms(session))

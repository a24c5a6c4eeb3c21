"""Telling once of what is overdue: the loop that plans, disputes and resolutions share."""

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.activity.actions import Happening, record_many

AT_ONCE = 200


def in_steps(session: Session, step: Callable[[], int]) -> int:
    """Take steps, each committed by itself, until one finds nothing more. `step` answers how many it told.
    Returns how many were told in all."""
    done = 0
    while told := step():
        session.commit()
        done += told
    return done


def tell(
    session: Session, model: Any, ids: Collection[int], happened: Sequence[Happening], **columns: date | datetime
) -> None:  # fmt: skip
    """Note in the rows of `model` with these ids when it was told, and record what is told, all at once. Beside
    their version: a reminder is no change that should refuse what somebody is typing. Never commits."""
    if ids:
        session.execute(update(model).where(model.id.in_(ids)).values(**columns))
    if happened:
        record_many(session, None, happened)

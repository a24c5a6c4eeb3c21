"""Until when partners owe a word on what an import added."""

from datetime import datetime

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session

from portal.orders.answer_clock import waiting
from portal.orders.models import Order, Schedule


def start(session: Session, batch_id: int, due: datetime | None) -> None:
    """Start the clock of every order that was here before and got lines to promise, unless something of
    it waited already. Orders that the import brought have theirs from the beginning. One UPDATE."""
    added = select(Schedule.order_id).where(Schedule.batch_id == batch_id, Schedule.stage == "unconfirmed")
    before = exists().where(
        Schedule.order_id == Order.id,
        or_(Schedule.batch_id.is_(None), Schedule.batch_id != batch_id),
        waiting(),
    )
    session.execute(
        update(Order)
        .where(
            Order.id.in_(added), or_(Order.batch_id.is_(None), Order.batch_id != batch_id),
            or_(Order.answer_due_at.is_(None), ~before),
        )
        .values(answer_due_at=due)
        .execution_options(synchronize_session=False)
    )  # fmt: skip

"""Telling partners of the orders that an import brought and that wait for their word."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.activity.actions import Happening, record_many
from portal.orders.models import Order, Schedule

STEP = 2_000


def tell(session: Session, batch_id: int) -> int:
    """Record `ordered` for each order of the batch of which something waits to be promised, so that it
    stands in the partner's news and goes into its mail: one mail a reader, however many orders. What came
    with its promises or its receipts is no news. Returns how many. Never commits."""
    rows = session.execute(
        select(Order.id, Order.ref, Order.partner_id, func.count().label("lines"))
        .join(Schedule, (Schedule.partner_id == Order.partner_id) & (Schedule.order_id == Order.id))
        .where(Order.batch_id == batch_id, Schedule.stage == "unconfirmed")
        .group_by(Order.id, Order.ref, Order.partner_id)
        .order_by(Order.id)
    ).all()
    for first in range(0, len(rows), STEP):
        record_many(
            session, None,
            [
                Happening(
                    "ordered", ("order", row.id, row.ref), row.partner_id, "shared", row.id, {"lines": row.lines, "imported": True}
                )
                for row in rows[first : first + STEP]
            ],
        )  # fmt: skip
    return len(rows)

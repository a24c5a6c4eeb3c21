"""Whom words under a ship notice concern."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts import queries as accounts
from portal.activity.models import Activity
from portal.notify import answering, spoken
from portal.orders.models import Order
from portal.shipments.models import Notice, NoticeLine


def of(session: Session, row: Activity) -> set[int | None]:
    """The ids of the people whom words under a notice concern, their writer among them: who announced it, who has
    the orders that it carries something of, and who spoke; where that is nobody of a side, those who answer for
    that side."""
    notice_id = row.subject_id or 0
    partner_id, announced = session.execute(
        select(Notice.partner_id, Notice.created_by)
        .where(Notice.id == notice_id)
        .execution_options(system=True)
    ).one()
    found: set[Any] = {announced, *spoken.since(session, "notice", {notice_id}).get(notice_id, ())}
    for owners in session.execute(
        select(Order.staff_owner_id, Order.partner_owner_id)
        .join(NoticeLine, (NoticeLine.partner_id == Order.partner_id) & (NoticeLine.order_id == Order.id))
        .where(NoticeLine.notice_id == notice_id)
        .distinct()
        .execution_options(system=True)
    ):
        found |= set(owners)
    return answering.both(found, accounts.everybody_for(session, {partner_id})[partner_id])

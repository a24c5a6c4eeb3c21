"""What all events of a notice, and of the notices that carry a schedule, say together.

Worked out from every stored event each time, by the time of what happened.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.orders.models import Order, Schedule
from portal.partners.models import Company, Site
from portal.shipments.live import live_events
from portal.shipments.models import Event, Notice, NoticeLine
from portal.shipments.tracking.states import Standing, derive

ESTIMATE = "estimated"  # the state of a row that holds a carrier's estimated day as its text


def standing_of(session: Session, notice: Notice) -> Standing:
    """Where a notice is by all its events. One SELECT."""
    return derive(live_events(rows_of(session, notice.partner_id, [notice.id])))


def expected_on(session: Session, schedule: Schedule) -> date | None:
    """The latest day that the carriers of a schedule expect; None where none of them says one."""
    days = [_estimate(rows) for _quantity, rows in _notices(session, schedule).values()]
    return max((day for day in days if day is not None), default=None)


def arrived_on(session: Session, schedule: Schedule) -> date | None:
    """The day, at the receiving site, on which the carriers had delivered all of a schedule; None until then."""
    delivered = [
        (at, quantity)
        for quantity, rows in _notices(session, schedule).values()
        if (at := derive(live_events(rows)).delivered_at) is not None
    ]
    total = Decimal(0)
    for at, quantity in sorted(delivered):
        total += quantity
        if total >= schedule.quantity:
            return _day(session, schedule, at)
    return None


def rows_of(session: Session, partner_id: int, notice_ids: Sequence[int]) -> Sequence[Any]:
    """The events of some notices of a partner, oldest first."""
    return session.execute(
        select(Event.id, Event.notice_id, Event.key, Event.at, Event.state, Event.text, Event.corrects_id)
        .where(Event.partner_id == partner_id, Event.notice_id.in_(notice_ids))
        .order_by(Event.at, Event.id)
        .execution_options(system=True)
    ).all()


def company_zone(session: Session) -> str:
    """The zone of the company: that of a site which is not known."""
    return session.scalars(select(Company.zone)).first() or "UTC"


def _estimate(rows: Sequence[Any]) -> date | None:
    """The newest of a carrier's estimates, by the time of the newest event it knew."""
    days = [(row.at, row.text) for row in live_events(rows) if row.state == ESTIMATE]
    return date.fromisoformat(max(days)[1]) if days else None


def _notices(session: Session, schedule: Schedule) -> dict[int, tuple[Decimal, list[Any]]]:
    """What each notice in force carries of a schedule, with its events."""
    lines = session.execute(
        select(NoticeLine.notice_id, NoticeLine.quantity)
        .join(Notice, (Notice.partner_id == NoticeLine.partner_id) & (Notice.id == NoticeLine.notice_id))
        .where(NoticeLine.schedule_id == schedule.id, NoticeLine.partner_id == schedule.partner_id,
               Notice.state.not_in(("draft", "voided")))
        .execution_options(system=True)
    )  # fmt: skip
    found: dict[int, tuple[Decimal, list[Any]]] = {row.notice_id: (row.quantity, []) for row in lines}
    for row in rows_of(session, schedule.partner_id, list(found)):
        found[row.notice_id][1].append(row)
    return found


def _day(session: Session, schedule: Schedule, at: datetime) -> date:
    zone = session.scalars(
        select(Site.zone)
        .join(Order, Order.site_id == Site.id)
        .where(Order.id == schedule.order_id, Order.partner_id == schedule.partner_id)
        .execution_options(system=True)
    ).first()
    return at.astimezone(ZoneInfo(zone or company_zone(session))).date()

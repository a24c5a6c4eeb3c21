"""What all events of a notice, and of the notices that carry a schedule, say together.

Worked out from every stored event each time, by the time of what happened.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.orders.models import Order, Schedule
from portal.partners.models import Company, Site
from portal.shipments.live import live_events
from portal.shipments.models import UNSENT, Event, Notice, NoticeLine
from portal.shipments.tracking.states import Standing, derive

ESTIMATE = "estimated"  # the state of a row that holds a carrier's estimated day as its text

# What each notice carries of a schedule, with its events, oldest first.
Carried: TypeAlias = list[tuple[Decimal, list[Any]]]


def standing_of(session: Session, notice: Notice) -> Standing:
    """Where a notice is by all its events. One SELECT."""
    return derive(live_events(rows_of(session, [notice.partner_id], [notice.id])))


@dataclass(frozen=True, slots=True)
class Reported:
    """What the carriers of a schedule say: the latest day that they expect, and the day, at the receiving
    site, on which they had delivered all of it; None where nothing says so."""

    expected_on: date | None = None
    arrived_on: date | None = None


def of_schedules(session: Session, schedules: Sequence[Schedule]) -> dict[int, Reported]:
    """What is reported of each of these schedules, by id. Two SELECTs, two more where some were delivered."""
    carried = _carried(session, schedules)
    complete = {s.id: at for s in schedules if (at := _complete(s.quantity, carried[s.id])) is not None}
    days = _days(session, [s for s in schedules if s.id in complete], complete)
    return {s.id: Reported(_expected(carried[s.id]), days.get(s.id)) for s in schedules}


def _expected(carried: Carried) -> date | None:
    days = (_estimate(rows) for _quantity, rows in carried)
    return max((day for day in days if day is not None), default=None)


def _complete(quantity: Decimal, carried: Carried) -> datetime | None:
    """When the carriers had delivered all of a quantity."""
    delivered = [
        (at, part) for part, rows in carried if (at := derive(live_events(rows)).delivered_at) is not None
    ]
    total = Decimal(0)
    for at, part in sorted(delivered):
        total += part
        if total >= quantity:
            return at
    return None


def rows_of(session: Session, partner_ids: Collection[int], notice_ids: Collection[int]) -> Sequence[Any]:
    """The events of some notices of these partners, oldest first. One SELECT."""
    return session.execute(
        select(Event.id, Event.notice_id, Event.key, Event.at, Event.state, Event.text, Event.corrects_id)
        .where(Event.partner_id.in_(partner_ids), Event.notice_id.in_(notice_ids))
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


def _carried(session: Session, schedules: Sequence[Schedule]) -> dict[int, Carried]:
    """What the notices in force carry of each schedule, each with its events."""
    partners = {schedule.partner_id for schedule in schedules}
    lines = session.execute(
        select(NoticeLine.schedule_id, NoticeLine.notice_id, NoticeLine.quantity)
        .join(Notice, (Notice.partner_id == NoticeLine.partner_id) & (Notice.id == NoticeLine.notice_id))
        .where(
            NoticeLine.schedule_id.in_([schedule.id for schedule in schedules]), NoticeLine.partner_id.in_(partners),
            Notice.state.not_in(UNSENT),
        )
        .execution_options(system=True)
    ).all()  # fmt: skip
    events: dict[int, list[Any]] = {line.notice_id: [] for line in lines}
    for row in rows_of(session, partners, list(events)):
        events[row.notice_id].append(row)
    found: dict[int, Carried] = {schedule.id: [] for schedule in schedules}
    for line in lines:
        found[line.schedule_id].append((line.quantity, events[line.notice_id]))
    return found


def _days(
    session: Session, schedules: Sequence[Schedule], moments: Mapping[int, datetime]
) -> dict[int, date]:
    """The day that a moment was at the receiving site of each schedule."""
    if not schedules:
        return {}
    zones = session.execute(
        select(Order.id, Site.zone)
        .join(Site, Order.site_id == Site.id)
        .where(
            Order.id.in_({schedule.order_id for schedule in schedules}),
            Order.partner_id.in_({schedule.partner_id for schedule in schedules}),
        )
        .execution_options(system=True)
    ).all()
    at_site, default = dict(zones), company_zone(session)
    return {
        s.id: moments[s.id].astimezone(ZoneInfo(at_site.get(s.order_id) or default)).date() for s in schedules
    }

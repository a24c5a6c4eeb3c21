"""What is to be booked in, and what a receipt came to: over, short, reversed.

Days are those of the receiving site. Quantities are in the unit of their line.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.actor import Actor
from portal.orders.models import Order, Schedule
from portal.orders.standing import ZERO
from portal.partners.models import Site
from portal.scope import also_visible
from portal.shipments import delivered
from portal.shipments.live import live_receipts
from portal.shipments.models import NoticeLine, Receipt


@dataclass(frozen=True, slots=True)
class Due:
    """A schedule that can be booked in. announced: how much of it the notice carries, None without a
    notice; expected: what of this (or of the schedule) is not booked in yet."""

    schedule: Schedule
    announced: Decimal | None
    expected: Decimal

    @property
    def mark(self) -> str:
        """Names the schedule with its version: what was looked at when it was counted."""
        s = self.schedule
        return f"{s.order_ref} {s.line_number}.{s.part}.{s.version}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a receipt row: by how much it is over its line or short of its notice (zero: not),
    and whether a later row took it back."""

    over: Decimal = ZERO
    short: Decimal = ZERO
    reversed: bool = False


def of_schedule(schedule: Schedule) -> Due:
    """What is open of one schedule."""
    return Due(schedule, None, max(ZERO, schedule.quantity - schedule.accepted))


def of_notice(session: Session, actor: Actor, notice_id: int) -> list[Due]:
    """All that a notice carries, but for what was cancelled, by order, line and part. Two SELECTs."""
    statement = (
        also_visible(select(Schedule, NoticeLine.quantity), actor, Schedule, NoticeLine)
        .join(
            NoticeLine,
            (NoticeLine.partner_id == Schedule.partner_id) & (NoticeLine.schedule_id == Schedule.id),
        )
        .where(NoticeLine.notice_id == notice_id, Schedule.stage != "cancelled")
        .order_by(Schedule.order_ref, Schedule.line_number, Schedule.part)
    )
    found = session.execute(statement).all()
    came = live_receipts(rows_of(session, actor, [schedule.id for schedule, _quantity in found]))
    return [
        Due(schedule, quantity, still_to_come(quantity, (r for r in came if r.schedule_id == schedule.id), notice_id))
        for schedule, quantity in found
    ]  # fmt: skip


def still_to_come(announced: Decimal, came: Iterable[Any], notice_id: int) -> Decimal:
    """What of an announced quantity is not booked in yet: receipts of another notice do not count, those
    that name none do."""
    booked = sum((r.accepted + r.rejected for r in came if r.notice_id in (None, notice_id)), ZERO)
    return max(ZERO, announced - booked)


def rows_of(session: Session, actor: Actor, schedule_ids: Collection[int]) -> Sequence[Any]:
    """The receipts of some schedules, oldest first, reversals among them. One SELECT."""
    statement = Receipt.visible_to(actor).with_only_columns(
        Receipt.id, Receipt.ref, Receipt.schedule_id, Receipt.notice_id, Receipt.arrived_on, Receipt.received_on,
        Receipt.accepted, Receipt.rejected, Receipt.condition, Receipt.note, Receipt.reverses_id, Receipt.recorded_at,
    )  # fmt: skip
    return session.execute(statement.where(Receipt.schedule_id.in_(schedule_ids)).order_by(Receipt.id)).all()


def by_ref(session: Session, actor: Actor, schedule_id: int, ref: str) -> Receipt | None:
    """The newest receipt of a schedule with this number that is no reversal. One SELECT."""
    statement = (
        Receipt.visible_to(actor)
        .where(Receipt.schedule_id == schedule_id, Receipt.ref == ref, Receipt.reverses_id.is_(None))
        .order_by(Receipt.id.desc())
    )
    return session.scalars(statement).first()


def taken(session: Session, actor: Actor, schedule_ids: Sequence[int], ref: str | None) -> str:
    """The orders and lines, of these schedules, that have a receipt with this number which stands; empty if
    none has. Two SELECTs at most."""
    if not ref:
        return ""
    held = {row.schedule_id for row in live_receipts(rows_of(session, actor, schedule_ids)) if row.ref == ref}
    if not held:
        return ""
    statement = Schedule.visible_to(actor).with_only_columns(Schedule.order_ref, Schedule.line_number)
    found = session.execute(
        statement.where(Schedule.id.in_(held)).order_by(Schedule.order_ref, Schedule.line_number)
    )
    return ", ".join(f"{row.order_ref} {row.line_number}" for row in found)


def is_reversed(session: Session, actor: Actor, receipt_id: int) -> bool:
    """True if a later row took the receipt back. One SELECT."""
    statement = Receipt.visible_to(actor).with_only_columns(Receipt.id)
    return session.execute(statement.where(Receipt.reverses_id == receipt_id)).first() is not None


def outcomes(
    rows: Sequence[Any], quantities: Mapping[int, Decimal], announced: Mapping[tuple[int, int], Decimal]
) -> dict[int, Outcome]:
    """What became of each receipt, by its id. quantities: of schedules by id; announced: by notice and
    schedule. What came is over where all that was accepted passes the schedule's quantity; it is short
    where the last receipt of a notice leaves less than this announced."""
    standing = live_receipts(rows)
    gone = {row.id for row in rows} - {row.id for row in standing}
    accepted: dict[int, Decimal] = {}
    carried: dict[tuple[int, int], Decimal] = {}
    last: dict[tuple[int, int], int] = {}
    over: dict[int, Decimal] = {}
    for row in standing:
        total = accepted.get(row.schedule_id, ZERO) + row.accepted
        accepted[row.schedule_id] = total
        limit = quantities.get(row.schedule_id, total)
        over[row.id] = max(ZERO, min(row.accepted, total - limit))
        trip = (row.notice_id, row.schedule_id)
        if trip in announced:
            carried[trip], last[trip] = carried.get(trip, ZERO) + row.accepted + row.rejected, row.id
    short = {last[trip]: announced[trip] - came for trip, came in carried.items() if came < announced[trip]}
    found = {row.id: Outcome(over[row.id], short.get(row.id, ZERO)) for row in standing}
    return found | {row_id: Outcome(reversed=True) for row_id in gone}


def condition_of(chosen: str, due: Due, accepted: Decimal, rejected: Decimal) -> str:
    """The condition that is booked: over and short follow from the figures where nothing else is said."""
    if chosen != "good":
        return chosen
    if due.schedule.accepted + accepted > due.schedule.quantity:
        return "over"
    if due.announced is not None and accepted + rejected != due.expected:
        return "over" if accepted + rejected > due.expected else "short"
    return "good"


def came_on(dues: Iterable[Due]) -> date | None:
    """The day on which what was reported on the way says that one of these arrived; None without one."""
    return next((due.schedule.arrived_on for due in dues if due.schedule.stage == "delivered"), None)


def site_today(session: Session, actor: Actor, order_ids: Collection[int]) -> date:
    """The day it is where the goods of these orders are received: of several sites the one that has
    begun everywhere. One or two SELECTs."""
    statement = also_visible(select(Site.zone), actor, Order).outerjoin_from(
        Order, Site, Site.id == Order.site_id
    )
    zones: list[str | None] = list(session.scalars(statement.where(Order.id.in_(order_ids)).distinct()))
    return min(clock.today(zone or delivered.company_zone(session)) for zone in zones or [None])

"""Reading what a notice may carry: open schedules with how much of each is still to be sent."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.orders import listing
from portal.orders import queries as orders
from portal.orders.filters import Filters
from portal.orders.models import Schedule
from portal.orders.policy import is_open
from portal.scope import also_visible, carrying
from portal.shipments.live import live_receipts
from portal.shipments.models import Notice, NoticeLine, Receipt
from portal.shipments.policy import LIVE
from portal.shipments.shipping import Came, Shipped, shipped

MOST_ROWS = 200  # on one notice
OFFERED = 25  # found at a time
LOOKED_AT = 100  # where nothing is looked for, to find so many with something to send
CARRIERS = 10  # offered to be written again
RECENT = 200  # notices that are looked through for them


def mark_of(schedule: Any) -> str:
    """How a form names a schedule: 'PO-1042 3.1'."""
    return f"{schedule.order_ref} {schedule.line_number}.{schedule.part}"


def by_mark(session: Session, actor: Actor, marks: Iterable[str]) -> dict[str, Schedule]:
    """The schedules that these marks name, in the order of the marks; what the actor may not see, or
    what is no mark, is left out. A version behind it is no part of a mark. One SELECT."""
    asked = dict.fromkeys(filter(None, map(plain_mark, marks)))
    refs = {mark.rpartition(" ")[0] for mark in asked}
    if not refs:
        return {}
    found = {mark_of(schedule): schedule for schedule in orders.schedules(session, actor, *refs)}
    return {mark: found[mark] for mark in asked if mark in found}


def plain_mark(text: str) -> str:
    """'PO-1 2.1' out of 'PO-1 2.1' or, as the list of orders ticks it, 'PO-1 2.1.7'; '' for else."""
    ref, _blank, numbers = " ".join(text.split()).rpartition(" ")
    parts = numbers.split(".")
    if not ref or len(parts) not in (2, 3) or not all(n.isdecimal() and len(n) < 10 for n in parts):
        return ""
    return f"{ref} {int(parts[0])}.{int(parts[1])}"


def of_order(session: Session, actor: Actor, ref: str) -> list[Schedule]:
    """The schedules of an order; none if the actor may not see it. One SELECT."""
    return orders.schedules(session, actor, ref)


def find(session: Session, actor: Actor, text: str, today: Any, partner: str = "") -> dict[str, Schedule]:
    """Open schedules with these words, or without words the most urgent ones (more than are offered, since
    all of some is announced), by mark. Two SELECTs."""
    asked = listing.Asked(
        Filters(text=text, partner=partner), orders.partner_id(session, actor, partner), today
    )
    rows = listing.page(session, actor, asked, size=OFFERED if text else LOOKED_AT).rows
    marks = (f"{row.order_ref} {row.line_number}.{row.part}" for row in rows)
    return {mark: s for mark, s in by_mark(session, actor, marks).items() if is_open(s)}


def figures(
    session: Session, actor: Actor, schedules: Sequence[Schedule], without: int | None = None
) -> dict[int, Shipped]:
    """By schedule's id, how much of it is to be sent still; the notice `without`, and what came
    with it, does not count. Two SELECTs."""
    ids = [schedule.id for schedule in schedules]
    lines = (
        NoticeLine.visible_to(actor)
        .with_only_columns(NoticeLine.schedule_id, NoticeLine.notice_id, NoticeLine.quantity)
        .join(Notice, (Notice.partner_id == NoticeLine.partner_id) & (Notice.id == NoticeLine.notice_id))
        .where(NoticeLine.schedule_id.in_(ids), Notice.state.in_(LIVE))
    )
    announced: dict[int, dict[int, Any]] = {}
    for row in session.execute(also_visible(lines, actor, Notice)):
        if row.notice_id != without:
            announced.setdefault(row.schedule_id, {})[row.notice_id] = row.quantity
    came = {
        key: [each for each in receipts if without is None or each.notice_id != without]
        for key, receipts in came_of(session, actor, ids).items()
    }
    return {s.id: shipped(s.quantity, announced.get(s.id, {}), came.get(s.id, ())) for s in schedules}


def came_of(session: Session, actor: Actor, schedule_ids: Collection[int]) -> dict[int, list[Came]]:
    """The receipts that stand, net of reversals, by schedule. One SELECT."""
    rows = session.execute(
        Receipt.visible_to(actor)
        .with_only_columns(
            Receipt.id, Receipt.schedule_id, Receipt.notice_id, Receipt.accepted, Receipt.rejected,
            Receipt.condition, Receipt.reverses_id,
        )
        .where(Receipt.schedule_id.in_(schedule_ids))
    ).all()  # fmt: skip
    found: dict[int, list[Came]] = {}
    for row in live_receipts(rows):
        came = Came(row.notice_id, row.accepted, row.rejected, row.condition == "short")
        found.setdefault(row.schedule_id, []).append(came)
    return found


def carriers(session: Session, actor: Actor, partner_id: int) -> list[str]:
    """The carriers that a partner's newest notices name, the latest first. One SELECT."""
    recent = (
        Notice.visible_to(actor)
        .with_only_columns(Notice.id, Notice.carrier)
        .where(Notice.partner_id == partner_id)
        .order_by(Notice.id.desc())
        .limit(RECENT)
    )
    newest = recent.subquery()
    statement = (
        select(newest.c.carrier)
        .where(newest.c.carrier.is_not(None))
        .group_by(newest.c.carrier)
        .order_by(func.max(newest.c.id).desc())
        .limit(CARRIERS)
    )
    return list(session.execute(carrying(statement, recent)).scalars())

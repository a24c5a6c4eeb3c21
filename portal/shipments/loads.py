"""What notices carry: schedules with quantities, and how that is written."""

from collections.abc import Collection, Mapping
from decimal import Decimal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from portal.orders.models import Schedule
from portal.shipments.live import live_receipts
from portal.shipments.models import Notice, NoticeLine, Receipt

Carried = Mapping[int, tuple[Schedule, Decimal]]


def carried(lines: list[tuple[Schedule, Decimal]]) -> dict[int, tuple[Schedule, Decimal]]:
    """Schedules with their quantities, by the schedule's id."""
    return {schedule.id: (schedule, quantity) for schedule, quantity in lines}


def stored(session: Session, notice: Notice) -> dict[int, tuple[Schedule, Decimal]]:
    """All that a notice carries, by schedule's id; also what a person with a narrow reach does not see."""
    rows = session.execute(
        select(Schedule, NoticeLine.quantity)
        .join(NoticeLine, (NoticeLine.partner_id == Schedule.partner_id) & (NoticeLine.schedule_id == Schedule.id))
        .where(NoticeLine.notice_id == notice.id, NoticeLine.partner_id == notice.partner_id)
        .order_by(Schedule.order_ref, Schedule.line_number, Schedule.part)
        .execution_options(system=True)
    )  # fmt: skip
    return {schedule.id: (schedule, quantity) for schedule, quantity in rows}


def came_with(session: Session, notice: Notice) -> dict[int, Decimal]:
    """What was booked in with a notice, accepted or not, net of reversals, by schedule's id."""
    rows = session.execute(
        select(
            Receipt.id, Receipt.schedule_id, Receipt.accepted, Receipt.rejected, Receipt.reverses_id,
            Receipt.notice_id,
        )
        .where(Receipt.notice_id == notice.id, Receipt.partner_id == notice.partner_id)
        .execution_options(system=True)
    ).all()  # fmt: skip
    found: dict[int, Decimal] = {}
    for row in live_receipts(rows):
        found[row.schedule_id] = found.get(row.schedule_id, Decimal(0)) + row.accepted + row.rejected
    return {key: total for key, total in found.items() if total > 0}


def partner_of(lines: Carried) -> int:
    """The one partner whose schedules these are."""
    (partner_id,) = {schedule.partner_id for schedule, _quantity in lines.values()}
    return partner_id


def orders_of(lines: Carried) -> list[tuple[int, str]]:
    """The orders on it: id and reference."""
    return sorted({(schedule.order_id, schedule.order_ref) for schedule, _quantity in lines.values()})


def put_all(session: Session, notice: Notice, lines: Carried) -> Notice:
    """Make all that a notice carries what `lines` say."""
    put(session, notice, {*stored(session, notice), *lines}, lines)
    flag_modified(notice, "state")
    session.flush()
    return notice


def put(session: Session, notice: Notice, keys: Collection[int], lines: Carried) -> None:
    """Make the lines of these schedules what `lines` say: another quantity, new, or gone."""
    found = session.scalars(
        select(NoticeLine)
        .where(NoticeLine.notice_id == notice.id, NoticeLine.partner_id == notice.partner_id)
        .execution_options(system=True)
    )
    rows = {row.schedule_id: row for row in found}
    for key in keys:
        if key not in lines:
            session.delete(rows[key])
        elif key in rows:
            rows[key].quantity = lines[key][1]
        else:
            schedule, quantity = lines[key]
            session.add(
                NoticeLine(
                    partner_id=notice.partner_id, notice_id=notice.id, order_id=schedule.order_id,
                    schedule_id=key, quantity=quantity,
                )
            )  # fmt: skip
    session.flush()


def delete_all(session: Session, notice: Notice) -> None:
    """Take everything off a notice that is thrown away."""
    session.execute(
        delete(NoticeLine)
        .where(NoticeLine.notice_id == notice.id, NoticeLine.partner_id == notice.partner_id)
        .execution_options(system=True)
    )

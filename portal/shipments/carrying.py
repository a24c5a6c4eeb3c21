"""What the notices in force say of a schedule: that it is on its way, with whom, and which words find it."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from portal.orders import actions as orders
from portal.orders.models import Schedule
from portal.shipments.models import Notice, NoticeLine
from portal.shipments.policy import LIVE


def words_on(notice: Any) -> tuple[str | None, ...]:
    """The texts of a notice that find what it carries."""
    return notice.carrier, notice.tracking_number, notice.ref


def carry(session: Session, schedules: Sequence[Schedule], gone: Sequence[str | None] = ()) -> None:
    """Set on schedules what the notices in force say of them; `gone` are texts of a notice that no longer
    do. Their versions change, so that two who announce the same goods at once do not miss each other. The
    caller restates them. One SELECT. Never commits."""
    session.flush()
    rows = session.execute(
        select(NoticeLine.schedule_id, Notice.id, Notice.carrier, Notice.tracking_number, Notice.ref)
        .join(NoticeLine, (NoticeLine.partner_id == Notice.partner_id) & (NoticeLine.notice_id == Notice.id))
        .where(
            NoticeLine.schedule_id.in_([schedule.id for schedule in schedules]),
            NoticeLine.partner_id.in_({schedule.partner_id for schedule in schedules}), Notice.state.in_(LIVE),
        )
        .order_by(Notice.id)
        .execution_options(system=True)
    )  # fmt: skip
    live: dict[int, list[Any]] = {schedule.id: [] for schedule in schedules}
    for row in rows:
        live[row.schedule_id].append(row)
    for schedule in schedules:
        _carry(schedule, live[schedule.id], gone)


def _carry(schedule: Schedule, live: Sequence[Any], gone: Sequence[str | None]) -> None:
    schedule.dispatched = bool(live)
    schedule.quiet_on = None  # the worker says anew how long silence is usual
    if live:
        schedule.carrier = live[-1].carrier
    elif schedule.carrier in gone:
        schedule.carrier = None
    own = (schedule.order_ref, schedule.item_code, schedule.item, schedule.detail)
    stays = orders.words_of(*own, *(text for notice in live for text in words_on(notice)))
    schedule.words = orders.words_of(*_without(schedule.words, gone), stays)
    flag_modified(schedule, "moves")


def _without(words: str, gone: Iterable[str | None]) -> list[str]:
    """Words without those of the texts that are gone; what stays of them is added again."""
    dropped = set(orders.words_of(*gone).split())
    return [word for word in words.split() if word not in dropped]

"""Asking a partner once, some days before a promised day, whether it still holds.

Asked is who promised before the window opened and has not said a word since: whoever promised or
confirmed within it has just said so. A row of activity is the memory, so that nobody is asked twice for
one promise; one that has moved may be asked about anew. `asked_again_at` of the schedule stands until
the partner answers. It is nobody's answer itself, so it leaves the schedule's version alone.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.queries import company_facts
from portal.activity.actions import record
from portal.activity.models import Activity, Batch
from portal.config import Settings
from portal.db import system_session
from portal.orders.models import Commitment, Schedule

VERB = "asked-again"
AT_ONCE = 500
STAGES = ("promised", "at_risk")

_WRITE = update(Schedule).where(Schedule.id == bindparam("row_id")).values(asked_again_at=bindparam("at"))


def ask(settings: Settings) -> int:
    """Ask about every promise whose window has opened. A job of `flask work`; returns how many."""
    if settings.reconfirm_days == 0:
        return 0
    with system_session("read") as session:
        zone = company_facts(session).zone
        today = clock.today(zone)
        ids = candidates(session, today, settings.reconfirm_days)
    done = 0
    for first in range(0, len(ids), AT_ONCE):
        with system_session() as session:
            done += _ask(session, ids[first : first + AT_ONCE], today, settings.reconfirm_days, zone)
            session.commit()
    return done


def candidates(session: Session, today: date, days: int) -> list[int]:
    """Schedules with a promised day from `today` to `days` later, of which nothing was announced or has
    come. One SELECT."""
    hidden = select(Batch.id).where(Batch.published_at.is_(None))
    return list(
        session.scalars(
            select(Schedule.id)
            .where(*_asks(today, days), Schedule.batch_id.is_(None) | Schedule.batch_id.not_in(hidden))
            .order_by(Schedule.partner_id, Schedule.order_id, Schedule.line_number, Schedule.part)
        )
    )


def _asks(today: date, days: int) -> tuple[Any, ...]:
    return (
        Schedule.stage.in_(STAGES), Schedule.promised_on.between(today, today + timedelta(days=days)),
        Schedule.dispatched.is_(False), Schedule.arrived_on.is_(None),
    )  # fmt: skip


def _ask(session: Session, ids: Sequence[int], today: date, days: int, zone: str) -> int:
    """Ask about some of these, in one transaction: a worker that dies has asked about all or none."""
    locked = session.execute(
        select(
            Schedule.id, Schedule.partner_id, Schedule.order_id, Schedule.order_ref, Schedule.line_number,
            Schedule.part, Schedule.promised_on, Schedule.version,
        )
        .where(Schedule.id.in_(ids), *_asks(today, days))
        .order_by(Schedule.id)
        .with_for_update(skip_locked=True)
    ).all()  # fmt: skip
    asked = _remembered(session, {row.order_id for row in locked})
    spoken = _last_words(session, [row.id for row in locked])
    now, here = clock.now(), clock.zone(zone)
    chosen = [
        row for row in locked
        if (row.order_id, row.line_number, row.part, row.promised_on.isoformat()) not in asked
        and row.id in spoken
        and spoken[row.id].astimezone(here).date() < row.promised_on - timedelta(days=days)
    ]  # fmt: skip
    for row in chosen:
        record(
            session, None, VERB, ("order", row.order_id, row.order_ref), partner_id=row.partner_id,
            audience="shared", order_id=row.order_id,
            data={"line": row.line_number, "part": row.part, "day": row.promised_on.isoformat()},
        )  # fmt: skip
    if chosen:
        session.connection().execute(_WRITE, [{"row_id": row.id, "at": now} for row in chosen])
    return len(chosen)


def _remembered(session: Session, order_ids: set[int]) -> set[tuple[int, int, int, str]]:
    """The promises of these orders that were asked about: order, line, part, day."""
    rows = session.execute(
        select(Activity.order_id, Activity.data).where(
            Activity.order_id.in_(order_ids), Activity.verb == VERB
        )
    )
    return {(row.order_id, row.data["line"], row.data["part"], row.data["day"]) for row in rows}


def _last_words(session: Session, ids: Sequence[int]) -> dict[int, Any]:
    """When each schedule's promise was last agreed to or confirmed."""
    rows = session.execute(
        select(Commitment.schedule_id, func.max(func.coalesce(Commitment.decided_at, Commitment.proposed_at)))
        .where(Commitment.schedule_id.in_(ids), Commitment.state == "accepted")
        .group_by(Commitment.schedule_id)
    )
    return {row[0]: row[1] for row in rows}

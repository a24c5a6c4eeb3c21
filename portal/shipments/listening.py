"""Until when silence is usual, written on each schedule that something is awaited of.

`flask work` does it every quarter of an hour, as it does with expected days: the list of exceptions then
reads one index. What is written is nobody's answer, so the schedule's version is left alone. A report
that comes meanwhile clears the day until the next time.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, case, func, or_, update
from sqlalchemy.orm import Session

from portal import clock
from portal.actor import Actor
from portal.orders.models import Schedule
from portal.scope import also_visible, carrying
from portal.shipments.expecting import AT_ONCE
from portal.shipments.models import Event, Notice, NoticeLine
from portal.shipments.silence import Habits, Report, Way, leaves_on, mode_of, quiet_on
from portal.shipments.tracking.states import plain

OPEN = ("promised", "at_risk", "proposed")
STANDS = ("announced", "corrected")
MEMORY = timedelta(days=182)
MOST = 20_000  # notices that are learnt from, the newest
_WRITE = update(Schedule).where(Schedule.id == bindparam("row_id")).values(quiet_on=bindparam("day"))


class _Notice(NamedTuple):
    """A notice with what it says of its way, the day it was announced and its reports, oldest first."""

    id: int
    way: Way
    announced: date
    reports: list[Report]


def changes(session: Session, actor: Actor, today: date, zone: str) -> list[dict[str, Any]]:
    """The days that are to be written anew: rows for `write`. `zone` is that of the company. Five SELECTs."""
    notices, habits = _newest(session, actor, zone)
    modes = _usual_modes(notices.values())
    for partner_id in _unannounced(session, actor, today):
        modes.pop(partner_id, None)
    carried: dict[int, list[date | None]] = {}
    for schedule_id, notice_id in _on_the_way(session, actor):
        if notice := notices.get(notice_id):
            carried.setdefault(schedule_id, []).append(
                quiet_on(habits, notice.way, notice.announced, notice.reports)
            )
    found = []
    for row in _awaited(session, actor):
        day = _day(row, carried, modes, habits, today)
        if day != row.quiet_on:
            found.append({"row_id": row.id, "day": day})
    return found


def _day(
    row: Any, carried: Mapping[int, list[date | None]], modes: Mapping[int, str], habits: Habits, today: date
) -> date | None:
    """Of what travels, the first day on which one of its notices is too quiet. Of what has not left, the
    day to leave, for a partner that announces what it sends (`modes`: how, mostly); once the promise has
    passed it is late, not silent."""
    if row.stage not in OPEN or row.promised_on is None or row.arrived_on is not None:
        return None
    if row.dispatched:
        return min((day for day in carried.get(row.id, ()) if day is not None), default=None)
    if row.promised_on < today or row.partner_id not in modes:
        return None
    mode = mode_of(row.mode) if row.mode and row.mode != "unknown" else modes[row.partner_id]
    return leaves_on(habits, Way(mode, row.partner_id), row.promised_on)


def _usual_modes(notices: Iterable[_Notice]) -> dict[int, str]:
    """How each partner that announced something sends most of it."""
    counts: dict[int, Counter[str]] = {}
    for notice in notices:
        counts.setdefault(notice.way.partner, Counter())[notice.way.mode] += 1
    return {partner_id: count.most_common(1)[0][0] for partner_id, count in counts.items()}


def _unannounced(session: Session, actor: Actor, today: date) -> list[int]:
    """The partners of whose deliveries in the last half year fewer than half had been announced: that
    they announce nothing says nothing. One SELECT."""
    announced = func.sum(case((Schedule.dispatched.is_(True), 1), else_=0))
    rows = (
        Schedule.visible_to(actor)
        .with_only_columns(Schedule.partner_id)
        .where(Schedule.stage == "arrived", Schedule.due_on >= today - MEMORY)
        .group_by(Schedule.partner_id)
        .having(announced * 2 < func.count())
    )
    return list(session.scalars(rows))


def _newest(session: Session, actor: Actor, zone: str) -> tuple[dict[int, _Notice], Habits]:
    """The newest notices by id, and what is usual by them. One SELECT."""
    newest = (
        Notice.visible_to(actor).with_only_columns(Notice.id).where(Notice.state.in_(STANDS))
        .order_by(Notice.id.desc()).limit(MOST).subquery()
    )  # fmt: skip
    rows = also_visible(
        Notice.visible_to(actor)
        .with_only_columns(
            Notice.id, Notice.partner_id, Notice.mode, Notice.carrier, Notice.shipped_on, Notice.created_at,
            Event.id.label("event_id"), Event.at, Event.state, Event.corrects_id,
        )
        .join(newest, newest.c.id == Notice.id)
        .outerjoin(
            Event,
            and_(Event.partner_id == Notice.partner_id, Event.notice_id == Notice.id, *Event.visible_if(actor)),
        )
        .order_by(Notice.id, Event.at, Event.id),
        actor,
    ).execution_options(yield_per=AT_ONCE)  # fmt: skip
    notices, habits = {}, Habits()
    found = session.execute(carrying(rows, rows, Event.visible_to(actor)))
    for _id, group in groupby(found, key=lambda row: row.id):
        notice = _notice(list(group), zone)
        notices[notice.id] = notice
        habits.learn(notice.way, notice.announced, notice.reports)
    return notices, habits


def _notice(rows: list[Any], zone: str) -> _Notice:
    first, here = rows[0], clock.zone(zone)
    gone = {row.corrects_id for row in rows if row.corrects_id}
    reports = [
        Report(row.at.astimezone(here).date(), plain(row.state))
        for row in rows
        if row.event_id is not None and row.event_id not in gone and plain(row.state) != "unknown"
    ]
    announced = first.shipped_on or first.created_at.astimezone(here).date()
    way = Way(mode_of(first.mode), first.partner_id, (first.carrier or "").casefold())
    return _Notice(first.id, way, announced, reports)


def _on_the_way(session: Session, actor: Actor) -> Iterator[tuple[int, int]]:
    """Which open schedule travels with which notice. One SELECT."""
    rows = also_visible(
        NoticeLine.visible_to(actor)
        .with_only_columns(NoticeLine.schedule_id, NoticeLine.notice_id)
        .join(Schedule, (Schedule.partner_id == NoticeLine.partner_id) & (Schedule.id == NoticeLine.schedule_id))
        .where(Schedule.stage.in_(OPEN), Schedule.dispatched.is_(True)),
        actor, Schedule,
    )  # fmt: skip
    for row in session.execute(rows.execution_options(yield_per=AT_ONCE)):
        yield row.schedule_id, row.notice_id


def _awaited(session: Session, actor: Actor) -> Iterator[Any]:
    """The schedules that something is awaited of or was. One SELECT."""
    rows = (
        Schedule.visible_to(actor)
        .with_only_columns(
            Schedule.id, Schedule.partner_id, Schedule.mode, Schedule.stage, Schedule.promised_on,
            Schedule.arrived_on, Schedule.dispatched, Schedule.quiet_on,
        )
        .where(or_(Schedule.stage.in_(OPEN), Schedule.quiet_on.is_not(None)))
        .order_by(Schedule.id)
    )  # fmt: skip
    yield from session.execute(rows.execution_options(yield_per=AT_ONCE))


def write(session: Session, rows: Iterable[dict[str, Any]]) -> None:
    """Write such rows."""
    session.connection().execute(_WRITE, list(rows))

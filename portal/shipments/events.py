"""Taking in what carriers and partners report of a notice.

What follows from the reports is worked out from all of them each time (delivered.py), so that it is the
same whatever the order in which they come, how often, and in how many files.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.activity.actions import record
from portal.actor import Actor
from portal.orders import actions as orders
from portal.orders.models import Order, Schedule
from portal.partners.models import Site
from portal.shipments import delivered
from portal.shipments.actions import recount, set_expected
from portal.shipments.epcis_answer import WITHDRAWAL
from portal.shipments.models import Event, Notice, NoticeLine
from portal.shipments.tracking.moments import instant, minutes
from portal.shipments.tracking.parcels import Shipment, Sign
from portal.shipments.tracking.states import Standing


def take_events(
    session: Session, actor: Actor | None, notice: Notice, source: str, shipments: Iterable[Shipment]
) -> Standing:
    """Add to a notice the events that `source` (a carrier's NAME, 'epcis', ...) reports of it and bring its
    schedules up to date: the expected day from the newest estimate, the day of arrival from the delivery.

    Of shipments that name a tracking number only that of the notice is taken. What came before is not
    added again. A time without an offset is one at the receiving site. Records `tracked` for each order
    where something was new. Returns where the notice is now. Never commits.
    """
    mine = [one for one in shipments if is_of(one, notice)]
    found = carried(session, notice)
    zone = next((zone for _schedule, zone in found), delivered.company_zone(session))
    known = {row.key: row.id for row in delivered.rows_of(session, [notice.partner_id], [notice.id])}
    before = len(known)
    for shipment in mine:
        for sign in (*shipment.events, *filter(lambda one: _tells(one, shipment), shipment.extra)):
            _add(session, actor, notice, known, _key(source, sign), sign, source, zone)
        for key, reason in shipment.withdrawn:
            wrong = _named(key)
            said = dict(shipment.declarations).get(key, "")
            sign = Sign(clock.now(), "withdrawn", WITHDRAWAL, reason, raw=said)
            _add(session, actor, notice, known, f"withdraws {wrong}", sign, source, zone, known.get(wrong))
        if shipment.estimated_on and shipment.promised:
            sign, key = _estimate(shipment, source)
            _add(session, actor, notice, known, key, sign, source, zone)
    standing = delivered.standing_of(session, notice)
    if len(known) > before:
        restate(session, *(schedule for schedule, _zone in found))
        for order_id, ref in {(schedule.order_id, schedule.order_ref) for schedule, _zone in found}:
            record(
                session, actor, "tracked", ("notice", notice.id, notice.ref), partner_id=notice.partner_id,
                audience="shared", order_id=order_id,
                data={"order": ref, "state": standing.state, "events": len(known) - before},
            )  # fmt: skip
    return standing


def restate(session: Session, *schedules: Schedule) -> None:
    """Set the expected day of schedules from the estimates, and their day of arrival from the deliveries, of
    the notices that carry them. What receipts say of the arrival stands before that. Four SELECTs, two
    more where something was delivered."""
    reported = delivered.of_schedules(session, schedules)
    recount(session, schedules, reported)
    for schedule in schedules:
        schedule.quiet_on = None  # something was heard; the worker says anew how long silence is usual
        if day := reported[schedule.id].expected_on:
            set_expected(schedule, day)
    orders.restate(session, *schedules)


def is_of(shipment: Shipment, notice: Notice) -> bool:
    """Whether a reading is about a notice: by its tracking number, where it names one."""

    def plain(text: str | None) -> str:
        return "".join(letter for letter in (text or "").upper() if letter.isalnum())

    number = plain(notice.tracking_number)
    named = (plain(shipment.tracking_number), plain(shipment.asked))
    return shipment.tracking_number == "" or (number != "" and number in named)


def _tells(summary: Sign, shipment: Shipment) -> bool:
    """Whether a summary says more than the events that it sums up."""
    return not any(
        event.state == summary.state and instant(event.at) >= instant(summary.at) for event in shipment.events
    )


def _estimate(shipment: Shipment, source: str) -> tuple[Sign, str]:
    """A row for an estimate, and its key. It is as old as the newest event that the carrier knew then."""
    day = str(shipment.estimated_on)
    known = [instant(sign.at) for sign in (*shipment.events, *shipment.extra)]
    at = max(known, default=clock.now())
    return Sign(
        at, delivered.ESTIMATE, "", day
    ), f"estimate {source} {day} {max(known).isoformat() if known else ''}"


def _named(key: str) -> str:
    return key if len(key) <= 100 else f"sha256:{hashlib.sha256(key.encode()).hexdigest()}"


def _key(source: str, sign: Sign) -> str:
    """What makes an event the same when it comes again."""
    if sign.key:
        return _named(sign.key)
    when = instant(sign.at).isoformat() if sign.at.tzinfo else sign.at.isoformat()
    said = "\n".join((source, sign.code, when, sign.place, sign.text, sign.state))
    return hashlib.sha256(said.encode()).hexdigest()


def _add(
    session: Session, actor: Actor | None, notice: Notice, known: dict[str, int], key: str, sign: Sign, source: str, zone: str,
    corrects_id: int | None = None,
) -> None:  # fmt: skip
    if key in known:
        return
    at = sign.at if sign.at.tzinfo else sign.at.replace(tzinfo=ZoneInfo(zone))
    event = Event(
        partner_id=notice.partner_id, notice_id=notice.id, key=key, at=at, offset_minutes=minutes(at),
        place=sign.place[:120] or None, state=sign.state, code=sign.code[:40] or None,
        text=sign.text[:500] or None, source=source[:40], corrects_id=corrects_id, recorded_at=clock.now(),
        recorded_by=actor.user_id if actor else None, raw=json.loads(sign.raw) if sign.raw else None,
    )  # fmt: skip
    session.add(event)
    session.flush()
    known[key] = event.id


def carried(session: Session, notice: Notice) -> list[tuple[Schedule, str]]:
    """The schedules on a notice, each with the zone of its receiving site."""
    found = session.execute(
        select(Schedule, Site.zone)
        .join(NoticeLine, (NoticeLine.partner_id == Schedule.partner_id) & (NoticeLine.schedule_id == Schedule.id))
        .join(Order, (Order.partner_id == Schedule.partner_id) & (Order.id == Schedule.order_id))
        .outerjoin(Site, Site.id == Order.site_id)
        .where(NoticeLine.notice_id == notice.id, NoticeLine.partner_id == notice.partner_id)
        .order_by(Schedule.id)
        .execution_options(system=True)
    )  # fmt: skip
    default = delivered.company_zone(session)
    return [(schedule, zone or default) for schedule, zone in found]


def follow(session: Session, schedules: Sequence[Any]) -> None:
    """Bring schedules that are on their way up to date when their quantities were changed: what is left of
    one may be at the site already."""
    found = session.scalars(
        select(Schedule)
        .where(
            Schedule.id.in_([schedule.id for schedule in schedules]), Schedule.dispatched,
            Schedule.partner_id.in_({schedule.partner_id for schedule in schedules}),
        )
        .order_by(Schedule.id)
        .execution_options(system=True, populate_existing=True)
    )  # fmt: skip
    restate(session, *found.all())

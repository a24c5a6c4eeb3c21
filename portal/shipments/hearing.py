"""What was last heard of schedules that travel, for those about which nothing is heard any more."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from sqlalchemy import and_
from sqlalchemy.orm import Session

from portal import clock
from portal.actor import Actor
from portal.orders.models import Schedule
from portal.scope import also_visible, carrying
from portal.shipments import labels
from portal.shipments.models import Event, Notice, NoticeLine
from portal.shipments.silence import stage_of
from portal.shipments.tracking.states import plain


@dataclass(frozen=True, slots=True)
class Heard:
    """The last word about a notice that is still awaited: the state, its day, the notice's page."""

    state: str
    day: date
    href: str

    @property
    def word(self) -> str:
        """The state in words."""
        return str(labels.EVENTS.get(self.state, self.state))


def last(session: Session, actor: Actor, schedule_ids: Collection[int], zone: str) -> dict[int, Heard]:
    """By schedule, the last word about the notice of it that was quiet for longest. One SELECT."""
    statement = also_visible(
        NoticeLine.visible_to(actor)
        .with_only_columns(
            NoticeLine.schedule_id, Schedule.order_ref, Notice.id, Notice.ref, Notice.shipped_on,
            Notice.created_at, Event.id.label("event_id"), Event.at, Event.state, Event.corrects_id,
        )
        .join(Schedule, (Schedule.partner_id == NoticeLine.partner_id) & (Schedule.id == NoticeLine.schedule_id))
        .join(Notice, (Notice.partner_id == NoticeLine.partner_id) & (Notice.id == NoticeLine.notice_id))
        .outerjoin(
            Event,
            and_(Event.partner_id == Notice.partner_id, Event.notice_id == Notice.id, *Event.visible_if(actor)),
        )
        .where(NoticeLine.schedule_id.in_(schedule_ids), Notice.state.in_(("announced", "corrected")))
        .order_by(Event.at, Event.id),
        actor, Schedule, Notice,
    )  # fmt: skip
    rows = session.execute(carrying(statement, statement, Event.visible_to(actor))).all()
    gone = {row.corrects_id for row in rows if row.corrects_id}
    newest: dict[tuple[int, int], Heard] = {}
    for row in rows:
        key = (row.schedule_id, row.id)
        if key not in newest:
            newest[key] = Heard("announced", _day(row, zone), _page(row))
        if row.event_id and row.event_id not in gone and plain(row.state) not in ("unknown", "pending"):
            newest[key] = Heard(row.state, row.at.astimezone(clock.zone(zone)).date(), _page(row))
    found: dict[int, Heard] = {}
    for (schedule_id, _notice), heard in newest.items():
        awaited = heard.state == "announced" or stage_of(plain(heard.state))
        if awaited and (schedule_id not in found or heard.day < found[schedule_id].day):
            found[schedule_id] = heard
    return found


def _day(row: Any, zone: str) -> date:
    day: date = row.shipped_on or row.created_at.astimezone(clock.zone(zone)).date()
    return day


def _page(row: Any) -> str:
    return f"/shipments/{quote(row.ref, safe='')}?" + urlencode({"order": row.order_ref})

"""What people of either side report of a notice by hand: a word of the one vocabulary, when, and where.

A report by hand and a carrier's stand beside each other and count by the time of what happened. A wrong
one is taken back by a new row that names it. Functions here never commit.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.activity.actions import record
from portal.actor import Actor
from portal.shipments import events, policy
from portal.shipments.actions import report_event
from portal.shipments.models import Event, Notice
from portal.shipments.tracking.moments import minutes

OLDEST = timedelta(days=730)
# In the order in which they mostly happen.
WORDS = (
    "made", "packed", "picked_up", "departed", "at_port", "customs", "customs_cleared", "held", "delayed",
    "out_for_delivery", "delivery_failed", "arrived_at_site", "accepted",
)  # fmt: skip


def words(actor: Actor) -> tuple[str, ...]:
    """What this side may report: only the company says that it accepts."""
    return WORDS if actor.is_staff else tuple(word for word in WORDS if word != "accepted")


def report(
    session: Session,
    actor: Actor,
    notice: Notice,
    key: str,
    at: datetime,
    word: str,
    place: str | None = None,
    note: str | None = None,
) -> Event:
    """Add what happened at `at` (aware; its offset is kept) and bring the schedules up to date. The same
    `key` again adds nothing. Records `milestone` for each order."""
    event = report_event(
        session, notice, key_of(actor, key), at, word, policy.by_hand(actor), offset_minutes=minutes(at), place=place,
        text=note, recorded_by=actor.person_id, recorded_at=clock.now(),
    )  # fmt: skip
    _follow(session, actor, notice, {"state": word, "place": place, "at": at.isoformat()})
    return event


def withdraw(session: Session, actor: Actor, notice: Notice, event: Event, reason: str) -> Event:
    """Take a report back: a new row that names it. Records `milestone`, withdrawn."""
    row = report_event(
        session, notice, f"withdraws {event.key}", clock.now(), "withdrawn", policy.by_hand(actor), text=reason,
        corrects_id=event.id, offset_minutes=event.offset_minutes, recorded_by=actor.person_id, recorded_at=clock.now(),
    )  # fmt: skip
    _follow(session, actor, notice, {"state": event.state, "withdrawn": True, "reason": reason})
    return row


def key_of(actor: Actor, key: str) -> str:
    """Under which key a report stands that this person sent in a form with `key`."""
    return f"hand-{hashlib.sha256(f'{actor.user_id} {key}'.encode()).hexdigest()[:16]}"


def by_key(session: Session, actor: Actor, notice_id: int, key: str) -> Event | None:
    """What was reported of a notice under this key. One SELECT."""
    statement = Event.visible_to(actor).where(Event.notice_id == notice_id, Event.key == key)
    return session.scalars(statement).first()


def is_withdrawn(session: Session, actor: Actor, event: Event) -> bool:
    """True if a later row takes it back or corrects it. One SELECT."""
    statement = Event.visible_to(actor).with_only_columns(Event.id).where(Event.notice_id == event.notice_id)
    return session.execute(statement.where(Event.corrects_id == event.id)).first() is not None


def _follow(session: Session, actor: Actor, notice: Notice, data: dict[str, Any]) -> None:
    carried = events.carried(session, notice)
    events.restate(session, *(schedule for schedule, _zone in carried))
    for order_id, ref in sorted({(schedule.order_id, schedule.order_ref) for schedule, _zone in carried}):
        record(
            session, actor, "milestone", ("notice", notice.id, notice.ref), partner_id=notice.partner_id,
            audience="shared", order_id=order_id, data={"order": ref, **data},
        )  # fmt: skip

"""One notice as its readers see it: what it carries, what happened on the way, what came in."""

from dataclasses import dataclass
from datetime import UTC, date, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.orders.models import Order, Schedule
from portal.partners.models import Partner
from portal.scope import also_visible
from portal.shipments import contests, labels, policy, receipt_list, receiving
from portal.shipments.live import live_events
from portal.shipments.models import Event, Notice, NoticeLine
from portal.shipments.receipt_list import Place, ReceiptSeen
from portal.shipments.timeline import Entry
from portal.shipments.timeline_teller import Teller
from portal.shipments.tracking.states import Standing, derive
from portal.web.i18n import _

MOST_EVENTS = 300  # of one notice, the newest
GLYPHS = {
    "in_transit": "on_the_way", "picked_up": "on_the_way", "out_for_delivery": "on_the_way",
    "ready_for_pickup": "on_the_way", "on_hold": "at_risk", "delivery_delayed": "at_risk",
    "delivery_failed": "at_risk", "return_to_sender": "at_risk", "delivered": "done", "cancelled": "cancelled",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """A notice: itself, its partner, what it carries (with the order lines), its events in days, the
    newest first, where it stands by them, and the receipts of what it carries; `own` says of the entries that
    the reader may take back under which key they were reported."""

    notice: Any
    carries: list[Any]
    days: list[tuple[date, list[Entry]]]
    standing: Standing
    receipts: list[ReceiptSeen]
    own: dict[str, str]

    @property
    def received(self) -> bool:
        """All that it carries has come in."""
        return bool(self.carries) and all(line.stage == "arrived" for line in self.carries)


def find(session: Session, actor: Actor, ref: str, order: str | None) -> Any:
    """The notice with this reference and its partner's name; None if there is none to be seen. Partners
    number their notices themselves: `order` says which is meant by an order on it, else it is the
    newest. One SELECT."""
    statement = (
        Notice.visible_to(actor)
        .with_only_columns(Notice, Partner.name.label("partner_name"))
        .join(Partner, Partner.id == Notice.partner_id)
        .where(Notice.ref == ref)
        .order_by(Notice.id.desc())
        .limit(1)
    )
    if order:
        statement = statement.where(_carries(actor, order))
    return session.execute(also_visible(statement, actor, Partner)).first()


def find_one(session: Session, actor: Actor, ref: str, order: str | None) -> Notice | None:
    """The notice that is meant by a reference, to be changed; None if there is none to be seen, or if
    several have it and `order` does not say which. One SELECT."""
    statement = Notice.visible_to(actor).where(Notice.ref == ref).limit(2)
    if order:
        statement = statement.where(_carries(actor, order))
    found = list(session.scalars(statement))
    return found[0] if len(found) == 1 else None


def _carries(actor: Actor, order: str) -> Any:
    """The condition that a notice carries something of the order with this reference."""
    on_it = (
        NoticeLine.visible_to(actor)
        .with_only_columns(NoticeLine.notice_id)
        .join(Order, (Order.partner_id == NoticeLine.partner_id) & (Order.id == NoticeLine.order_id))
        .where(Order.ref == order)
    )
    return Notice.id.in_(also_visible(on_it, actor, Order))


def sees_all(session: Session, actor: Actor, notice: Notice) -> bool:
    """True if the actor sees every line of a notice: who sees a part of it reads it, no more. No SELECT
    but for people with a narrow reach."""
    if actor.is_staff or actor.reach == "all":
        return True
    all_of_it = (
        select(func.count())
        .select_from(NoticeLine)
        .where(NoticeLine.notice_id == notice.id, NoticeLine.partner_id == notice.partner_id)
        .execution_options(system=True)
    )
    return session.execute(all_of_it).scalar_one() == len(carries(session, actor, notice.id))


def carries(session: Session, actor: Actor, notice_id: int) -> list[Any]:
    """What a notice carries, by order and line, with each schedule's unit and promise. One SELECT."""
    statement = (
        NoticeLine.visible_to(actor)
        .with_only_columns(
            NoticeLine.schedule_id, NoticeLine.quantity, Schedule.order_ref, Schedule.line_number, Schedule.part,
            Schedule.item, Schedule.detail, Schedule.unit, Schedule.stage, Schedule.promised_on, Schedule.quantity.label("scheduled"),
        )
        .join(Schedule, (Schedule.partner_id == NoticeLine.partner_id) & (Schedule.id == NoticeLine.schedule_id))
        .where(NoticeLine.notice_id == notice_id)
        .order_by(Schedule.order_ref, Schedule.line_number, Schedule.part)
    )  # fmt: skip
    return list(session.execute(also_visible(statement, actor, Schedule)))


def seen(session: Session, actor: Actor, notice: Any, locale: str, today: date) -> Seen:
    """Everything about a notice that was found. Three SELECTs, two more where something came in."""
    lines = carries(session, actor, notice.id)
    stands = live_events(reported(session, actor, notice.id))
    teller = Teller({}, locale, actor.zone, today)
    entries = zip((_place_day(event) for event in stands), teller.events(stands, {}), strict=True)
    return Seen(
        notice=notice,
        carries=lines,
        days=[(day, [e for _day, e in ones]) for day, ones in groupby(entries, key=lambda pair: pair[0])],
        standing=derive(stands),
        receipts=_seen_receipts(session, actor, notice, lines),
        own={
            f"e{e.id:012}": e.key for e in stands if e.state != "withdrawn" and policy.can_withdraw(actor, e)
        },
    )


def reported(session: Session, actor: Actor, notice_id: int) -> list[Any]:
    """What was reported of a notice, the newest first; no more than MOST_EVENTS. One SELECT."""
    statement = (
        Event.visible_to(actor)
        .with_only_columns(
            Event.id, Event.notice_id, Event.at, Event.state, Event.offset_minutes, Event.place, Event.text,
            Event.source, Event.corrects_id, Event.code, Event.recorded_at, Event.key, Event.partner_id,
        )
        .where(Event.notice_id == notice_id)
        .order_by(Event.at.desc(), Event.id.desc())
        .limit(MOST_EVENTS)
    )  # fmt: skip
    return list(session.execute(statement))


def _place_day(event: Any) -> date:
    """The day it was where it happened."""
    day: date = (event.at.astimezone(UTC) + timedelta(minutes=event.offset_minutes)).date()
    return day


def receipts(session: Session, actor: Actor, notice_id: int, lines: list[Any]) -> list[tuple[Any, Any]]:
    """Receipts of what the notice carries, those bound to another notice left out, with their line."""
    places = {line.schedule_id: line for line in lines}
    rows = receiving.rows_of(session, actor, list(places))
    return [(places[row.schedule_id], row) for row in rows if row.notice_id in (None, notice_id)]


def _seen_receipts(session: Session, actor: Actor, notice: Any, lines: list[Any]) -> list[ReceiptSeen]:
    """The same as readers see them, with what is over or short by all receipts of their lines."""
    places = {
        line.schedule_id: Place(
            line.order_ref, line.line_number, line.part, f"{line.order_ref} {line.line_number}", line.unit, line.scheduled
        )
        for line in lines
    }  # fmt: skip
    rows = receiving.rows_of(session, actor, list(places))
    mine = {row.id for row in rows if row.notice_id in (None, notice.id)}
    announced = {(notice.id, line.schedule_id): line.quantity for line in lines}
    of_these = [row.id for row in rows]
    seen_all = receipt_list.seen(
        actor,
        notice,
        rows,
        receipt_list.photos_of(session, actor, of_these),
        contests.of_receipts(session, actor, of_these),
        places,
        announced,
    )
    return [each for each in seen_all if each.row.id in mine]


def shape(state: str, standing: Standing | None, received: bool = False) -> tuple[str, str]:
    """The kind of status (its shape) and the word for how a notice stands: by its own state where that
    says that nothing is on its way, "Received" where all that it carries has come in, else by what was
    reported of it."""
    word = str(labels.NOTICE_STATES[state])
    if state == "voided":
        return "cancelled", word
    if received and state != "draft":
        return "done", _("Received")
    if state == "draft" or standing is None or standing.state in ("unknown", "pending"):
        return "open", word
    return GLYPHS[standing.state], str(labels.EVENTS.get(standing.state, word))

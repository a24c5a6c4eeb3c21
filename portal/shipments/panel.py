"""What the order page shows of shipments: the notices, and the timeline of all that happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.orders import policy as orders
from portal.orders.panels import OrderSeen
from portal.shipments import (
    cause_page,
    contests,
    labels,
    policy,
    queries,
    receipt_list,
    timeline,
    timeline_kinds,
)
from portal.shipments.place_time import PlaceTime, at_place
from portal.shipments.queries import Shipments
from portal.shipments.receipt_list import Place
from portal.shipments.timeline_teller import Teller
from portal.web.i18n import reader_locale


@dataclass(frozen=True, slots=True)
class NoticeSeen:
    """A notice with what it carries of the lines that are shown (where, the row, its unit), how many parts of
    the order it carries beside, and its events, newest first, each with when it was there."""

    facts: Any
    carries: list[tuple[str, Any, str]]
    more: int
    events: list[tuple[Any, PlaceTime]]


def panel(session: Session, actor: Actor, order: OrderSeen) -> Mapping[str, Any]:
    """Notices, receipts and causes of delays of the lines that are shown, and the timeline of an order.
    Two SELECTs, and the one of `contests.of_order`."""
    found = queries.of_order(session, actor, order.id)
    teller = Teller(order.places, reader_locale(), actor.zone, order.today)
    shown = [row for row in order.schedules if order.shows(row.id)]
    came = [row for row in found.receipts if order.shows(row.schedule_id)]
    return {
        **story(session, actor, order, found),
        "causes": cause_page.of_schedules(actor, shown, order.commitments, found, order.today),
        "notices": _notices(order, found, teller, actor.zone),
        "notice_count": len({row.notice_id for row in found.carried}),
        "receipt_count": len(found.receipts),
        "receipts": receipt_list.seen(
            actor, order, came, receipt_list.by_receipt(found.photos), contests.of_order(session, actor, order),
            {
                s.id: Place(order.ref, s.line_number, s.part, teller.line(s.id), s.unit, s.quantity)
                for s in order.schedules
            },
            {(c.notice_id, c.schedule_id): c.quantity for c in found.carried},
        ),
        "balances": [
            (teller.line(s.id), s.line_number, s.quantity - s.accepted, s.unit, s.promised_on)
            for s in shown
            if 0 < s.accepted < s.quantity and orders.is_open(s)
        ],
        "proposes": orders.can_answer(actor, order),
        "can_announce": policy.can_announce(actor) and any(map(orders.is_open, order.schedules)),
        "labels": labels,
    }  # fmt: skip


def _notices(order: OrderSeen, found: Shipments, teller: Teller, zone: str) -> list[NoticeSeen]:
    """The notices that carry something of the lines that are shown, as they are read in this zone."""
    carried: dict[int, list[Any]] = {}
    for row in found.carried:
        carried.setdefault(row.notice_id, []).append(row)
    events: dict[int, list[Any]] = {}
    for event in reversed(found.events):
        events.setdefault(event.notice_id, []).append(event)
    seen = []
    for notice_id, all_of_it in carried.items():
        if mine := [row for row in all_of_it if order.shows(row.schedule_id)]:
            carries = [
                (teller.line(row.schedule_id), row, order.places.get(row.schedule_id, (0, 0, ""))[2])
                for row in mine
            ]
            happened = [
                (event, at_place(event.at, event.offset_minutes, reader_locale(), zone))
                for event in events.get(notice_id, ())
            ]
            seen.append(NoticeSeen(all_of_it[-1], carries, len(all_of_it) - len(mine), happened))
    return seen


def story(session: Session, actor: Actor, order: OrderSeen, found: Shipments) -> Mapping[str, Any]:
    """The timeline of an order, of the kinds that are asked for, and what can be asked. One SELECT."""
    before, kinds = timeline.cursor(order.before), timeline_kinds.chosen(order.show)
    verbs = timeline_kinds.verbs(kinds)
    happened = queries.happened(
        session, actor, order.id, verbs, before[0] if before else None, timeline.PAGE + 2
    )
    teller = Teller(order.places, reader_locale(), actor.zone, order.today)
    entries = [*teller.activity(happened)]
    if "promises" in kinds:
        entries += teller.commitments(order.commitments)
    if "way" in kinds:
        entries += teller.events(found.events, {row.notice_id: row for row in found.carried})
    if "receipts" in kinds:
        entries += teller.receipts(found.receipts)
    return {
        "order": order,
        "timeline": timeline.build(entries, before, actor.zone),
        "chips": timeline_kinds.chips(kinds),
        "show": timeline_kinds.asked(kinds),
    }

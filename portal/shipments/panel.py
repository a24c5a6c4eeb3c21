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
from portal.web.i18n import reader_locale


@dataclass(frozen=True, slots=True)
class NoticeSeen:
    """A notice with what it carries of the order (where, the row, its unit), and its events, newest
    first, each with when it was there."""

    facts: Any
    carries: list[tuple[str, Any, str]]
    events: list[tuple[Any, PlaceTime]]


def panel(session: Session, actor: Actor, order: OrderSeen) -> Mapping[str, Any]:
    """Notices, receipts, causes of delays and the timeline of an order. Two SELECTs, and the one of
    `contests.of_order`."""
    found = queries.of_order(session, actor, order.id)
    teller = timeline.Teller(order.places, reader_locale(), actor.zone, order.today)
    notices = {row.notice_id: row for row in found.carried}
    return {
        **story(session, actor, order, found),
        "causes": cause_page.of_schedules(actor, order.schedules, order.commitments, found, order.today),
        "notices": [
            NoticeSeen(
                row,
                [
                    (teller.line(c.schedule_id), c, order.places.get(c.schedule_id, (0, 0, ""))[2])
                    for c in found.carried
                    if c.notice_id == notice_id
                ],
                [
                    (event, at_place(event.at, event.offset_minutes, reader_locale(), actor.zone))
                    for event in reversed(found.events)
                    if event.notice_id == notice_id
                ],
            )
            for notice_id, row in notices.items()
        ],
        "receipts": receipt_list.seen(
            actor, order, found.receipts, receipt_list.by_receipt(found.photos),
            contests.of_order(session, actor, order),
            {
                s.id: Place(order.ref, s.line_number, s.part, teller.line(s.id), s.unit, s.quantity)
                for s in order.schedules
            },
            {(c.notice_id, c.schedule_id): c.quantity for c in found.carried},
        ),
        "balances": [
            (teller.line(s.id), s.line_number, s.quantity - s.accepted, s.unit, s.promised_on)
            for s in order.schedules
            if 0 < s.accepted < s.quantity and orders.is_open(s)
        ],
        "proposes": orders.can_answer(actor, order),
        "can_announce": policy.can_announce(actor) and any(map(orders.is_open, order.schedules)),
        "labels": labels,
    }  # fmt: skip


def story(session: Session, actor: Actor, order: OrderSeen, found: Shipments) -> Mapping[str, Any]:
    """The timeline of an order, of the kinds that are asked for, and what can be asked. One SELECT."""
    before, kinds = timeline.cursor(order.before), timeline_kinds.chosen(order.show)
    verbs = timeline_kinds.verbs(kinds)
    happened = queries.happened(
        session, actor, order.id, verbs, before[0] if before else None, timeline.PAGE + 2
    )
    teller = timeline.Teller(order.places, reader_locale(), actor.zone, order.today)
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

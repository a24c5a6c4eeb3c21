"""Writing down the way of the goods: notices, what they carry, events and receipts."""

from decimal import Decimal

from sqlalchemy.orm import Session

from portal.desk.demo.book import Book, Row
from portal.desk.demo.people import HUMAN
from portal.desk.demo.story import Trip
from portal.orders import actions as orders
from portal.orders.actions import words_of
from portal.orders.models import Order
from portal.shipments import actions as shipments
from portal.shipments.models import Event, Notice, NoticeLine, Receipt

FIRST_RECEIPT = 1201


def write(session: Session, book: Book, rows: list[Row]) -> None:
    """Write the trips and receipts of the schedules in `rows`."""
    notices = _notices(session, book, rows)
    _receipts(session, book, rows, notices)
    session.flush()
    under_way = [schedule for *_deal, part, schedule in rows if part.trips and not part.came]
    shipments.recount(session, under_way)  # a carrier may say that it has delivered
    orders.restate(session, *under_way)


def _notices(session: Session, book: Book, rows: list[Row]) -> dict[Trip, Notice]:
    trips: dict[Trip, tuple[str, Order]] = {}
    for deal, order, _line, part, _schedule in rows:
        for trip in part.trips:
            trips.setdefault(trip, (deal.name, order))
    notices: dict[Trip, Notice] = {}
    numbers: dict[int, int] = {}
    for trip, (name, order) in sorted(trips.items(), key=lambda pair: (pair[0].at, pair[1][1].id)):
        code = HUMAN[trip.by].partner
        numbers[order.partner_id] = number = numbers.get(order.partner_id, 100) + 1
        notices[trip] = notice = Notice(
            partner_id=order.partner_id, ref=f"SJ-{code}-{number:04d}", state="announced", mode=trip.mode,
            carrier=trip.carrier, tracking_number=trip.tracking, shipped_on=trip.shipped_on, packages=trip.packages,
            weight=trip.weight or None, note=trip.note, created_by=book.people[trip.by], created_at=trip.at,
        )  # fmt: skip
        book.notices.setdefault(name, []).append(notice)
    session.add_all(notices.values())
    session.flush()
    for trip, notice in notices.items():
        _events(session, trip, notice)
        _name, order = trips[trip]
        book.note(
            trip.at, trip.by, "announced", ("notice", notice.id, notice.ref), notice.partner_id, order.id,
            {"order": order.ref, "carrier": notice.carrier},
        )  # fmt: skip
    for _deal, order, _line, part, schedule in rows:
        announced = part.quantity
        for trip in part.trips:
            came = sum((c.accepted + c.rejected for c in part.came if c.trip is trip), Decimal(0))
            notice = notices[trip]
            session.add(
                NoticeLine(
                    partner_id=order.partner_id, notice_id=notice.id, order_id=order.id,
                    schedule_id=schedule.id, quantity=announced,
                )
            )  # fmt: skip
            announced = max(announced - came, Decimal(1))
            schedule.words = words_of(schedule.words, notice.carrier, notice.tracking_number, notice.ref)
    session.flush()
    return notices


def _events(session: Session, trip: Trip, notice: Notice) -> None:
    for number, sign in enumerate(trip.signs, start=1):
        session.add(
            Event(
                partner_id=notice.partner_id, notice_id=notice.id, key=f"{number}-{sign.code}", at=sign.at,
                offset_minutes=sign.offset, place=sign.place, state=sign.state, code=sign.code or None,
                text=sign.text, source=trip.carrier if trip.tracking else "partner by hand", recorded_at=sign.at,
            )
        )  # fmt: skip


def _receipts(session: Session, book: Book, rows: list[Row], notices: dict[Trip, Notice]) -> None:
    booked = [(came, order, schedule) for _, order, _, part, schedule in rows for came in part.came]
    booked.sort(key=lambda row: (row[0].at, row[2].id))
    for number, (came, order, schedule) in enumerate(booked, start=FIRST_RECEIPT):
        ref = f"GR-{number}"
        session.add(
            Receipt(
                partner_id=order.partner_id, order_id=order.id, schedule_id=schedule.id, ref=ref,
                notice_id=notices[came.trip].id if came.trip else None, arrived_on=came.arrived,
                received_on=came.received, accepted=came.accepted, rejected=came.rejected,
                condition=came.condition, note=came.note, recorded_by=book.people[came.by], recorded_at=came.at,
            )
        )  # fmt: skip
        book.note(
            came.at, came.by, "received", ("order", order.id, order.ref), order.partner_id, order.id,
            {
                "line": schedule.line_number, "accepted": str(came.accepted), "rejected": str(came.rejected),
                "unit": schedule.unit, "receipt": ref,
            },
        )  # fmt: skip
    session.flush()

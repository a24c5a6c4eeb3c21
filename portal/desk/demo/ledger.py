"""Writing the stories down: orders, lines, schedules and their promises."""

from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy.orm import Session

from portal.clock import zone
from portal.desk.demo import passage
from portal.desk.demo.book import Book, Row
from portal.desk.demo.catalogue import CURRENCY, INCOTERM
from portal.desk.demo.people import HUMAN
from portal.desk.demo.story import Deal, Part, Word
from portal.orders.actions import words_of
from portal.orders.models import Commitment, Line, Order, Schedule
from portal.orders.standing import Arrival, Facts, Move, standing

FIRST_ORDER = 1001


def write(session: Session, book: Book, deals: Iterable[Deal]) -> None:
    """Write the deals, oldest first, under running references."""
    told = sorted(deals, key=lambda deal: (deal.at, deal.partner))
    _orders(session, book, told)
    rows = _lines(session, book, told)
    for _deal, order, _line, part, schedule in rows:
        for word in part.words:
            session.add(_commitment(book, order, schedule, word))
            _note_word(book, order, schedule, word)
        _note_end(book, order, schedule, part)
    session.flush()
    passage.write(session, book, rows)


def _orders(session: Session, book: Book, deals: list[Deal]) -> None:
    for number, deal in enumerate(deals, start=FIRST_ORDER):
        human = HUMAN[deal.person]
        ref = f"PO-{number}"
        order = Order(
            partner_id=book.partners[deal.partner], ref=ref, ordered_on=deal.at.astimezone(zone("Asia/Jakarta")).date(),
            site_id=book.sites[deal.site], currency=CURRENCY.get(deal.partner, "IDR"),
            incoterm=INCOTERM.get(deal.partner, "DAP"), note=deal.note, staff_owner_id=book.people[deal.staff],
            partner_owner_id=book.people[deal.person], partner_team=human.team, answer_due_at=deal.answer_due,
            created_at=deal.at,
        )  # fmt: skip
        deal.name = deal.name or ref
        book.orders[deal.name] = order
        session.add(order)
    session.flush()
    for deal in deals:
        order = book.orders[deal.name]
        book.note(
            deal.at,
            deal.staff,
            "ordered",
            ("order", order.id, order.ref),
            order.partner_id,
            order.id,
            {"lines": len(deal.lines)},
        )


def _lines(session: Session, book: Book, deals: list[Deal]) -> list[Row]:
    lines = []
    for deal in deals:
        order = book.orders[deal.name]
        for number, asked in enumerate(deal.lines, start=1):
            quantity = sum((part.quantity for part in asked.parts), Decimal(0))
            price = Decimal(str(asked.item.price))
            lines.append((deal, order, asked, Line(
                partner_id=order.partner_id, order_id=order.id, number=number, item_code=asked.item.code,
                item=asked.item.name, detail=asked.item.detail, quantity=quantity, unit=asked.item.unit,
                unit_price=price, value=price * quantity,
            )))  # fmt: skip
    session.add_all(line for *_, line in lines)
    session.flush()
    rows: list[Row] = []
    for deal, order, asked, line in lines:
        for number, part in enumerate(asked.parts, start=1):
            schedule = _schedule(order, line, part, number)
            rows.append((deal, order, asked, part, schedule))
            book.schedules[deal.name, line.number, number] = schedule
            session.add(schedule)
    session.flush()
    for deal, _order, _asked, part, schedule in rows:
        if part.split_on:
            schedule.split_from_id = book.schedules[deal.name, schedule.line_number, 1].id
    return rows


def _schedule(order: Order, line: Line, part: Part, number: int) -> Schedule:
    """The schedule row; its standing is derived as orders.actions.restate derives it."""
    trip = part.trips[-1] if part.trips else None
    expected = part.expected or (None, None, None)
    facts = Facts(
        quantity=part.quantity, requested_on=part.requested,
        moves=tuple(
            Move(w.day, w.quantity or part.quantity, _party(w.by), w.state, w.cause) for w in part.words
        ),
        arrivals=tuple(Arrival(c.arrived, c.received, c.accepted, c.rejected) for c in part.came),
        expected_on=expected[0], dispatched=trip is not None, cancelled=part.cancelled_at is not None,
    )  # fmt: skip
    at = standing(facts)
    return Schedule(
        partner_id=order.partner_id, order_id=order.id, line_id=line.id, part=number, split_on=part.split_on,
        quantity=part.quantity, requested_on=part.requested, cancelled_at=part.cancelled_at,
        cancelled_by="company" if part.cancelled_at else None, cause_side="company" if part.cancelled_at else None,
        order_ref=order.ref, line_number=line.number, item_code=line.item_code, item=line.item, detail=line.detail,
        unit=line.unit, mode=trip.mode if trip else None, words=words_of(order.ref, line.item_code, line.item, line.detail),
        stage=at.stage, due_on=at.due_on or part.requested, first_promised_on=at.first_promised_on,
        base_on=at.base_on, promised_on=at.promised_on, proposed_on=at.proposed_on, proposed_by=at.proposed_by,
        moves=at.moves_count, expected_on=expected[0], expected_low=expected[1], expected_high=expected[2],
        arrived_on=at.arrived_on, received_on=at.received_on, accepted=at.accepted,
        dispatched=trip is not None, carrier=trip.carrier if trip else None,
    )  # fmt: skip


def _party(key: str) -> str:
    return "partner" if HUMAN[key].partner else "company"


def _commitment(book: Book, order: Order, schedule: Schedule, word: Word) -> Commitment:
    decider = HUMAN[word.answer_by] if word.answer_by else None
    return Commitment(
        partner_id=order.partner_id, order_id=order.id, schedule_id=schedule.id, day=word.day,
        quantity=word.quantity or schedule.quantity, proposed_by=_party(word.by), proposer_id=book.people[word.by],
        proposer_name=HUMAN[word.by].name, proposed_at=word.at, reason=word.reason, cause_side=word.cause,
        state=word.state, decided_by=_party(decider.key) if decider else None,
        decider_id=book.people[decider.key] if decider else None, decider_name=decider.name if decider else None,
        decided_at=word.answered_at,
    )  # fmt: skip


def _note_word(book: Book, order: Order, schedule: Schedule, word: Word) -> None:
    if word.inherited:
        return
    subject = ("order", order.id, order.ref)
    facts = {"line": schedule.line_number, "part": schedule.part, "day": word.day.isoformat()}
    given = {"cause_side": word.cause, "reason": word.reason}
    if word.cause or word.state != "accepted":
        book.note(word.at, word.by, "proposed", subject, order.partner_id, order.id, facts | given)
    if word.answered_at:
        verb = "declined" if word.state == "declined" else "agreed" if word.cause else "promised"
        book.note(
            word.answered_at,
            word.answer_by,
            verb,
            subject,
            order.partner_id,
            order.id,
            facts | {"reason": word.refusal},
        )


def _note_end(book: Book, order: Order, schedule: Schedule, part: Part) -> None:
    subject, facts = ("order", order.id, order.ref), {"line": schedule.line_number, "part": schedule.part}
    if part.split_at:
        book.note(
            part.split_at, part.words[-1].answer_by or part.words[-1].by, "split", subject, order.partner_id,
            order.id, facts | {"quantity": str(schedule.quantity), "unit": schedule.unit, "reason": part.split_reason},
        )  # fmt: skip
    if part.cancelled_at:
        book.note(
            part.cancelled_at, part.cancelled_by, "cancelled", subject, order.partner_id, order.id, facts
        )

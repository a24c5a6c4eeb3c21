"""Applying what a file says differently about lines that are known already.

The ledger is kept, and the file has no more say than its company: what was promised is proposed anew, what was
booked by hand stands unless whoever confirmed the import said otherwise. Nothing is overwritten but the wording
of the line and what nobody has promised yet.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from portal.activity.actions import Happening, record_many
from portal.actor import Actor
from portal.exchange import planning
from portal.exchange.comparing import CHUNK
from portal.exchange.contradictions import Choices, plain
from portal.exchange.filed import filed
from portal.exchange.known import known_orders
from portal.exchange.loading import Loader, commitment_row, receipt_row
from portal.exchange.planning import Plan
from portal.exchange.staging import StagedLine
from portal.orders import actions as orders
from portal.orders import answer_clock, answers
from portal.orders.actions import Said
from portal.orders.amending import live
from portal.orders.ledgers import write
from portal.orders.models import Commitment, Line, Schedule
from portal.shipments import actions as shipments
from portal.shipments.carrying import carry
from portal.shipments.models import NoticeLine, Receipt

CAUSE = "company"


@dataclass(frozen=True, slots=True)
class Sender:
    """In whose name a file speaks: our person who brought it, or the company; the import's reference, what
    was chosen, and the day it is at the company."""

    actor: Actor
    ref: str
    choices: Choices
    today: date


def apply_changes(session: Session, loader: Loader, sender: Sender) -> int:
    """Apply every changed line of the stage; returns how many. The caller commits."""
    count = 0
    for refs in loader.stage.orders(CHUNK):
        known, changed = known_orders(session, refs), []
        for ref, lines in loader.stage.lines_of(refs).items():
            held = known.held(ref, lines)
            for line in lines:
                ours = held.get(line.key)
                if ours is not None and ours.by_hand and ours.says(line) == "unchanged":
                    _adopt(session, ours.id, line)
            changed += planning.changed(ref, lines, held)
        for plans in planning.plans(session, changed, sender.choices, sender.today, to_change=True):
            _apply(session, loader, sender, plans)
        count += len(changed)
    return count


def _adopt(session: Session, line_id: int, staged: StagedLine) -> None:
    """From now on a line that was entered by hand is known by its key in the file, and by what the file
    said of it: the same file again changes nothing that was changed by hand since."""
    session.execute(
        update(Line).where(Line.id == line_id)
        .values(external_ref=staged.key, digest=staged.digest, source=staged.record.source, filed=filed(staged.record))
    )  # fmt: skip


def _apply(session: Session, loader: Loader, sender: Sender, plans: list[Plan]) -> None:
    told = [happening for plan in plans for happening in _amended(plan)]
    parts = [part for plan in plans for part in plan.parts]
    for plan in plans:
        told += _book(session, loader, sender, plan)
        _word(plan)
    session.flush()
    if booked := [booking.part for plan in plans for booking in plan.arrivals.bookings]:
        shipments.recount(session, booked)
        for part in booked:
            flag_modified(part, "accepted")  # what came is another, though it may come to as much
    sent = [part for part in parts if part.dispatched] + _send(session, loader, plans)
    if sent:
        carry(session, sent)
    for plan in plans:
        _settle(session, loader, plan)
    if parts:
        orders.restate(session, *parts)
    if told:
        record_many(session, None, told)
    _answer(session, loader, sender, plans)


def _word(plan: Plan) -> None:
    """Let the line say what the file says of it."""
    line, record, staged = plan.line, plan.record, plan.changed.staged
    line.external_ref, line.digest, line.filed = staged.key, staged.digest, filed(staged.record)
    line.source = staged.record.source
    line.item_code, line.item, line.detail = record.item_code, record.item, record.detail
    line.unit, line.unit_price = record.unit or "pcs", record.unit_price
    line.quantity += _more(plan)
    if sum((part.quantity for part in live(plan.parts)), Decimal(0)) + _more(plan) == record.quantity:
        line.value = record.line_value
    elif record.unit_price is not None:
        line.value = record.unit_price * line.quantity
    for part in plan.parts:
        part.item_code, part.item, part.detail = record.item_code, record.item, record.detail
        part.unit, part.mode = line.unit, record.mode or part.mode
        part.carrier = record.carrier or part.carrier
        part.words = orders.words_of(
            plan.changed.ref, record.item_code, record.item, record.detail, part.carrier, record.tracking_number,
            record.notice_ref,
        )  # fmt: skip


def _send(session: Session, loader: Loader, plans: list[Plan]) -> list[Schedule]:
    """Put what nothing carries yet on the notice that the file names anew; returns what goes with one."""
    going = [
        (plan, part)
        for plan in plans
        if "notice_ref" in plan.news and not any(part.dispatched for part in plan.parts)
        for part in live(plan.parts)[:1]
    ]
    if not going:
        return []
    found = loader.notices(session, [((p.order_id, p.partner_id), p.id, plan.record) for plan, p in going])
    for plan, part in going:
        session.add(
            NoticeLine(
                partner_id=part.partner_id, order_id=part.order_id, schedule_id=part.id, quantity=part.quantity,
                notice_id=found[part.partner_id, plan.record.notice_ref or ""],
            )
        )  # fmt: skip
    return [part for _plan, part in going]


def _settle(session: Session, loader: Loader, plan: Plan) -> None:
    """Let stand what stands at once."""
    terms = plan.terms
    for part in plan.parts:
        part.quantity = terms.quantities.get(part.id, part.quantity)
        part.requested_on = terms.wanted.get(part.id, part.requested_on)
        if day := terms.promised.get(part.id):
            row = commitment_row(part.order_id, part.partner_id, part.id, plan.record, loader.at)
            session.add(Commitment(**row | {"day": day, "quantity": part.quantity}))


def _answer(session: Session, loader: Loader, sender: Sender, plans: list[Plan]) -> None:
    """Propose and agree, in the sender's name, a few statements for all."""
    said = Said("company", sender.actor.person_id, sender.actor.name, loader.at)
    changes, asked = [], set()
    for plan in plans:
        for part, dated in plan.terms.proposals:
            asked.add(part.order_id)
            changes.append(
                answers.proposed(
                    part, plan.ledgers[part.id], said, parts=[dated], reason=sender.ref, cause_side=CAUSE
                )
            )
        agree = partial(answers.accepted, today=sender.today)
        changes += [agree(part, plan.ledgers[part.id], said) for part in plan.terms.agreements]
    if asked:
        answer_clock.reopen(session, sender.actor, *asked)
    if changes:
        write(session, sender.actor, changes)


def _more(plan: Plan) -> Decimal:
    return sum(
        (plan.terms.quantities[p.id] - p.quantity for p in plan.parts if p.id in plan.terms.quantities), Decimal(0)
    )  # fmt: skip


def _amended(plan: Plan) -> Iterator[Happening]:
    """What is changed at once of a line, for both sides to read."""
    line, record, more = plan.line, plan.record, _more(plan)
    before = sum((part.quantity for part in live(plan.parts)), Decimal(0))
    told: dict[str, list[str | None]] = {}
    if more:
        told["quantity"] = [plain(before), plain(before + more)]
    for part in plan.parts:
        wanted = plan.terms.wanted.get(part.id)
        if wanted and wanted != part.requested_on:
            told["wanted_on"] = [_text(part.requested_on), _text(wanted)]
    if plan.changed.held.by_hand:
        for name in ("detail", "unit_price"):
            was, now = getattr(line, name), getattr(record, name)
            if was != now:
                told[name] = [_text(was), _text(now)]
    if told:
        data = {"line": line.number, "unit": line.unit, "changes": told, "import": True}
        yield Happening(
            "amended",
            ("order", line.order_id, plan.changed.ref),
            line.partner_id,
            "shared",
            line.order_id,
            data,
        )


def _text(value: date | Decimal | str | None) -> str | None:
    return None if value is None else str(value)


def _book(session: Session, loader: Loader, sender: Sender, plan: Plan) -> list[Happening]:
    """Take back and book what came; what was booked by hand is told to both sides when it is put right."""
    told: list[Happening] = []
    for booking in plan.arrivals.bookings:
        part = booking.part
        for receipt in booking.back:
            session.add(_reversal(receipt, loader, sender.ref if booking.by_hand else None))
        notice_id = booking.back[-1].notice_id if booking.back else None
        columns = receipt_row(part.order_id, part.partner_id, part.id, notice_id, plan.record, loader.at)
        made = Receipt(**columns | {"accepted": booking.accepted})
        session.add(made)
        if booking.by_hand:
            told += [
                shipments.told_of("reversed", part, receipt, reason=sender.ref) for receipt in booking.back
            ]
            told.append(shipments.told_of("received", part, made))
    return told


def _reversal(receipt: Receipt, loader: Loader, note: str | None) -> Receipt:
    columns: dict[str, Any] = {
        "partner_id": receipt.partner_id, "order_id": receipt.order_id, "schedule_id": receipt.schedule_id,
        "notice_id": receipt.notice_id, "ref": receipt.ref, "arrived_on": receipt.arrived_on,
        "received_on": receipt.received_on, "accepted": -receipt.accepted, "rejected": -receipt.rejected,
        "condition": receipt.condition, "note": note, "reverses_id": receipt.id, "recorded_at": loader.at,
    }  # fmt: skip
    return Receipt(**columns)

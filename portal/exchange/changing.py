"""Applying what a file says differently about lines that are known already.

The ledger is kept: another promised day is a new row, another arrival reverses the old receipt and
books a new one. Nothing is overwritten but the wording of the line.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.activity import actions as activity
from portal.exchange.comparing import CHUNK, known_orders
from portal.exchange.loading import Loader, commitment_row, receipt_row
from portal.exchange.pairing import HandLine
from portal.exchange.record import OrderRecord
from portal.exchange.staging import StagedLine
from portal.orders import actions as orders
from portal.orders.models import Commitment, Line, Schedule
from portal.orders.spreading import spread
from portal.shipments import actions as shipments
from portal.shipments.live import live_receipts
from portal.shipments.models import Receipt


def apply_changes(session: Session, loader: Loader) -> int:
    """Apply every changed line of the stage; returns how many. The caller commits."""
    changed = 0
    for refs in loader.stage.orders(CHUNK):
        known = known_orders(session, refs)
        for ref, lines in loader.stage.lines_of(refs).items():
            held = known.held(ref, lines)
            for line in lines:
                ours = held.get(line.key)
                if ours is None or ours.says(line) == "unchanged":
                    if ours is not None and ours.by_hand:
                        _adopt(session, ours.id, line)
                    continue
                if ours.by_hand:
                    _change_by_hand(session, loader, ours.by_hand, ref, line)
                else:
                    _change(session, loader, ours.id, ref, line)
                changed += 1
    return changed


def _adopt(session: Session, line_id: int, staged: StagedLine) -> None:
    """From now on a line that was entered by hand is known by its key in the file, and by what the file
    said of it: the same file again changes nothing that was changed by hand since."""
    session.execute(
        update(Line).where(Line.id == line_id)
        .values(external_ref=staged.key, digest=staged.digest, source=staged.record.source)
    )  # fmt: skip


def _change_by_hand(session: Session, loader: Loader, hand: HandLine, ref: str, staged: StagedLine) -> None:
    """Apply what a file says otherwise of a line entered by hand, and tell both sides what that was."""
    filled = replace(staged, record=hand.fill(staged.record))
    _adopt(session, hand.id, staged)
    _change(session, loader, hand.id, ref, filled)
    line = session.scalars(select(Line).where(Line.id == hand.id)).one()
    told = {
        name: [_text(before), _text(after)]
        for name, before, after in (
            ("quantity", hand.quantity, filled.record.quantity), ("wanted_on", hand.requested_on, filled.record.requested_on),
            ("detail", hand.detail, filled.record.detail), ("unit_price", hand.unit_price, filled.record.unit_price),
        )
        if before != after
    }  # fmt: skip
    if told:
        activity.record(
            session, None, "amended", ("order", line.order_id, ref), partner_id=line.partner_id, audience="shared",
            order_id=line.order_id, data={"line": line.number, "unit": line.unit, "changes": told, "import": True},
        )  # fmt: skip


def _text(value: date | Decimal | str | None) -> str | None:
    return None if value is None else str(value)


def _change(session: Session, loader: Loader, line_id: int, ref: str, staged: StagedLine) -> None:
    record = staged.record
    line = session.scalars(select(Line).where(Line.id == line_id)).one()
    parts = list(session.scalars(select(Schedule).where(Schedule.line_id == line_id).order_by(Schedule.part)))
    schedule = parts[0] if parts else None
    more = record.quantity - line.quantity
    line.item_code, line.item, line.detail = record.item_code, record.item, record.detail
    line.quantity, line.unit = record.quantity, record.unit or "pcs"
    line.unit_price, line.value = record.unit_price, record.line_value
    line.source, line.digest = record.source, staged.digest
    if schedule is None:
        return
    for part, quantity in zip(parts, spread(parts, more), strict=True):
        part.quantity = quantity
    schedule.requested_on = record.requested_on or record.promised_on
    schedule.item_code, schedule.item, schedule.detail = record.item_code, record.item, record.detail
    schedule.unit, schedule.mode = line.unit, record.mode
    schedule.carrier = record.carrier
    schedule.words = orders.words_of(
        ref,
        record.item_code,
        record.item,
        record.detail,
        record.carrier,
        record.tracking_number,
        record.notice_ref,
    )
    session.flush()
    if record.promised_on and record.promised_on != schedule.promised_on:
        row = commitment_row(schedule.order_id, schedule.partner_id, schedule.id, record, loader.at)
        session.add(Commitment(**row))
        session.flush()
    _restate_receipts(session, loader, parts, record)
    orders.restate(session, *parts)


def _restate_receipts(
    session: Session, loader: Loader, parts: Sequence[Schedule], record: OrderRecord
) -> None:
    """Let the receipts of a line's parts say what the file says has come: what they say otherwise is taken
    back by rows of its own."""
    if record.arrived_on is None and record.received_on is None:
        return
    for part, share in shares(parts, record.quantity):
        booked = list(
            session.scalars(select(Receipt).where(Receipt.schedule_id == part.id).order_by(Receipt.id))
        )
        live = live_receipts(booked)
        wanted = (record.arrived_on, record.received_on, share)
        if [(r.arrived_on, r.received_on, r.accepted) for r in live] == [wanted]:
            continue
        for receipt in live:
            session.add(_reversal(receipt, loader))
        columns = receipt_row(part.order_id, part.partner_id, part.id, None, record, loader.at)
        session.add(Receipt(**columns | {"accepted": share}))
        session.flush()
        shipments.recount(session, [part])


def shares(parts: Sequence[Any], came: Decimal) -> list[tuple[Any, Decimal]]:
    """What of all that came falls to each part of a line: the earliest is filled first, the last takes what
    is left over. What was cancelled takes nothing, nor does a part for which nothing is left."""
    live = [part for part in parts if part.cancelled_at is None] or list(parts[:1])
    live.sort(key=lambda part: (part.promised_on or part.requested_on or date.max, part.part))
    dropped = sum(
        (part.quantity for part in parts if part.cancelled_at is not None and part not in live), Decimal(0)
    )
    left, found = max(Decimal(0), came - dropped), []
    for part in live:
        share = left if part is live[-1] else min(part.quantity, left)
        left -= share
        if share > 0:
            found.append((part, share))
    return found


def _reversal(receipt: Receipt, loader: Loader) -> Receipt:
    columns: dict[str, Any] = {
        "partner_id": receipt.partner_id, "order_id": receipt.order_id, "schedule_id": receipt.schedule_id,
        "notice_id": receipt.notice_id, "ref": receipt.ref, "arrived_on": receipt.arrived_on,
        "received_on": receipt.received_on, "accepted": -receipt.accepted, "rejected": -receipt.rejected,
        "condition": receipt.condition, "reverses_id": receipt.id, "recorded_at": loader.at,
    }  # fmt: skip
    return Receipt(**columns)

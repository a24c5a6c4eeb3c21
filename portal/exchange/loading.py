"""Writing staged records: new rows in chunks under an unpublished batch, changes with the flip."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.exchange import notice_numbers
from portal.exchange.codes import partner_code
from portal.exchange.filed import filed
from portal.exchange.known import Known, known_orders, known_partners
from portal.exchange.promises import SOURCE
from portal.exchange.record import OrderRecord
from portal.exchange.staging import Stage, StagedLine
from portal.orders import answer_clock, owning
from portal.orders.actions import words_of
from portal.orders.models import Commitment, Line, Order, Schedule
from portal.orders.standing import Arrival, Facts, Move, standing
from portal.partners.calendar import terms
from portal.partners.models import Partner
from portal.shipments.models import Notice, NoticeLine, Receipt
from portal.shipments.noticing import made_up


class Loader:
    """Writes one import's new rows. One instance lives for one run; memory holds a chunk and the
    ids of the file's partners."""

    def __init__(self, stage: Stage, batch_id: int, at: datetime, zone: str) -> None:
        self.stage = stage
        self.batch_id = batch_id
        self.at = at
        self.zone = zone
        self.partners: dict[str, int] = {}
        self.owners: dict[int, Any] = {}  # who at a partner gets what is new
        self.answer_due_at: datetime | None = None  # of an order that waits for a word

    def write_partners(self, session: Session) -> None:
        """Add the partners that the database does not know yet."""
        self.answer_due_at = answer_clock.due(self.at, terms(session))
        named = self.stage.partners()
        self.partners = known_partners(session, named)
        taken = set(session.scalars(select(Partner.code)))
        rows = []
        for word, record in named:
            if word in self.partners:
                continue
            name = record.partner_name or word
            code = partner_code(record.partner_code or name, taken)
            taken.add(code)
            rows.append(
                {
                    "code": code, "name": name, "kind": "supplier", "country": None, "zone": self.zone,
                    "internal_warehouse": record.internal_warehouse, "batch_id": self.batch_id,
                    "created_at": self.at, "version": 1,
                }
            )  # fmt: skip
        if rows:
            session.execute(insert(Partner), rows)
        self.partners = known_partners(session, named)
        self.owners = owning.by_rule_of(session, set(self.partners.values()))

    def write_orders(self, session: Session, refs: list[str]) -> int:
        """Add what is new in these orders; returns how many rows of the file they hold."""
        known = known_orders(session, refs)
        staged = self.stage.lines_of(refs)
        orders = self._orders(session, known, staged)
        fresh = [
            (ref, line, number)
            for ref, lines in staged.items()
            for line, number in _numbered(known, ref, lines)
        ]
        if fresh:
            self._lines(session, orders, fresh)
        return sum(len(lines) for lines in staged.values())

    def _partner(self, record: OrderRecord) -> int:
        return self.partners[record.partner_code or record.partner_name or ""]

    def _add(self, session: Session, model: Any, rows: list[dict[str, Any]]) -> list[int]:
        statement = insert(model).returning(model.id, sort_by_parameter_order=True)
        return list(session.scalars(statement, [{**row, "batch_id": self.batch_id} for row in rows]))

    def _orders(
        self, session: Session, known: Known, staged: dict[str, list[StagedLine]]
    ) -> dict[str, tuple[int, int]]:
        new = [
            (ref, lines[0].record, _waits(lines))
            for ref, lines in staged.items()
            if ref not in known.orders and lines
        ]
        rows = [
            {
                "partner_id": partner, "ref": ref, "ordered_on": record.ordered_on,
                "destination": record.country or record.site, "incoterm": record.incoterm,
                "currency": record.currency, "created_at": self.at, "version": 1,
                "answer_due_at": self.answer_due_at if waits else None,
                **owning.columns(self.owners.get(partner)),
            }
            for ref, record, waits in new
            for partner in (self._partner(record),)
        ]  # fmt: skip
        ids = self._add(session, Order, rows) if rows else []
        return known.orders | {
            ref: (order_id, self._partner(record))
            for (ref, record, _waits_), order_id in zip(new, ids, strict=True)
        }

    def _lines(
        self, session: Session, orders: dict[str, tuple[int, int]], fresh: list[tuple[str, StagedLine, int]]
    ) -> None:
        line_ids = self._add(
            session, Line, [_line_row(*orders[ref], line, number) for ref, line, number in fresh]
        )
        schedule_ids = self._add(
            session, Schedule,
            [
                _schedule_row(*orders[ref], ref, line, number, line_id)
                for (ref, line, number), line_id in zip(fresh, line_ids, strict=True)
            ],
        )  # fmt: skip
        parts = [
            (orders[ref], schedule_id, line.record)
            for (ref, line, _), schedule_id in zip(fresh, schedule_ids, strict=True)
        ]
        promises = [
            commitment_row(order_id, partner_id, schedule_id, r, self.at)
            for (order_id, partner_id), schedule_id, r in parts
            if r.promised_on
        ]
        if promises:
            self._add(session, Commitment, promises)
        notices = self.notices(session, parts)
        if notices:
            self._add(
                session, NoticeLine,
                [
                    {"partner_id": p, "order_id": o, "notice_id": notices[p, r.notice_ref],
                     "schedule_id": s, "quantity": r.quantity}
                    for (o, p), s, r in parts if r.notice_ref
                ],
            )  # fmt: skip
        receipts = [
            receipt_row(
                order_id, partner_id, schedule_id, notices.get((partner_id, r.notice_ref or "")), r, self.at
            )
            for (order_id, partner_id), schedule_id, r in parts
            if r.arrived_on or r.received_on
        ]
        if receipts:
            self._add(session, Receipt, receipts)

    def notices(self, session: Session, parts: Iterable[Any]) -> dict[tuple[int, str], int]:
        """The ids of the notices that records name, by partner and number; those that are new are added.
        `parts` are ((order id, partner id), schedule id, record)."""
        carried: dict[tuple[int, str], list[OrderRecord]] = {}
        for (_, partner_id), _schedule, record in parts:
            if record.notice_ref:
                carried.setdefault((partner_id, record.notice_ref), []).append(record)
        if not carried:
            return {}
        held = notice_numbers.held(session, carried)
        found = dict(held.open)
        new = [key for key in carried if key not in found]
        if new:
            rows = [_notice_row(*key, carried[key], self.at) for key in new]
            for row in rows:
                if (row["partner_id"], row["ref"]) in held.closed:
                    row |= notice_numbers.stand_in(row["ref"])
            ids = self._add(session, Notice, rows)
            for notice_id, row in zip(ids, rows, strict=True):
                if notice_numbers.is_stand_in(row):
                    own = update(Notice).where(Notice.id == notice_id)
                    session.execute(own.values(ref=made_up(session, row["partner_id"], notice_id)))
            found.update(zip(new, ids, strict=True))
        return found


def _numbered(known: Known, ref: str, lines: list[StagedLine]) -> Iterable[tuple[StagedLine, int]]:
    last, held = known.last_number.get(ref, 0), known.held(ref, lines)
    for line in lines:
        if line.key in held:
            continue
        last = max(last + 1, line.record.line_number or 0)
        yield line, last


def _waits(lines: list[StagedLine]) -> bool:
    """The partner owes a day for one of these lines."""
    return any(standing(facts_of(line.record)).stage == "unconfirmed" for line in lines)


def _line_row(order_id: int, partner_id: int, line: StagedLine, number: int) -> dict[str, Any]:
    r = line.record
    return {
        "partner_id": partner_id, "order_id": order_id, "number": number, "external_ref": line.key,
        "item_code": r.item_code, "item": r.item, "detail": r.detail, "quantity": r.quantity,
        "unit": r.unit or "pcs", "unit_price": r.unit_price, "value": r.line_value,
        "source": r.source, "digest": line.digest, "filed": filed(r),
    }  # fmt: skip


def facts_of(record: OrderRecord) -> Facts:
    """A record as the facts of one schedule: its promise accepted, its arrival complete."""
    moves: tuple[Move, ...] = ()
    if record.promised_on:
        moves = (Move(record.promised_on, record.quantity, "partner", "accepted", None),)
    arrivals: tuple[Arrival, ...] = ()
    if record.arrived_on or record.received_on:
        arrivals = (Arrival(record.arrived_on, record.received_on, record.quantity),)
    requested = record.requested_on or record.promised_on
    return Facts(record.quantity, requested, moves, arrivals, dispatched=record.notice_ref is not None)


def schedule_columns(record: OrderRecord, ref: str, ordered_on: date | None) -> dict[str, Any]:
    """The columns of a schedule that a record decides."""
    facts = facts_of(record)
    stands = standing(facts)
    return {
        "quantity": record.quantity, "requested_on": facts.requested_on, "item_code": record.item_code,
        "item": record.item, "detail": record.detail, "unit": record.unit or "pcs",
        "mode": record.mode, "carrier": record.carrier, "dispatched": facts.dispatched,
        "words": words_of(
            ref, record.item_code, record.item, record.detail, record.carrier, record.tracking_number,
            record.notice_ref,
        ),
        "stage": stands.stage,
        "due_on": stands.due_on or stands.arrived_on or ordered_on or clock.now().date(),
        "first_promised_on": stands.first_promised_on, "base_on": stands.base_on,
        "promised_on": stands.promised_on, "arrived_on": stands.arrived_on,
        "received_on": stands.received_on, "accepted": stands.accepted,
    }  # fmt: skip


def _schedule_row(
    order_id: int, partner_id: int, ref: str, line: StagedLine, number: int, line_id: int
) -> dict[str, Any]:
    return {
        "partner_id": partner_id, "order_id": order_id, "line_id": line_id, "part": 1, "version": 1,
        "moves": 0, "order_ref": ref, "line_number": number,
        **schedule_columns(line.record, ref, line.record.ordered_on),
    }  # fmt: skip


def commitment_row(
    order_id: int, partner_id: int, schedule_id: int, record: OrderRecord, at: datetime
) -> dict[str, Any]:
    """The ledger row for the promise that a record states as agreed."""
    return {
        "partner_id": partner_id, "order_id": order_id, "schedule_id": schedule_id,
        "day": record.promised_on, "quantity": record.quantity, "proposed_by": "partner",
        "proposer_name": SOURCE, "proposed_at": at, "state": "accepted", "decided_by": "company",
        "decider_name": SOURCE, "decided_at": at,
    }  # fmt: skip


def receipt_row(
    order_id: int, partner_id: int, schedule_id: int, notice_id: int | None, record: OrderRecord, at: datetime
) -> dict[str, Any]:
    """The receipt for the arrival that a record states."""
    return {
        "partner_id": partner_id, "order_id": order_id, "schedule_id": schedule_id,
        "notice_id": notice_id, "ref": f"GR-{schedule_id}", "arrived_on": record.arrived_on,
        "received_on": record.received_on, "accepted": record.quantity, "rejected": Decimal(0),
        "condition": "good", "recorded_at": at,
    }  # fmt: skip


def _notice_row(partner_id: int, ref: str, records: list[OrderRecord], at: datetime) -> dict[str, Any]:
    first = records[0]

    def known(name: str) -> Any:
        return next((v for r in records if (v := getattr(r, name)) is not None), None)

    # A reference to another line of the notice says nothing of its own: that line has the figure.
    weight_text = next((r.weight_text for r in records if r.weight_text and not r.weight_of), None)
    freight_text = next((r.freight_text for r in records if r.freight_text and not r.freight_of), None)
    return {
        "partner_id": partner_id, "ref": ref, "state": "announced", "mode": first.mode,
        "carrier": known("carrier"), "tracking_number": known("tracking_number"),
        "weight": known("weight"), "weight_text": weight_text,
        "freight": known("freight"), "freight_text": freight_text, "note": None, "created_at": at, "version": 1,
    }  # fmt: skip

"""A line that was split into parts is still known to a later file: its parts make what the file orders."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from portal.exchange import arrivals
from portal.orders import answering
from portal.orders.answering import Dated
from portal.orders.models import Schedule
from portal.orders.spreading import spread
from portal.shipments.models import Receipt
from tests.exchange.test_by_hand import file
from tests.exchange.test_import_orders import run
from tests.issues.arrange import actor
from tests.orders import builders


def part(quantity: int, accepted: int = 0, cancelled: bool = False) -> Schedule:
    return Schedule(
        quantity=Decimal(quantity), accepted=Decimal(accepted),
        cancelled_at=builders.EARLIER + timedelta(0) if cancelled else None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("parts", "more", "then"),
    [
        ([part(10)], 5, [15]),
        ([part(10)], -4, [6]),
        ([part(4), part(6)], 5, [9, 6]),
        ([part(4), part(6)], -5, [4, 1]),
        ([part(4), part(6)], -7, [3, 0]),
        ([part(4), part(3), part(3, cancelled=True)], -2, [4, 1, 3]),
        ([part(4), part(6, accepted=5)], -3, [2, 5]),
        ([part(4, accepted=4), part(6)], -5, [4, 1]),
        ([part(4, cancelled=True), part(6)], 2, [4, 8]),
        ([part(4, cancelled=True), part(6)], -2, [4, 4]),
        ([part(4, cancelled=True)], 1, [5]),
    ],
)
def test_parts_make_the_new_quantity(parts, more, then):
    assert spread(parts, Decimal(more)) == then


def dated(number: int, day: int, quantity: int, cancelled: bool = False) -> Schedule:
    made = part(quantity, cancelled=cancelled)
    made.part, made.promised_on = number, date(2026, 11, day)
    return made


@pytest.mark.parametrize(
    ("parts", "came", "then"),
    [
        ([dated(1, 5, 10)], 10, {1: 10}),
        ([dated(1, 5, 4), dated(2, 9, 6)], 10, {1: 4, 2: 6}),
        ([dated(1, 9, 4), dated(2, 5, 6)], 8, {2: 6, 1: 2}),  # the earlier day first
        ([dated(1, 5, 4), dated(2, 9, 6)], 3, {1: 3}),
        ([dated(1, 5, 4), dated(2, 9, 6)], 12, {1: 4, 2: 8}),
        ([dated(1, 5, 4), dated(2, 9, 6, cancelled=True)], 10, {1: 4}),
        ([dated(1, 5, 10, cancelled=True)], 10, {1: 10}),
        ([dated(1, 5, 80), dated(2, 5, 20, cancelled=True)], 80, {1: 80}),  # the file knows of it
    ],
)
def test_what_came_fills_the_parts_in_the_order_of_their_days(parts, came, then):
    assert {p.part: share for p, share in arrivals.shares(parts, Decimal(came))} == then


def test_an_arrival_in_a_file_is_booked_on_all_parts_once(app, session, tmp_path):
    first = builders.promise(session, builders.one(session, "PO-1"), 3)
    days = [Dated(Decimal(4), builders.today()), Dated(Decimal(6), builders.today() + timedelta(9))]
    answering.propose(session, actor("rina"), first, days, "two trucks", "partner")
    answering.accept(session, actor("dewi"), first, builders.today())
    session.commit()
    head = "PO number,Vendor,Line ID,Item code,Item,Quantity,Unit,Requested date,Delivered date"
    for name in ("Plate 1", "Plate one"):  # the second file has another word for it, and no news of what came
        row = f"PO-1,PT Sumber Logam Abadi,1,PL1,{name},10,t,{builders.today() + timedelta(7)},{builders.today()}"
        run(app, file(tmp_path / "a.csv", row, head=head))
    session.rollback()
    session.expire_all()
    parts = session.query(Schedule).order_by(Schedule.part).all()
    assert [(r.schedule_id, r.accepted) for r in session.query(Receipt).order_by(Receipt.id)] == [
        (parts[0].id, 4), (parts[1].id, 6),
    ]  # fmt: skip
    assert [p.accepted for p in parts] == [4, 6]

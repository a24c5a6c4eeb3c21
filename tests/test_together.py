"""Several selects in one statement: each gets back its own rows, with their own columns and types."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import bindparam, select

from portal.accounts.models import User
from portal.orders.models import Order, Schedule
from portal.scope import UnscopedStatement
from portal.together import Together
from tests import cast
from tests.issues.arrange import actor
from tests.orders import builders


@pytest.fixture
def order(session):
    made = builders.order(session, "PO-1", 3, 5, answer_due_at=datetime(2026, 11, 30, 9, tzinfo=UTC))
    builders.order(session, "BP-1", 3, partner=builders.BAUT)
    session.commit()
    return made


def test_each_part_keeps_its_columns_types_and_limit(session, order):
    rina = actor("rina")
    asked = Together(
        orders=Order.visible_to(rina).with_only_columns(Order.id, Order.ref, Order.answer_due_at),
        nothing=None,
        schedules=Schedule.visible_to(rina)
        .with_only_columns(Schedule.unit, Schedule.quantity, Schedule.requested_on)
        .where(Schedule.order_id == bindparam("order_id"))
        .order_by(Schedule.line_number.desc())
        .limit(1),
        people=select(User.name, User.id).where(User.id == cast.user_id("dewi")),
    )
    found = asked.read(session, order_id=order.id)
    assert [tuple(row) for row in found["orders"]] == [
        (order.id, "PO-1", datetime(2026, 11, 30, 9, tzinfo=UTC))
    ]
    assert found["nothing"] == []
    (row,) = found["schedules"]
    wished = date.fromordinal(builders.today().toordinal() + 5)
    assert (row.unit, row.quantity, row.requested_on) == ("t", Decimal(10), wished)
    assert [(row.name, row.id) for row in found["people"]] == [("Dewi Anggraini", cast.user_id("dewi"))]
    assert asked.read(session, order_id=-1)["schedules"] == []  # kept and asked again


def test_a_part_that_was_not_scoped_is_refused(client, app, session, order):
    from portal.db import db

    bad = Together(orders=Order.visible_to(actor("rina")), schedules=select(Schedule.id))
    with app.app_context(), pytest.raises(UnscopedStatement):
        bad.read(db.session())

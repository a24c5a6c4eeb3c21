"""Receipts that were booked by hand, and a file that says what came."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.activity.models import Activity
from portal.orders.models import Schedule
from portal.shipments import booking
from portal.shipments.booking import Count, Delivery
from portal.shipments.models import Receipt
from tests.exchange.test_promised_lines import day, part, row, send  # noqa: F401 send is a fixture
from tests.sweep.people import actor


def book(session, accepted, days=-1, rejected=0, condition="good", received=None):
    schedule = part(session)
    delivery = Delivery(day(days), day(days if received is None else received))
    count = Count(schedule, Decimal(accepted), Decimal(rejected), condition)
    made = booking.book(session, actor("dewi"), delivery, [count])
    session.commit()
    return made[0]


def came(days, quantity="100", price="5"):
    return row(quantity=quantity, price=price, promised=20, came=day(days))


def receipts(session):
    session.rollback()
    session.expire_all()
    rows = session.query(Receipt).order_by(Receipt.id)
    return [
        (int(r.accepted), int(r.rejected), (r.arrived_on - day(0)).days, r.reverses_id is not None)
        for r in rows
    ]


@pytest.fixture
def line(send):  # noqa: F811
    send(row(promised=20))


def test_what_a_file_says_of_what_was_booked_is_no_second_receipt(send, session, line):  # noqa: F811
    book(session, 100)
    found = send(came(-1))
    assert found["receipts"] == {"contradicted": 0}
    assert receipts(session) == [(100, 0, -1, False)]


def test_what_was_rejected_by_hand_is_not_overwritten_by_a_file_that_knows_no_quality(send, session, line):  # noqa: F811
    book(session, 90, rejected=10, condition="damaged")
    found = send(came(-1))
    assert found["receipts"] == {"contradicted": 0}
    assert receipts(session) == [(90, 10, -1, False)]


def test_another_day_or_less_is_shown_and_left_as_booked(send, session, line):  # noqa: F811
    book(session, 100)
    found = send(came(-2), options=("--dry-run",))
    assert found["receipts"] == {"contradicted": 1}
    (told,) = found["contradictions"]
    assert (told["kind"], told["line"]) == ("receipt", 1)
    assert (told["ours"], told["file"]) == (
        {
            "accepted": "100",
            "rejected": "0",
            "arrived_on": str(day(-1)),
            "received_on": str(day(-1)),
            "unit": "pcs",
        },
        {"accepted": "100", "arrived_on": str(day(-2)), "received_on": None, "unit": "pcs"},
    )
    send(came(-2))
    assert receipts(session) == [(100, 0, -1, False)]
    assert part(session).arrived_on == day(-1)
    assert send(came(-2))["lines"]["unchanged"] == 1


def test_it_is_corrected_by_new_rows_if_the_user_says_so(send, session, line, client):  # noqa: F811
    first = book(session, 100)
    send(came(-2), options=("--correct-receipts",))
    assert receipts(session) == [(100, 0, -1, False), (-100, 0, -1, True), (100, 0, -2, False)]
    assert session.get(Receipt, first.id).accepted == 100
    assert part(session).arrived_on == day(-2)
    verbs = [a.verb for a in session.query(Activity).filter(Activity.verb.in_(("received", "reversed")))]
    assert sorted(verbs) == ["received", "received", "reversed"]
    send(came(-2), options=("--correct-receipts",))
    assert len(receipts(session)) == 3


def test_less_than_was_booked_is_a_contradiction(send, session, line):  # noqa: F811
    book(session, 100)
    found = send(came(-1, quantity="70"))
    assert found["receipts"] == {"contradicted": 1}
    assert receipts(session) == [(100, 0, -1, False)]


def test_what_came_after_a_part_that_was_booked_is_booked_on_top(send, session, line):  # noqa: F811
    book(session, 40, days=-3)
    found = send(came(-1))
    assert found["receipts"] == {"contradicted": 0}
    assert receipts(session) == [(40, 0, -3, False), (60, 0, -1, False)]
    assert (part(session).accepted, part(session).arrived_on) == (100, day(-1))


def test_all_of_it_before_the_part_that_was_booked_is_a_contradiction(send, session, line):  # noqa: F811
    book(session, 40, days=-1)
    assert send(came(-3))["receipts"] == {"contradicted": 1}
    assert receipts(session) == [(40, 0, -1, False)]


def test_a_files_own_receipt_is_put_right_by_a_later_file(send, session, line):  # noqa: F811
    send(came(-1))
    found = send(came(-2))
    assert found["receipts"] == {"contradicted": 0}
    assert receipts(session) == [(100, 0, -1, False), (-100, 0, -1, True), (100, 0, -2, False)]


def test_what_was_taken_back_by_hand_does_not_come_again_with_another_price(send, session, line):  # noqa: F811
    send(came(-1))
    booking.reverse(session, actor("dewi"), part(session), session.query(Receipt).one(), "another order's")
    session.commit()
    send(came(-1, price="6"))
    assert receipts(session) == [(100, 0, -1, False), (-100, 0, -1, True)]
    assert part(session).stage == "promised"


def test_a_receipt_by_hand_and_a_new_day_in_one_row_keeps_both(send, session, line):  # noqa: F811
    """Half is here; the file says nothing of it but promises another day for the line."""
    book(session, 50)
    found = send(row(promised=27))
    assert found["promises"]["proposed"] == 1
    schedule = session.query(Schedule).one()
    assert (schedule.accepted, schedule.promised_on, schedule.proposed_on) == (50, day(20), day(27))
    assert schedule.proposed_on - schedule.promised_on == timedelta(days=7)

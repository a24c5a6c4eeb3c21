"""endpoint: shipments.reverse, endpoint: shipments.new_reversal. A receipt is taken back by a new row."""

from decimal import Decimal

import pytest
from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.shipments import actions, booking, events
from portal.shipments.models import Receipt
from tests.issues.arrange import actor
from tests.orders import builders
from tests.shipments.receipts import form, mark, now, rows, told

PATH = "/orders/PO-1/lines/1/1/receipts/GR/2026/7/reversal"  # numbers have slashes in them


@pytest.fixture
def booked(session):
    """10 t promised, 9 of which came in and 1 was rejected."""
    schedule = builders.promise(session, builders.one(session, "PO-1"), 3)
    actions.receive(
        session, actor("dewi"), schedule, ref="GR/2026/7", arrived_on=builders.today(), received_on=builders.today(),
        accepted=Decimal(9), rejected=Decimal(1), condition="damaged", note="wet",
    )  # fmt: skip
    session.commit()
    return schedule


def test_both_rows_stay_and_the_line_stands_as_before(client, booked, session):
    dewi = client("dewi")
    dewi.get(PATH)
    assert "Take back GR/2026/7" in dewi.page.text and "9 t" in dewi.page.text
    answer = dewi.send(PATH, {"key": "k", "reason": "Counted the wrong truck"})
    assert (answer.status_code, answer.location) == (303, "/orders/PO-1#receipts")
    assert rows(session) == [(9, 1, "damaged", 0, 0, False), (-9, -1, "damaged", 0, 0, True)]
    row = now(session)
    assert (row.accepted, row.arrived_on, row.received_on, row.stage) == (0, None, None, "promised")
    ((who, audience, data),) = told(session, "reversed")
    assert (who, audience, data["reason"], Decimal(data["accepted"])) == (
        "Dewi Anggraini",
        "shared",
        "Counted the wrong truck",
        9,
    )
    for name in ("rina", "toni", "dewi"):
        person = client(name)
        person.get("/orders/PO-1")
        for words in (
            "taken back since",
            "taken back, Counted the wrong truck",
            "\N{MINUS SIGN}9 t",
            "10 t taken back, line 1",
        ):
            assert words in person.page.text
        assert "Take the receipt back" not in person.page.text
        person.get("/")
        assert ("took back receipt GR/2026/7" in person.page.text) is (
            name != "dewi"
        )  # her own deed is no news


def test_a_reason_is_asked_for(client, booked, session):
    dewi = client("dewi")
    for reason, said in (("", "Say why it is taken back."), ("x" * 501, "Shorten it to 500 characters")):
        assert dewi.send(PATH, {"key": "k", "reason": reason}).status_code == 422
        assert said in dewi.page.text and dewi.page.field("reason") == reason
    assert len(rows(session)) == 1


def test_it_is_taken_back_once(client, booked, session):
    dewi, sent = client("dewi"), {"key": "k", "reason": "Wrong truck"}
    assert [dewi.send(PATH, sent).status_code for _ in range(2)] == [303, 303]
    assert dewi.send(PATH, {**sent, "key": "another"}).status_code == 409
    assert "This receipt was taken back already." in dewi.page.text
    dewi.get(PATH)
    assert "This receipt was taken back already." in dewi.page.text
    assert len(rows(session)) == 2


def test_the_database_holds_it_to_once(session, booked):
    receipt = session.query(Receipt).one()
    booking.reverse(session, actor("dewi"), booked, receipt, "once")
    with pytest.raises(IntegrityError):
        booking.reverse(session, actor("bagus"), booked, receipt, "twice")


def test_what_its_carrier_said_stands_again(session, booked):
    notice = builders.dispatch(session, booked, "SN-1")
    actions.report_event(session, notice, "k", clock.now(), "delivered", "carrier", recorded_at=clock.now())
    events.restate(session, booked)
    assert booked.stage == "promised" and booked.accepted == 9
    booking.reverse(session, actor("dewi"), booked, session.query(Receipt).one(), "Wrong truck")
    assert (booked.stage, booked.accepted) == ("delivered", 0)


def test_its_number_may_be_used_again(client, booked, session):
    dewi = client("dewi")
    dewi.send(PATH, {"key": "k", "reason": "Wrong truck"})
    sent = form({"mark": mark(now(session)), "accepted": "4"}, ref="GR/2026/7", key="k2")
    assert dewi.send("/orders/PO-1/lines/1/1/receipts", sent).status_code == 303
    assert dewi.send(PATH, {"key": "k3", "reason": "Again"}).status_code == 303  # the newest is meant
    assert [row[0] for row in rows(session)] == [9, -9, 4, -4]


@pytest.mark.parametrize(
    ("name", "status"),
    [("adi", 303), ("bagus", 303), ("ayu", 403), ("rina", 403), ("toni", 403), ("budi", 404)],
)
def test_who_takes_back(client, booked, session, name, status):
    person = client(name)
    assert person.get(PATH).status_code == (200 if status == 303 else status)
    assert person.send(PATH, {"key": "k", "reason": "Wrong truck"}).status_code == status
    assert len(rows(session)) == (2 if status == 303 else 1)


def test_what_is_missing_and_who_is_not_signed_in(client, visitor, booked):
    assert client("dewi").get("/orders/PO-1/lines/1/1/receipts/GR-9/reversal").status_code == 404
    assert client("dewi").get(PATH.replace("PO-1", "PO-2")).status_code == 404
    assert visitor.get(PATH).status_code == 303

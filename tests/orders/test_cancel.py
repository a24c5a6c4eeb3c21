"""POST /orders/<ref>/cancellation: the whole order, with a reason."""

from decimal import Decimal

import pytest

from tests.orders import answers, builders
from tests.orders.amending import CANCEL, parts, schedule, told


@pytest.fixture
def made(session):
    """Three lines of 10 t: not promised, promised, and all in."""
    made = builders.order(session, "PO-1", 5, 8, 2)
    _one, two, three = builders.schedules(session, made)
    builders.promise(session, two, 8)
    builders.arrive(session, builders.promise(session, three, 2), -1)
    session.commit()
    return made


def send(who, **typed):
    who.get(CANCEL)
    page = who.page
    return who.send(
        CANCEL,
        {"version": page.field("version"), "key": page.field("key"), "reason": "project stopped", **typed},
    )


def test_at_once_what_nobody_promised_and_a_question_for_the_rest(client, made, session):
    dewi = client("dewi")
    answer = send(dewi)
    assert (answer.status_code, answer.location) == (303, "/orders/PO-1")
    assert parts(session) == [(1, 1, 10, "cancelled"), (2, 1, 10, "proposed"), (3, 1, 10, "arrived")]
    assert answers.ledger(session, schedule(session, 2))[-1] == (8, 0, "company", "proposed", None)
    assert [(verb, data["line"], data["reason"]) for verb, data in told(session, "cancelled", "proposed")] == [
        ("cancelled", 1, "project stopped"), ("proposed", 2, "project stopped"),
    ]  # fmt: skip
    client("rina").send("/orders/PO-1/lines/2/1/agreement", {"version": schedule(session, 2).version})
    two = schedule(session, 2)
    assert (two.stage, two.cancelled_by, two.cause_side) == ("cancelled", "company", "company")
    dewi.get("/orders/PO-1")
    assert dewi.page.text.count("Cancelled by Dewi Anggraini on") == 2
    dewi.get("/orders")
    assert "PO-1" not in dewi.page.text
    assert b"PO-1,1,1" in dewi.get("/orders/export.csv?view=all").data
    assert b"PO-1" not in dewi.get("/orders/export.csv?view=open").data


def test_the_balance_of_what_came_in_part(client, made, session):
    builders.arrive(session, session.merge(schedule(session, 2)), -1, (1, 4))
    session.commit()
    send(client("dewi"))
    assert answers.ledger(session, schedule(session, 2))[-1] == (
        8,
        Decimal("2.5"),
        "company",
        "proposed",
        None,
    )
    client("rina").send("/orders/PO-1/lines/2/1/agreement", {"version": schedule(session, 2).version})
    assert parts(session)[1:3] == [(2, 1, Decimal("2.5"), "arrived"), (2, 2, Decimal("7.5"), "cancelled")]


@pytest.mark.parametrize(
    ("typed", "why"), [({"reason": " "}, "Say why."), ({"reason": "x" * 501}, "Shorten it to 500")]
)
def test_without_a_reason_nothing_is_cancelled(client, made, session, typed, why):
    dewi = client("dewi")
    assert send(dewi, **typed).status_code == 422
    assert why in dewi.page.text
    assert told(session, "cancelled") == []


def test_somebody_was_quicker(client, made, session):
    dewi, rina = client("dewi"), client("rina")
    dewi.get(CANCEL)
    fields = {"version": dewi.page.field("version"), "key": "k", "reason": "project stopped"}
    rina.send("/orders/PO-1/confirmation", {"schedule": f"1.1.{schedule(session).version}"})
    assert dewi.send(CANCEL, fields).status_code == 409
    assert "Line 1 was changed or answered meanwhile." in dewi.page.text
    assert dewi.page.field("reason") == "project stopped"
    assert told(session, "cancelled", "proposed") == []


def test_twice_is_once(client, made, session):
    dewi = client("dewi")
    dewi.get(CANCEL)
    fields = {"version": dewi.page.field("version"), "key": "k", "reason": "project stopped"}
    assert [dewi.send(CANCEL, fields).status_code for _n in range(2)] == [303, 303]
    assert len(told(session, "cancelled")) == 1


def test_nothing_is_to_come(client, session):
    builders.arrive(session, builders.one(session, "PO-1"), -1)
    session.commit()
    dewi = client("dewi")
    dewi.get(CANCEL)
    assert "Nothing of this order is to come any more." in dewi.page.text
    assert dewi.send(CANCEL, {"version": "1", "key": "k", "reason": "x"}).status_code == 409


@pytest.mark.parametrize(("who", "status"), [("budi", 404), ("rina", 403), ("toni", 403), ("ayu", 403)])
def test_others_cannot(client, made, session, who, status):
    assert client(who).send(CANCEL, {"version": "1", "key": "k", "reason": "x"}).status_code == status
    assert told(session, "cancelled") == []


def test_a_visitor_is_sent_to_sign_in(visitor, made):
    assert visitor.send(CANCEL, {"version": "1"}).status_code == 303

"""GET /orders/<ref>/amendment: the order with its values to be typed over."""

from portal.orders.models import Line
from tests.orders import builders
from tests.orders.amending import AMEND, form
from tests.page import HTMX


def test_what_stands_is_filled_in(client, session):
    made = builders.order(session, "PO-1", 5, 8, note="Gate 3")
    builders.promise(session, builders.schedules(session, made)[1], 9)
    builders.arrive(session, builders.schedules(session, builders.order(session, "PO-2", 3))[0], -1)
    session.commit()
    dewi = client("dewi")
    assert dewi.get(AMEND).status_code == 200
    assert [dewi.page.field(n) for n in ("line1-quantity", "line1-detail", "note", "reason")] == [
        "10",
        "SS400",
        "Gate 3",
        "",
    ]
    assert "On track; changes are proposed to the partner" in dewi.page.text
    assert "Not confirmed; the partner" not in dewi.page.text
    dewi.get("/orders/PO-2/amendment")  # all of it came
    assert "line1-quantity" not in dewi.page.html and dewi.page.field("row1-item") == ""


def test_as_many_questions_to_the_database_however_many_lines(client, session):
    builders.order(session, "PO-1", 5)
    builders.order(session, "PO-2", *range(3, 33))
    session.commit()
    dewi = client("dewi")
    dewi.get(AMEND)
    few = dewi.selects
    dewi.get("/orders/PO-2/amendment")
    assert dewi.selects == few <= 13


def test_htmx_gets_the_form_alone(client, session):
    builders.order(session, "PO-1", 5)
    session.commit()
    assert b"<html" not in client("dewi").get(AMEND, headers=HTMX).data


def test_what_is_not_there(client):
    assert client("dewi").get(AMEND).status_code == 404


def test_long_orders_come_by_pages_and_what_is_typed_travels_with_them(client, session):
    """Typed over lines 3, 60 and 499 of 500, found by turning the page, by number and by item; one press saves all
    three, and a refusal shows what is wrong, wherever it stands."""
    builders.long(session, "PO-1", 500)
    session.commit()
    dewi = client("dewi")
    dewi.get(AMEND)
    assert "1 to 50 of 500 lines" in dewi.page.text
    assert len(dewi.page.html) < 120_000
    (on,) = dewi.page.all("button", name="go")
    answer = dewi.send(AMEND, {**form(dewi.page, line3_quantity="3"), "go": on.get("value")})
    assert (answer.status_code, answer.location) == (303, f"{AMEND}?line=51#lines")
    dewi.get(answer.location)
    assert "51 to 100 of 500 lines" in dewi.page.text
    assert "You also changed line 3; it is saved with these." in dewi.page.text
    assert dewi.page.field("line3-quantity") == "3"
    sent = {**form(dewi.page, line60_quantity="60"), "q": "plate 499", "do": "find"}
    assert dewi.send(AMEND, sent, headers=HTMX).status_code == 200
    assert "1 to 1 of 1 lines that are like that, of 500 in the order" in dewi.page.text
    assert "You also changed lines 3, 60; they are saved with these." in dewi.page.text
    wrong = form(dewi.page, line499_quantity="x", line3_quantity="-3", reason="fell")
    assert dewi.send(AMEND, wrong).status_code == 422
    assert {"#line3-quantity", "#line499-quantity"} <= {a.get("href") for a in dewi.page.all("a")}
    right = form(dewi.page, line499_quantity="99", line3_quantity="3", reason="fell")
    assert dewi.send(AMEND, right).status_code == 303
    session.rollback()
    session.expire_all()
    changed = session.query(Line).filter(Line.quantity != 10).order_by(Line.number)
    assert [(line.number, line.quantity) for line in changed] == [(3, 3), (60, 60), (499, 99)]

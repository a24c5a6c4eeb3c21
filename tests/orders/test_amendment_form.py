"""GET /orders/<ref>/amendment: the order with its values to be typed over."""

from tests.orders import builders
from tests.orders.amending import AMEND
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

"""GET /orders/new: the form of an order, with what can be known filled in."""

import pytest

from tests.orders import builders
from tests.page import HTMX

PATH = "/orders/new"


def test_what_can_be_known_is_filled_in(client, session):
    for ref in ("PO-0998", "PO-1001", "SPECIAL", "PO-1000"):
        builders.order(session, ref, 7)
    session.commit()
    dewi = client("dewi")
    assert dewi.get(PATH).status_code == 200
    assert dewi.page.field("reference") == "PO-1002"
    assert dewi.page.field("ordered_on") == builders.today().isoformat()
    for name, value in (("owner", "3"), ("site", "RKT")):
        chosen = [
            o.get("value")
            for o in dewi.page.one("select", name=name).iter("option")
            if o.get("selected") is not None
        ]
        assert chosen == [value]
    assert dewi.page.field("row3-item") == ""


def test_a_taken_number_is_left_out(client, session):
    builders.order(session, "PO-1003", 7, partner=2)
    for ref in ("PO-1001", "PO-1002"):
        builders.order(session, ref, 7)
    session.commit()
    dewi = client("dewi")
    dewi.get(PATH)
    assert dewi.page.field("reference") == "PO-1004"


def test_the_first_order_of_all(client):
    dewi = client("dewi")
    dewi.get(PATH)
    assert dewi.page.field("reference") == "PO-0001"


def test_what_is_asked_of_the_database(client, session):
    """Who asks, the company, the bar (with its count) and the session's own; then partners, people, sites,
    and two for the reference."""
    builders.order(session, "PO-1", 7)
    session.commit()
    dewi = client("dewi")
    dewi.get(PATH)
    few = dewi.selects
    for n in range(2, 20):
        builders.order(session, f"PO-{n}", 7, 8, 9)
    session.commit()
    dewi.get(PATH)
    assert dewi.selects == few <= 14


def test_htmx_gets_the_form_alone(client):
    assert b"<html" not in client("dewi").get(PATH, headers=HTMX).data


@pytest.mark.parametrize(
    ("who", "status"),
    [("adi", 200), ("mega", 200), ("dewi", 200), ("ayu", 403), ("rina", 403), ("toni", 403), ("budi", 403)],
)
def test_who_may(client, who, status):
    reader = client(who)
    assert reader.get(PATH).status_code == status
    reader.get("/orders")
    assert ("Enter an order" in reader.page.text) == (status == 200)


def test_a_visitor_is_sent_to_sign_in_and_back(visitor):
    assert visitor.get(PATH).location == "/login?next=/orders/new"

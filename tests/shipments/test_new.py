"""endpoint: shipments.new. The form, filled with what is still to be sent."""

from decimal import Decimal

import pytest

from portal.orders.models import Schedule
from portal.shipments import actions as shipments
from tests.orders import builders
from tests.shipments.announcements import fields, two_orders

# sign-in, navigation, schedules, what notices announce, what came, partner, carriers, files that wait
SELECTS = 8


@pytest.fixture
def orders(session):
    two_orders(session)


def rows(client) -> dict[str, tuple[str, bool]]:
    """By mark: the quantity in its field, and whether it is ticked."""
    marks = [e.get("value") for e in client.page.all("input", name="row")]
    quantities = [e.get("value") for e in client.page.all("input", name="quantity")]
    ticks = {e.get("value"): e.get("checked") is not None for e in client.page.all("input", name="schedule")}
    return {mark: (text, ticks[mark]) for mark, text in zip(marks, quantities, strict=True)}


@pytest.mark.parametrize("name", ["rina", "sari", "dewi"])
def test_an_order_fills_it_with_what_is_still_to_be_sent(client, session, orders, name):
    first, second = session.query(Schedule).filter_by(order_ref="PO-1").all()
    shipments.announce(session, None, [(first, Decimal("7.5")), (second, Decimal(10))], "SN-1",
                       carrier="Samudera", created_at=builders.EARLIER)  # fmt: skip
    session.commit()
    person = client(name)
    assert person.get("/shipments/new?order=PO-1").status_code == 200
    assert person.selects == SELECTS
    assert rows(person) == {"PO-1 1.1": ("2.5", True), "PO-1 2.1": ("0", False)}
    assert person.page.field("shipped_on") == builders.today().isoformat()
    assert "2.5 of 10 t" in person.page.text
    assert "7.5 announced before" in person.page.text
    assert [o.get("value") for o in person.page.one("datalist").iter("option")] == ["Samudera"]
    (mode,) = [
        o.get("value")
        for o in person.page.one("select", name="mode").iter("option")
        if o.get("selected") is not None
    ]
    assert mode == "road"


def test_lines_ticked_in_the_list_of_orders_fill_it(client, orders):
    rina = client("rina")
    rina.get("/shipments/new?schedule=PO-1+2.1.7&schedule=PO-2+1.1")
    assert rows(rina) == {"PO-1 2.1": ("10", True), "PO-2 1.1": ("10", True)}


def test_without_any_the_most_urgent_are_offered_and_more_is_found(client, orders):
    rina = client("rina")
    rina.get("/shipments/new")
    assert set(rows(rina)) == {"PO-1 1.1", "PO-1 2.1", "PO-2 1.1"}
    assert not any(ticked for _, ticked in rows(rina).values())
    rina.get("/shipments/new?q=po-2")
    assert set(rows(rina)) == {"PO-2 1.1"}
    rina.get("/shipments/new?q=BP-1")
    assert rows(rina) == {}
    assert "No other open line has these words." in rina.page.text
    dewi = client("dewi")
    dewi.get("/shipments/new?q=BP-1")
    assert set(rows(dewi)) == {"BP-1 1.1"}


def test_what_is_all_announced_is_offered_only_to_who_looks_for_it(client, session, orders):
    builders.dispatch(session, session.query(Schedule).filter_by(order_ref="PO-2").one(), "A1")
    session.commit()
    rina = client("rina")
    rina.get("/shipments/new")
    assert set(rows(rina)) == {"PO-1 1.1", "PO-1 2.1"}
    rina.get("/shipments/new?q=po-2")
    assert set(rows(rina)) == {"PO-2 1.1"}


def test_lines_that_are_closed_are_not_offered(client, session, orders):
    builders.arrive(session, builders.one(session, "PO-3"), -1)
    session.commit()
    rina = client("rina")
    assert rina.get("/shipments/new?order=PO-3").status_code == 200
    assert "PO-3 1.1" not in rows(rina)


def test_what_was_typed_and_not_sent_is_there_again(client, orders):
    rina = client("rina")
    rina.send("/drafts/shipments", fields(("PO-2 1.1", "3.25"), tracking_number="TRK-4"))
    rina.get("/shipments/new")
    assert rows(rina) == {"PO-2 1.1": ("3.25", True)}
    assert rina.page.field("tracking_number") == "TRK-4"
    assert "What you typed earlier is still here." in rina.page.text
    rina.get("/shipments/new?order=PO-1")  # an order that is named begins anew
    assert set(rows(rina)) == {"PO-1 1.1", "PO-1 2.1"}
    assert rina.page.field("tracking_number") == ""
    sari = client("sari")
    sari.get("/shipments/new")
    assert "TRK-4" not in sari.page.html


@pytest.mark.parametrize("query", ["order=BP-1", "order=PO-77", "schedule=BP-1+1.1", "schedule=PO-1+9.1",
                                   "schedule=PO-1+1.1&schedule=BP-1+1.1", "schedule=nonsense"])  # fmt: skip
def test_what_is_another_partners_is_as_if_it_were_not(client, orders, query):
    assert client("rina").get(f"/shipments/new?{query}").status_code == 404


@pytest.mark.parametrize(("name", "status"), [("toni", 403), ("ayu", 403), ("budi", 404)])
def test_readers_may_not_and_strangers_see_nothing(client, orders, name, status):
    assert client(name).get("/shipments/new?order=PO-1").status_code == status


@pytest.mark.parametrize(
    ("name", "offered"), [("rina", True), ("dewi", True), ("toni", False), ("ayu", False)]
)
def test_the_order_and_the_list_lead_to_it(client, session, orders, name, offered):
    person = client(name)
    person.get("/orders/PO-1")
    assert any(a.get("href") == "/shipments/new?order=PO-1" for a in person.page.all("a")) is offered
    person.get("/shipments")
    assert any(a.get("href") == "/shipments/new" for a in person.page.all("a")) is offered


def test_lines_that_nobody_sent_yet_are_ticked_in_the_list_of_orders(client, session, orders):
    builders.dispatch(session, session.query(Schedule).filter_by(order_ref="PO-2").one(), "A1")
    session.commit()
    for name, offered in (("rina", ["PO-1 1.1", "PO-1 2.1"]), ("toni", []), ("dewi", [])):
        person = client(name)
        person.get("/orders")
        ticks = [e.get("value").rpartition(".")[0] for e in person.page.all("input", form="dispatch")]
        assert sorted(ticks) == offered
        assert [f.get("action") for f in person.page.all("form", id="dispatch")] == ["/shipments/new"] * bool(
            offered
        )


def test_an_order_that_is_over_leads_nowhere(client, session):
    builders.arrive(session, builders.one(session, "PO-3"), -1)
    session.commit()
    rina = client("rina")
    rina.get("/orders/PO-3")
    assert "Announce a dispatch" not in rina.page.text


def test_a_visitor_is_sent_to_sign_in(visitor):
    assert visitor.get("/shipments/new").status_code == 303


def test_of_more_than_one_notice_holds_what_is_to_be_sent_comes_first(client, session):
    """Of 460 lines the first 205 came, the next 20 are announced, and 235 are still to be sent."""
    order = builders.long(session, "PO-500", 460)
    parts = builders.schedules(session, order)
    for part in parts[:205]:
        part.stage, part.accepted = "arrived", part.quantity
    shipments.announce(
        session, None, [(part, Decimal(10)) for part in parts[205:225]], "SN-5", created_at=builders.EARLIER
    )
    session.commit()
    rina = client("rina")
    assert rina.get("/shipments/new?order=PO-500").status_code == 200
    rows = [i.get("value") for i in rina.page.all("input", name="row")]
    assert rows == [f"PO-500 {n}.1" for n in range(226, 426)]
    assert "35 more lines of the order are to be sent." in rina.page.text
    sent = fields(*((mark, "10") for mark in rows))
    assert rina.send("/shipments", sent).status_code == 303
    rina.get("/shipments/new?order=PO-500")
    ticked = [i.get("value") for i in rina.page.all("input", name="schedule") if i.get("checked") is not None]
    assert ticked == [f"PO-500 {n}.1" for n in range(426, 461)]
    assert "more lines of the order" not in rina.page.text

"""endpoint: shipments.find_lines. Looking for more lines loses nothing that was typed, without script too."""

import io

import pytest

from tests.shipments.announcements import draft, fields, schedule, two_orders
from tests.shipments.test_new import rows


@pytest.fixture(autouse=True)
def orders(session):
    two_orders(session)


def test_what_is_typed_stays_and_what_is_found_stands_below(client):
    rina = client("rina")
    form = fields(("PO-1 2.1", "4.5"), ("PO-1 1.1", "9"), tracking_number="T1") | {"schedule": ["PO-1 2.1"]}
    files = {"files": (io.BytesIO(b"a;b\n1;2\n"), "packing.csv")}
    answer = rina.send("/shipments/lines", form | files | {"q": "po-2"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/shipments/new?q=po-2#lines")
    rina.get("/shipments/new?q=po-2")
    assert rows(rina) == {"PO-1 2.1": ("4.5", True), "PO-1 1.1": ("9", False), "PO-2 1.1": ("10", False)}
    assert rina.page.field("tracking_number") == "T1"
    assert "packing.csv" in rina.page.text


def test_a_notice_that_is_written_goes_on_with_itself(client, session):
    draft(session, "A1", schedule(session, "PO-1"))
    rina = client("rina")
    rina.get("/shipments/A1/correction")
    form = fields(
        ("PO-1 1.1", "6"),
        key=rina.page.field("key"),
        notice="A1",
        version=rina.page.field("version"),
        carrier="C1",
    )
    answer = rina.send("/shipments/lines", form | {"q": "PO-2"})
    assert answer.headers["Location"] == "/shipments/A1/correction?q=PO-2#lines"
    rina.get("/shipments/A1/correction?q=PO-2")
    assert rows(rina) == {"PO-1 1.1": ("6", True), "PO-2 1.1": ("10", False)}
    assert rina.page.field("carrier") == "C1"


@pytest.mark.parametrize("more", [{"notice": "A9"}, {"notice": "A1"}, {"schedule": ["PO-1 1.1"]}])
def test_a_stranger_names_nothing(client, session, more):
    draft(session, "A1", schedule(session, "PO-1"))
    assert client("budi").send("/shipments/lines", fields(q="x") | more).status_code == 404


def test_the_company_does_not_see_a_draft_here_either(client, session):
    draft(session, "A1", schedule(session, "PO-1"))
    assert client("dewi").send("/shipments/lines", fields(q="x", notice="A1")).status_code == 404


@pytest.mark.parametrize("name", ["toni", "ayu"])
def test_readers_write_no_notice(client, name):
    assert client(name).send("/shipments/lines", fields(q="x")).status_code == 403


def test_a_visitor_is_sent_to_sign_in(visitor):
    assert visitor.send("/shipments/lines", fields(q="x")).headers["Location"].startswith("/login")

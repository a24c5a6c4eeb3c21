"""GET /feedback/new: the form, filled in with what it is about."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from tests.issues.arrange import orders
from tests.page import HTMX, CheckedClient

Client = Callable[[str], CheckedClient]
LINE = "/feedback/new?about=line&order=PO-1&line=1"


@pytest.fixture(autouse=True)
def _orders(session: Session) -> None:
    orders(session)


def test_the_line_is_filled_in(client: Client) -> None:
    rina = client("rina")
    assert rina.get(LINE).status_code == 200
    assert "PO-1 1, Angle 75 x 75 x 6" in rina.page.text
    assert rina.page.one("input", name="about", value="line").get("checked") is not None


def test_without_anything_it_is_about_working_together(client: Client) -> None:
    rina = client("rina")
    rina.get("/feedback/new")
    assert [e.get("value") for e in rina.page.all("input", name="about")] == ["relationship"]


def test_staff_may_open_one_about_a_partners_line(client: Client) -> None:
    assert client("dewi").get("/feedback/new?order=PO-2&line=1").status_code == 200


def test_htmx_gets_the_form_alone_to_open_it_in_place(client: Client) -> None:
    rina = client("rina")
    assert "<html" not in rina.get(LINE, headers=HTMX).get_data(as_text=True)
    assert rina.page.one("section", id="feedback") is not None


@pytest.mark.parametrize(
    "query", ["order=PO-2&line=1", "order=PO-404", "order=PO-1&line=99", "notice=ASN-404"]
)
def test_what_is_foreign_and_what_is_missing_look_the_same(client: Client, query: str) -> None:
    assert client("rina").get(f"/feedback/new?{query}").status_code == 404


def test_a_colleague_list_never_shows_another_partners_people(client: Client) -> None:
    rina = client("rina")
    rina.get(LINE)
    assert "Sari Utami" in rina.page.text
    assert "Budi Santoso" not in rina.page.text


@pytest.mark.parametrize("name", ["toni", "ayu"])
def test_who_only_reads_may_not(client: Client, name: str) -> None:
    assert client(name).get(LINE).status_code == 403


def test_a_draft_fills_the_form_again(client: Client) -> None:
    rina = client("rina")
    rina.send("/drafts/feedback/new", {"what_happened": "Half a story", "kind": "damaged"})
    rina.get(LINE)
    assert rina.page.field("what_happened").strip() == "Half a story"
    assert rina.page.one("input", name="kind", value="damaged").get("checked") is not None


def test_a_visitor_is_sent_to_sign_in_and_back(visitor: CheckedClient) -> None:
    assert visitor.get("/feedback/new").location == "/login?next=/feedback/new"

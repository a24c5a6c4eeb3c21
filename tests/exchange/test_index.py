"""GET /imports: earlier imports and the form to bring a file."""

from collections.abc import Callable

import pytest

from tests.exchange.uploads import upload
from tests.page import CheckedClient

Client = Callable[[str], CheckedClient]


def test_staff_see_earlier_imports(client: Client) -> None:
    dewi = client("dewi")
    upload(dewi)
    dewi.get("/imports")
    assert "IMP-000001" in dewi.page.text
    assert "orders.csv" in dewi.page.text


def test_an_empty_list_says_what_to_do(client: Client) -> None:
    dewi = client("dewi")
    dewi.get("/imports")
    assert "Upload the order list your system exports" in dewi.page.text


def test_an_auditor_sees_the_list_without_the_form(client: Client) -> None:
    ayu = client("ayu")
    ayu.get("/imports")
    assert ayu.page.all("input", type="file") == []


@pytest.mark.parametrize("name", ["rina", "toni", "budi"])
def test_partners_may_not(client: Client, name: str) -> None:
    assert client(name).get("/imports").status_code == 403


def test_a_visitor_is_sent_to_sign_in(visitor: CheckedClient) -> None:
    response = visitor.get("/imports")
    assert (response.status_code, response.location) == (303, "/login?next=/imports")


def test_the_page_takes_the_same_selects_for_one_and_for_many(client: Client) -> None:
    dewi = client("dewi")
    upload(dewi)
    dewi.get("/imports")
    few = dewi.selects
    for number in range(12):
        upload(dewi, key=f"more{number}")
    dewi.get("/imports")
    assert dewi.selects == few <= 4

"""Values that no database can hold get a calm answer on both databases, never a 500."""

from collections.abc import Callable

import pytest

from tests.page import CheckedClient

Client = Callable[[str], CheckedClient]
QUERIES = ("q", "partner", "item", "mode", "state", "tab", "after", "from", "to", "sort")


@pytest.mark.parametrize(
    "path", ["/orders/%00", "/issues/%00", "/imports/%00", "/files/%00", "/partners/%00"]
)
@pytest.mark.parametrize("name", ["rina", "dewi"])
def test_nul_in_an_address_is_not_found(client: Client, name: str, path: str) -> None:
    assert client(name).get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/orders", "/issues", "/search", "/partners", "/orders/export.csv", "/imports"]
)
@pytest.mark.parametrize("value", ["%00", "a%00b", "99999999999999999999999", "%ED%A0%80"])
def test_odd_values_of_a_query_never_break_a_page(client: Client, path: str, value: str) -> None:
    dewi = client("dewi")
    for name in QUERIES:
        assert dewi.get(f"{path}?{name}={value}").status_code < 500


def test_nul_in_a_form_never_breaks_it(client: Client) -> None:
    dewi = client("dewi")
    for path, field in (
        ("/issues/assignment", "issue"),
        ("/feedback/new", "order"),
        ("/orders/views", "name"),
    ):
        assert dewi.send(path, {"owner": "3", field: "a\0b@1", "query": "q=\0"}).status_code < 500

"""GET /issues/partners: names for the filter of a company with very many partners."""

from collections.abc import Callable

import pytest

from tests.page import HTMX, CheckedClient

Client = Callable[[str], CheckedClient]


@pytest.mark.parametrize(
    ("name", "typed", "found"),
    [
        ("dewi", "prima", ["CV Baut Prima"]), ("dewi", "SUMBER", ["PT Sumber Logam Abadi"]),
        ("dewi", "a", ["CV Baut Prima", "PT Sumber Logam Abadi"]), ("dewi", "%", []), ("dewi", "", []),
        ("budi", "a", ["CV Baut Prima"]),
    ],
)  # fmt: skip
def test_names_hold_what_was_typed_and_are_the_readers_to_see(
    client: Client, name: str, typed: str, found: list[str]
) -> None:
    person = client(name)
    assert person.get("/issues/partners", query_string={"partner": typed}, headers=HTMX).status_code == 200
    assert [option.get("value") for option in person.page.root.iter("option")] == found
    assert person.selects <= 2


def test_a_visitor_is_sent_to_sign_in(visitor: CheckedClient) -> None:
    assert visitor.get("/issues/partners").location == "/login?next=/issues/partners"

"""POST /imports: a file is kept."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from tests.exchange.uploads import imports, upload
from tests.page import CheckedClient

Client = Callable[[str], CheckedClient]


def test_a_file_is_kept_and_its_page_opens(client: Client, session: Session) -> None:
    dewi = client("dewi")
    path = upload(dewi)
    (row,) = imports(session)
    assert (path, row.state, row.file_name) == (f"/imports/{row.ref}", "uploaded", "orders.csv")
    assert dewi.get(path).status_code == 200


@pytest.mark.parametrize("name", ["rina", "toni", "budi", "ayu"])
def test_only_staff_who_write_may(client: Client, session: Session, name: str) -> None:
    assert client(name).send("/imports", {"key": "k"}).status_code == 403
    assert imports(session) == []


def test_without_a_file_the_page_says_so(client: Client, session: Session) -> None:
    dewi = client("dewi")
    assert dewi.send("/imports", {"key": "k", "profile": ""}).status_code == 422
    assert "Choose the file with the orders." in dewi.page.text
    assert imports(session) == []


def test_sending_twice_keeps_one(client: Client, session: Session) -> None:
    dewi = client("dewi")
    assert upload(dewi) == upload(dewi)
    assert len(imports(session)) == 1


def test_a_hostile_name_is_only_shown(client: Client, session: Session) -> None:
    dewi = client("dewi")
    path = upload(dewi, name="../../<b>x.csv")
    dewi.get(path)
    assert "<b>x.csv" in dewi.page.text


def test_a_visitor_is_sent_to_sign_in(visitor: CheckedClient) -> None:
    assert visitor.send("/imports", {}).location.startswith("/login")

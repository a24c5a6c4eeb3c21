"""POST /imports/<ref>/profile: how a file was read is kept for the next of its kind."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.exchange.models import ImportProfile
from tests.exchange.uploads import checked, upload
from tests.page import CheckedClient

Client = Callable[[str], CheckedClient]


def test_it_is_kept_and_offered_for_the_next_file(client: Client, session: Session) -> None:
    dewi = client("dewi")
    row = checked(dewi, session)
    assert dewi.send(f"/imports/{row.ref}/profile", {"name": "Monthly list"}).status_code == 303
    dewi.get("/imports")
    assert "Monthly list" in dewi.page.text
    path = upload(dewi, key="second", profile="Monthly list")
    dewi.get(path)
    assert "PO number" in dewi.page.text


def test_the_same_name_replaces(client: Client, session: Session) -> None:
    dewi = client("dewi")
    row = checked(dewi, session)
    for _ in range(2):
        dewi.send(f"/imports/{row.ref}/profile", {"name": "Monthly list"})
    assert session.scalars(select(ImportProfile.name)).all() == ["Monthly list"]


@pytest.mark.parametrize(
    ("name", "said"), [("", "Give the settings a name."), ("scms", "taken by a built-in")]
)
def test_a_name_that_cannot_be_is_refused(client: Client, session: Session, name: str, said: str) -> None:
    dewi = client("dewi")
    row = checked(dewi, session)
    assert dewi.send(f"/imports/{row.ref}/profile", {"name": name}).status_code == 422
    assert said in dewi.page.text


@pytest.mark.parametrize("name", ["rina", "toni", "budi", "ayu"])
def test_only_staff_who_write_may(client: Client, name: str) -> None:
    path = upload(client("dewi"))
    assert client(name).send(f"{path}/profile", {"name": "x"}).status_code == 403


def test_a_missing_import_is_not_found(client: Client) -> None:
    assert client("dewi").send("/imports/IMP-999999/profile", {"name": "x"}).status_code == 404


def test_a_visitor_is_sent_to_sign_in(visitor: CheckedClient) -> None:
    assert visitor.send("/imports/IMP-000001/profile", {}).location.startswith("/login")

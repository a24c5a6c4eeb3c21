"""POST /imports/<ref>/check: the whole file is read as the form says."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from tests.exchange.files import BAD, GOOD, wait_for
from tests.exchange.uploads import answers_on, checked, upload
from tests.page import CheckedClient

Client = Callable[[str], CheckedClient]


def test_it_counts_what_would_change(client: Client, session: Session) -> None:
    row = checked(client("dewi"), session)
    assert row.counts["lines"] == {"new": 3, "changed": 0, "unchanged": 0, "refused": 0}


def test_a_refused_row_is_named_on_the_page(client: Client, session: Session) -> None:
    dewi = client("dewi")
    row = checked(dewi, session, *GOOD, BAD)
    dewi.get(f"/imports/{row.ref}")
    assert "“many” is not a number." in dewi.page.text


def test_a_correction_is_taken(client: Client, session: Session) -> None:
    dewi = client("dewi")
    path = upload(dewi, "PO-1,PT Sumber Logam Abadi,1-1,Angle,5,t,05/03/2026,")
    dewi.get(path)
    dewi.send(f"{path}/check", {**answers_on(dewi), "order_promised_on": "dmy"})
    row = wait_for(session, path.rpartition("/")[2], "checked")
    assert row.counts["lines"]["new"] == 1
    assert (row.profile or {})["dates"] == {"Promised date": "dmy"}


def test_a_header_row_that_is_no_number_is_refused(client: Client) -> None:
    dewi = client("dewi")
    path = upload(dewi)
    dewi.get(path)
    assert dewi.send(f"{path}/check", {**answers_on(dewi), "header_row": "0"}).status_code == 422
    assert "A row from 1 to 1,000." in dewi.page.text


def test_a_column_that_does_not_exist_is_refused(client: Client) -> None:
    dewi = client("dewi")
    path = upload(dewi)
    dewi.get(path)
    assert dewi.send(f"{path}/check", {**answers_on(dewi), "column_item": "nothing"}).status_code == 422


@pytest.mark.parametrize("name", ["rina", "toni", "budi", "ayu"])
def test_only_staff_who_write_may(client: Client, name: str) -> None:
    path = upload(client("dewi"))
    assert client(name).send(f"{path}/check", {}).status_code == 403


def test_a_missing_import_is_not_found(client: Client) -> None:
    assert client("dewi").send("/imports/IMP-999999/check", {}).status_code == 404


def test_a_visitor_is_sent_to_sign_in(visitor: CheckedClient) -> None:
    assert visitor.send("/imports/IMP-000001/check", {}).location.startswith("/login")

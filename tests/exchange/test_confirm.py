"""POST /imports/<ref>/confirmation: what was checked is written, once."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.activity.models import Activity
from portal.orders.models import Order
from tests.exchange.files import BAD, GOOD, wait_for
from tests.exchange.uploads import checked, upload
from tests.page import CheckedClient

Client = Callable[[str], CheckedClient]


def refs(session: Session) -> list[str]:
    """References of all orders."""
    return sorted(session.scalars(select(Order.ref)))


@pytest.mark.usefixtures("processes")
def test_it_is_imported_and_both_partners_see_their_own(client: Client, session: Session) -> None:
    dewi = client("dewi")
    row = checked(dewi, session)
    assert dewi.send(f"/imports/{row.ref}/confirmation").status_code == 303
    wait_for(session, row.ref, "done")
    assert refs(session) == ["PO-7001", "PO-7002"]
    assert sorted(session.scalars(select(Activity.verb).where(Activity.subject_ref == row.ref))) == [
        "imported",
        "uploaded",
    ]


def test_refused_rows_hold_it_back_until_the_user_says_otherwise(client: Client, session: Session) -> None:
    dewi = client("dewi")
    row = checked(dewi, session, *GOOD, BAD)
    assert dewi.send(f"/imports/{row.ref}/confirmation").status_code == 422
    assert "Rows are refused" in dewi.page.text
    assert refs(session) == []
    assert dewi.send(f"/imports/{row.ref}/confirmation", {"good_rows_only": "y"}).status_code == 303
    wait_for(session, row.ref, "done")
    assert refs(session) == ["PO-7001", "PO-7002"]


def test_confirming_again_changes_nothing(client: Client, session: Session) -> None:
    dewi = client("dewi")
    row = checked(dewi, session)
    for _ in range(2):
        assert dewi.send(f"/imports/{row.ref}/confirmation").status_code == 303
    wait_for(session, row.ref, "done")
    assert dewi.send(f"/imports/{row.ref}/confirmation").status_code == 303
    assert refs(session) == ["PO-7001", "PO-7002"]


def test_an_unchecked_import_cannot_be_confirmed(client: Client, session: Session) -> None:
    dewi = client("dewi")
    assert dewi.send(f"{upload(dewi)}/confirmation").status_code == 422
    assert refs(session) == []


@pytest.mark.parametrize("name", ["rina", "toni", "budi", "ayu"])
def test_only_staff_who_write_may(client: Client, session: Session, name: str) -> None:
    row = checked(client("dewi"), session)
    assert client(name).send(f"/imports/{row.ref}/confirmation").status_code == 403


def test_a_missing_import_is_not_found(client: Client) -> None:
    assert client("dewi").send("/imports/IMP-999999/confirmation").status_code == 404


def test_a_visitor_is_sent_to_sign_in(visitor: CheckedClient) -> None:
    assert visitor.send("/imports/IMP-000001/confirmation").location.startswith("/login")

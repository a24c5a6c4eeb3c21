"""GET /imports/<ref>: one import in whatever state it is."""

from collections.abc import Callable

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.exchange.models import Import
from tests.exchange.uploads import checked, upload
from tests.page import HTMX, CheckedClient

Client = Callable[[str], CheckedClient]


def test_what_was_guessed_is_shown_for_correction(client: Client) -> None:
    dewi = client("dewi")
    dewi.get(upload(dewi))
    assert (
        dewi.page.one("select", name="column_order_ref").find("option[@selected]").get("value") == "PO number"
    )  # type: ignore[union-attr]
    assert dewi.page.field("header_row") == "1"


def test_the_dry_run_is_shown(client: Client, session: Session) -> None:
    dewi = client("dewi")
    row = checked(dewi, session)
    dewi.get(f"/imports/{row.ref}")
    assert "Import 3 lines" in dewi.page.text


def test_htmx_polls_the_part_while_it_runs(client: Client, session: Session) -> None:
    dewi = client("dewi")
    path = upload(dewi)
    session.execute(update(Import).values(state="running", rows_total=10, rows_done=4))
    session.commit()
    response = dewi.get(path, headers=HTMX)
    assert dewi.page.one("div", id="import").get("hx-get") == path
    assert "4 of 10 lines written" in dewi.page.text
    assert "<html" not in response.get_data(as_text=True)


def test_a_missing_import_is_not_found(client: Client) -> None:
    assert client("dewi").get("/imports/IMP-999999").status_code == 404


@pytest.mark.parametrize("name", ["rina", "toni", "budi"])
def test_partners_may_not(client: Client, name: str) -> None:
    path = upload(client("dewi"))
    assert client(name).get(path).status_code == 403


def test_a_visitor_is_sent_to_sign_in(visitor: CheckedClient) -> None:
    assert visitor.get("/imports/IMP-000001").status_code == 303

"""GET /imports/<ref>/refusals.csv: every refused row, to put right in a spreadsheet."""

import csv
import io
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from tests.exchange.files import BAD, GOOD
from tests.exchange.uploads import checked, upload
from tests.page import CheckedClient

Client = Callable[[str], CheckedClient]


def test_it_names_row_column_value_and_reason(client: Client, session: Session) -> None:
    dewi = client("dewi")
    row = checked(dewi, session, *GOOD, BAD)
    response = dewi.get(f"/imports/{row.ref}/refusals.csv")
    assert "attachment" in response.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(response.get_data().decode("utf-8-sig"))))
    assert rows == [
        ["Row", "Column", "Value", "Reason"],
        ["5", "Quantity", "many", "“many” is not a number."],
    ]


def test_a_formula_stays_text(client: Client, session: Session) -> None:
    dewi = client("dewi")
    row = checked(dewi, session, BAD.replace("many", "=1+cmd"))
    rows = list(
        csv.reader(io.StringIO(dewi.get(f"/imports/{row.ref}/refusals.csv").get_data().decode("utf-8-sig")))
    )
    assert rows[1][2] == "'=1+cmd"


@pytest.mark.parametrize("name", ["rina", "toni", "budi"])
def test_partners_may_not(client: Client, name: str) -> None:
    path = upload(client("dewi"))
    assert client(name).get(f"{path}/refusals.csv").status_code == 403


def test_a_missing_import_is_not_found(client: Client) -> None:
    assert client("dewi").get("/imports/IMP-999999/refusals.csv").status_code == 404


def test_a_visitor_is_sent_to_sign_in(visitor: CheckedClient) -> None:
    assert visitor.get("/imports/IMP-000001/refusals.csv").status_code == 303

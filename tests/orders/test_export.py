"""GET /orders/export.csv and .xlsx: exactly the filtered rows.

endpoint: orders.export_csv, endpoint: orders.export_xlsx
"""

import csv
import io
from collections.abc import Callable

import openpyxl
import pytest
from sqlalchemy.orm import Session

from portal.orders.actions import NewLine, create
from tests.orders import builders as b
from tests.page import CheckedClient

Client = Callable[[str], CheckedClient]


@pytest.fixture(autouse=True)
def _orders(session: Session) -> None:
    b.each_kind(session)
    b.order(session, "PO-77", partner=b.BAUT)
    for number, text in enumerate(("=1+1", "+x", "-2+3", "@sum", "\tx")):
        line = NewLine(text, b.Decimal(1), "t", b.today(), detail=text)
        create(session, None, b.SUMBER, f"PO-F{number}", [line])
    session.commit()


def rows(client: CheckedClient, query: str = "") -> list[list[str]]:
    response = client.get(f"/orders/export.csv{query}")
    return list(csv.reader(io.StringIO(response.get_data().decode("utf-8-sig"))))


def refs(table: list[list[str]]) -> set[str]:
    return {cell for row in table[1:] for cell in row if cell.startswith("PO-")}


def test_both_files_hold_the_same_orders_and_no_others(client: Client) -> None:
    rina = client("rina")
    table = rows(rina, "?tab=all")
    book = openpyxl.load_workbook(io.BytesIO(rina.get("/orders/export.xlsx?tab=all").get_data()))
    sheet = {
        str(c) for row in book.active.iter_rows(values_only=True) for c in row if str(c).startswith("PO-")
    }  # type: ignore[union-attr]
    assert refs(table) == sheet
    assert "PO-77" not in sheet


def test_a_filter_narrows_the_file_as_it_does_the_list(client: Client) -> None:
    rina = client("rina")
    assert refs(rows(rina, "?q=PO-7")) == {"PO-7"}


def test_formulas_stay_text(client: Client) -> None:
    rina = client("rina")
    cells = {cell for row in rows(rina, "?tab=all") for cell in row}
    assert {"'=1+1", "'+x", "'-2+3", "'@sum"} <= cells
    assert not [c for c in cells if c[:1] in ("=", "+", "@", "\t")]
    book = openpyxl.load_workbook(io.BytesIO(rina.get("/orders/export.xlsx?tab=all").get_data()))
    kinds = {c.data_type for row in book.active.iter_rows() for c in row if str(c.value).startswith("=")}  # type: ignore[union-attr]
    assert "f" not in kinds


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_visitor_is_sent_to_sign_in(visitor: CheckedClient, kind: str) -> None:
    assert visitor.get(f"/orders/export.{kind}").status_code == 303

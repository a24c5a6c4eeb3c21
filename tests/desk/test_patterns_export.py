"""The table of patterns as a workbook: GET /issues/patterns/export.xlsx."""

import io
from collections.abc import Callable

from openpyxl import load_workbook
from sqlalchemy.orm import Session

from tests.desk.test_patterns import MONTHS, opened
from tests.issues.arrange import orders
from tests.page import CheckedClient


def test_the_workbook_says_what_the_table_says(
    client: Callable[[str], CheckedClient], session: Session
) -> None:
    orders(session)
    for kind in ("damaged",) * 3 + ("documents",) * 2:
        opened(session, kind=kind)
    opened(session, "budi", "PO-2")
    answer = client("rina").get(f"/issues/patterns/export.xlsx?{MONTHS}")
    sheet = load_workbook(io.BytesIO(answer.get_data())).active
    assert [list(row) for row in sheet.iter_rows(values_only=True)] == [
        ["Kind", "Issues", "Share", "Together", "September 2026", "October 2026"],
        ["Damaged or defective", 3, 0.6, 0.6, 3, 0],
        ["Documents or invoice", 2, 0.4, 1, 2, 0],
    ]


def test_a_visitor_is_sent_to_sign_in(visitor: CheckedClient) -> None:
    assert visitor.get("/issues/patterns/export.xlsx").status_code == 303

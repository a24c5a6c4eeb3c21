"""endpoint: orders.export_xlsx. The same rows as a workbook of text, numbers and days."""

import io
from datetime import datetime, timedelta

import openpyxl
import pytest

from portal.orders import export
from portal.orders.models import Schedule
from tests.orders import builders
from tests.orders.test_export_csv import FORMULAS


def sheets(answer) -> list[list[tuple]]:
    assert answer.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    return [list(sheet.iter_rows()) for sheet in book.worksheets]


def test_text_is_text_and_days_are_days(client, session):
    made = builders.schedules(session, builders.order(session, "PO-1", *[3] * len(FORMULAS)))
    for schedule, text in zip(made, FORMULAS, strict=True):
        session.query(Schedule).filter_by(id=schedule.id).update({"item": text})
    session.commit()
    ((heads, *rows),) = sheets(client("rina").get("/orders/export.xlsx"))
    names = [cell.value for cell in heads]
    asked = datetime.combine(builders.today() + timedelta(days=3), datetime.min.time())
    for row, text in zip(rows, FORMULAS, strict=True):
        cells = dict(zip(names, row, strict=True))
        assert cells["Item"].data_type == "s"
        assert cells["Item"].value.strip("\t\r\n_x0D") == text.strip("\t\r\n_x0D")
        assert cells["Quantity"].value == 10
        assert cells["Requested"].value == asked
        assert cells["Promised"].value is None


def test_an_empty_list_is_a_sheet_of_heads(client):
    ((heads,),) = sheets(client("rina").get("/orders/export.xlsx"))
    assert heads[0].value == "Order"


def test_what_one_sheet_cannot_hold_goes_on_the_next(client, session, monkeypatch):
    builders.order(session, "PO-1", 1, 2, 3, 4, 5)
    session.commit()
    monkeypatch.setattr(export, "SHEET_ROWS", 3)
    monkeypatch.setattr(export, "CHUNK", 2)
    found = sheets(client("rina").get("/orders/export.xlsx"))
    assert [len(rows) for rows in found] == [3, 3, 2]
    assert [row[1].value for rows in found for row in rows[1:]] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(("name", "count"), [("budi", 0), ("toni", 1), ("ayu", 1)])
def test_each_takes_what_they_may_read(client, session, name, count):
    builders.one(session, "PO-1")
    session.commit()
    (rows,) = sheets(client(name).get("/orders/export.xlsx?view=all"))
    assert len(rows) - 1 == count


def test_a_visitor_is_sent_to_sign_in(visitor):
    assert visitor.get("/orders/export.xlsx").status_code == 303

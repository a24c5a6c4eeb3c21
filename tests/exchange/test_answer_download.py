"""endpoint: exchange.open_lines. Open lines as a sheet to be filled."""

import io
from datetime import datetime

import openpyxl
import pytest

from portal.accounts.models import User
from portal.exchange.answer_columns import FILLED, columns_of, label
from portal.orders.models import Schedule
from tests import cast
from tests.exchange.answer_sheets import day, download, table
from tests.orders import builders
from tests.orders.test_export_csv import FORMULAS


def test_each_open_line_stands_there_with_what_was_asked_and_promised(client, session):
    builders.each_kind(session)
    session.commit()
    found = {row["Order"]: row for row in table(download(client("rina")))}
    assert sorted(found, key=lambda ref: int(ref[3:])) == [f"PO-{n}" for n in range(1, 10)]
    assert (found["PO-1"]["To come"], found["PO-1"]["Unit"], found["PO-1"]["Status"]) == (
        10,
        "t",
        "Not confirmed",
    )
    assert found["PO-1"]["Requested"].date() == day(7)
    assert isinstance(found["PO-1"]["Requested"], datetime)
    assert found["PO-1"]["Promised"] is None
    assert found["PO-2"]["Proposed"].date() == day(9)
    assert found["PO-4"]["Promised"].date() == day(5)
    assert found["PO-9"]["To come"] == 5
    assert all(found["PO-1"][label(name)] is None for name in FILLED)


def test_the_state_is_hidden_and_the_causes_are_a_list(client, session):
    builders.one(session, "PO-1")
    session.commit()
    book = download(client("rina"))
    sheet = book.worksheets[0]
    (state,) = [cell for cell in sheet[1] if cell.value == "State, do not change"]
    assert sheet.column_dimensions[state.column_letter].hidden
    assert sheet.cell(2, state.column).value.startswith("1@")
    lists = [rule for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    place = lists[0].formula1.split("!")[1].replace("$", "")
    assert book["How to"][place][0][0].value == "Partner"


def test_text_stays_text(client, session):
    made = builders.schedules(session, builders.order(session, "PO-1", *[3] * len(FORMULAS)))
    for schedule, text in zip(made, FORMULAS, strict=True):
        session.query(Schedule).filter_by(id=schedule.id).update({"item": text})
    session.commit()
    sheet = download(client("rina")).worksheets[0]
    column = next(cell.column for cell in sheet[1] if cell.value == "Item")
    assert {sheet.cell(row, column).data_type for row in range(2, sheet.max_row + 1)} == {"s"}


def test_heads_are_known_in_both_languages(client, session):
    builders.one(session, "PO-1")
    session.query(User).filter_by(id=cast.user_id("sari")).one().locale = "id"
    session.commit()
    heads = [[cell.value for cell in download(client(who)).worksheets[0][1]] for who in ("rina", "sari")]
    assert heads[0] != heads[1]
    assert columns_of(heads[0]) == columns_of(heads[1])
    assert len(columns_of(heads[0])) == len(heads[0])


def test_staff_read_whose_line_it_is(client, session):
    builders.one(session, "PO-1")
    builders.one(session, "PO-2", partner=builders.BAUT)
    session.commit()
    assert [row["Partner"] for row in table(download(client("dewi")))] == [
        "PT Sumber Logam Abadi", "CV Baut Prima",
    ]  # fmt: skip
    assert [row["Order"] for row in table(download(client("budi")))] == ["PO-2"]


def test_without_lines_it_is_a_sheet_of_heads(client):
    answer = client("rina").get("/answer-sheets/open-lines.xlsx")
    assert openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0].max_row == 1


@pytest.mark.parametrize("who", ["toni", "ayu"])
def test_who_cannot_answer_cannot_fill(client, who):
    assert client(who).get("/answer-sheets/open-lines.xlsx").status_code == 403


def test_a_visitor_is_sent_to_sign_in(visitor):
    assert visitor.get("/answer-sheets/open-lines.xlsx").location.startswith("/login")

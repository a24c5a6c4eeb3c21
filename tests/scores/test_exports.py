"""What leaves of a scorecard says what its page says. endpoint: scores.export_card endpoint: scores.export_pdf
endpoint: scores.export_rows"""

import io
from collections.abc import Callable

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy.orm import Session

from tests.page import CheckedClient
from tests.scores.cards import OCTOBER, arrange

Client = Callable[[str], CheckedClient]
FILES = ("card.xlsx", "card.pdf", "otif/rows.xlsx")


def test_the_card_as_a_workbook(client: Client, session: Session) -> None:
    arrange(session)
    answer = client("rina").get(f"/scorecard/SUMBER/card.xlsx?{OCTOBER}")
    assert "scorecard-SUMBER-2026-10.xlsx" in answer.headers["Content-Disposition"]
    book = load_workbook(io.BytesIO(answer.get_data()))
    rows = {row[0]: list(row[1:]) for row in book.worksheets[0].iter_rows(values_only=True)}
    assert rows["Measure"][:8] == [
        "October 2026", "Numerator", "Denominator", "Rows", "Left out", "Target", "September 2026", "Peers",
    ]  # fmt: skip
    assert rows["On time and in full"][:7] == [pytest.approx(0.666667), 4, 6, 6, 1, 0.95, 1]
    assert rows["On time and in full"][-2:] == [1, pytest.approx(0.666667)]
    assert rows["Causes that came back"][0] == "no data"
    assert book.sheetnames[1:] == ["Cahaya Baja", "How it is counted"]


def test_the_card_as_a_paper(client: Client, session: Session) -> None:
    arrange(session)
    answer = client("dewi").get(f"/scorecard/SUMBER/card.pdf?{OCTOBER}")
    assert answer.mimetype == "application/pdf"
    text = " ".join(
        " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.get_data())).pages).split()
    )
    for said in ("Scorecard PT Sumber Logam Abadi", "85.1 of 100", "On time and in full 66.7 % 4 of 6 95.0 % 100.0 %",
                 "How Cahaya Baja keeps its word", "from 3 days before the base day"):  # fmt: skip
        assert said in text.replace("\xa0", " ")


def test_the_rows_of_a_measure(client: Client, session: Session) -> None:
    arrange(session)
    answer = client("rina").get(f"/scorecard/SUMBER/otif/rows.xlsx?{OCTOBER}")
    rows = [
        list(row) for row in load_workbook(io.BytesIO(answer.get_data())).active.iter_rows(values_only=True)
    ]
    assert [row[:2] for row in rows[1:4]] == [
        ["schedules on time and in full", 4],
        ["schedules due", 6],
        ["Left out", 1],
    ]
    assert rows[5][:6] == ["Record", "What", "Day", "Numerator", "Denominator", "Counted as"]
    assert [row[3:6] for row in rows[6:]] == (
        [[1, 1, "met"]] * 4 + [[0, 1, "missed"]] * 2 + [[None, None, "left out: cancelled by the company"]]
    )


@pytest.mark.parametrize("file", FILES)
def test_a_stranger_gets_none(client: Client, visitor: CheckedClient, file: str) -> None:
    assert client("budi").get(f"/scorecard/SUMBER/{file}").status_code == 404
    assert client("dewi").get(f"/scorecard/NOBODY/{file}").status_code == 404
    assert visitor.get(f"/scorecard/SUMBER/{file}").status_code == 303

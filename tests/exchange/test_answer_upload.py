"""endpoint: exchange.upload_answers. endpoint: exchange.answers. A filled sheet is kept for its uploader."""

import io
import zipfile

import openpyxl
import pytest

from portal.exchange import answer_files
from tests.exchange.answer_sheets import download, fill, proposal, saved, upload
from tests.orders import builders

BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'


def test_the_page_says_how_it_goes_and_the_list_leads_there(client, session):
    builders.one(session, "PO-1")
    session.commit()
    rina = client("rina")
    rina.get("/orders")
    assert "Answer by spreadsheet" in rina.page.text
    rina.get("/answer-sheets?sent=12")
    assert "12 lines were answered." in rina.page.text
    toni = client("toni")
    toni.get("/orders")
    assert "Answer by spreadsheet" not in toni.page.text


def test_a_filled_sheet_opens_its_page(client, session):
    builders.one(session, "PO-1")
    session.commit()
    rina = client("rina")
    answer = upload(rina, download(rina))
    assert (answer.status_code, answer.location.rpartition("/")[0]) == (303, "/answer-sheets")
    rina.get(answer.location)
    assert "Nothing was filled in" in rina.page.text


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<x/>")
        for name, content in members.items():
            archive.writestr(f"xl/{name}.xml", content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "This is not a sheet of open lines"),
        (b"Order;Line\nPO-1;1\n", "This is not a sheet of open lines"),
        (b"PK\x03\x04 and no more", "The file is damaged"),
        (zipped(workbook=BOMB), "The file unpacks to far more"),
        (zipped(workbook=b"0" * (120 << 20)), "The file unpacks to far more"),
        (saved(openpyxl.Workbook()), "The file is empty"),
    ],
    ids=["nothing", "csv", "cut", "entities", "bomb", "blank"],
)
def test_what_is_no_sheet_of_ours_is_refused_with_a_sentence(client, content, why):
    rina = client("rina")
    assert upload(rina, content).status_code == 422
    assert why in rina.page.text


def test_a_large_file_is_refused(client, monkeypatch):
    monkeypatch.setattr(answer_files, "MOST_BYTES", 100)
    rina = client("rina")
    assert upload(rina, b"PK\x03\x04" + b"\0" * 100).status_code == 422
    assert "too large" in rina.page.text


def test_without_a_file_the_page_says_so(client):
    rina = client("rina")
    assert rina.send("/answer-sheets", {}).status_code == 422
    assert "Choose the filled sheet." in rina.page.text


def test_another_workbook_is_not_one_of_ours(client):
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Order", "Line", "Part", "Quantity"])
    book.worksheets[0].append(["PO-1", 1, 1, 10])
    rina = client("rina")
    assert upload(rina, book).status_code == 422
    assert "This is not a sheet of open lines" in rina.page.text


def test_rows_above_the_heads_and_moved_columns_do_not_matter(client, session):
    builders.one(session, "PO-1")
    session.commit()
    rina = client("rina")
    book = fill(download(rina), {("PO-1", 1): proposal(("2099-01-05", 10))})
    sheet = book.worksheets[0]
    sheet.insert_rows(1)
    sheet["A1"] = "For Sari"
    sheet.insert_cols(1)
    rina.get(upload(rina, book).location)
    assert "10 t on Mon 5 Jan 2099" in rina.page.text


@pytest.mark.parametrize("who", ["toni", "ayu"])
def test_readers_cannot(client, who):
    assert client(who).get("/answer-sheets").status_code == 403
    assert upload(client(who), openpyxl.Workbook()).status_code == 403


def test_a_visitor_is_sent_to_sign_in(visitor):
    assert visitor.get("/answer-sheets").location.startswith("/login")
    assert visitor.send("/answer-sheets", {}).location.startswith("/login")

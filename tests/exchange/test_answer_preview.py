"""endpoint: exchange.show_answers. What was understood of a filled sheet, and what cannot be taken."""

import os
from datetime import datetime

import pytest

from portal.accounts.models import User
from portal.exchange import answer_files
from tests import cast
from tests.exchange.answer_sheets import day, download, fill, preview, proposal, upload
from tests.orders import builders
from tests.orders.answers import now
from tests.orders.answers import path as answer_path
from tests.orders.answers import proposal as form


@pytest.fixture
def rina(client, session):
    """Four lines of 10 t, asked for in 7, 8, 9 and 10 days."""
    builders.order(session, "PO-1", 7, 8, 9, 10)
    session.commit()
    return client("rina")


def midnight(away):
    return datetime.combine(day(away), datetime.min.time())


def test_every_answer_is_said_in_words(rina):
    preview(
        rina,
        {
            ("PO-1", 1): {"Day 1": midnight(7)},
            ("PO-1", 2): proposal(("2099-05-03", 2.5), (midnight(20), "7.5")),
            ("PO-1", 3): {"Not delivered": "x", "Reason": "Mill closed", "Whose cause is it?": "outside"},
            ("PO-1", 4): proposal(("2099-05-09", 4)),
        },
    )
    text = rina.page.text
    assert "1 line promised as asked, 3 proposals" in text
    assert "2.5 t on Sun 3 May 2099; 7.5 t on " in text
    assert "10 t will not be delivered" in text
    assert "Mill closed. Cause: Outside, like weather or a strike." in text
    assert "4 t on Sat 9 May 2099; 6 t will not be delivered" in text
    assert "Send 4 answers" in text
    assert "Refused rows" not in text


@pytest.mark.parametrize(
    ("cells", "column", "why"),
    [
        (proposal(("3/4/2099", 10)), "Day 1", "“3/4/2099” can be read in two ways. Write the year first"),
        (proposal(("soon", 10)), "Day 1", "“soon” is not a date"),
        (proposal(("2099-05-09", -3)), "Quantity 1", "as a number above zero"),
        (proposal(("2099-05-09", 1e18)), "Quantity 1", "as a number above zero"),
        (proposal(("2099-05-09", "1e400")), "Quantity 1", "as a number above zero"),
        (proposal(("2099-05-09", "1+1")), "Quantity 1", "as a number above zero"),
        (proposal(("2099-05-09", 2.0005)), "Quantity 1", "as a number above zero"),
        (proposal(("2099-05-09", True)), "Quantity 1", "as a number above zero"),
        (proposal(("2020-05-09", 10)), "Day 1", "A day that has passed cannot be promised"),
        (proposal((None, 10)), "Day 1", "Give a day for this quantity"),
        (proposal(("2099-05-09", 11)), "Quantity 1", "Together that is 11, more than the 10 to come"),
        (proposal(("2099-05-09", 4), ("2099-05-10", 5)), "Quantity 1", "The parts make 9 of 10"),
        (proposal(("2099-05-09", 4), ("2099-05-09", 6)), "Day 1", "Two parts have the same day"),
        (proposal(("2099-05-09", 10), Reason=" "), "Reason", "Say why."),
        (proposal(("2099-05-09", 10), Reason="x" * 501), "Reason", "Shorten it to 500 characters"),
        (proposal(("2099-05-09", 10)) | {"Whose cause is it?": "Nobody"}, "Whose cause", "Choose one of the causes"),
        (proposal(("2099-05-09", 10)) | {"Whose cause is it?": None}, "Whose cause", "Say whose cause it is"),
        (proposal(("2099-05-09", 10)) | {"Not delivered": "x"}, "Not delivered", "but not both"),
        (proposal() | {"Not delivered": "maybe"}, "Not delivered", "Write x where nothing will be delivered"),
        ({"Reason": "only words"}, "Day 1", "Give at least one day"),
        (proposal(("2099-05-09", 10), Line="one"), "Line", "This is not the number of a line"),
        (proposal(("2099-05-09", 10), Order="PO-77"), "Order", "There is no such line among those you see"),
        (proposal(("2099-05-09", 10)) | {"State, do not change": "9"}, "State", "The hidden column was changed"),
    ],
)  # fmt: skip
def test_each_error_names_row_column_and_reason(rina, cells, column, why):
    preview(rina, {("PO-1", 2): cells})
    text = rina.page.text
    assert "Row 3" in text
    assert column in text
    assert why in text
    assert "Send 1 answer" not in text


def test_nul_and_markup_are_only_text(rina):
    book = fill(download(rina), {("PO-1", 1): proposal(("<b>1</b>", 10))})
    rina.get(upload(rina, book).location)
    assert "“<b>1</b>” is not a date" in rina.page.text


def test_a_formula_counts_as_what_it_last_came_to(rina):
    """openpyxl writes no value beside a formula: nothing is understood, nothing is computed."""
    preview(rina, {("PO-1", 1): {"Day 1": "=TODAY()+9"}})
    assert "Nothing was filled in" in rina.page.text


def test_numbers_are_read_in_the_readers_language(rina, client, session):
    session.query(User).filter_by(id=cast.user_id("sari")).one().locale = "id"
    session.commit()
    sari = client("sari")
    book = fill(
        download(sari),
        {
            ("PO-1", 1): {
                "Tanggal 1": "2099-05-09",
                "Jumlah 1": "9,5",
                "Alasan": "Hujan",
                "Penyebabnya di pihak siapa?": "Mitra",
            }
        },
    )
    sari.get(upload(sari, book).location)
    assert "9,5 t pada" in sari.page.text


def test_a_row_changed_meanwhile_is_refused_with_what_changed(rina, client, session):
    book = fill(download(rina), {("PO-1", n): proposal(("2099-05-09", 10)) for n in (1, 2, 3, 4)})
    sari, dewi = client("sari"), client("dewi")
    versions = [now(session, line)[0].version for line in (1, 2, 3)]
    sari.send(answer_path("proposal"), form(("10", 3000), version=versions[0]))
    dewi.send(answer_path("proposal", 2), form(("10", 12), version=versions[1]))
    sari.send("/orders/PO-1/confirmation", {"schedule": f"3.1.{versions[2]}"})
    rina.get(upload(rina, book).location)
    text = rina.page.text
    assert f"{cast.NAMES['sari']} proposed" in text
    assert f"{cast.NAMES['dewi']} proposed" in text
    assert f"{cast.NAMES['sari']} promised" in text
    assert "meanwhile. Download the sheet anew." in text
    assert "Send 1 answer" in text


def test_what_arrived_meanwhile_is_said(rina, session):
    book = fill(download(rina), {("PO-1", 1): proposal(("2099-05-09", 10))})
    builders.arrive(session, now(session)[0], -1, (1, 2))
    session.commit()
    rina.get(upload(rina, book).location)
    assert "It changed meanwhile: 5 t to come" in rina.page.text


def test_the_line_of_another_partner_is_no_line(rina, session):
    builders.order(session, "PO-8", 7, partner=builders.BAUT)
    session.commit()
    preview(rina, {("PO-1", 1): proposal(("2099-05-09", 10), Order="PO-8")})
    assert "There is no such line among those you see" in rina.page.text
    assert "Send" not in rina.page.text


def test_a_line_answered_twice_is_refused_once(rina):
    book = fill(download(rina), {("PO-1", n): proposal(("2099-05-09", 10)) for n in (1, 2)})
    sheet = book.worksheets[0]
    for column in range(1, sheet.max_column + 1):
        sheet.cell(3, column).value = sheet.cell(2, column).value
    rina.get(upload(rina, book).location)
    assert "Row 2 answers this line already" in rina.page.text
    assert "Send 1 answer" in rina.page.text


def test_a_preview_is_its_uploaders_alone_and_passes(rina, client, app):
    address = preview(rina, {("PO-1", 1): {"Day 1": midnight(7)}})
    for who in ("sari", "budi", "dewi"):
        assert client(who).get(address).status_code == 404
    assert rina.get("/answer-sheets/../secret").status_code == 404
    (path,) = (app.config["SETTINGS"].data / "answers").iterdir()
    old = path.stat().st_mtime - answer_files.KEEP_SECONDS - 10
    os.utime(path, (old, old))
    assert rina.get(address).status_code == 404
    assert answer_files.drop_expired(app.config["SETTINGS"].data) == 1


def test_many_answers_stand_on_several_pages(rina, monkeypatch):
    monkeypatch.setattr("portal.exchange.answer_page.PAGE", 3)
    address = preview(rina, {("PO-1", n): proposal(("2099-05-09", 10)) for n in (1, 2, 3, 4)})
    assert "Line 3" in rina.page.text and "Line 4" not in rina.page.text
    (link,) = [a.get("href") for a in rina.page.root.iter("a") if "after=" in (a.get("href") or "")]
    rina.get(link)
    assert link.startswith(address)
    assert "Line 4" in rina.page.text and "Line 3" not in rina.page.text
    assert "Send 4 answers" in rina.page.text


@pytest.mark.parametrize("who", ["toni", "ayu"])
def test_readers_cannot(client, who):
    assert client(who).get(f"/answer-sheets/{'0' * 32}").status_code == 403


def test_a_visitor_is_sent_to_sign_in(visitor):
    assert visitor.get(f"/answer-sheets/{'0' * 32}").location.startswith("/login")

"""endpoint: orders.say. Saying something under an order."""

import io

import pytest

from portal.activity.models import Activity
from portal.files.models import Attachment
from portal.talk.models import Message
from tests.orders import builders
from tests.page import HTMX

PATH = "/orders/PO-1/messages"


@pytest.fixture
def order(session):
    made = builders.order(session, "PO-1", 5)
    session.commit()
    return made


def said(session) -> list[tuple[str, str]]:
    session.expire_all()
    session.rollback()
    return [(m.audience, m.body) for m in session.query(Message).order_by(Message.id)]


def test_a_partner_says_something_and_both_sides_read_it(client, order, session):
    rina = client("rina")
    answer = rina.send(
        PATH, {"audience": "shared", "body": "Part 2 follows on the 20th.\r\n\r\nRina", "key": "a"}
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, "/orders/PO-1#thread")
    assert said(session) == [("shared", "Part 2 follows on the 20th.\n\nRina")]
    row = session.query(Activity).filter_by(verb="said").one()
    assert (row.audience, row.subject_type, row.subject_ref, row.order_id) == (
        "shared",
        "order",
        "PO-1",
        order.id,
    )
    dewi = client("dewi")
    dewi.get("/orders/PO-1")
    assert "Part 2 follows on the 20th." in dewi.page.text


def test_the_page_says_who_will_read(client, order):
    rina = client("rina")
    rina.get("/orders/PO-1")
    assert "5 people at Cahaya Baja and 3 of us will read this." in rina.page.text
    assert "Internal note" not in rina.page.text
    dewi = client("dewi")
    dewi.get("/orders/PO-1")
    assert "3 people at PT Sumber Logam Abadi and 5 of us will read this." in dewi.page.text
    assert "Internal note: only our 5 readers see this" in dewi.page.text


def test_htmx_gets_the_thread_with_an_empty_composer(client, order):
    rina = client("rina")
    answer = rina.send(PATH, {"audience": "shared", "body": "Hello", "key": "a"}, headers=HTMX)
    assert answer.status_code == 200
    assert answer.data.lstrip().startswith(b'<section class="thread" id="thread"')
    assert "Hello" in rina.page.text
    assert rina.page.field("body") == ""


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"body": ""}, "Write what you want to say"),
        ({"body": " \n\t "}, "Write what you want to say"),
        ({"body": "x" * 4001}, "Shorten it to 4000 characters"),
    ],
)
def test_what_cannot_be_said_comes_back_with_the_reason(client, order, session, fields, why):
    rina = client("rina")
    for headers in ({}, HTMX):
        answer = rina.send(PATH, {"audience": "shared", "key": "a", **fields}, headers=headers)
        assert answer.status_code == 422
        assert why in rina.page.text
    assert said(session) == []


def test_sending_twice_says_it_once(client, order, session):
    rina = client("rina")
    for _ in range(3):
        assert rina.send(PATH, {"audience": "shared", "body": "Once", "key": "same"}).status_code == 303
    assert said(session) == [("shared", "Once")]


@pytest.mark.parametrize("name", ["toni", "ayu"])
def test_who_only_reads_says_nothing(client, order, session, name):
    assert client(name).send(PATH, {"audience": "shared", "body": "Hi", "key": "a"}).status_code == 403
    assert said(session) == []


def test_a_partner_cannot_write_an_internal_note(client, order, session):
    assert client("rina").send(PATH, {"audience": "internal", "body": "Hi", "key": "a"}).status_code == 403
    assert said(session) == []


def test_a_stranger_finds_nothing_to_speak_under(client, order, session):
    assert client("budi").send(PATH, {"audience": "shared", "body": "Hi", "key": "a"}).status_code == 404
    assert (
        client("budi")
        .send("/orders/NONE/messages", {"audience": "shared", "body": "Hi", "key": "a"})
        .status_code
        == 404
    )
    assert said(session) == []


def test_a_visitor_is_sent_to_sign_in(visitor, order):
    assert visitor.send(PATH, {"body": "Hi"}).status_code == 303


def test_files_go_with_the_message(client, order, session):
    rina = client("rina")
    fields = {
        "audience": "shared",
        "body": "See the list",
        "key": "f",
        "files": (io.BytesIO(b"a,b\n1,2\n"), "list.csv"),
    }
    assert rina.send(PATH, fields, content_type="multipart/form-data").status_code == 303
    file = session.query(Attachment).one()
    assert (file.subject_type, file.subject_id, file.audience) == ("order", order.id, "shared")
    assert file.message_id == session.query(Message.id).scalar()
    rina.get("/orders/PO-1")
    assert "list.csv" in rina.page.text


def test_an_internal_file_stays_inside(client, order, session):
    fields = {
        "audience": "internal",
        "body": "For us",
        "key": "f",
        "files": (io.BytesIO(b"a,b\n1,2\n"), "secret.csv"),
    }
    assert client("dewi").send(PATH, fields, content_type="multipart/form-data").status_code == 303
    assert session.query(Attachment.audience).scalar() == "internal"
    rina = client("rina")
    assert b"secret.csv" not in rina.get("/orders/PO-1").data


def test_a_refused_file_keeps_what_was_typed(client, order, session):
    rina = client("rina")
    fields = {
        "audience": "shared",
        "body": "Typed words",
        "key": "f",
        "files": (io.BytesIO(b"MZ\x90\x00" * 30), "x.exe"),
    }
    assert rina.send(PATH, fields, content_type="multipart/form-data").status_code == 422
    assert "x.exe was not taken" in rina.page.text
    assert "Typed words" in rina.page.html
    assert said(session) == []

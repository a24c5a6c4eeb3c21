"""endpoint: orders.send_link. Our people mail a one-time link to somebody without an account."""

import re
from datetime import timedelta

import pytest

from portal import clock
from portal.activity.models import Activity
from portal.notify.models import Mail
from tests.orders import builders, links

PATH = "/orders/PO-1/links"
FORM = {"purpose": "answer", "name": "Pak Joko", "email": links.ADDRESS, "locale": "en", "key": "k"}


@pytest.fixture
def order(session):
    made = builders.order(session, "PO-1", 5, 9)
    session.commit()
    return made


@pytest.mark.parametrize("who", ["dewi", "mega", "adi"])
def test_our_people_send_one_and_see_it(client, order, session, who):
    sender = client(who)
    answer = sender.send(PATH, FORM)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/orders/PO-1#links")
    (row,) = links.rows(session)
    assert (row.to_name, row.to_address, row.purpose, row.used_at) == (
        "Pak Joko",
        links.ADDRESS,
        "answer",
        None,
    )
    assert timedelta(days=13, hours=23) < row.expires_at - clock.now() <= timedelta(days=14)
    sender.get("/orders/PO-1")
    for words in ("Pak Joko", links.ADDRESS, "Answer: promise or propose days", "Waits", "until"):
        assert words in sender.page.text


def test_the_letter_says_what_waits_and_carries_the_link(client, order, session):
    client("dewi").send(PATH, FORM)
    (mail,) = links.mail_to(session)
    assert mail.subject == "PT Cahaya Baja Nusantara asks you to answer order PO-1"
    assert "Line 1: 10 t Plate 1, " in mail.text
    assert "Line 2: 10 t Plate 2, " in mail.text
    assert "works once, and for 14 days" in mail.text
    assert re.search(r"^http://localhost/links/[\w-]{43}$", mail.text, re.MULTILINE)
    assert mail.user_id is None


def test_it_is_written_down_for_our_people_alone_and_without_the_secret(client, order, session):
    client("dewi").send(PATH, FORM)
    told = session.query(Activity).filter_by(verb="sent-link").one()
    assert (told.audience, told.subject_ref, told.actor_name) == ("internal", "PO-1", "Dewi Anggraini")
    assert told.data == {"to": "Pak Joko", "purpose": "answer"}
    rina = client("rina")
    rina.get("/orders/PO-1")
    assert "Pak Joko" not in rina.page.html


def test_sending_the_form_twice_sends_one(client, order, session):
    dewi = client("dewi")
    for _ in range(2):
        assert dewi.send(PATH, FORM).status_code == 303
    assert len(links.rows(session)) == len(links.mail_to(session)) == 1


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("name", " ", "Whose name should stand beside the answer?"),
        ("name", "x" * 61, "Shorten it to 60 characters"),
        ("email", "joko", "Write the whole e-mail address"),
        ("email", "joko@a.example, budi@b.example", "Write the whole e-mail address"),
        ("purpose", "everything", "Not a valid choice"),
        ("locale", "fr", "Not a valid choice"),
    ],
)
def test_an_unsound_form_comes_back_as_typed(client, order, session, field, typed, why):
    dewi = client("dewi")
    assert dewi.send(PATH, FORM | {field: typed}).status_code == 422
    assert why in dewi.page.text
    assert dewi.page.field("email", PATH) == (typed if field == "email" else links.ADDRESS)
    assert links.rows(session) == []
    assert session.query(Mail).count() == 0


@pytest.mark.parametrize(("who", "status"), [("rina", 403), ("toni", 403), ("ayu", 403), ("budi", 404)])
def test_nobody_else_sends_one(client, order, session, who, status):
    person = client(who)
    if status == 403:
        person.get("/orders/PO-1")
        assert "Send a link to answer" not in person.page.text
    assert person.send(PATH, FORM).status_code == status
    assert links.rows(session) == []


def test_an_auditor_sees_the_links(client, order, session):
    links.made(session)
    ayu = client("ayu")
    ayu.get("/orders/PO-1")
    assert "Pak Joko" in ayu.page.text
    assert not ayu.page.all("form", action=PATH)


def test_used_when_and_from_where(client, visitor, order, session):
    path = links.made(session)
    visitor.post(path, data=links.chosen(1), headers={"User-Agent": "Mozilla/5.0 (Android 14) Firefox/130.0"})
    dewi = client("dewi")
    dewi.get("/orders/PO-1")
    assert "Answered" in dewi.page.text
    assert "Firefox on Android, from 127.0.0.1" in dewi.page.text
    assert not [f for f in dewi.page.all("form") if "revocation" in (f.get("action") or "")]

"""Odd subjects neither stop the others nor become headers (research/bugs_to_try.md B11)."""

from datetime import timedelta

import pytest
import time_machine

from portal import clock
from portal.issues import actions as issues
from portal.notify import outbox
from portal.notify.models import Mail
from tests import cast
from tests.notify.arrange import actor_of, issue, mails, plain, say_in, settings_with
from tests.notify.server import Mailbox, free_port, serving

HEADERS = {
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "Content-Type",
    "Content-Transfer-Encoding",
    "MIME-Version",
}
POISON = {
    "CR": "Bent\rrods",
    "LF": "Bent\nrods",
    "CRLF and a header": "Bent rods\r\nBcc: spy@example.net",
    "CRLF and a body": "Bent rods\r\n\r\nNew body",
    "NUL": "Bent\x00rods",
    "5,000 characters": "Bent rods " * 500,
    "5,000 without a blank": "b" * 5000,
    "emoji": "Bent rods \N{SQUARED SOS}\N{FLAG IN HOLE} \U0001f469\u200d\U0001f527",
    "right to left": "\u202eBent rods\u202c \u0639\u0631\u0628\u064a",
    "line separators": "Bent\u2028rods\u2029and\x85more\x0b\x0c",
    "encoded word": "=?utf-8?q?Bcc:_spy=40example.net=0d=0aBcc:_x?=",
    "a lone surrogate": "Bent \ud800 rods",
    "nothing": "",
    "only controls": "\r\n\x00\t",
}


@pytest.fixture
def office(app):
    """A mailbox and the settings that lead to it."""
    box = Mailbox()
    port = free_port()
    with serving(box, port):
        yield box, settings_with(app.config["SETTINGS"], port)


def send(app, settings):
    with app.app_context():
        outbox.send_due(settings)
        with time_machine.travel(clock.now() + timedelta(hours=1), tick=True):
            outbox.send_due(settings)


@pytest.mark.parametrize("poison", POISON)
def test_every_normal_mail_goes_once_and_the_odd_one_without_a_header_of_its_own(
    app, session, office, poison
):
    box, settings = office
    plain(session, "Before")
    plain(session, POISON[poison])
    plain(session, "After")
    session.commit()
    send(app, settings)
    subjects = box.subjects()
    assert subjects.count("Before") == subjects.count("After") == 1
    assert len(subjects) == 3
    assert [m.state for m in mails(session)] == ["sent"] * 3
    for message, raw in zip(box.accepted, box.raw, strict=True):
        assert set(message.keys()) - {"X-Peer", "X-MailFrom", "X-RcptTo"} <= HEADERS
        assert b"\nbcc:" not in raw.partition(b"\r\n\r\n")[0].lower()
        assert [a.addr_spec for a in message["To"].addresses] == [cast.email("rina")]
    odd = next(s for s in subjects if s not in ("Before", "After"))
    assert len(odd) <= 250
    assert not any(c in odd for c in "\r\n\x00\u2028\u2029")


@pytest.mark.parametrize("poison", [p for p in POISON if p != "a lone surrogate"])
def test_an_issue_so_titled_is_told_like_any_other(app, session, office, poison):
    box, settings = office
    title = POISON[poison].replace("\x00", "")[:160]
    row = issue(session, "ISS-000001", title, owner_id=cast.user_id("dewi"))
    with app.app_context():
        issues.take(session, actor_of(session, "dewi"), row, "acknowledge")
        say_in(session, row, "rina", body="Words\r\nBcc: spy@example.net\r\n.\r\nQUIT")
    session.commit()
    send(app, settings)
    assert len(box.accepted) == session.query(Mail).count() == 2
    for message in box.accepted:
        assert message["Bcc"] is None
        assert "ISS-000001" in message["Subject"]


@pytest.mark.parametrize(
    "name",
    [
        'Rina "R" <x@y>',
        "Rina\r\nBcc: spy@example.net",
        "Rïna Ünal 😀",
        "",
        "a" * 120,
        "=?utf-8?q?R=0d=0aBcc:_spy=40example.net?=",
    ],
)
def test_an_odd_name_stays_inside_its_address(app, session, office, name):
    box, settings = office
    mail = plain(session, "To an odd name")
    mail.to_name = name
    plain(session, "After")
    session.commit()
    send(app, settings)
    assert sorted(box.subjects()) == ["After", "To an odd name"]
    for message in box.accepted:
        assert message["Bcc"] is None
        assert [a.addr_spec for a in message["To"].addresses] == [cast.email("rina")]


@pytest.mark.parametrize(
    "address", ["not an address", "a@b\r\nBcc: spy@example.net", "ä@ö.example", "", "x" * 254]
)
def test_an_address_that_cannot_be_written_to_holds_nobody_up(app, session, office, address):
    box, settings = office
    plain(session, "Broken").to_address = address
    plain(session, "After")
    session.commit()
    send(app, settings)
    assert box.subjects().count("After") == 1
    assert all(b"spy@example.net" not in raw.partition(b"\r\n\r\n")[0] for raw in box.raw)

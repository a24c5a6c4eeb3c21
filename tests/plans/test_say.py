"""POST /plans/<ref>/messages and /plans/<ref>/actions/<number>/messages.

endpoint: plans.say_action, endpoint: plans.show_action
"""

import io
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.files.models import Attachment
from portal.talk import actions as talk
from portal.talk.models import Message
from tests.issues.arrange import actor
from tests.page import CheckedClient
from tests.plans.arrange import action, plan

Client = Callable[[str], CheckedClient]


@pytest.fixture(params=["plan", "action"])
def place(request: pytest.FixtureRequest, session: Session) -> str:
    made = plan(session)
    number = action(session, made)
    return f"/plans/{made.ref}" + (f"/actions/{number}" if request.param == "action" else "")


def test_both_sides_talk_and_show_evidence(client: Client, session: Session, place: str) -> None:
    rina, dewi = client("rina"), client("dewi")
    data = {
        "audience": "shared",
        "body": "Here is the picture.",
        "files": (io.BytesIO(b"a;b\n1;2\n"), "proof.csv"),
    }
    answer = rina.send(f"{place}/messages", data, content_type="multipart/form-data")
    assert answer.status_code == 303
    dewi.get(place)
    assert "Here is the picture." in dewi.page.text
    assert "proof.csv" in dewi.page.text
    assert session.scalars(select(Attachment.subject_type)).one() in ("plan", "action")
    assert client("budi").get(place).status_code == 404


def test_an_internal_note_never_reaches_the_partner(client: Client, session: Session, place: str) -> None:
    dewi = client("dewi")
    assert (
        dewi.send(f"{place}/messages", {"audience": "internal", "body": "Kanarienvogel"}).status_code == 303
    )
    dewi.get(place)
    assert "Kanarienvogel" in dewi.page.text
    for name in ("rina", "sari", "toni"):
        for path in (
            place,
            place.partition("/actions")[0],
            "/",
            "/search?q=Kanarienvogel",
            "/actions?whose=ours",
        ):
            assert "Kanarienvogel" not in client(name).get(path).get_data(as_text=True).replace(
                "q=Kanarienvogel", ""
            ).replace('value="Kanarienvogel"', "").replace("“Kanarienvogel”", "")


def test_sent_twice_it_is_said_once(client: Client, session: Session, place: str) -> None:
    rina = client("rina")
    for _press in range(3):
        rina.send(f"{place}/messages", {"audience": "shared", "body": "Once", "key": "k" * 20})
    assert len(session.scalars(select(Message)).all()) == 1


def test_what_cannot_be_said(client: Client, session: Session, place: str) -> None:
    rina = client("rina")
    assert rina.send(f"{place}/messages", {"audience": "shared", "body": " "}).status_code == 422
    assert rina.send(f"{place}/messages", {"audience": "internal", "body": "x"}).status_code == 403
    bad = {"audience": "shared", "body": "Look at it", "files": (io.BytesIO(b"MZ\x90\x00"), "run.exe")}
    assert rina.send(f"{place}/messages", bad, content_type="multipart/form-data").status_code == 422
    assert "Look at it" in rina.page.text
    for name, status in (("toni", 403), ("ayu", 403), ("budi", 404)):
        assert (
            client(name).send(f"{place}/messages", {"audience": "shared", "body": "x"}).status_code == status
        )
    assert session.scalars(select(Message)).all() == []


def test_a_long_talk_is_read_from_its_beginning(client: Client, session: Session, place: str) -> None:
    rina = client("rina")
    rina.send(f"{place}/messages", {"audience": "shared", "body": "First word."})
    first = session.scalars(select(Message)).one()
    subject = first.subject_type, first.subject_id, place
    for _more in range(50):
        talk.say(session, actor("dewi"), subject, partner_id=1, audience="shared", body="And on.")
    session.commit()
    rina.get(place)
    (earlier,) = [link for link in rina.page.root.iter("a") if link.text == "Earlier messages"]
    assert "First word." not in "".join(rina.page.one("section", id="thread").itertext())
    rina.get(str(earlier.get("href")))
    assert "First word." in "".join(rina.page.one("section", id="thread").itertext())


def test_what_was_typed_and_not_sent_stands_there_again(client: Client, place: str) -> None:
    rina = client("rina")
    typed = {"key": "mine", "audience": "shared", "body": "Half a sentence"}
    assert rina.send(f"/drafts{place}/messages", typed).status_code == 200
    rina.get(place)
    assert rina.page.field("body").strip() == "Half a sentence"
    assert client("sari").get(place).status_code == 200
    assert rina.send(f"{place}/messages", {**typed, "body": "A whole one."}).status_code == 303
    rina.get(place)
    assert rina.page.field("body").strip() == ""

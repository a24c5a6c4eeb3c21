"""GET and POST /issues/<ref>/split: a new question becomes an issue of its own.

endpoint: issues.new_split
"""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.accounts.models import Membership
from portal.issues import actions
from portal.issues.models import Issue, IssuePerson
from portal.orders.models import Order
from portal.talk import actions as talk
from portal.talk import queries as talk_queries
from portal.talk.models import Message
from tests import cast
from tests.issues.arrange import actor, get, issue, orders
from tests.page import CheckedClient

Client = Callable[[str], CheckedClient]
NEW = "ISS-000002"


@pytest.fixture(autouse=True)
def _orders(session: Session) -> None:
    orders(session)
    of = session.scalars(select(Order).where(Order.ref == "PO-2")).one()
    talk.say(
        session, actor("budi"), ("order", of.id, of.ref), partner_id=2, audience="shared", body="Elsewhere"
    )
    session.commit()


def say(session: Session, ref: str, name: str, body: str, audience: str = "shared") -> str:
    """Say something under an issue. Returns what it is called there, which is not its id."""
    message = actions.reply(session, actor(name), get(session, ref), audience, body)
    session.commit()
    return talk_queries.name_of(session, actor("dewi"), message)


def split(client: CheckedClient, ref: str, *messages: str, **more: Any) -> int:
    sent = {"key": "k", "question": "Who pays the demurrage?", "kind": "documents", "quoted": list(messages)}
    return client.send(f"/issues/{ref}/split", {**sent, **more}).status_code


def test_the_new_issue_quotes_what_both_read_and_belongs_to_who_asked(
    client: Client, session: Session
) -> None:
    ref = issue(session)
    asked = say(session, ref, "sari", "And who pays\nthe demurrage?")
    say(session, ref, "bagus", "Canary note", "internal")
    dewi = client("dewi")
    dewi.get(f"/issues/{ref}/split")
    assert dewi.selects <= 4
    assert "Canary" not in dewi.page.text
    assert split(dewi, ref, asked) == 303
    made, said = (
        get(session, NEW),
        session.scalars(select(Message).where(Message.author_name == "Sari Utami")).one(),
    )
    assert made.what_happened.splitlines()[0] == "Who pays the demurrage?"
    at = said.created_at.astimezone(ZoneInfo("Asia/Jakarta")).strftime("%Y-%m-%d %H:%M")
    assert made.what_happened.endswith(f"> Sari Utami, {at}:\n> And who pays\n> the demurrage?")
    assert (made.opened_name, made.opened_side, made.opened_at) == ("Sari Utami", "partner", said.created_at)
    assert (made.kind, made.owner_id, made.partner_id) == ("documents", cast.user_id("dewi"), 1)
    assert (made.unanswered, said.subject_id) == (True, get(session, ref).id)
    for path, words in ((ref, f"Split off this {NEW}"), (NEW, f"Split from {ref}")):
        rina = client("rina")
        rina.get(f"/issues/{path}")
        assert words in rina.page.text


def test_the_same_people_read_it(client: Client, session: Session) -> None:
    session.execute(update(Membership).where(Membership.partner_id == 1).values(reach="own"))
    ref = issue(session, confidential=True, named=[cast.user_id("toni")])
    asked = say(session, ref, "rina", "And the other truck?")
    assert split(client("dewi"), ref, asked) == 303
    made = get(session, NEW)
    named = set(session.scalars(select(IssuePerson.user_id).where(IssuePerson.issue_id == made.id)))
    assert (made.confidential, named - {cast.user_id("dewi")}) == (True, {cast.user_id("toni")})
    assert [client(n).get(f"/issues/{NEW}").status_code for n in ("rina", "toni", "sari")] == [200, 200, 404]


def test_who_was_released_does_not_open_it(client: Client, session: Session) -> None:
    ref = issue(session, confidential=True, named=[cast.user_id("sari")])
    asked = say(session, ref, "sari", "And the other truck?")
    rina = client("rina")
    rina.send(f"/issues/{ref}/people/removal", {"person": str(cast.user_id("sari"))})
    assert split(rina, ref, asked) == 303
    assert get(session, NEW).opened_name == "Rina Wulandari"
    assert client("sari").get(f"/issues/{NEW}").status_code == 404


@pytest.mark.parametrize("more", [{"question": " "}, {"quoted": []}, {"quoted": ["987654"]}])
def test_what_is_missing_is_said(client: Client, session: Session, more: dict[str, Any]) -> None:
    ref = issue(session)
    asked = say(session, ref, "rina", "And the other truck?")
    assert split(client("rina"), ref, asked, **more) == 422
    assert len(session.scalars(select(Issue.id)).all()) == 1


@pytest.mark.parametrize("name", ["dewi", "rina"])
def test_an_internal_note_or_anothers_message_cannot_be_quoted(
    client: Client, session: Session, name: str
) -> None:
    ref, other = issue(session), issue(session, "budi", "PO-2")
    assert say(session, ref, "rina", "And the other truck?") == "1"
    assert say(session, ref, "dewi", "Canary", "internal") == "note-1"
    assert [say(session, other, "budi", "Canary") for _ in range(3)] == ["1", "2", "3"]
    person = client(name)
    for quoted in ("note-1", "2", "3", "0", "-1"):
        assert split(person, ref, quoted) == 422
        assert "Canary" not in person.page.text
    assert len(session.scalars(select(Issue.id)).all()) == 2


def test_sending_twice_opens_one(client: Client, session: Session) -> None:
    ref = issue(session)
    asked = say(session, ref, "rina", "And the other truck?")
    rina = client("rina")
    assert [split(rina, ref, asked), split(rina, ref, asked)] == [303, 303]
    assert len(session.scalars(select(Issue.id)).all()) == 2


@pytest.mark.parametrize(("name", "status"), [("budi", 404), ("toni", 403), ("ayu", 403)])
def test_others_may_not(client: Client, session: Session, name: str, status: int) -> None:
    ref = issue(session)
    assert (client(name).get(f"/issues/{ref}/split").status_code, split(client(name), ref)) == (
        status,
        status,
    )


def test_a_visitor_is_sent_to_sign_in(visitor: CheckedClient) -> None:
    assert visitor.get("/issues/ISS-000001/split").location.startswith("/login")


def test_the_side_that_asked_is_owed_the_answer_though_its_person_left(
    client: Client, session: Session
) -> None:
    ref = issue(session)
    asked = say(session, ref, "sari", "And the other truck?")
    session.execute(
        update(Membership).where(Membership.user_id == cast.user_id("sari")).values(disabled_at=cast.BORN)
    )
    session.commit()
    assert split(client("dewi"), ref, asked) == 303
    made = get(session, NEW)
    assert (made.opened_name, made.opened_side, made.waits_for) == ("Sari Utami", "partner", "staff")


def test_no_message_is_left_out_unsaid_and_the_oldest_can_be_chosen(client: Client, session: Session) -> None:
    ref = issue(session)
    said = [say(session, ref, "rina", f"Word {number}.") for number in range(52)]
    rina = client("rina")
    assert split(rina, ref, *said[-11:]) == 422
    assert "Choose at most 10 messages." in rina.page.text
    assert rina.get(f"/issues/{ref}/split").status_code == 200
    (earlier,) = [link for link in rina.page.root.iter("a") if link.text == "Earlier messages"]
    rina.get(str(earlier.get("href")))
    action = rina.page.one("form", class_="form").get("action")
    sent = {"key": "k", "question": "Why?", "kind": "documents", "quoted": [said[0], said[1]]}
    assert rina.send(str(action), sent).status_code == 303
    assert [words in get(session, NEW).what_happened for words in ("> Word 0.", "> Word 1.")] == [True] * 2


def test_what_was_typed_and_not_sent_stands_there_again(client: Client, session: Session) -> None:
    ref = issue(session)
    asked = say(session, ref, "rina", "And the other truck?")
    rina = client("rina")
    rina.send(f"/drafts/issues/{ref}/split", {"key": "k", "question": "Half a", "quoted": [asked]})
    rina.get(f"/issues/{ref}/split")
    assert rina.page.field("question").strip() == "Half a"

"""/settings/replies: managers prepare replies; known fields are filled in, and nothing is evaluated.

endpoint: talk.add_reply
endpoint: talk.reply
endpoint: talk.change_reply
endpoint: talk.remove_reply
endpoint: issues.put_in_reply
"""

import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.talk import replies
from portal.talk.models import Message, ReplyTemplate
from tests import cast
from tests.issues.arrange import issue, orders
from tests.page import HTMX, CheckedClient

Client = Callable[[str], CheckedClient]
LIST = "/settings/replies"
THANKS = {"name": "Thanks", "language": "en", "body": "Dear {name}, about {item} of {order} ({ref}): {day}."}


def add(client: CheckedClient, **more: str) -> int:
    return client.send(LIST, {**THANKS, **more}).status_code


def kept(session: Session) -> list[tuple[str, str, str]]:
    return [
        tuple(r)
        for r in session.execute(select(ReplyTemplate.name, ReplyTemplate.language, ReplyTemplate.body))
    ]  # type: ignore[misc]


@pytest.mark.parametrize("name", ["adi", "mega"])
def test_managers_keep_change_and_remove_one(client: Client, session: Session, name: str) -> None:
    person = client(name)
    assert [add(person), add(person)] == [303, 303]
    person.get(f"{LIST}/en/Thanks")
    assert person.page.field("body").strip() == THANKS["body"]
    sent = {
        **THANKS,
        "version": person.page.field("version", form=f"{LIST}/en/Thanks"),
        "body": "Thank you, {name}.",
    }
    assert person.send(f"{LIST}/en/Thanks", sent).status_code == 303
    assert kept(session) == [("Thanks", "en", "Thank you, {name}.")]
    assert person.send(f"{LIST}/en/Thanks", {**sent, "body": "Older."}).status_code == 409
    assert (person.page.field("body").strip(), "Thank you, {name}." in person.page.text) == ("Older.", True)
    assert person.send(f"{LIST}/en/Thanks/removal", {}).status_code == 303
    assert kept(session) == []


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"body": "{name.__class__}"}, "There is no field {name.__class__}."), ({"body": " "}, "Write the words."),
        ({"name": "a/b"}, "Leave out the slash."), ({"body": "Other"}, "There is a reply with this name"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(client: Client, session: Session, more: dict[str, str], sentence: str) -> None:
    mega = client("mega")
    add(mega)
    assert (add(mega, **more), sentence in mega.page.text) == (422, True)
    assert len(kept(session)) == 1


@pytest.mark.parametrize(("name", "status"), [("dewi", 403), ("ayu", 403), ("rina", 404)])
def test_others_may_not(client: Client, session: Session, name: str, status: int) -> None:
    session.add(ReplyTemplate(**THANKS))
    session.commit()
    person = client(name)
    for path in (LIST, f"{LIST}/en/Thanks"):
        assert (person.get(path).status_code, person.send(path, THANKS).status_code) == (status, status)
    assert person.send(f"{LIST}/en/Thanks/removal", {}).status_code == status


def test_a_visitor_is_sent_to_sign_in(visitor: CheckedClient) -> None:
    assert visitor.get(LIST).location.startswith("/login")


@given(st.text(max_size=60), st.text(max_size=20))
def test_a_template_is_no_program(body: str, value: str) -> None:
    filled = replies.filled("{name}" + body + "{ Ref }{x}", dict.fromkeys(replies.FIELDS, value))
    assert filled.startswith(value)
    assert filled.endswith(value + "{x}")


@pytest.fixture
def ref(session: Session) -> str:
    orders(session)
    session.add_all(
        [ReplyTemplate(**THANKS), ReplyTemplate(name="Thanks", language="id", body="Yth. {name}, {day}.")]
    )
    session.commit()
    return issue(session)


def put_in(client: CheckedClient, ref: str, **more: object) -> int:
    client.get(f"/issues/{ref}")
    options = [
        o.get("value") for o in client.page.one("select", id="template").iter("option") if o.get("value")
    ]
    assert len(options) == 1  # one for each name, in the contact's language
    sent = {"key": "k", "audience": "shared", "body": "First typed.", "template": options[0], **more}
    return client.send(f"/issues/{ref}/replies", sent).status_code


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        (
            "en",
            "Dear Rina Wulandari, about Angle 75 x 75 x 6 of PO-1 (ISS-000001): Tuesday, 3 November 2026.",
        ),
        ("id", "Yth. Rina Wulandari, Selasa, 3 November 2026."),
    ],
)
def test_it_is_filled_in_for_the_contact_under_what_was_typed(
    client: Client, session: Session, ref: str, locale: str, words: str
) -> None:
    session.execute(update(User).where(User.id == cast.user_id("rina")).values(locale=locale))
    session.commit()
    dewi = client("dewi")
    assert put_in(dewi, ref, files=(io.BytesIO(b"a,b\n1,2\n"), "list.csv")) == 303
    dewi.get(f"/issues/{ref}")
    assert dewi.page.field("body").strip() == f"First typed.\n\n{words}"
    assert (dewi.page.field("key"), "list.csv" in dewi.page.text) == ("k", True)
    assert list(session.scalars(select(Message.id))) == []


def test_htmx_gets_a_fresh_page(client: Client, session: Session, ref: str) -> None:
    number = session.scalars(select(ReplyTemplate.id)).first()
    sent = {"key": "k", "audience": "shared", "body": "", "template": str(number)}
    answer = client("dewi").send(f"/issues/{ref}/replies", sent, headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Refresh"]) == (204, "true")


def test_none_chosen_is_said_and_nothing_is_lost(client: Client, ref: str) -> None:
    dewi = client("dewi")
    assert (
        dewi.send(f"/issues/{ref}/replies", {"key": "k", "audience": "shared", "body": "Typed."}).status_code
        == 422
    )
    assert dewi.page.field("body").strip() == "Typed."


@pytest.mark.parametrize(("name", "status"), [("rina", 403), ("ayu", 403), ("budi", 404)])
def test_only_our_people_who_write_use_them(client: Client, ref: str, name: str, status: int) -> None:
    person = client(name)
    assert person.send(f"/issues/{ref}/replies", {"template": "1"}).status_code == status
    person.get(f"/issues/{ref}")
    assert "Prepared reply" not in person.page.html

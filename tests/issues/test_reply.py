"""POST /issues/<ref>/messages: to both sides, or among ourselves."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.activity.models import Activity
from portal.notify.models import Mail
from portal.talk.models import Message
from tests.issues.arrange import get, issue, orders
from tests.page import CheckedClient

Client = Callable[[str], CheckedClient]


@pytest.fixture
def ref(session: Session) -> str:
    orders(session)
    made = issue(session)
    session.query(Mail).delete()
    session.commit()
    return made


def say(
    client: CheckedClient, ref: str, audience: str = "shared", body: str = "We look into it.", key: str = "k"
) -> int:
    return client.send(
        f"/issues/{ref}/messages", {"key": key, "audience": audience, "body": body}
    ).status_code


def mailed(session: Session) -> list[str]:
    return sorted(session.scalars(select(Mail.to_address)))


def test_a_shared_answer_stops_the_clock_and_reaches_the_opener(
    client: Client, session: Session, ref: str
) -> None:
    assert say(client("dewi"), ref) == 303
    now = get(session, ref)
    assert (now.answered_at is not None, now.unanswered) == (True, False)
    assert mailed(session) == ["rina@sumberlogam.example"]


def test_an_internal_note_leaves_the_clock_and_the_partner_alone(
    client: Client, session: Session, ref: str
) -> None:
    assert say(client("bagus"), ref, "internal") == 303
    now = get(session, ref)
    assert (now.answered_at, now.unanswered) == (None, True)
    assert mailed(session) == ["dewi@cahayabaja.example"]


def test_a_word_of_the_partner_makes_us_owe_one_again(client: Client, session: Session, ref: str) -> None:
    say(client("dewi"), ref)
    first = get(session, ref).answered_at
    say(client("rina"), ref, body="And the second truck?")
    now = get(session, ref)
    assert (now.unanswered, now.answered_at) == (True, first)


def test_the_audit_row_names_the_request(client: Client, session: Session, ref: str) -> None:
    sent = {"key": "k", "audience": "shared", "body": "We look into it."}
    response = client("dewi").send(f"/issues/{ref}/messages", sent)
    said = session.scalars(select(Activity.request_id).where(Activity.verb.in_(("said", "replied")))).all()
    assert said == [response.headers["X-Request-Id"]]


def test_a_partner_cannot_write_an_internal_note(client: Client, session: Session, ref: str) -> None:
    assert say(client("rina"), ref, "internal") == 403
    assert session.scalars(select(Message)).all() == []


def test_an_empty_message_is_refused(client: Client, session: Session, ref: str) -> None:
    dewi = client("dewi")
    assert say(dewi, ref, body=" ") == 422
    assert "Write what you want to say" in dewi.page.text
    assert session.scalars(select(Message)).all() == []


def test_sending_twice_says_it_once(client: Client, session: Session, ref: str) -> None:
    dewi = client("dewi")
    assert [say(dewi, ref), say(dewi, ref)] == [303, 303]
    assert len(session.scalars(select(Message)).all()) == 1


@pytest.mark.parametrize(("name", "status"), [("budi", 404), ("toni", 403), ("ayu", 403)])
def test_others_may_not(client: Client, session: Session, ref: str, name: str, status: int) -> None:
    assert say(client(name), ref) == status


def test_a_visitor_is_sent_to_sign_in(visitor: CheckedClient) -> None:
    assert visitor.send("/issues/ISS-000001/messages", {}).location.startswith("/login")

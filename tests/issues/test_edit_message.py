"""POST /issues/<ref>/messages/<id>: other words for one's own message; what it said is kept.

endpoint: issues.show_message
"""

from collections.abc import Callable

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from portal.notify.models import Mail
from portal.talk.models import Message, MessageVersion
from tests.issues.arrange import actor, get, issue, orders, verbs
from tests.page import CheckedClient

Client = Callable[[str], CheckedClient]


@pytest.fixture
def place(session: Session) -> str:
    """The address of a shared message of Dewi's."""
    return said(session, "dewi", "The truck comes Friday.")


def said(session: Session, name: str, body: str, audience: str = "shared") -> str:
    from portal.issues import actions

    orders(session)
    ref = issue(session)
    actions.reply(session, actor(name), get(session, ref), audience, body)
    session.query(Mail).delete()
    session.commit()
    called = "note-1" if audience == "internal" else "1"
    return f"/issues/{ref}/messages/{called}"


def test_the_author_changes_the_words_and_what_they_were_is_read_by_both(
    client: Client, session: Session, place: str
) -> None:
    dewi, rina = client("dewi"), client("rina")
    assert dewi.send(place, {"version": "1", "body": "The truck comes Monday."}).status_code == 303
    ref = place.split("/")[2]
    rina.get(f"/issues/{ref}")
    assert "The truck comes Monday." in rina.page.text
    assert "The truck comes Friday." not in rina.page.text
    assert "Changed" in rina.page.text
    rina.get(place)
    assert "Version 1" in rina.page.text
    assert "The truck comes Friday." in rina.page.text
    assert rina.selects <= 5
    assert rina.page.all("textarea") == []
    assert (verbs(session, ref)[-1], list(session.scalars(select(Mail.id)))) == ("edited", [])


def test_a_changed_note_stays_internal_with_all_its_versions(client: Client, session: Session) -> None:
    place = said(session, "dewi", "Canary one", "internal")
    dewi, rina = client("dewi"), client("rina")
    answer = dewi.send(place, {"version": "1", "body": "Canary two", "audience": "shared"})
    assert answer.status_code == 303
    ref = place.split("/")[2]
    assert rina.get(place).status_code == 404
    for path in (f"/issues/{ref}", "/", "/search?q=canary"):
        assert "Canary" not in rina.get(path).get_data(as_text=True)


def test_the_database_keeps_what_was_said(session: Session, place: str) -> None:
    number = int(place.rpartition("/")[2])
    for statement in (
        "UPDATE messages SET body = 'x', version = 2 WHERE id = :id",
        "UPDATE messages SET audience = 'internal' WHERE id = :id",
        "DELETE FROM messages WHERE id = :id",
    ):
        with pytest.raises(DatabaseError, match="what was said is kept"), session.begin_nested():
            session.execute(text(statement), {"id": number})
    session.add(
        MessageVersion(
            partner_id=1, message_id=number, number=1, body="The truck comes Friday.", written_at=now()
        )
    )
    session.flush()
    with pytest.raises(DatabaseError, match="what was said is kept"), session.begin_nested():
        session.execute(
            text("UPDATE messages SET body = 'x', version = 2, audience = 'internal' WHERE id = :id"),
            {"id": number},
        )
    with pytest.raises(DatabaseError, match="rows are only added"), session.begin_nested():
        session.execute(text("UPDATE message_versions SET body = 'y'"))
    session.rollback()


def now() -> object:
    from portal import clock

    return clock.now()


def test_the_second_of_two_is_told_and_loses_nothing(client: Client, session: Session, place: str) -> None:
    dewi = client("dewi")
    dewi.send(place, {"version": "1", "body": "Monday."})
    assert dewi.send(place, {"version": "1", "body": "Tuesday."}).status_code == 409
    assert "It was changed meanwhile" in dewi.page.text
    assert dewi.page.field("body").strip() == "Tuesday."
    assert dewi.page.field("version", form=place) == "2"
    assert list(session.scalars(select(Message.body))) == ["Monday."]


def test_sending_twice_makes_one_version(client: Client, session: Session, place: str) -> None:
    dewi, sent = client("dewi"), {"version": "1", "body": "Monday."}
    assert [dewi.send(place, sent).status_code for _ in range(2)] == [303, 303]
    assert list(session.scalars(select(MessageVersion.number))) == [1]


def test_no_words_are_refused(client: Client, place: str) -> None:
    assert client("dewi").send(place, {"version": "1", "body": " "}).status_code == 422


@pytest.mark.parametrize(
    ("name", "status"), [("bagus", 403), ("rina", 403), ("toni", 403), ("ayu", 403), ("budi", 404)]
)
def test_others_may_not(client: Client, place: str, name: str, status: int) -> None:
    assert client(name).send(place, {"version": "1", "body": "x"}).status_code == status


def test_a_message_of_another_issue_is_not_there(client: Client, session: Session, place: str) -> None:
    other = issue(session)
    dewi = client("dewi")
    assert dewi.get(f"/issues/{other}/messages/1").status_code == 404  # nothing was said there
    assert dewi.get(f"/issues/{other}/messages/99999999999999999999").status_code == 404


def test_a_visitor_is_sent_to_sign_in(visitor: CheckedClient) -> None:
    assert visitor.send("/issues/ISS-000001/messages/1", {}).location.startswith("/login")

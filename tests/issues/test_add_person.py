"""POST /issues/<ref>/people: a side names who takes part, and releases them.

endpoint: issues.remove_person
"""

from collections.abc import Callable

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.accounts.models import Assignment, Membership, User
from portal.issues.models import IssuePerson
from portal.notify.models import Mail
from portal.orders.models import Order
from portal.talk.models import Message
from tests import cast
from tests.issues.arrange import issue, orders, verbs
from tests.page import CheckedClient

Client = Callable[[str], CheckedClient]
THEIRS, OURS = "PT Sumber Logam Abadi", "5 of us"


@pytest.fixture(autouse=True)
def _orders(session: Session) -> None:
    orders(session)


def reach(session: Session, name: str, word: str = "own") -> None:
    session.execute(update(Membership).where(Membership.user_id == cast.user_id(name)).values(reach=word))
    session.commit()


def add(client: CheckedClient, ref: str, name: str) -> int:
    return client.send(f"/issues/{ref}/people", {"person": str(cast.user_id(name))}).status_code


def release(client: CheckedClient, ref: str, name: str) -> int:
    return client.send(f"/issues/{ref}/people/removal", {"person": str(cast.user_id(name))}).status_code


def sentence(client: CheckedClient, ref: str) -> str:
    client.get(f"/issues/{ref}")
    (said,) = [p for p in client.page.text.split(".") if "will read this" in p][:1]
    return " ".join(said.split()[-14:])


def named(session: Session) -> list[int]:
    return sorted(session.scalars(select(IssuePerson.user_id)))


@pytest.mark.parametrize("confidential", [False, True])
def test_a_colleague_beyond_reach_is_told_and_sees_it_until_released(
    client: Client, session: Session, confidential: bool
) -> None:
    reach(session, "sari")
    ref = issue(session, confidential=confidential)
    others = 1 if confidential else 2  # Toni reads what is not confidential
    rina, sari, dewi = client("rina"), client("sari"), client("dewi")
    assert sari.get(f"/issues/{ref}").status_code == 404
    session.query(Mail).delete()
    session.commit()
    assert add(rina, ref, "sari") == 303
    assert [(m.to_address, m.subject) for m in session.scalars(select(Mail))] == [
        ("sari@sumberlogam.example", f"{ref}: The truck stands at the port.")
    ]
    assert f"{others + 1} people at {THEIRS} and {OURS} will read this" in sentence(dewi, ref)
    assert f"5 people at Cahaya Baja and {others + 1} of us will read this" in sentence(sari, ref)
    for path in ("/issues", "/search?q=truck"):
        sari.get(path)
        assert ref in sari.page.text
    sari.get("/")
    assert "Rina Wulandari lets you take part in" in sari.page.text
    sari.send(f"/issues/{ref}/messages", {"key": "k", "audience": "shared", "body": "I drive there."})
    assert release(rina, ref, "sari") == 303
    assert sari.get(f"/issues/{ref}").status_code == 404
    count = "1 person" if confidential else "2 people"
    assert f"{count} at {THEIRS} and {OURS} will read this" in sentence(dewi, ref)
    assert [m.body for m in session.scalars(select(Message))] == ["I drive there."]
    assert verbs(session, ref) == ["opened", "added-person", "said", "removed-person"]


def test_who_was_released_is_not_told_of_what_is_said_later(client: Client, session: Session) -> None:
    ref = issue(session)
    rina, sari = client("rina"), client("sari")
    add(rina, ref, "sari")
    sari.send(f"/issues/{ref}/messages", {"key": "k", "audience": "shared", "body": "I drive there."})
    release(rina, ref, "sari")
    session.query(Mail).delete()
    session.commit()
    client("dewi").send(f"/issues/{ref}/messages", {"key": "k", "audience": "shared", "body": "Thanks."})
    assert list(session.scalars(select(Mail.to_address))) == ["rina@sumberlogam.example"]


def test_staff_name_staff_without_a_word_to_the_partner(client: Client, session: Session) -> None:
    ref = issue(session)
    dewi, rina = client("dewi"), client("rina")
    session.query(Mail).delete()
    session.commit()
    assert add(dewi, ref, "bagus") == 303
    rina.get(f"/issues/{ref}")
    assert "Bagus" not in rina.page.html
    dewi.send(f"/issues/{ref}/messages", {"key": "k", "audience": "internal", "body": "Hm."})
    assert list(session.scalars(select(Mail.to_address))) == ["bagus@cahayabaja.example"] * 2


def test_staff_name_the_partners_people_and_take_them_back(client: Client, session: Session) -> None:
    ref = issue(session)
    dewi = client("dewi")
    assert add(dewi, ref, "toni") == 303
    assert release(dewi, ref, "toni") == 303
    add(client("rina"), ref, "toni")
    assert release(dewi, ref, "toni") == 422  # named by their own side


def test_what_is_confidential_there_is_opened_to_nobody_by_us(client: Client, session: Session) -> None:
    ref = issue(session, confidential=True)
    assert add(client("dewi"), ref, "sari") == 422
    assert named(session) == []


@pytest.mark.parametrize("by", ["rina", "dewi"])
def test_nobody_of_another_partner_can_be_named(client: Client, session: Session, by: str) -> None:
    ref = issue(session)
    person = client(by)
    answers = []
    for sent in (str(cast.user_id("budi")), "987654"):
        status = person.send(f"/issues/{ref}/people", {"person": sent}).status_code
        answers.append(
            (status, "Choose somebody from the list." in person.page.text, "Budi" in person.page.html)
        )
    assert answers == [(422, True, False)] * 2
    assert named(session) == []


def test_staff_who_do_not_see_the_partner_cannot_be_named(client: Client, session: Session) -> None:
    ref = issue(session)
    session.execute(update(User).where(User.id == cast.user_id("bagus")).values(limited=True))
    session.add(Assignment(user_id=cast.user_id("bagus"), partner_id=2))
    session.commit()
    assert add(client("dewi"), ref, "bagus") == 422


def test_a_partner_cannot_name_our_people(client: Client, session: Session) -> None:
    assert add(client("rina"), issue(session), "bagus") == 422


def test_sending_twice_names_once(client: Client, session: Session) -> None:
    ref = issue(session)
    rina = client("rina")
    assert [add(rina, ref, "sari"), add(rina, ref, "sari")] == [303, 303]
    assert named(session) == [cast.user_id("sari")]
    assert verbs(session, ref) == ["opened", "added-person"]


def test_who_releases_themselves_of_what_is_confidential_is_led_to_the_list(
    client: Client, session: Session
) -> None:
    ref = issue(session, confidential=True, named=[cast.user_id("sari")])
    sari = client("sari")
    sent = {"person": str(cast.user_id("sari"))}
    assert sari.send(f"/issues/{ref}/people/removal", sent).location == "/issues"


def test_the_count_holds_for_a_reader_who_may_not_open_the_order(client: Client, session: Session) -> None:
    reach(session, "sari")
    reach(session, "toni")
    ref = issue(session, named=[cast.user_id("sari")])
    session.execute(update(Order).where(Order.ref == "PO-1").values(partner_owner_id=cast.user_id("toni")))
    session.commit()
    assert "3 people at PT Sumber Logam Abadi" in sentence(client("dewi"), ref)
    assert "3 of us" in sentence(client("sari"), ref)


@pytest.mark.parametrize(("name", "status"), [("budi", 404), ("toni", 403), ("ayu", 403)])
def test_others_may_not(client: Client, session: Session, name: str, status: int) -> None:
    ref = issue(session)
    assert (add(client(name), ref, "sari"), release(client(name), ref, "sari")) == (status, status)


def test_a_visitor_is_sent_to_sign_in(visitor: CheckedClient) -> None:
    for path in ("people", "people/removal"):
        assert visitor.send(f"/issues/ISS-000001/{path}", {}).location.startswith("/login")

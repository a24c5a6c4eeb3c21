"""`@` and a name tells that person, if they may read it."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.accounts.models import Membership
from portal.notify.models import Mail
from portal.talk.models import Mention, Message
from tests import cast
from tests.issues.arrange import get, issue, orders
from tests.page import CheckedClient

Client = Callable[[str], CheckedClient]
SARI, BAGUS = "sari@sumberlogam.example", "bagus@cahayabaja.example"


@pytest.fixture
def ref(session: Session) -> str:
    orders(session)
    made = issue(session)
    session.query(Mail).delete()
    session.commit()
    return made


def say(client: CheckedClient, ref: str, body: str, audience: str = "shared", **more: str) -> int:
    sent = {"key": body[:20] or "k", "audience": audience, "body": body, **more}
    return client.send(f"/issues/{ref}/messages", sent).status_code


def mailed(session: Session) -> set[str]:
    return set(session.scalars(select(Mail.to_address)))


@pytest.mark.parametrize("body", ["Ask @Sari Utami, please.", "@sari knows", "Is it so,\n@SARI  utami?"])
def test_who_is_named_is_told(client: Client, session: Session, ref: str, body: str) -> None:
    assert say(client("dewi"), ref, body) == 303
    assert SARI in mailed(session)
    mail = session.scalars(select(Mail).where(Mail.to_address == SARI)).one()
    assert "names you in" in mail.text
    sari = client("sari")
    sari.get("/")
    assert "Dewi Anggraini names you in" in sari.page.text


@pytest.mark.parametrize("body", ["mail sari@sari.example", "@Sarita", "x@Sari", "Sari"])
def test_a_word_that_is_no_name_tells_nobody(client: Client, session: Session, ref: str, body: str) -> None:
    assert say(client("dewi"), ref, body) == 303
    assert list(session.scalars(select(Mention.user_id))) == []


def test_the_select_names_somebody_without_script(client: Client, session: Session, ref: str) -> None:
    dewi = client("dewi")
    dewi.get(f"/issues/{ref}")
    offered = {o.text for o in dewi.page.one("select", id="tell").iter("option")}
    assert {"Sari Utami", "Bagus Pratama"} <= offered
    assert say(dewi, ref, "Look at this.", tell=str(cast.user_id("sari"))) == 303
    assert SARI in mailed(session)
    assert session.scalars(select(Message.body)).one() == "Look at this.\n\n@Sari Utami"


def test_who_could_not_read_it_is_refused_before_sending(client: Client, session: Session, ref: str) -> None:
    session.execute(update(Membership).where(Membership.user_id == cast.user_id("sari")).values(reach="own"))
    session.commit()
    for name in ("dewi", "rina"):
        person = client(name)
        assert say(person, ref, "@Sari, look.") == 422
        assert "Sari Utami does not read this. Let them take part first" in person.page.text
        assert person.page.field("body").strip() == "@Sari, look."
    assert (list(session.scalars(select(Message.id))), mailed(session)) == ([], set())


@pytest.mark.parametrize("more", [{}, {"tell": str(cast.user_id("sari"))}])
def test_an_internal_note_names_our_people_only(
    client: Client, session: Session, ref: str, more: dict[str, str]
) -> None:
    dewi = client("dewi")
    assert say(dewi, ref, "A word." if more else "@Sari a word.", "internal", **more) == 422
    assert "Sari Utami is at PT Sumber Logam Abadi and would not read an internal note." in dewi.page.text
    assert say(dewi, ref, "@Bagus a word.", "internal") == 303
    assert mailed(session) == {BAGUS}
    for path in (f"/issues/{ref}", "/"):
        assert "a word" not in client("rina").get(path).get_data(as_text=True)


def test_a_partner_learns_nothing_by_guessing_names(client: Client, session: Session, ref: str) -> None:
    rina = client("rina")
    for body in ("@Mega Lestari", "@Budi Santoso", "@Nobody Atall"):
        assert say(rina, ref, body) == 303
    assert list(session.scalars(select(Mention.user_id))) == []
    assert say(rina, ref, "@Dewi, when?") == 303  # she answers for it
    assert list(session.scalars(select(Mention.user_id))) == [cast.user_id("dewi")]


def test_a_name_that_a_change_brings_in_is_told_once(client: Client, session: Session, ref: str) -> None:
    dewi = client("dewi")
    say(dewi, ref, "@Bagus, look.", "internal")
    place = f"/issues/{ref}/messages/note-1"
    session.query(Mail).delete()
    session.commit()
    assert dewi.send(place, {"version": "1", "body": "@Bagus and @Sari, look."}).status_code == 422
    assert dewi.send(place, {"version": "1", "body": "@Bagus and @Mega, look."}).status_code == 303
    assert mailed(session) == {"mega@cahayabaja.example"}


def test_the_owner_never_changes_by_a_reply(client: Client, session: Session, ref: str) -> None:
    before = get(session, ref).owner_id
    for name, audience in (("bagus", "shared"), ("mega", "internal"), ("sari", "shared"), ("rina", "shared")):
        assert say(client(name), ref, f"A word of {name} to @Dewi", audience) == 303
    assert (before, get(session, ref).owner_id) == (cast.user_id("dewi"),) * 2

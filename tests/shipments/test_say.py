"""POST /shipments/<ref>/messages: talk under a ship notice.

endpoint: shipments.say, endpoint: talk.show_notice_message, endpoint: talk.edit_notice_message
"""

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Membership
from portal.files.models import Attachment
from portal.notify.models import Mail
from portal.orders.models import Order
from portal.shipments import actions as shipments
from portal.shipments.models import Notice
from portal.talk.models import Message
from tests import cast
from tests.orders import builders
from tests.page import HTMX, CheckedClient

Client = Callable[[str], CheckedClient]
HERE = "/shipments/SN-9"


@pytest.fixture(autouse=True)
def notice(session: Session) -> Notice:
    """SN-9 of SUMBER carries PO-1, which is Dewi's and Sari's; SN-9 of BAUT, which is newer, carries PO-2."""
    made = []
    for ref, partner in (("PO-1", 1), ("PO-2", 2)):
        part = builders.one(session, ref, partner=partner)
        made.append(
            shipments.announce(
                session, None, [(part, Decimal(10))], "SN-9", shipped_on=builders.today(), created_at=clock.now()
            )
        )  # fmt: skip
    session.execute(
        update(Order)
        .where(Order.ref == "PO-1")
        .values(staff_owner_id=cast.user_id("dewi"), partner_owner_id=cast.user_id("sari"))
    )
    session.commit()
    return made[0]


def say(client: CheckedClient, body: str, audience: str = "shared", **data: Any) -> Any:
    order = "?order=PO-1" if data.pop("staff", False) else ""
    return client.send(f"{HERE}/messages{order}", {"key": body, "audience": audience, "body": body, **data})


def told(session: Session) -> list[str]:
    rows = list(session.scalars(select(Mail).order_by(Mail.to_address)))
    found = [row.to_address.partition("@")[0] for row in rows]
    for row in rows:
        session.delete(row)
    session.commit()
    return found


def test_both_sides_talk_with_files_and_who_it_concerns_is_told(client: Client, session: Session) -> None:
    rina, dewi = client("rina"), client("dewi")
    told(session)
    files = {"files": (io.BytesIO(b"a;b\n1;2\n"), "seal.csv")}
    answer = rina.send(
        f"{HERE}/messages", {"key": "k", "audience": "shared", "body": "The seal is broken.", **files},
        content_type="multipart/form-data",
    )  # fmt: skip
    assert (answer.status_code, answer.location) == (303, f"{HERE}#thread")
    assert told(session) == ["dewi", "sari"]
    answer = say(dewi, "Send a picture, please.", staff=True)
    assert answer.location == f"{HERE}?order=PO-1#thread"
    assert told(session) == ["rina", "sari"]
    for person, page in ((rina, HERE), (dewi, f"{HERE}?order=PO-1")):
        person.get(page)
        for words in ("The seal is broken.", "Send a picture, please.", "seal.csv"):
            assert words in person.page.text
    assert session.scalars(select(Attachment.subject_type)).one() == "notice"
    mail = say(rina, "Here it is.") and session.scalars(select(Mail)).first()
    assert mail is not None and "http://localhost/shipments/SN-9\n" in mail.text
    rina.get("/search?q=seal")
    assert f'href="{HERE}#message-1"' in rina.page.html


def test_an_internal_note_stays_ours(client: Client, session: Session) -> None:
    dewi = client("dewi")
    told(session)
    assert say(dewi, "Kanarienvogel singt", "internal", staff=True).status_code == 303
    assert told(session) == []  # Dewi has the order and wrote it
    dewi.get(f"{HERE}?order=PO-1")
    assert "Kanarienvogel" in dewi.page.text
    for name in ("rina", "sari", "toni", "budi"):
        person = client(name)
        for path in (HERE, "/", "/search?q=singt", "/orders/PO-1"):
            assert "Kanarienvogel" not in person.get(path).get_data(as_text=True)
        assert person.get(f"{HERE}/messages/note-1").status_code == 404
    assert say(client("rina"), "x", "internal").status_code == 403


def test_of_two_partners_with_one_number_each_keeps_its_own(
    client: Client, session: Session, notice: Notice
) -> None:
    dewi = client("dewi")
    dewi.get(f"{HERE}?order=PO-1")
    typed = {"key": "mine", "audience": "shared", "body": "For Sumber alone"}
    draft = dewi.page.one("form", class_="composer").get("data-draft")
    dewi.send(f"/drafts/{draft}", typed)
    dewi.get(f"{HERE}?order=PO-2")
    assert "For Sumber alone" not in dewi.page.html
    dewi.get(f"{HERE}?order=PO-1")
    assert dewi.page.field("body").strip() == "For Sumber alone"
    assert dewi.send(str(dewi.page.one("form", class_="composer").get("action")), typed).status_code == 303
    assert session.scalars(select(Message.subject_id)).all() == [notice.id]
    assert dewi.send(f"{HERE}/messages", typed).status_code == 404  # which one?
    budi = client("budi")
    budi.get(HERE)
    assert "For Sumber alone" not in budi.page.html
    assert budi.get(f"{HERE}/messages/1").status_code == 404
    budi.get("/search?q=Sumber")
    assert "For Sumber alone" not in budi.page.text


def test_words_are_changed_by_their_writer_and_kept(client: Client, session: Session) -> None:
    dewi = client("dewi")
    say(dewi, "Tomorow", staff=True)
    dewi.get(f"{HERE}?order=PO-1")
    (change,) = [a for a in dewi.page.root.iter("a") if "Change the words" in "".join(a.itertext())]
    here = str(change.get("href"))
    assert here == f"{HERE}/messages/1?order=PO-1"
    dewi.get(here)
    form = dewi.page.one("form", class_="form")
    sent = {"version": dewi.page.field("version"), "body": "Tomorrow"}
    assert dewi.send(str(form.get("action")), sent).location == f"{HERE}?order=PO-1#message-1"
    assert dewi.send(here, {"version": "1", "body": "Never"}).status_code == 409
    rina = client("rina")
    rina.get(f"{HERE}/messages/1")
    assert "Tomorow" in rina.page.text and "Tomorrow" in rina.page.text
    assert rina.send(f"{HERE}/messages/1", {"version": "2", "body": "Never"}).status_code == 403


def test_who_sees_an_order_on_it_reads_along(client: Client, session: Session) -> None:
    people = [cast.user_id(name) for name in ("rina", "sari", "toni")]
    session.execute(update(Membership).where(Membership.user_id.in_(people)).values(reach="own"))
    session.execute(
        update(Membership)
        .where(Membership.user_id == cast.user_id("toni"))
        .values(reach="team", team="Export")
    )
    session.commit()
    sari = client("sari")
    sari.get(HERE)
    assert "1 of us" in sari.page.text  # with all of the company
    assert client("rina").get(HERE).status_code == 404
    assert say(client("rina"), "x").status_code == 404
    session.execute(update(Order).where(Order.ref == "PO-1").values(partner_team="Export"))
    session.commit()
    sari.get(HERE)
    assert "2 of us" in sari.page.text
    assert say(sari, "@Rina look").status_code == 422
    assert "Rina Wulandari does not read this." in sari.page.text


def test_what_is_missing_or_sent_twice(client: Client, session: Session) -> None:
    rina = client("rina")
    assert say(rina, " ").status_code == 422
    answer = rina.send(f"{HERE}/messages", {"key": "k", "audience": "shared", "body": ""}, headers=HTMX)
    assert (answer.status_code, len(rina.page.all("section", id="thread"))) == (422, 1)
    assert rina.page.all("h1") == []
    assert [say(rina, "Once").status_code for _press in range(2)] == [303, 303]
    assert len(session.scalars(select(Message.id)).all()) == 1


def test_a_draft_is_not_talked_about(client: Client, session: Session, notice: Notice) -> None:
    session.execute(update(Notice).where(Notice.id == notice.id).values(state="draft"))
    session.commit()
    rina = client("rina")
    rina.get(HERE)
    assert rina.page.all("section", id="thread") == []
    assert say(rina, "x").status_code == 403


@pytest.mark.parametrize(("name", "status"), [("toni", 403), ("ayu", 403), ("bagus", 303), ("sari", 303)])
def test_who_may(client: Client, name: str, status: int) -> None:
    assert say(client(name), "Word", staff=name in cast.STAFF).status_code == status


def test_a_visitor_is_sent_to_sign_in(visitor: CheckedClient) -> None:
    assert visitor.send(f"{HERE}/messages", {}).location.startswith("/login")

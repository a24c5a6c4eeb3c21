"""GET /orders/<ref> and what is said under it.

endpoint: orders.say
"""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.talk.models import Message
from tests.orders import builders as b
from tests.page import HTMX, CheckedClient

Client = Callable[[str], CheckedClient]


@pytest.fixture(autouse=True)
def _orders(session: Session) -> None:
    b.each_kind(session)
    b.order(session, "PO-77", partner=b.BAUT)
    session.commit()


def say(client: CheckedClient, audience: str = "shared", body: str = "Where is it?", **kwargs: object) -> int:
    sent = {"key": "k1", "audience": audience, "body": body}
    return client.send("/orders/PO-5/messages", sent, **kwargs).status_code


def test_lines_days_notice_and_the_way_to_report_a_problem(client: Client) -> None:
    rina = client("rina")
    assert rina.get("/orders/PO-5").status_code == 200
    assert "PO-SN5" in rina.page.text
    assert "TRK-PO-SN5" in rina.page.text
    assert [
        a
        for a in rina.page.root.iter("a")
        if "/feedback/new?" in (a.get("href") or "") and "line=1" in (a.get("href") or "")
    ]


def test_a_stranger_and_a_missing_order_get_the_same_answer(client: Client) -> None:
    rina = client("rina")
    assert [rina.get(f"/orders/{ref}").status_code for ref in ("PO-77", "PO-404")] == [404, 404]


def test_the_page_takes_no_more_selects_for_many_lines(client: Client, session: Session) -> None:
    b.order(session, "PO-MANY", *range(1, 51))
    session.commit()
    rina = client("rina")
    rina.get("/orders/PO-1")
    few = rina.selects
    rina.get("/orders/PO-MANY")
    assert (rina.selects, few <= 12) == (few, True)


def test_a_message_is_said_once_and_seen_by_both(client: Client, session: Session) -> None:
    rina = client("rina")
    assert [say(rina), say(rina)] == [303, 303]
    assert session.scalars(select(Message.body)).all() == ["Where is it?"]
    dewi = client("dewi")
    dewi.get("/orders/PO-5")
    assert "Where is it?" in dewi.page.text


def test_an_internal_note_stays_with_us(client: Client) -> None:
    assert say(client("dewi"), "internal", "Kanarienvogel") == 303
    assert "Kanarienvogel" not in client("rina").get("/orders/PO-5").get_data(as_text=True)


def test_htmx_gets_the_thread_alone(client: Client) -> None:
    rina = client("rina")
    assert say(rina, headers=HTMX) == 200
    assert "<html" not in rina.page.html


def test_an_empty_message_is_refused(client: Client, session: Session) -> None:
    rina = client("rina")
    assert say(rina, body=" ") == 422
    assert "Write what you want to say" in rina.page.text
    assert session.scalars(select(Message)).all() == []


@pytest.mark.parametrize(("name", "status"), [("budi", 404), ("toni", 403), ("ayu", 403)])
def test_others_may_not_say_anything(client: Client, name: str, status: int) -> None:
    assert say(client(name)) == status


def test_a_partner_cannot_write_an_internal_note(client: Client, session: Session) -> None:
    assert say(client("rina"), "internal") == 403
    assert session.scalars(select(Message)).all() == []


def test_a_visitor_is_sent_to_sign_in(visitor: CheckedClient) -> None:
    assert visitor.get("/orders/PO-5").location == "/login?next=/orders/PO-5"
    assert say(visitor) == 303

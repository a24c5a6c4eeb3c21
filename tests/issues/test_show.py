"""GET /issues/<ref>: everything about one issue, to each side what is its."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.accounts.models import Assignment, Membership, User
from portal.issues import actions
from tests import cast
from tests.issues.arrange import actor, get, issue, orders
from tests.page import CheckedClient

Client = Callable[[str], CheckedClient]
SECRET = "Kanarienvogel 4711"


@pytest.fixture(autouse=True)
def _orders(session: Session) -> None:
    orders(session)


def test_both_sides_see_the_issue_and_both_clocks(client: Client, session: Session) -> None:
    ref = issue(session)
    for name, owes in (("dewi", "We owe an answer"), ("rina", "They owe an answer")):
        seen = client(name)
        seen.get(f"/issues/{ref}")
        assert "The truck stands at the port." in seen.page.text
        assert owes in seen.page.text
        assert "A solution is due" in seen.page.text


def test_an_internal_note_never_reaches_the_partner(client: Client, session: Session) -> None:
    ref = issue(session)
    actions.reply(session, actor("dewi"), get(session, ref), "internal", SECRET)
    session.commit()
    dewi = client("dewi")
    dewi.get(f"/issues/{ref}")
    assert SECRET in dewi.page.text
    for name in ("rina", "sari", "toni"):
        for path in (
            f"/issues/{ref}",
            "/issues",
            "/",
            "/orders/PO-1",
            f"/search?q={SECRET[:6]}",
            "/partners/SUMBER",
        ):
            assert SECRET not in client(name).get(path).get_data(as_text=True)


def test_the_line_says_who_will_read_a_reply(client: Client, session: Session) -> None:
    ref = issue(session)
    dewi = client("dewi")
    dewi.get(f"/issues/{ref}")
    assert "3 people at PT Sumber Logam Abadi and 5 of us will read this." in dewi.page.text


def test_the_names_behind_the_line_are_those_the_reader_may_know(client: Client, session: Session) -> None:
    ref = issue(session)
    actions.reply(session, actor("bagus"), get(session, ref), "shared", "We look into it.")
    actions.reply(session, actor("mega"), get(session, ref), "internal", "Hm.")
    session.commit()
    theirs = "PT Sumber Logam Abadi Rina Wulandari, Sari Utami, Toni Hidayat"
    ours = "Us Adi Nugroho, Ayu Kusuma, Bagus Pratama, Dewi Anggraini, Mega Lestari"
    dewi = client("dewi")
    dewi.get(f"/issues/{ref}")
    shared, internal = (
        " ".join(" ".join(d.itertext()).split()) for d in dewi.page.all("details", class_="who")
    )
    assert (shared, internal) == (f"Who? {theirs} {ours}", f"Who? {ours}")
    rina = client("rina")
    rina.get(f"/issues/{ref}")
    (told,) = (" ".join(" ".join(d.itertext()).split()) for d in rina.page.all("details", class_="who"))
    assert (
        told
        == "Who? Cahaya Baja Bagus Pratama, Dewi Anggraini and 3 more Us Rina Wulandari, Sari Utami, Toni Hidayat"
    )
    assert "Mega" not in rina.page.html


def test_a_confidential_issue_names_whom_it_is_read_by(client: Client, session: Session) -> None:
    ref = issue(session, confidential=True, named=[cast.user_id("sari")])
    dewi = client("dewi")
    dewi.get(f"/issues/{ref}")
    assert "2 people at PT Sumber Logam Abadi and 5 of us will read this." in dewi.page.text
    assert "confidential: Rina Wulandari, Sari Utami" in dewi.page.text
    assert "Toni" not in dewi.page.text


def test_an_order_that_the_reader_may_not_open_is_not_named(client: Client, session: Session) -> None:
    ref = issue(session, "sari")
    session.execute(update(Membership).where(Membership.user_id == 7).values(reach="own"))
    session.commit()
    sari = client("sari")
    sari.get(f"/issues/{ref}")
    assert sari.page.all("a", href="/orders/PO-1") == []


@pytest.mark.parametrize("name", ["toni", "ayu"])
def test_who_only_reads_sees_no_form(client: Client, session: Session, name: str) -> None:
    ref = issue(session)
    reader = client(name)
    reader.get(f"/issues/{ref}")
    assert [
        f.get("action") for f in reader.page.root.iter("form") if "/issues/" in (f.get("action") or "")
    ] == []


def test_a_stranger_gets_the_same_page_as_for_a_missing_one(client: Client, session: Session) -> None:
    ref = issue(session)
    budi = client("budi")
    foreign = budi.get(f"/issues/{ref}")
    text = re.sub("[0-9a-f]{16}", "", budi.page.text)
    missing = budi.get("/issues/ISS-999999")
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert text == re.sub("[0-9a-f]{16}", "", budi.page.text)


@pytest.mark.parametrize(
    ("name", "limited"), [("dewi", False), ("dewi", True), ("rina", False), ("toni", False)]
)
def test_the_page_takes_the_same_selects_for_one_and_for_fifty_messages(
    client: Client, session: Session, name: str, limited: bool
) -> None:
    if limited:
        session.execute(update(User).where(User.id == cast.user_id(name)).values(limited=True))
        session.add(Assignment(user_id=cast.user_id(name), partner_id=1))
    ref = issue(session)
    person = client(name)
    person.get(f"/issues/{ref}")
    few = person.selects
    for _ in range(50):
        actions.reply(session, actor("dewi"), get(session, ref), "shared", "x")
    session.commit()
    person.get(f"/issues/{ref}")
    assert (person.selects, few <= (12 if limited else 11)) == (few, True)


def test_a_visitor_is_sent_to_sign_in(visitor: CheckedClient) -> None:
    assert visitor.get("/issues/ISS-000001").location == "/login?next=/issues/ISS-000001"

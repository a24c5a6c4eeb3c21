"""endpoint: orders.open_link. The page behind a one-time link: shows one order, uses nothing up."""

from datetime import timedelta

import pytest

from portal import clock
from portal.accounts.tokens import hashed
from tests.orders import builders, links

SELECTS = 5  # the link, the company, the order, its ledger, working hours


@pytest.fixture
def path(session):
    made = builders.order(session, "PO-1", 5, 9)
    builders.promise(session, builders.schedules(session, made)[1], 9)
    builders.order(session, "PO-2", 5)
    return links.made(session)


def test_it_shows_the_one_order_and_spends_nothing(visitor, path, session):
    for _ in range(3):  # mail scanners open links
        answer = visitor.get(path)
        assert answer.status_code == 200
        visitor.head(path)
    assert visitor.selects == SELECTS
    for words in (
        "Answer the order PO-1",
        "PT Sumber Logam Abadi",
        "Pak Joko",
        "Line 1: Plate 1",
        "10 t",
        "Line 2: Plate 2",
        "still holds",
    ):
        assert words in visitor.page.text
    assert "PO-2" not in visitor.page.html
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]
    (row,) = links.rows(session)
    assert row.used_at is None


def test_it_leads_nowhere_else(visitor, path):
    visitor.get(path)
    assert not visitor.page.all("nav")
    hrefs = {a.get("href") for a in visitor.page.all("a")} - {"#main"}
    assert hrefs == {f"{path}?language=en", f"{path}?language=id"}
    assert {f.get("action") for f in visitor.page.all("form")} == {f"{path}?language=en"}


def test_only_its_hash_is_kept(path, session):
    secret = path.rpartition("/")[2]
    (row,) = links.rows(session)
    assert row.token_hash == hashed(secret)
    assert len(secret) == 43  # 256 bits


def test_it_speaks_the_language_of_the_mail_or_the_one_asked_for(visitor, path):
    visitor.get(path + "?language=id")
    assert visitor.page.root.get("lang") == "id"
    visitor.get(path + "?language=xx")
    assert visitor.page.root.get("lang") == "en"


@pytest.mark.parametrize("who", ["dewi", "budi", "rina"])
def test_whoever_is_signed_in_sees_what_the_link_opens(client, path, who):
    person = client(who)
    assert person.get(path).status_code == 200
    assert "Pak Joko" in person.page.text
    assert not person.page.all("nav")


def test_made_up_outlived_and_revoked_links_get_one_page(visitor, session):
    builders.order(session, "PO-1", 5)
    now = clock.now()
    old = links.made(session, expires_at=now - timedelta(seconds=1))
    gone = links.made(session, revoked_at=now)
    used = links.made(session, used_at=now, expires_at=now - timedelta(seconds=1))
    pages = set()
    for each in (old, gone, used, "/links/x", "/links/" + "a" * 43, "/links/" + "ä" * 9):
        answer = visitor.get(each)
        assert (answer.status_code, answer.headers["Referrer-Policy"]) == (404, "no-referrer")
        pages.add(visitor.page.text)
    assert len(pages) == 1
    assert "does not work" in pages.pop()


def test_an_order_of_which_nothing_is_to_come_asks_nothing(visitor, session):
    builders.arrive(session, builders.one(session, "PO-1", 5), 0)
    visitor.get(links.made(session))
    assert "Nothing of this order waits" in visitor.page.text
    assert not visitor.page.all("form")

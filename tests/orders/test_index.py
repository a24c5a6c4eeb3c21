"""endpoint: orders.index. The list answers "what should I worry about?"."""

import re
from datetime import timedelta

import pytest

from portal import clock
from portal.accounts.models import Membership, User
from portal.activity.models import Batch
from portal.orders.models import Line, Order, Schedule
from portal.partners.models import Partner
from tests import cast
from tests.orders import builders
from tests.page import HTMX

SELECTS = 6  # sign-in, navigation, views and partners, counts, rows, ledgers


@pytest.fixture
def kinds(session):
    made = builders.each_kind(session)
    builders.one(session, "BP-1", partner=builders.BAUT)
    session.commit()
    return {kind: (s.order_ref, s.line_number) for kind, s in made.items()}


def refs(client) -> list[str]:
    """References of the rows, from the top."""
    return [
        "".join(b.itertext())
        for row in client.page.root.iter("tr") for th in row.iter("th") if th.get("class") == "cell-ref"
        for b in th.iter("b")
    ]  # fmt: skip


def headings(client) -> list[str]:
    return [" ".join("".join(r.itertext()).split()) for r in client.page.all("tr", class_="table-group")]


def test_a_partner_reads_what_to_worry_about_first(client, kinds):
    rina = client("rina")
    assert rina.get("/orders").status_code == 200
    assert headings(rina) == [
        "Late 2", "At risk 1", "Waiting for you 2 · a day to give or to agree to",
        "Waiting for the other side 1 · they owe a word", "On the way, by day 3",
    ]  # fmt: skip
    assert refs(rina) == ["PO-7", "PO-8", "PO-6", "PO-1", "PO-3", "PO-2", "PO-4", "PO-9", "PO-5"]


def test_each_row_says_its_status_in_words(client, kinds):
    rina = client("rina")
    rina.get("/orders?view=all")
    for words in (
        "Overdue 3 days", "nothing arrived", "Overdue 2 days", "At risk", "expected 4 days after the promise",
        "Not confirmed", "New day proposed", "by Cahaya Baja", "by us", "On track", "On the way", "Short, 5 of 10 t",
        "Arrived on time", "Arrived 3 days early", "Arrived late", "7 days after the first promise", "Cancelled",
    ):  # fmt: skip
        assert words in rina.page.text


def test_a_member_may_read_the_list(client, kinds):
    toni = client("toni")
    assert toni.get("/orders").status_code == 200
    assert "Say what happened" not in toni.page.text  # a reader is not offered what a reader may not do


def test_a_stranger_sees_none_of_it(client, kinds):
    budi = client("budi")
    assert budi.get("/orders?view=all").status_code == 200
    assert refs(budi) == ["BP-1"]
    assert "PO-" not in budi.page.html
    budi.get("/orders?partner=SUMBER&view=all")  # a partner's question about another is no question
    assert refs(budi) == ["BP-1"]


def test_a_visitor_is_sent_to_sign_in(visitor):
    answer = visitor.get("/orders?state=late")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/login?next=/orders?state%3Dlate"


def test_staff_read_whose_rows_they_are_and_choose_one(client, kinds):
    dewi = client("dewi")
    dewi.get("/orders?view=all")
    assert {"BP-1", "PO-1"} <= set(refs(dewi))
    assert "CV Baut Prima" in dewi.page.text
    dewi.get("/orders?view=all&partner=BAUT")
    assert refs(dewi) == ["BP-1"]
    dewi.get("/orders?view=all&partner=NOBODY")
    assert refs(dewi) == []


def test_limited_staff_see_their_partners_alone(client, kinds, session):
    session.query(User).filter_by(id=cast.user_id("dewi")).update({"limited": True})
    from portal.accounts.models import Assignment

    session.add(Assignment(user_id=cast.user_id("dewi"), partner_id=builders.BAUT))
    session.commit()
    dewi = client("dewi")
    dewi.get("/orders?view=all")
    assert refs(dewi) == ["BP-1"]
    assert "PT Sumber Logam Abadi" not in dewi.page.html


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=late", {"PO-7", "PO-8"}),
        ("state=at_risk&state=unconfirmed", {"PO-6", "PO-1"}),
        ("state=proposed", {"PO-2", "PO-3"}),
        ("state=moving", {"PO-4", "PO-5", "PO-9"}),
        ("state=arrived_late", {"PO-12"}),
        ("state=arrived", {"PO-10", "PO-11", "PO-12"}),
        ("state=cancelled", {"PO-13"}),
        ("view=waiting", {"PO-1", "PO-3"}),
        ("view=risk", {"PO-6", "PO-7", "PO-8"}),
        ("view=arrived", {"PO-10", "PO-11", "PO-12"}),
        ("q=po-12&view=all", {"PO-12"}),
        ("q=trk&view=all", {"PO-5"}),
        ("q=LINTAS+sam", {"PO-5"}),
        ("item=PL1&state=late", {"PO-7", "PO-8"}),
        ("item=PL2", set()),
        ("mode=road&state=cancelled", {"PO-13"}),
        ("mode=sea", set()),
    ],
)
def test_filters_find_exactly_their_rows(client, kinds, query, expected):
    rina = client("rina")
    rina.get(f"/orders?{query}")
    assert set(refs(rina)) == expected


def test_a_range_of_days_holds_both_its_ends(client, kinds):
    rina, day = client("rina"), builders.today() + timedelta(days=5)
    rina.get(f"/orders?from={day}&to={day}")
    assert set(refs(rina)) == {"PO-4", "PO-9"}


def test_words_are_only_ever_words(client, kinds):
    rina = client("rina")
    for text in (
        '"',
        "'",
        '"unclosed',
        "NEAR(",
        "a AND",
        "*",
        "po-1 OR bp",
        "pid2",
        "-",
        "words:po",
        "\x00",
        "(((",
        "po:*",
        "\\",
    ):
        assert rina.get("/orders", query_string={"q": text, "view": "all"}).status_code == 200
        assert "BP-1" not in refs(rina)


def test_what_cannot_be_understood_is_said_and_ignored(client, kinds):
    rina = client("rina")
    assert rina.get("/orders?from=tomorrow&view=nonsense&state=x&sort=price&after=%%%").status_code == 200
    assert "From: write a day" in rina.page.text
    assert len(refs(rina)) == 9


def test_tabs_count_what_they_lead_to(client, kinds):
    rina = client("rina")
    rina.get("/orders")
    tabs = " ".join(" ".join(nav.itertext()) for nav in rina.page.all("nav", class_="tabs")).split()
    assert (
        " ".join(tabs)
        == f"Open 9 Waiting for you 2 Late or at risk 3 Arriving this week {tabs[-5]} Arrived 3 All 13"
    )
    assert "Orders 2 waiting" in rina.page.text  # the same number beside the noun


def test_htmx_gets_the_table_alone_and_history_the_page(client, kinds):
    rina = client("rina")
    answer = rina.get("/orders?state=late", headers=HTMX)
    assert answer.data.lstrip().startswith(b'<div id="orders"')
    assert answer.headers["HX-Push-Url"] == "/orders?state=late"
    assert "HX-Request" in answer.headers["Vary"]
    whole = rina.get("/orders?state=late", headers={**HTMX, "HX-History-Restore-Request": "true"})
    assert whole.data.startswith(b"<!doctype html>")
    assert (
        rina.get("/orders?state=late&from=&q=&item=", headers=HTMX).headers["HX-Push-Url"]
        == "/orders?state=late"
    )


def test_the_list_costs_the_same_for_one_row_and_fifty(client, session):
    builders.promise(session, builders.one(session, "PO-1"), 3)
    session.commit()
    counted = {}
    for name in ("rina", "dewi"):
        person = client(name)
        person.get("/orders")
        counted[name] = person.selects
    for number in range(2, 61):
        builders.promise(session, builders.one(session, f"PO-{number}"), number % 9 - 2, number % 7)
    session.commit()
    for name in ("rina", "dewi"):
        person = client(name)
        person.get("/orders")
        assert len(refs(person)) == 50
        assert person.selects == counted[name] == SELECTS
    person.get("/orders", headers=HTMX)
    assert person.selects <= SELECTS


def test_pages_follow_each_other(client, session):
    for number in range(1, 121):
        builders.promise(session, builders.one(session, f"PO-{number:03}"), number % 17 - 5)
    session.commit()
    rina, seen, address = client("rina"), [], "/orders"
    while address:
        rina.get(address)
        seen += refs(rina)
        links = [a.get("href") for a in rina.page.all("a", rel="next")]
        address = links[0] if links else None
    assert len(seen) == len(set(seen)) == 120


def test_an_unpublished_batch_shows_nowhere(client, session):
    batch = Batch(created_at=clock.now())
    session.add(batch)
    session.flush()
    made = builders.order(session, "DRAFT-1", 3)
    shown = builders.order(session, "PO-1", 3)
    for model in (Order, Line, Schedule):
        column = Order.id if model is Order else model.order_id
        session.query(model).filter(column == made.id).update({"batch_id": batch.id})
    partner = Partner(
        code="NEWONE", name="PT Baru Sekali", kind="supplier", created_at=clock.now(), batch_id=batch.id
    )
    session.add(partner)
    session.commit()
    for name in ("rina", "dewi"):
        person = client(name)
        person.get("/orders?view=all")
        assert refs(person) == ["PO-1"]
        assert "Open 1 " in person.page.text
        assert "Baru" not in person.page.html
        assert person.get("/orders?q=draft&view=all").status_code == 200
        assert refs(person) == []
        assert b"DRAFT" not in person.get("/orders/export.csv?view=all").data
        assert person.get("/orders/DRAFT-1").status_code == 404
    batch.published_at = clock.now()
    session.commit()
    rina = client("rina")
    rina.get("/orders?view=all")
    assert set(refs(rina)) == {"DRAFT-1", shown.ref}


@pytest.mark.parametrize(
    ("reach", "expected"),
    [("own", {"OWN-1"}), ("team", {"OWN-1", "TEAM-1"}), ("all", {"OWN-1", "TEAM-1", "ALL-1"})],
)
def test_reach_narrows_what_a_member_sees(client, session, reach, expected):
    builders.one(session, "OWN-1", partner_owner_id=cast.user_id("sari"))
    builders.one(session, "TEAM-1", partner_team="Gresik")
    builders.one(session, "ALL-1")
    session.query(Membership).filter_by(user_id=cast.user_id("sari")).update(
        {"reach": reach, "team": "Gresik"}
    )
    session.commit()
    sari = client("sari")
    sari.get("/orders")
    assert set(refs(sari)) == expected
    assert f"Open {len(expected)} " in sari.page.text
    for ref in ("OWN-1", "TEAM-1", "ALL-1"):
        assert sari.get(f"/orders/{ref}").status_code == (200 if ref in expected else 404)
    lines = sari.get("/orders/export.csv").get_data(as_text=True).splitlines()[1:]
    assert {line.split(",")[0] for line in lines} == expected


def test_an_empty_list_says_what_comes_next(client):
    rina = client("rina")
    rina.get("/orders")
    assert "No order is open" in rina.page.text
    rina.get("/orders?q=nothing&item=X")
    assert "No order matches 2 filters." in rina.page.text
    rina.get("/orders?view=waiting")
    assert "Nothing waits for you" in rina.page.text


def test_a_filter_reads_back_what_was_asked(client, kinds):
    rina = client("rina")
    rina.get("/orders?q=plate&item=PL1&from=2026-01-02")
    assert rina.page.one("input", id="filter-text").get("value") == "plate"
    assert rina.page.field("item") == "PL1"
    assert rina.page.field("from") == "2026-01-02"
    assert re.search(r"Filter: 3 set", rina.page.text)


def test_strips_of_what_is_over_share_the_days_of_the_page(client, session):
    """A scale around today would show only that it lies outside."""
    for ref, day in (("PO-1", -400), ("PO-2", -380)):
        builders.arrive(session, builders.promise(session, builders.one(session, ref, day), day), day + 2)
    session.commit()
    rina = client("rina")
    rina.get("/orders?view=arrived")
    first = (builders.today() - timedelta(days=402)).strftime("%-d %b %Y")
    assert f"Days from {first}" in rina.page.html
    rina.get("/orders?view=all")
    assert f"Days from {first}" in rina.page.html
    builders.one(session, "PO-3", 5)
    session.commit()
    rina.get("/orders?view=all")
    assert f"Days from {first}" not in rina.page.html

"""endpoint: shipments.index. Notices by state and day, the newest first, a partner's own to each."""

from datetime import timedelta

import pytest

from portal import clock
from portal.shipments import actions as shipments
from portal.shipments.listing import PAGE
from portal.shipments.models import Notice
from tests.orders import builders
from tests.page import HTMX

SELECTS = 5  # sign-in, navigation, notices, what they carry, what was reported; partners to choose for staff


@pytest.fixture
def notices(session):
    """Shipped 1, 2 and 3 days ago; one not shipped yet; one withdrawn; one of a stranger."""
    for number, ago in ((1, 1), (2, 3), (3, 2), (4, None), (5, 9)):
        day = builders.today() - timedelta(days=ago) if ago else None
        builders.dispatch(session, builders.one(session, f"PO-{number}"), f"SN-{number}", shipped_on=day)
    session.query(Notice).filter_by(ref="SN-5").one().state = "voided"
    builders.dispatch(session, builders.one(session, "BP-1", partner=builders.BAUT), "BN-1")
    session.commit()


def shown(client) -> list[str]:
    return ["".join(th.itertext()).strip() for th in client.page.all("th", class_="cell-ref")]


def test_the_newest_come_first_and_what_has_no_day_before_them(client, notices):
    rina = client("rina")
    assert rina.get("/shipments").status_code == 200
    assert shown(rina) == ["SN-4", "SN-1", "SN-3", "SN-2", "SN-5"]
    dewi = client("dewi")
    dewi.get("/shipments")
    assert shown(dewi) == ["BN-1", "SN-4", "SN-1", "SN-3", "SN-2", "SN-5"]


def test_a_row_says_what_it_carries_and_how_it_stands(client, session, notices):
    one = session.query(Notice).filter_by(ref="SN-1").one()
    one.packages = 3
    for hours, state in ((9, "picked_up"), (5, "customs_hold"), (7, "in_transit")):
        shipments.report_event(
            session,
            one,
            state,
            clock.now() - timedelta(hours=hours),
            state,
            "manual",
            recorded_at=clock.now(),
        )
    session.commit()
    toni = client("toni")
    toni.get("/shipments?q=sn-1")
    for words in ("1 delivery of PO-1", "3 packages", "PT Lintas Samudra", "TRK-SN-1", "Held"):
        assert words in toni.page.text
    toni.get("/shipments?tab=voided")
    assert "Withdrawn" in toni.page.text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("tab=announced", ["BN-1", "SN-4", "SN-1", "SN-3", "SN-2"]), ("tab=voided", ["SN-5"]), ("tab=draft", []),
        ("partner=BAUT", ["BN-1"]), ("q=po-3", ["SN-3"]), ("q=TRK-SN-2", ["SN-2"]), ("q=%25", []),
        ("from=DAY2", ["SN-1", "SN-3"]), ("to=DAY2&tab=announced", ["SN-3", "SN-2"]),
        ("from=nonsense&tab=nonsense&after=nonsense", ["BN-1", "SN-4", "SN-1", "SN-3", "SN-2", "SN-5"]),
    ],
)  # fmt: skip
def test_filters_narrow_it(client, notices, query, expected):
    dewi = client("dewi")
    dewi.get("/shipments?" + query.replace("DAY2", (builders.today() - timedelta(days=2)).isoformat()))
    assert shown(dewi) == expected


def test_a_partner_cannot_choose_another(client, notices):
    rina = client("rina")
    rina.get("/shipments?partner=BAUT&q=BN")
    assert shown(rina) == []


@pytest.mark.parametrize("name", ["rina", "dewi"])
def test_pages_follow_each_other_to_the_end(client, session, name):
    made = builders.schedules(session, builders.order(session, "PO-1", *range(PAGE + 5)))
    for number, schedule in enumerate(made):
        day = builders.today() - timedelta(days=number % 3) if number % 4 else None
        builders.dispatch(session, schedule, f"SN-{number}", shipped_on=day)
    session.commit()
    person = client(name)
    person.get("/shipments")
    assert person.selects == SELECTS + (name == "dewi")
    first = shown(person)
    (following,) = person.page.all("a", rel="next")
    person.get(following.get("href"))
    assert (len(first), len(shown(person))) == (PAGE, 5)
    assert {*first, *shown(person)} == {f"SN-{number}" for number in range(PAGE + 5)}


def test_nothing_says_what_will_stand_here(client):
    rina = client("rina")
    rina.get("/shipments")
    assert "Nothing was announced yet" in rina.page.text
    rina.get("/shipments?q=x")
    assert "No notice matches the filters." in rina.page.text


def test_htmx_gets_the_table_alone(client, notices):
    assert "<html" not in client("dewi").get("/shipments", headers=HTMX).get_data(as_text=True)


@pytest.mark.parametrize("name", ["rina", "ayu"])
def test_the_noun_stands_in_the_bar(client, name):
    opened = client(name)
    opened.get("/")
    assert any(a.get("href") == "/shipments" for a in opened.page.one("nav", aria_label="Main").iter("a"))


def test_a_visitor_is_sent_to_sign_in(visitor):
    assert visitor.get("/shipments").status_code == 303

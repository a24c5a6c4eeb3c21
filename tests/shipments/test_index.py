"""endpoint: shipments.index. Notices by state and day, the newest first, a partner's own to each."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from portal import clock
from portal.db import db
from portal.shipments import actions as shipments
from portal.shipments import loads, notice_record, noticing
from portal.shipments.listing import PAGE
from portal.shipments.models import Notice
from tests.issues.test_plans import statements
from tests.orders import builders
from tests.page import HTMX
from tests.sweep.people import actor

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


def test_what_has_all_come_in_is_received_and_no_longer_announced(client, session, notices):
    whole, part = (builders.one(session, ref) for ref in ("PO-8", "PO-9"))
    builders.dispatch(session, whole, "SN-8")
    builders.dispatch(session, part, "SN-9")
    builders.arrive(session, whole, -1)
    builders.arrive(session, part, -1, (1, 2))
    session.commit()
    rina = client("rina")
    rina.get("/shipments")
    words = {
        next(row.iter("b")).text: "".join(row[-1].itertext()).strip()
        for row in rina.page.all("tr")
        if row.get("id")
    }
    assert (words["SN-8"], words["SN-9"]) == ("Received", "Announced")
    rina.get("/shipments/SN-8")
    assert "Received" in "".join(rina.page.one("div", class_="page-actions").itertext())


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


@pytest.fixture
def draft(session):
    """One of SUMBER's that was never announced."""
    schedule = builders.one(session, "PO-7")
    facts = dict.fromkeys(notice_record.FACTS) | {"tracking_number": "TRK-7", "shipped_on": builders.today()}
    made = noticing.save_draft(
        session, actor("rina"), loads.carried([(schedule, schedule.quantity)]), "SN-7", facts
    )
    session.commit()
    return made


def test_a_draft_is_listed_to_its_partner_alone(client, draft):
    for name, sees in (
        ("rina", ["SN-7"]),
        ("toni", ["SN-7"]),
        ("dewi", []),
        ("adi", []),
        ("ayu", []),
        ("budi", []),
    ):
        person = client(name)
        for query in ("", "?tab=draft", "?q=SN-7", "?q=PO-7"):
            person.get("/shipments" + query)
            assert shown(person) == sees, (name, query)
        assert ("Drafts" in person.page.text) is (name in ("rina", "toni", "budi"))
        assert person.get("/shipments/SN-7").status_code == (200 if sees else 404)
        person.get("/orders/PO-7")
        assert ("SN-7" in person.page.text) is bool(sees)


@pytest.mark.sqlite
def test_a_page_is_read_in_the_order_of_an_index(app, client, session, notices):
    plans = {"rina": "ix_notices_p_listed", "dewi": "ix_notices_listed"}
    for name, index in plans.items():
        for query in ("", "?tab=announced"):
            walked = [d for d in plan_of(app, client(name), "/shipments" + query) if " notices " in d]
            assert [d for d in walked if index not in d and "COVERING INDEX ix_notices_unsent" not in d] == []


def plan_of(app, person, path):
    """Each step of the plans of the statements that list notices."""
    steps = []
    sent = [(s, v) for s, v in statements(app, person, path) if "notices.shipped_on IS NULL" in s]
    assert sent
    with app.app_context(), db.engine.connect() as connection:
        raw = connection.connection.cursor()
        for statement, values in sent:
            steps += [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
    return steps


def test_sqlite_is_told_how_large_every_index_of_notices_is(session):
    if session.get_bind().dialect.name == "sqlite":
        told = set(session.scalars(text("SELECT idx FROM sqlite_stat1 WHERE tbl = 'notices'")))
        assert told == set(session.scalars(text("SELECT name FROM pragma_index_list('notices')")))

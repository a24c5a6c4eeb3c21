"""endpoint: orders.show. One order: lines, promises, what travelled, what happened, what is said."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal import clock
from portal.orders.order_page import WORST
from portal.orders.standing import KINDS
from portal.shipments import actions as shipments
from tests.orders import builders

SELECTS = 8  # sign-in, navigation, order, what stands beside it, thread, shipments, activity, issues


@pytest.fixture
def order(session):
    made = builders.order(
        session, "PO-1042", 2, 9, note="Deliver to gate 2", site_id=1, ordered_on=builders.today()
    )
    first, _second = builders.schedules(session, made)
    builders.promise(session, first, 2)
    builders.promise(session, first, 4, cause="carrier")
    notice = builders.dispatch(session, first, "SN-9", weight=Decimal("1200.5"), packages=3)
    shipments.report_event(
        session, notice, "k", clock.now() - timedelta(hours=5), "customs_hold", "carrier", place="Tanjung Perak",
        text="Red lane", offset_minutes=420, recorded_at=clock.now(),
    )  # fmt: skip
    shipments.receive(
        session, None, first, ref="GR-2217", arrived_on=builders.today(), accepted=Decimal("9.8"),
        rejected=Decimal("0.2"), condition="damaged", note="bent", recorded_at=clock.now(),
    )  # fmt: skip
    session.commit()
    return made


@pytest.mark.parametrize("name", ["rina", "sari", "toni", "dewi", "ayu"])
def test_both_sides_read_the_whole_order(client, order, name):
    person = client(name)
    assert person.get("/orders/PO-1042").status_code == 200
    for words in (
        "PO-1042", "PT Sumber Logam Abadi", "Deliver to gate 2", "2, in 2 schedules", "9.8 of 20 t", "Plate 1", "Plate 2",
        "SN-9", "TRK-SN-9", "1,200.5 kg", "Held by customs", "Tanjung Perak", "GR-2217", "damaged", "bent",
        "9.8 accepted, 0.2 rejected", "promised, line 1", "Moved from", "vessel omitted Gresik", "(carrier)",
        "First promised", "Expected", "Received", "Nothing has been said here yet.",
    ):  # fmt: skip
        assert words in person.page.text
    may = name not in ("toni", "ayu")
    assert ("Report a problem with line 1" in person.page.text) is may
    assert bool(person.page.all("form", class_="composer")) is may


def test_the_report_opens_under_its_line(client, order):
    rina = client("rina")
    rina.get("/orders/PO-1042")
    (link,) = [a for a in rina.page.all("a") if a.get("hx-target") == "#line-2-feedback"]
    assert link.get("href") == link.get("hx-get") == "/feedback/new?about=line&order=PO-1042&line=2"
    assert rina.page.one("div", id="line-2-feedback") is not None


def test_a_stranger_gets_the_page_of_what_is_missing(client, order):
    budi = client("budi")
    assert budi.get("/orders/PO-1042").status_code == 404
    theirs = budi.page.text.partition("request:")[0]
    assert budi.get("/orders/PO-9999").status_code == 404
    assert budi.page.text.partition("request:")[0] == theirs


def test_a_visitor_is_sent_to_sign_in(visitor, order):
    assert visitor.get("/orders/PO-1042").status_code == 303


@pytest.mark.parametrize("ref", ["po-1042", "PO-1042 ", "%00", "1", "PO-1042'--"])
def test_only_the_exact_reference_finds_it(client, order, ref):
    assert client("rina").get(f"/orders/{ref}").status_code == 404


def test_the_page_costs_the_same_for_one_line_and_fifty(client, session):
    for lines, ref in ((1, "PO-1"), (50, "PO-50")):
        for schedule in builders.schedules(session, builders.order(session, ref, *[5] * lines)):
            builders.promise(session, schedule, 3, 6)
            builders.dispatch(session, schedule, f"{ref}-{schedule.line_number}")
            builders.arrive(session, schedule, 0, (1, 2))
    session.commit()
    for name in ("rina", "dewi"):
        person = client(name)
        for ref in ("PO-1", "PO-50"):
            assert person.get(f"/orders/{ref}").status_code == 200
            assert person.selects == SELECTS


def test_older_rows_of_what_happened_follow(client, session):
    made = builders.order(session, "PO-1", 3)
    (schedule,) = builders.schedules(session, made)
    builders.promise(session, schedule, *range(1, 31))
    session.commit()
    rina, address, titles = client("rina"), "/orders/PO-1", []
    for _ in range(5):
        rina.get(address)
        titles += ["".join(li.itertext()) for li in rina.page.all("li", class_="event")]
        more = [a.get("href") for a in rina.page.all("a") if "Earlier rows" in "".join(a.itertext())]
        if not more:
            break
        address = more[0].partition("#")[0]
    assert len(titles) == 31  # 30 promises and the order itself
    assert rina.get("/orders/PO-1?before=garbage").status_code == 200


def test_an_internal_note_reaches_no_partner(client, order):
    dewi = client("dewi")
    dewi.send(
        "/orders/PO-1042/messages",
        {"audience": "internal", "body": "CANARY-7 they always do this", "key": "k1"},
    )
    dewi.get("/orders/PO-1042")
    assert "CANARY-7" in dewi.page.text
    for name in ("rina", "sari", "toni"):
        person = client(name)
        for path in ("/orders/PO-1042", "/orders?q=canary&view=all", "/orders/export.csv?view=all", "/"):
            assert b"CANARY" not in person.get(path).data


def test_every_kind_has_its_place_in_what_speaks_for_a_line():
    assert sorted(WORST) == sorted(KINDS)


@pytest.mark.parametrize("ref", ["PO/2026/XI/012", "A?b#c%d e", "PO+1&2", "Ünïcode/ü", "PO/7/lines"])
def test_an_order_opens_and_is_answered_whatever_its_reference_is_made_of(client, session, ref):
    """Indonesian references hold slashes; imports bring what senders write."""
    builders.order(session, ref, 2)
    session.commit()
    rina = client("rina")
    rina.get("/orders?view=all")
    (href,) = {
        str(a.get("href")).partition("#")[0] for a in rina.page.all("a") if ref in "".join(a.itertext())
    }
    assert rina.get(href).status_code == 200
    assert ref in rina.page.text
    (promise,) = [f for f in rina.page.all("form") if str(f.get("action")).endswith("/confirmation")][:1]
    mark = next(i.get("value") for i in promise.iter("input") if i.get("name") == "schedule")
    answer = rina.send(str(promise.get("action")), {"schedule": mark})
    assert answer.status_code == 303
    assert rina.get(answer.location).status_code == 200
    assert client("budi").get(href).status_code == 404

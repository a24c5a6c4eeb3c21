"""Goods that were delivered and that nobody has booked in: not overdue, and the same on every page."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.orders.standing import Arrival, Facts, Move, standing, status_of
from portal.orders.strip_text import strip_text
from portal.shipments import actions, events
from tests.orders import builders
from tests.orders.test_listing import delivered

TODAY = date(2026, 11, 17)


def facts(**more) -> Facts:
    known = {
        "quantity": Decimal(10), "requested_on": date(2026, 11, 9), "delivered_on": date(2026, 11, 14),
        "moves": (Move(date(2026, 11, 12), Decimal(10), "partner", "accepted"),),
    }  # fmt: skip
    return Facts(**{**known, **more})


PROPOSED = Move(date(2026, 11, 25), Decimal(10), "partner", "proposed", "partner")
FOUR = Arrival(date(2026, 11, 13), None, Decimal(4))
CASES = {
    "promised": (facts(), "delivered", ("delivered", 2)),
    "on time": (facts(delivered_on=date(2026, 11, 12)), "delivered", ("delivered", 0)),
    "never promised, by the wish": (facts(moves=()), "delivered", ("delivered", 5)),
    "a proposal waits for nobody": (facts(moves=(*facts().moves, PROPOSED)), "delivered", ("delivered", 2)),
    "whatever was expected": (facts(expected_on=date(2026, 11, 20)), "delivered", ("delivered", 2)),
    "a part booked in says more": (facts(arrivals=(FOUR,)), "promised", ("overdue", 5)),
    "all booked in": (facts(quantity=Decimal(4), arrivals=(FOUR,)), "arrived", ("arrived_late", 1)),
    "cancelled": (facts(cancelled=True), "cancelled", ("cancelled", 0)),
    "silence": (facts(delivered_on=None), "promised", ("overdue", 5)),
}


@pytest.mark.parametrize(("known", "stage", "status"), CASES.values(), ids=CASES)
def test_where_it_stands(known, stage, status):
    at = standing(known)
    assert (at.stage, status_of(known, TODAY)) == (stage, status)
    if stage == "delivered":
        assert (at.arrived_on, at.received_on, at.accepted) == (known.delivered_on, None, 0)
        assert at.open_quantity == 10
        assert (at.proposed_on, at.proposed_by) == (None, None)


def test_the_strip_says_it_in_words():
    assert strip_text(facts(), TODAY) == (
        "Asked 9 Nov; first promised 12 Nov; "
        "arrived 14 Nov, 2 days after the first promise; not booked in yet."
    )


@pytest.mark.parametrize("name", ["rina", "dewi"])
def test_list_page_tabs_and_home_agree(client, session, name):
    delivered(session, "PO-1", builders.SUMBER)
    builders.promise(session, builders.one(session, "PO-2"), -3)
    session.commit()
    person = client(name)
    person.get("/orders")
    said = {row.get("id"): " ".join("".join(row.itertext()).split()) for row in person.page.all("tr")}
    (mine,) = [text for text in said.values() if "PO-1" in text and "Plate" in text]
    assert "Arrived, not booked in" in mine and "1 day after the first promise" in mine
    assert "Overdue" not in mine
    assert any("Overdue 3 days" in text for text in said.values())
    for query, shown in (("view=risk", ["PO-2"]), ("state=late", ["PO-2"]), ("state=delivered", ["PO-1"]),
                         ("view=open", ["PO-1", "PO-2"]), ("view=arrived", []), ("state=moving", [])):  # fmt: skip
        person.get(f"/orders?{query}")
        rows = {
            r
            for r in ("PO-1", "PO-2")
            if any(a.get("href", "").startswith(f"/orders/{r}") for a in person.page.all("a"))
        }
        assert sorted(rows) == shown, query
    person.get("/orders")
    tabs = " ".join("".join(person.page.one("nav", class_="tabs").itertext()).split())
    assert "Open 2" in tabs and "Late or at risk 1" in tabs and "Arrived 0" in tabs
    person.get("/orders/PO-1")
    assert "Arrived, not booked in" in person.page.text and "Overdue" not in person.page.text
    person.get("/")
    assert "PO-2" in person.page.text
    assert not any(
        "PO-1" in "".join(item.itertext()) for item in person.page.all("li", class_="waiting-item")
    )


def test_nothing_is_to_be_promised_or_proposed_any_more(client, session):
    schedule = delivered(session, "PO-1", builders.SUMBER, 2)
    session.commit()
    rina = client("rina")
    rina.get("/orders/PO-1")
    assert not any("/proposal" in (form.get("action") or "") for form in rina.page.all("form"))
    sent = {
        "version": schedule.version, "key": "k", "what": "days", "reason": "Rain", "cause_side": "outside",
        "day_1": (builders.today() + timedelta(9)).isoformat(), "quantity_1": "10",
    }  # fmt: skip
    assert rina.send("/orders/PO-1/lines/1/1/proposal", sent).status_code == 409
    assert (
        rina.send("/orders/PO-1/lines/1/1/reconfirmation", {"version": schedule.version}).status_code == 409
    )


def test_what_came_and_was_rejected_whole_is_not_waiting_to_be_booked_in(session):
    schedule = delivered(session, "PO-1", builders.SUMBER)
    actions.receive(
        session, None, schedule, ref="GR-1", accepted=Decimal(0), rejected=Decimal(10), condition="damaged",
        arrived_on=builders.today(), recorded_at=clock.now(),
    )  # fmt: skip
    assert (schedule.stage, schedule.arrived_on, schedule.accepted) == ("promised", None, 0)


def test_half_of_it_is_not_all_of_it(session):
    schedule = builders.promise(session, builders.one(session, "PO-1"), -3)
    notice = actions.announce(session, None, [(schedule, Decimal(5))], "SN-1", created_at=clock.now())
    at = datetime.combine(builders.today(), time(1), UTC)
    actions.report_event(session, notice, "k", at, "delivered", "carrier", recorded_at=at)
    events.restate(session, schedule)
    assert (schedule.stage, schedule.arrived_on) == ("promised", None)


def test_the_database_knows_the_stage_and_no_other(session):
    builders.one(session, "PO-1")
    session.commit()
    session.execute(text("UPDATE schedules SET stage = 'delivered'"))
    with pytest.raises(IntegrityError):
        session.execute(text("UPDATE schedules SET stage = 'lost'"))

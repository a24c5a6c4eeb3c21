"""endpoint: shipments.void. A notice that was withdrawn stays, and counts no more."""

from decimal import Decimal

import pytest

from portal import clock
from portal.shipments import actions as shipments
from portal.shipments.models import Notice, NoticeLine
from tests.orders import builders
from tests.shipments.announcements import draft, now, schedule, told, two_orders

PATH = "/shipments/A1/voiding"


@pytest.fixture(autouse=True)
def notice(session):
    """A1 carries 10 t of PO-1 and 4 t of PO-2; A2 another 3 t of PO-2."""
    two_orders(session)
    made = shipments.announce(
        session, None, [(schedule(session, "PO-1"), Decimal(10)), (schedule(session, "PO-2"), Decimal(4))], "A1",
        carrier="Samudera", tracking_number="TRK-1", created_at=builders.EARLIER,
    )  # fmt: skip
    shipments.announce(session, None, [(session.get(type(schedule(session, "PO-2")), schedule(session, "PO-2").id), Decimal(3))], "A2",
                       carrier="Samudera", tracking_number="TRK-2", created_at=builders.EARLIER)  # fmt: skip
    session.commit()
    return made


def form(session, **more):
    return {"version": str(now(session, "A1").version), "reason": "The truck broke down", **more}


@pytest.mark.parametrize("name", ["rina", "sari", "dewi"])
def test_it_stays_with_its_reason_and_its_goods_are_to_be_sent_again(client, session, name):
    person = client(name)
    assert person.send(PATH, form(session)).status_code == 303
    assert now(session, "A1").state == "voided"
    assert [(r.data["order"], r.data["reason"]) for r in told(session, "voided")] == [
        ("PO-1", "The truck broke down"), ("PO-2", "The truck broke down"),
    ]  # fmt: skip
    alone, also = schedule(session, "PO-1"), schedule(session, "PO-2")
    assert (alone.dispatched, alone.carrier) == (False, None)
    assert (also.dispatched, also.carrier) == (True, "Samudera")
    assert [word in alone.words for word in ("trk-1", "a1", "samudera", "po-1", "plate")] == [
        False,
        False,
        False,
        True,
        True,
    ]
    assert [word in also.words.split() for word in ("trk-1", "a1", "samudera", "trk-2", "a2")] == [
        False,
        False,
        True,
        True,
        True,
    ]
    for who in ("rina", "toni", "dewi", "ayu"):
        reader = client(who)
        reader.get("/shipments/A1")
        assert "Withdrawn" in reader.page.text and "The truck broke down" in reader.page.text
        assert "Correct" not in reader.page.text.split("History")[0]
        reader.get("/shipments?tab=voided")
        assert "A1" in reader.page.text
        reader.get("/shipments?tab=announced")
        assert not any(a.get("href", "").startswith("/shipments/A1") for a in reader.page.all("a"))
        reader.get("/orders/PO-1")
        assert "Dispatch A1 withdrawn: The truck broke down" in reader.page.text
        assert "On the way" not in reader.page.one("article", id="line-1").itertext()
    rina = client("rina")
    rina.get("/shipments/new?order=PO-2")
    assert rina.page.field("quantity") == "7"


def test_withdrawn_twice_it_is_withdrawn_once(client, session):
    rina = client("rina")
    sent = form(session)
    assert {rina.send(PATH, sent).status_code for _ in range(3)} == {303}
    assert len(told(session, "voided")) == 2  # a row for each order


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_it_needs_a_reason(client, session, reason):
    rina = client("rina")
    assert rina.send(PATH, form(session, reason=reason)).status_code == 422
    assert ("Say why" in rina.page.text) or ("Shorten it to 500 characters" in rina.page.text)
    assert rina.page.field("reason") == reason.strip()
    assert now(session, "A1").state == "announced"


def test_goods_that_were_booked_in_with_it_hold_it(client, session, notice):
    receipt = shipments.receive(
        session, None, schedule(session, "PO-2"), ref="GR-1", notice_id=notice.id, accepted=Decimal(1),
        arrived_on=builders.today(), condition="good", recorded_at=clock.now(),
    )  # fmt: skip
    session.commit()
    rina = client("rina")
    rina.get("/shipments/A1")
    assert "Goods of this notice were booked in, so it stays." in rina.page.text
    assert "Withdraw the notice" not in rina.page.text
    assert rina.send(PATH, form(session)).status_code == 409
    assert now(session, "A1").state == "announced"
    shipments.receive(
        session, None, schedule(session, "PO-2"), ref="GR-1R", notice_id=notice.id, accepted=Decimal(-1),
        arrived_on=builders.today(), reverses_id=receipt.id, condition="good", recorded_at=clock.now(),
    )  # fmt: skip
    session.commit()
    assert rina.send(PATH, form(session)).status_code == 303  # it was booked in by mistake


def test_what_its_carrier_delivered_holds_it_and_what_is_on_its_way_does_not(client, session, notice):
    shipments.report_event(
        session, notice, "e1", clock.now(), "in_transit", "carrier", recorded_at=clock.now()
    )
    session.commit()
    rina = client("rina")
    rina.get("/shipments/A1")
    assert "Withdraw the notice" in rina.page.text
    shipments.report_event(
        session, notice, "e2", clock.now(), "delivered", "carrier", recorded_at=clock.now()
    )
    session.commit()
    assert rina.send(PATH, form(session)).status_code == 409
    assert "Its carrier says that it was delivered" in rina.page.text


def test_who_withdraws_what_changed_meanwhile_is_told(client, session):
    rina = client("rina")
    assert rina.send(PATH, form(session, version="99")).status_code == 409
    assert "This notice was changed meanwhile." in rina.page.text
    assert rina.page.field("reason") == "The truck broke down"


def test_a_draft_is_thrown_away_without_a_trace(client, session):
    made = draft(session, "D1", schedule(session, "PO-1", 2))
    rina = client("rina")
    for name, status in (("dewi", 404), ("budi", 404), ("toni", 403)):
        assert client(name).send("/shipments/D1/voiding", {"version": "1"}).status_code == status
    answer = rina.send("/shipments/D1/voiding", {"version": str(made.version)})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/shipments?tab=draft")
    assert session.query(Notice).filter_by(ref="D1").count() == 0
    assert session.query(NoticeLine).filter_by(notice_id=made.id).count() == 0
    assert told(session, "voided") == []


@pytest.mark.parametrize(("name", "status"), [("toni", 403), ("ayu", 403), ("budi", 404)])
def test_others_may_not(client, session, name, status):
    assert client(name).send(PATH, form(session)).status_code == status
    assert now(session, "A1").state == "announced"


def test_a_visitor_is_sent_to_sign_in(visitor, session):
    assert visitor.send(PATH, form(session)).status_code == 303
    assert now(session, "A1").state == "announced"

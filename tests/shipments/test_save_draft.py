"""endpoint: shipments.save_draft. What is not announced yet: seen by the partner's people alone."""

import pytest

from portal.activity.models import Activity
from portal.shipments.models import Notice
from tests.shipments.announcements import carries, fields, now, schedule, told, two_orders


@pytest.fixture(autouse=True)
def orders(session):
    two_orders(session)


def save(client, **more):
    return client.send("/shipments/drafts", fields(("PO-1 1.1", "4"), ("PO-2 1.1", "10"), ref="A1", **more))


def test_a_draft_waits_for_its_partner_and_tells_nobody(client, session):
    rows = session.query(Activity).count()
    before = schedule(session, "PO-2").version
    answer = save(client("rina"), tracking_number="ZZTRACK", carrier="ZZCARRIER", note="ZZNOTE")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/shipments/A1")
    notice = now(session, "A1")
    assert (notice.state, carries(session, notice)) == ("draft", {"PO-1 1.1": 4, "PO-2 1.1": 10})
    stands = schedule(session, "PO-2")
    assert (stands.dispatched, stands.carrier, stands.version) == (False, None, before)
    assert "zztrack" not in stands.words
    assert session.query(Activity).count() == rows
    for name in ("rina", "sari", "toni"):
        reader = client(name)
        assert reader.get("/shipments/A1").status_code == 200
        assert "A draft: Cahaya Baja does not see it." in reader.page.text
        assert ("Go on with the draft" in reader.page.text) is (name != "toni")
        reader.get("/shipments?tab=draft")
        assert "A1" in reader.page.text
    for name in ("adi", "mega", "dewi", "bagus", "ayu", "budi"):
        reader = client(name)
        for path in (
            "/shipments/A1",
            "/shipments/A1?order=PO-2",
            "/shipments/A1/correction",
            "/feedback/new?notice=A1",
        ):
            assert reader.get(path).status_code in ((404, 403) if name == "ayu" else (404,)), (name, path)
        pages = [
            "/shipments",
            "/shipments?tab=draft",
            "/shipments?q=ZZ",
            "/orders?q=zztrack",
            "/",
            "/exceptions",
            "/orders.csv",
        ]
        for path in pages + ["/orders/PO-2"] * (name != "budi"):
            text = reader.get(path).get_data(as_text=True)
            for word in ("A1<", "ZZTRACK", "ZZCARRIER", "ZZNOTE"):
                assert word not in text.replace('value="ZZ"', ""), (name, path, word)
        reader.get("/shipments/new?order=PO-2")
        if name not in ("budi", "ayu"):
            assert reader.page.field("quantity") == "10"  # nor does it count


def test_saved_twice_it_is_one_draft(client, session):
    rina = client("rina")
    answers = [save(rina) for _ in range(3)]
    assert {(a.status_code, a.headers["Location"]) for a in answers} == {(303, "/shipments/A1")}
    assert session.query(Notice).count() == 1


def test_it_may_hold_more_than_is_to_be_sent(client, session):
    rina = client("rina")
    assert rina.send("/shipments/drafts", fields(("PO-2 1.1", "11"), ref="A1")).status_code == 303
    assert carries(session, now(session, "A1")) == {"PO-2 1.1": 11}


def test_what_cannot_be_comes_back_with_what_was_typed(client, session):
    rina = client("rina")
    assert rina.send("/shipments/drafts", fields(("PO-2 1.1", "x"), tracking_number="T1")).status_code == 422
    assert (rina.page.field("quantity"), rina.page.field("tracking_number")) == ("x", "T1")
    assert session.query(Notice).count() == 0


@pytest.mark.parametrize(("name", "status"), [("toni", 403), ("ayu", 403), ("dewi", 403), ("budi", 404)])
def test_drafts_are_the_partners_own(client, session, name, status):
    assert save(client(name)).status_code == status
    assert (session.query(Notice).count(), told(session, "announced")) == (0, [])


def test_a_visitor_is_sent_to_sign_in(visitor, session):
    assert save(visitor).status_code == 303
    assert session.query(Notice).count() == 0

"""endpoint: shipments.show. A notice with what it carries, what happened to it and what came in."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal import clock
from portal.shipments import actions as shipments
from tests.orders import builders

# sign-in, navigation, notice, what it carries, events, receipts, contests, photos, files, its history, who has what it
# carries, what is said with who reads it; for who
# writes also what was booked in and what its carrier says; for who books in also what is open (2), the zone of
# the site, and of the company where no site is named
SELECTS = {"rina": 14, "toni": 12, "ayu": 12, "dewi": 18}


@pytest.fixture
def notice(session):
    """Carries 10 t of PO-1 and 4 of 10 t of PO-2, the first of which came in."""
    first, second = builders.one(session, "PO-1"), builders.promise(session, builders.one(session, "PO-2"), 3)
    made = shipments.announce(
        session, None, [(first, Decimal(10)), (second, Decimal(4))], "SN-9", carrier="Samudera", packages=3,
        tracking_number="TRK-1", weight=Decimal("1200.5"), note="Two pallets", shipped_on=builders.today(),
        created_at=clock.now(),
    )  # fmt: skip
    shipments.report_event(
        session, made, "k", clock.now() - timedelta(hours=5), "customs_hold", "carrier", place="Tanjung Perak",
        text="Red lane", offset_minutes=420, recorded_at=clock.now(),
    )  # fmt: skip
    shipments.receive(
        session, None, first, ref="GR-7", arrived_on=builders.today(), accepted=Decimal("9.8"),
        rejected=Decimal("0.2"), condition="damaged", note="bent", recorded_at=clock.now(),
    )  # fmt: skip
    session.commit()
    return made


@pytest.mark.parametrize("name", ["rina", "toni", "dewi", "ayu"])
def test_both_sides_read_the_whole_notice(client, notice, name):
    person = client(name)
    assert person.get("/shipments/SN-9").status_code == 200
    assert person.selects == SELECTS[name]
    for words in (
        "SN-9", "PT Sumber Logam Abadi", "Samudera", "TRK-1", "1,200.5 kg", "Two pallets", "PO-1", "PO-2", "Plate 1", "4 t",
        "Held by customs", "Tanjung Perak", "Red lane", "GR-7", "9.8 t", "0.2 t", "damaged", "bent", "No files yet.",
    ):  # fmt: skip
        assert words in person.page.text
    assert any(a.get("href") == "/orders/PO-2#line-1" for a in person.page.all("a"))
    assert ("Report a problem with SN-9" in person.page.text) is (name in ("rina", "dewi"))


def test_a_report_that_another_corrects_is_not_told(client, notice, session):
    event = shipments.report_event(session, notice, "k", clock.now(), "customs_hold", "carrier")
    shipments.report_event(
        session, notice, "k2", clock.now(), "delivered", "carrier", place="Gate 2", corrects_id=event.id,
        recorded_at=clock.now(),
    )  # fmt: skip
    session.commit()
    rina = client("rina")
    rina.get("/shipments/SN-9")
    assert "Gate 2" in rina.page.text
    assert "Tanjung Perak" not in rina.page.text


def test_partners_may_use_the_same_reference(client, notice, session):
    builders.dispatch(session, builders.one(session, "BP-1", partner=builders.BAUT), "SN-9")
    session.commit()
    dewi = client("dewi")
    for query, partner in (("", "CV Baut Prima"), ("?order=PO-2", "PT Sumber Logam Abadi")):
        dewi.get(f"/shipments/SN-9{query}")
        assert partner in "".join(dewi.page.one("h1").itertext())
    assert dewi.get("/shipments/SN-9?order=PO-9").status_code == 404
    budi = client("budi")
    budi.get("/shipments/SN-9")
    assert "PO-1" not in budi.page.text.replace("BP-1", "")


def test_the_order_leads_to_it(client, notice):
    rina = client("rina")
    rina.get("/orders/PO-1")
    assert any(a.get("href") == "/shipments/SN-9?order=PO-1" for a in rina.page.all("a"))


def test_a_stranger_gets_the_page_of_what_is_missing(client, notice):
    assert client("budi").get("/shipments/SN-9").status_code == 404
    assert client("rina").get("/shipments/SN-8").status_code == 404


def test_a_visitor_is_sent_to_sign_in(visitor, notice):
    assert visitor.get("/shipments/SN-9").status_code == 303

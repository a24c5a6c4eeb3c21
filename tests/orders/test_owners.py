"""GET /orders/owners: whose the open orders of a partner are, and who may have them."""

import pytest

from portal import clock
from portal.accounts.models import Membership
from tests import cast
from tests.orders import builders

PATH = "/orders/owners"
STAFF = f"{PATH}?partner=SUMBER"
SELECTS = {"rina": 5, "dewi": 7}  # sign-in, navigation, people, count, rows; for staff the partner, partners


@pytest.fixture(autouse=True)
def orders(session):
    """Sari has PO-1, nobody PO-2 and PO-4; of PO-3 nothing is to come any more; BP-1 is another partner's."""
    builders.order(session, "PO-1", 5, partner_owner_id=cast.user_id("sari"))
    builders.order(session, "PO-2", 5, 8)
    (over,) = builders.schedules(session, builders.order(session, "PO-3", 5))
    over.stage, over.accepted = "arrived", over.quantity
    builders.order(session, "PO-4", 5)
    builders.order(session, "BP-1", 5, partner=builders.BAUT)
    session.commit()


def shown(page) -> list[str]:
    return [(box.get("value") or "").split()[0] for box in page.all("input", name="order")]


@pytest.mark.parametrize(
    ("who", "status"), [("mega", 200), ("dewi", 200), ("rina", 200), ("budi", 200), ("sari", 403), ("toni", 403), ("ayu", 403)]
)  # fmt: skip
def test_who_may(client, who, status):
    assert client(who).get(PATH).status_code == status


@pytest.mark.parametrize("who", SELECTS)
def test_open_orders_with_who_has_them(client, who):
    reader = client(who)
    reader.get(STAFF)
    assert shown(reader.page) == ["PO-4", "PO-2", "PO-1"]
    assert reader.selects == SELECTS[who]
    reader.get(f"{STAFF}&has=nobody")
    assert shown(reader.page) == ["PO-4", "PO-2"]
    reader.get(f"{STAFF}&has={cast.user_id('sari')}")
    assert shown(reader.page) == ["PO-1"]
    reader.get(f"{STAFF}&has={cast.user_id('budi')}")  # who does not work there
    assert len(shown(reader.page)) == 3


def test_those_of_who_left_are_found(client, session):
    gone = session.query(Membership).filter_by(user_id=cast.user_id("sari")).one()
    gone.disabled_at = clock.now()
    session.commit()
    dewi = client("dewi")
    dewi.get(f"{STAFF}&has=gone")
    assert shown(dewi.page) == ["PO-1"]
    assert "Sari Utami, who answers no more" in dewi.page.text


def test_nobody_sees_those_of_another_partner(client):
    budi, rina = client("budi"), client("rina")
    budi.get(STAFF)
    assert shown(budi.page) == ["BP-1"]
    rina.get(f"{PATH}?partner=BAUT")
    assert shown(rina.page) == ["PO-4", "PO-2", "PO-1"]


def test_staff_choose_a_partner_first_and_the_list_leads_there(client):
    dewi = client("dewi")
    dewi.get(PATH)
    assert shown(dewi.page) == [] and "Choose a partner" in dewi.page.text
    dewi.get(f"{PATH}?partner=NONE")
    assert shown(dewi.page) == []
    dewi.get("/orders?partner=SUMBER")
    assert [a.get("href") for a in dewi.page.all("a") if a.text == "Hand over orders"] == [STAFF]
    sari = client("sari")
    sari.get("/orders")
    assert "Hand over orders" not in sari.page.text


def test_more_than_a_page_go_on(client, session, monkeypatch):
    monkeypatch.setattr("portal.orders.handing.PAGE", 2)
    rina = client("rina")
    rina.get(PATH)
    assert shown(rina.page) == ["PO-4", "PO-2"]
    (following,) = [a.get("href") for a in rina.page.all("a", rel="next")]
    rina.get(following)
    assert shown(rina.page) == ["PO-1"]

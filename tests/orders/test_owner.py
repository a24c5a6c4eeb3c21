"""GET /orders/<ref>/owner: who at the partner has an order, and who may have it."""

import pytest

from tests import cast
from tests.orders import builders

PATH = "/orders/PO-1/owner"


@pytest.fixture(autouse=True)
def order(session):
    builders.order(session, "PO-1", 5, partner_owner_id=cast.user_id("sari"))
    session.commit()


@pytest.mark.parametrize(
    ("who", "status"), [("mega", 200), ("dewi", 200), ("rina", 200), ("sari", 403), ("toni", 403), ("ayu", 403), ("budi", 404)]
)  # fmt: skip
def test_who_may(client, who, status):
    assert client(who).get(PATH).status_code == status


def test_those_who_answer_there_may_have_it_and_who_has_it_stands_first(client):
    rina = client("rina")
    rina.get(PATH)
    assert rina.selects == 5
    assert "Sari Utami has it at the partner." in rina.page.text
    options = [o.text for o in rina.page.root.iter("option")]
    assert options == ["Choose", "Rina Wulandari", "Sari Utami"]  # Toni only reads
    rina.get("/orders/PO-1")
    assert [a.get("href") for a in rina.page.root.iter("a") if a.text == "Hand over"] == [PATH]
    sari = client("sari")
    sari.get("/orders/PO-1")
    assert "Hand over" not in sari.page.text


def test_a_missing_order_is_not_found(client):
    assert client("dewi").get("/orders/PO-99/owner").status_code == 404

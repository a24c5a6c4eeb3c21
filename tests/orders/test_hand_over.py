"""POST /orders/<ref>/owner: an order is given to another person at the partner."""

import pytest

from portal.accounts.models import Membership
from portal.activity.models import Activity
from portal.orders.models import Order
from tests import cast
from tests.orders import builders

PATH = "/orders/PO-1/owner"
SARI = str(cast.user_id("sari"))


@pytest.fixture(autouse=True)
def order(session):
    builders.order(session, "PO-1", 5)
    session.query(Membership).filter_by(user_id=cast.user_id("sari")).update(
        {"reach": "own", "team": "Export"}
    )
    session.commit()


def now(session):
    session.rollback()
    session.expire_all()
    return session.query(Order).one()


def test_a_person_with_a_narrow_reach_sees_what_is_handed_to_them(client, session):
    sari, dewi = client("sari"), client("dewi")
    assert sari.get("/orders/PO-1").status_code == 404
    for _twice in range(2):
        answer = dewi.send(PATH, {"version": "1", "owner": SARI})
        assert (answer.status_code, answer.location) == (303, "/orders/PO-1")
    assert (now(session).partner_owner_id, now(session).partner_team, now(session).version) == (
        int(SARI),
        "Export",
        2,
    )
    (told,) = session.query(Activity).filter_by(verb="amended")
    assert (told.audience, told.data) == ("shared", {"changes": {"partner_owner": [None, "Sari Utami"]}})
    assert sari.get("/orders/PO-1").status_code == 200
    assert "Dewi Anggraini changed the order: owner at the partner" in sari.page.text


def test_the_administrator_of_the_partner_hands_it_on(client, session):
    assert client("rina").send(PATH, {"version": "1", "owner": SARI}).status_code == 303
    assert now(session).partner_owner_id == int(SARI)


@pytest.mark.parametrize("owner", ["", str(cast.user_id("budi")), str(cast.user_id("toni")), "x"])
def test_only_to_somebody_there_who_answers(client, session, owner):
    dewi = client("dewi")
    assert dewi.send(PATH, {"version": "1", "owner": owner}).status_code == 422
    assert now(session).partner_owner_id is None


def test_who_saw_it_before_it_changed_is_told_and_keeps_the_choice(client, session):
    client("rina").send(PATH, {"version": "1", "owner": str(cast.user_id("rina"))})
    dewi = client("dewi")
    assert dewi.send(PATH, {"version": "1", "owner": SARI}).status_code == 409
    chosen = [o.get("value") for o in dewi.page.root.iter("option") if o.get("selected") is not None]
    assert (chosen, dewi.page.field("version")) == ([SARI], "2")
    assert now(session).partner_owner_id == cast.user_id("rina")


@pytest.mark.parametrize(
    ("who", "status"), [("mega", 303), ("ayu", 403), ("toni", 403), ("sari", 404), ("budi", 404)]
)
def test_who_may(client, who, status):
    assert client(who).send(PATH, {"version": "1", "owner": SARI}).status_code == status

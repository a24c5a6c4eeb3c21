"""POST /orders/owners: many orders of a partner are given to another person there."""

import pytest

from portal.accounts.models import Membership
from portal.activity.models import Activity
from portal.orders import handing
from portal.orders.models import Order
from tests import cast
from tests.orders import builders

PATH = "/orders/owners"
SARI, RINA = str(cast.user_id("sari")), str(cast.user_id("rina"))


@pytest.fixture(autouse=True)
def orders(session):
    """Four open orders of SUMBER, of which rina has one; one of BAUT. Sari sees only her own."""
    for number in range(1, 5):
        builders.order(
            session, f"PO-{number}", 5, partner_owner_id=cast.user_id("rina") if number == 4 else None
        )
    builders.order(session, "BP-1", 5, partner=builders.BAUT)
    session.query(Membership).filter_by(user_id=cast.user_id("sari")).update(
        {"reach": "own", "team": "Export"}
    )
    session.commit()


def form(*orders: str, owner: str = SARI, which: str = "ticked", **more: str):
    return {"partner": "SUMBER", "order": list(orders), "owner": owner, "which": which, **more}


def owners(session) -> dict[str, str]:
    session.rollback()
    session.expire_all()
    names = {cast.user_id(name): name for name in ("sari", "rina", "budi")}
    return {o.ref: names[o.partner_owner_id] for o in session.query(Order) if o.partner_owner_id}


@pytest.mark.parametrize("who", ["dewi", "rina"])
def test_those_that_are_ticked_change_hands_at_once(client, session, who):
    sari, giver = client("sari"), client(who)
    assert sari.get("/orders/PO-1").status_code == 404
    for _twice in range(2):
        answer = giver.send(PATH, form("PO-1 1", "PO-2 1"))
        assert answer.status_code == 303
        assert answer.location == (f"{PATH}?partner=SUMBER" if who == "dewi" else PATH)
    assert owners(session) == {"PO-1": "sari", "PO-2": "sari", "PO-4": "rina"}
    told = session.query(Activity).filter_by(verb="amended").order_by(Activity.id).all()
    assert [(row.subject_ref, row.data) for row in told] == [
        (ref, {"changes": {"partner_owner": [None, "Sari Utami"]}}) for ref in ("PO-2", "PO-1")
    ]
    assert sari.get("/orders/PO-1").status_code == 200


def test_all_that_one_person_had(client, session):
    assert client("dewi").send(PATH, form(which="all", has=RINA)).status_code == 303
    assert owners(session) == {"PO-4": "sari"}
    assert client("dewi").send(PATH, form(which="all", has="nobody", owner=RINA)).status_code == 303
    assert owners(session) == {"PO-1": "rina", "PO-2": "rina", "PO-3": "rina", "PO-4": "sari"}
    assert {o.partner_team for o in session.query(Order) if o.ref == "PO-4"} == {"Export"}


def test_one_that_was_changed_meanwhile_holds_all_back(client, session):
    assert client("rina").send("/orders/PO-2/owner", {"version": "1", "owner": RINA}).status_code == 303
    dewi = client("dewi")
    assert dewi.send(PATH, form("PO-1 1", "PO-2 1", "PO-3 1")).status_code == 409
    assert "PO-2 was changed meanwhile. Nothing was handed over" in dewi.page.text
    assert owners(session) == {"PO-2": "rina", "PO-4": "rina"}
    ticked = [b.get("value") for b in dewi.page.all("input", name="order") if b.get("checked") is not None]
    assert ticked == ["PO-3 1", "PO-2 2", "PO-1 1"]
    assert [o.get("value") for o in dewi.page.one("select", name="owner").iter("option") if o.get("selected") is not None] == [SARI]  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [{"owner": ""}, {"owner": str(cast.user_id("budi"))}, {"owner": str(cast.user_id("toni"))}, {"which": "x"}, {"order": []}],
)  # fmt: skip
def test_what_cannot_be_is_said(client, session, wrong):
    assert client("dewi").send(PATH, {**form("PO-1 1"), **wrong}).status_code == 422
    assert owners(session) == {"PO-4": "rina"}


def test_more_than_one_press_may_give_are_ticked(client, session, monkeypatch):
    monkeypatch.setattr(handing, "MOST", 2)
    assert client("dewi").send(PATH, form(which="all")).status_code == 422
    assert owners(session) == {"PO-4": "rina"}


def test_another_partners_orders_are_not_there(client, session):
    assert client("budi").send(PATH, form("PO-1 1", owner=str(cast.user_id("budi")))).status_code == 303
    assert client("dewi").send(PATH, form("BP-1 1")).status_code == 303
    assert owners(session) == {"PO-4": "rina"}


@pytest.mark.parametrize(("who", "status"), [("mega", 303), ("ayu", 403), ("toni", 403), ("sari", 403)])
def test_who_may(client, who, status):
    assert client(who).send(PATH, form("PO-1 1")).status_code == status


@pytest.mark.parametrize("partner", ["", "NONE"])
def test_no_partner_is_asked_for(client, visitor, partner):
    dewi = client("dewi")
    assert dewi.send(PATH, {**form("PO-1 1"), "partner": partner}).status_code == 422
    assert "Choose a partner" in dewi.page.text
    assert visitor.send(PATH, form("PO-1 1")).status_code == 303

"""endpoint: orders.revoke_link. Taking a one-time link back, at once."""

import pytest

from portal.accounts.tokens import reference
from portal.activity.models import Activity
from tests.orders import builders, links


@pytest.fixture
def path(session):
    builders.order(session, "PO-1", 5)
    return links.made(session)


def revocation(session, ref="PO-1"):
    return f"/orders/{ref}/links/{reference(links.rows(session)[0].token_hash)}/revocation"


def test_it_works_no_more_at_once(client, visitor, path, session):
    dewi = client("dewi")
    answer = dewi.send(revocation(session))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/orders/PO-1#links")
    assert visitor.get(path).status_code == 404
    assert visitor.post(path, data=links.chosen(1)).status_code == 404
    dewi.get("/orders/PO-1")
    assert "Taken back" in dewi.page.text
    assert session.query(Activity).filter_by(verb="revoked-link").one().data == {
        "to": "Pak Joko",
        "purpose": "answer",
    }


def test_twice_is_once(client, path, session):
    dewi = client("dewi")
    for _ in range(2):
        assert dewi.send(revocation(session)).status_code == 303
    assert session.query(Activity).filter_by(verb="revoked-link").count() == 1


def test_a_used_link_stays_used(client, visitor, path, session):
    visitor.post(path, data=links.chosen(1))
    client("dewi").send(revocation(session))
    assert links.rows(session)[0].revoked_at is None
    assert visitor.get(path).status_code == 200


@pytest.mark.parametrize(("who", "status"), [("rina", 403), ("ayu", 403), ("budi", 404)])
def test_nobody_else_takes_one_back(client, path, session, who, status):
    assert client(who).send(revocation(session)).status_code == status
    assert links.rows(session)[0].revoked_at is None


def test_a_link_of_another_order_is_not_found(client, path, session):
    builders.order(session, "PO-2", 5)
    session.commit()
    assert client("dewi").send(revocation(session, "PO-2")).status_code == 404
    assert client("dewi").send("/orders/PO-1/links/000000000000/revocation").status_code == 404

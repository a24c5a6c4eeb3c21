"""endpoint: orders.remove_view. A person forgets a view of their own."""

from portal.orders.models import SavedView


def test_it_is_gone_and_stays_gone(client, session):
    rina = client("rina")
    rina.send("/orders/views", {"name": "Mine", "query": "state=late"})
    assert rina.send("/orders/views/mine/removal").status_code == 303
    assert session.query(SavedView).count() == 0
    again = rina.send("/orders/views/mine/removal")  # pressed twice, or from two tabs
    assert (again.status_code, again.location) == (303, "/orders")


def test_nobody_removes_the_view_of_another(client, session):
    client("rina").send("/orders/views", {"name": "Mine", "query": "state=late"})
    for name in ("sari", "budi", "adi"):
        assert client(name).send("/orders/views/mine/removal").status_code == 303
    assert session.query(SavedView).count() == 1


def test_a_visitor_is_sent_to_sign_in(visitor):
    assert visitor.send("/orders/views/mine/removal").status_code == 303

"""endpoint: orders.create_view. A person keeps filters under a name."""

import pytest

from portal.orders.models import SavedView

FIELDS = {"name": "Gresik yard", "query": "state=late&q=plate&after=xyz"}


def views(session) -> list[tuple[int, str, str, str]]:
    session.rollback()
    session.expire_all()
    return [(v.user_id, v.slug, v.name, v.query) for v in session.query(SavedView)]


def test_a_view_stands_among_the_tabs(client, session):
    rina = client("rina")
    answer = rina.send("/orders/views", FIELDS)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/orders?state=late&q=plate")
    rina.get(answer.headers["Location"])
    current = [" ".join(a.itertext()) for a in rina.page.all("a", aria_current="page")]
    assert "Gresik yard" in current
    assert "Remove this view" in rina.page.text


def test_a_view_is_its_owners_alone(client):
    client("rina").send("/orders/views", FIELDS)
    for name in ("sari", "dewi", "budi"):
        person = client(name)
        person.get("/orders")
        assert "Gresik yard" not in person.page.text


def test_the_same_name_again_replaces_it(client, session):
    rina = client("rina")
    rina.send("/orders/views", FIELDS)
    rina.send("/orders/views", {**FIELDS, "query": "view=arrived"})
    assert views(session) == [(6, "gresik-yard", "Gresik yard", "view=arrived")]


@pytest.mark.parametrize("name", ["", "   ", "!!!", "x" * 61])
def test_a_name_must_be_one(client, session, name):
    rina = client("rina")
    assert rina.send("/orders/views", {**FIELDS, "name": name}).status_code == 422
    assert "One thing to put right" in rina.page.text
    assert rina.page.one("input", id="filter-text").get("value") == "plate"
    assert views(session) == []


def test_a_person_keeps_a_handful(client, session):
    rina = client("rina")
    for number in range(20):
        assert rina.send("/orders/views", {**FIELDS, "name": f"View {number}"}).status_code == 303
    assert rina.send("/orders/views", {**FIELDS, "name": "One more"}).status_code == 422
    assert "You keep 20 views" in rina.page.text


def test_a_visitor_is_sent_to_sign_in(visitor):
    assert visitor.send("/orders/views", FIELDS).status_code == 303

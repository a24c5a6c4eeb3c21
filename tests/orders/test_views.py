"""A person's own views of the list.

endpoint: orders.create_view, endpoint: orders.remove_view
"""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.orders.models import SavedView
from tests.page import CheckedClient

Client = Callable[[str], CheckedClient]


def test_filters_are_kept_under_a_name_and_shown_as_a_tab(client: Client, session: Session) -> None:
    rina = client("rina")
    assert rina.send("/orders/views", {"name": "Gresik", "query": "q=plate"}).status_code == 303
    assert session.scalars(select(SavedView.name)).all() == ["Gresik"]
    rina.get("/orders")
    assert "Gresik" in rina.page.text


def test_a_colleague_does_not_see_or_remove_it(client: Client, session: Session) -> None:
    client("rina").send("/orders/views", {"name": "Gresik", "query": "q=plate"})
    slug = session.scalars(select(SavedView.slug)).one()
    sari = client("sari")
    assert "Gresik" not in sari.get("/orders").get_data(as_text=True)
    assert sari.send(f"/orders/views/{slug}/removal").status_code == 303
    assert session.scalars(select(SavedView.slug)).all() == [slug]
    assert client("rina").send(f"/orders/views/{slug}/removal").status_code == 303
    assert session.scalars(select(SavedView)).all() == []


def test_a_view_needs_a_name(client: Client, session: Session) -> None:
    rina = client("rina")
    assert rina.send("/orders/views", {"name": " ", "query": ""}).status_code == 422
    assert "Give the view a name" in rina.page.text
    assert session.scalars(select(SavedView)).all() == []


def test_a_visitor_is_sent_to_sign_in(visitor: CheckedClient) -> None:
    assert visitor.send("/orders/views", {}).location.startswith("/login")
    assert visitor.send("/orders/views/x/removal").location.startswith("/login")

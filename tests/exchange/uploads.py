"""Bringing a file to the page, as a person does."""

import io

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.exchange.models import Import
from tests.exchange.files import GOOD, HEAD, wait_for
from tests.page import CheckedClient


def upload(
    client: CheckedClient, *rows: str, key: str = "k1", name: str = "orders.csv", profile: str = ""
) -> str:
    """Upload these rows under the usual head; the path that the answer points to."""
    content = "\n".join((HEAD, *(rows or GOOD))).encode() + b"\n"
    response = client.send("/imports", {"key": key, "profile": profile, "file": (io.BytesIO(content), name)})
    assert response.status_code == 303
    return response.location


def checked(client: CheckedClient, session: Session, *rows: str) -> Import:
    """An uploaded import that was checked as it was guessed."""
    path = upload(client, *rows)
    client.get(path)
    response = client.send(f"{path}/check", answers_on(client))
    assert response.status_code == 303
    return wait_for(session, path.rpartition("/")[2], "checked")


def answers_on(client: CheckedClient) -> dict[str, str]:
    """What the reading form on the client's page holds."""
    (form,) = [f for f in client.page.root.iter("form") if (f.get("action") or "").endswith("/check")]
    found = {
        i.get("name") or "": i.get("value") or "" for i in form.iter("input") if i.get("type") != "checkbox"
    }
    for choice in form.iter("select"):
        chosen = [o.get("value") or "" for o in choice.iter("option") if o.get("selected") is not None]
        found[choice.get("name") or ""] = chosen[0] if chosen else ""
    return found


def imports(session: Session) -> list[Import]:
    """Every import, oldest first."""
    return list(session.scalars(select(Import).order_by(Import.id)))

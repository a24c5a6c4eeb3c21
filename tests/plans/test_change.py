"""POST /plans/<ref>: what a plan is about changes, with what it said before."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.activity.models import Activity
from tests import cast
from tests.page import CheckedClient
from tests.plans.arrange import get, plan

Client = Callable[[str], CheckedClient]


def fields(session: Session, ref: str, **other: Any) -> dict[str, Any]:
    made = get(session, ref)
    return {
        "version": made.version, "kind": made.kind, "title": "No bent bars at all", "goal": made.goal,
        "measure": "Bent bars", "unit": "pcs", "baseline": "12", "target": "0.5", "starts_on": "2026-11-01",
        "ends_on": "2027-01-31", "staff_owner": cast.user_id("dewi"), "partner_owner": cast.user_id("sari"), **other,
    }  # fmt: skip


def test_what_changed_is_kept_with_what_it_was(client: Client, session: Session) -> None:
    ref = plan(session).ref
    assert client("rina").send(f"/plans/{ref}", fields(session, ref)).status_code == 303
    now = get(session, ref)
    assert (now.title, str(now.target), now.partner_owner_id) == (
        "No bent bars at all",
        "0.500",
        cast.user_id("sari"),
    )
    row = session.scalars(select(Activity).where(Activity.verb == "plan_changed")).one()
    assert row.data["changes"] == {
        "title": ["No more bent bars", "No bent bars at all"],
        "target": ["0", "0.5"],
    }


def test_of_two_the_second_is_told_and_keeps_what_was_typed(client: Client, session: Session) -> None:
    ref, rina, dewi = plan(session).ref, client("rina"), client("dewi")
    seen = fields(session, ref)
    assert rina.send(f"/plans/{ref}", seen).status_code == 303
    assert dewi.send(f"/plans/{ref}", {**seen, "title": "Straight bars"}).status_code == 409
    assert "Somebody changed it meanwhile." in dewi.page.text
    assert dewi.page.field("title", f"/plans/{ref}") == "Straight bars"
    assert get(session, ref).title == "No bent bars at all"


def test_nothing_changed_is_no_news(client: Client, session: Session) -> None:
    ref = plan(session).ref
    same = fields(session, ref, title="No more bent bars", target="0", partner_owner=cast.user_id("rina"))
    assert client("dewi").send(f"/plans/{ref}", same).status_code == 303
    assert session.scalars(select(Activity).where(Activity.verb == "plan_changed")).all() == []


def test_who_may_not_and_what_cannot_be(client: Client, session: Session) -> None:
    ref = plan(session).ref
    for name, status in (("toni", 403), ("ayu", 403), ("budi", 404)):
        assert client(name).send(f"/plans/{ref}", fields(session, ref)).status_code == status
    rina = client("rina")
    assert rina.send(f"/plans/{ref}", fields(session, ref, ends_on="2026-10-01")).status_code == 422
    assert (
        rina.send(f"/plans/{ref}", fields(session, ref, staff_owner=cast.user_id("mega"))).status_code == 422
    )
    assert get(session, ref).title == "No more bent bars"

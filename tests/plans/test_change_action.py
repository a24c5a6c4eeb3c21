"""POST /plans/<ref>/actions/<number>: what an action says, who does it, and what comes first."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.activity.models import Activity
from portal.plans.models import Action, Need
from tests import cast
from tests.page import CheckedClient
from tests.plans.arrange import action, get_action, plan

Client = Callable[[str], CheckedClient]


def send(client: CheckedClient, session: Session, ref: str, number: int, **other: Any) -> int:
    data = {
        "version": get_action(session, ref, number).version, "title": "Change all straps", "done_means": "Two pictures",
        "owner": f"partner:{cast.user_id('sari')}", "points": "Morning\nNight", **other,
    }  # fmt: skip
    return client.send(f"/plans/{ref}/actions/{number}", data).status_code


def test_what_it_said_before_is_kept_and_ticks_stay(client: Client, session: Session) -> None:
    made = plan(session)
    number, rina = action(session, made, checklist=["Morning"]), client("rina")
    rina.send(
        f"/plans/{made.ref}/actions/{number}/points",
        {"version": get_action(session, made.ref, number).version, "point": "0"},
    )
    assert send(rina, session, made.ref, number) == 303
    now = get_action(session, made.ref, number)
    assert (now.title, now.owner_name) == ("Change all straps", "Sari Utami")
    assert now.checklist == [{"text": "Morning", "done": True}, {"text": "Night", "done": False}]
    row = session.scalars(select(Activity).where(Activity.verb == "action_changed")).one()
    assert row.data["changes"]["title"] == ["Change the straps", "Change all straps"]
    assert row.data["changes"]["person"] == ["Rina Wulandari", "Sari Utami"]


def test_actions_do_not_wait_for_each_other_in_a_circle(client: Client, session: Session) -> None:
    made, rina = plan(session), client("rina")
    one, two, three = (action(session, made, title=f"Step {n}") for n in range(3))
    assert send(rina, session, made.ref, one, needs=[str(two)]) == 303
    assert send(rina, session, made.ref, two, needs=[str(three)]) == 303
    assert send(rina, session, made.ref, three, needs=[str(one)]) == 409
    assert "in a circle" in rina.page.text
    assert len(session.scalars(select(Need)).all()) == 2
    assert send(rina, session, made.ref, two, needs=[]) == 303
    assert send(rina, session, made.ref, three, needs=[str(one)]) == 303


def test_what_another_plan_holds_is_no_need(client: Client, session: Session) -> None:
    made, other, rina = plan(session), plan(session), client("rina")
    number = action(session, made)
    for n in range(3):
        action(session, other, title=f"Other {n}")
    assert send(rina, session, made.ref, number, needs=["3"]) == 422


def test_it_goes_to_nobody_of_the_other_side(client: Client, session: Session) -> None:
    made, dewi = plan(session), client("dewi")
    number = action(session, made)
    for owner in (
        f"company:{cast.user_id('dewi')}",
        f"partner:{cast.user_id('budi')}",
        f"partner:{cast.user_id('toni')}",
    ):
        assert send(dewi, session, made.ref, number, owner=owner) == 422
    assert get_action(session, made.ref, number).owner_id == cast.user_id("rina")


@pytest.mark.parametrize("state", ["done", "verified", "dropped"])
def test_what_is_done_is_not_rewritten(client: Client, session: Session, state: str) -> None:
    made, rina = plan(session), client("rina")
    number = action(session, made)
    session.execute(update(Action).values(state=state))
    session.commit()
    assert send(rina, session, made.ref, number) == 409
    assert get_action(session, made.ref, number).title == "Change the straps"


def test_who_may_not(client: Client, session: Session) -> None:
    made = plan(session)
    number = action(session, made)
    for name, status in (("toni", 403), ("ayu", 403), ("budi", 404)):
        assert send(client(name), session, made.ref, number) == status
    assert send(client("rina"), session, made.ref, number, title="") == 422

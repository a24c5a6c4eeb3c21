"""POST /plans/<ref>/actions: an action is added."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.plans.models import Action
from tests import cast
from tests.page import CheckedClient
from tests.plans.arrange import get, get_action, plan, verbs

Client = Callable[[str], CheckedClient]


def fields(**other: Any) -> dict[str, Any]:
    return {
        "title": "Change the straps", "done_means": "A picture is here", "owner": f"partner:{cast.user_id('sari')}",
        "due_on": "2026-12-15", "points": "- Morning\n* Night\n\nMorning", **other,
    }  # fmt: skip


def test_either_side_adds_for_either_side(client: Client, session: Session) -> None:
    ref = plan(session).ref
    assert client("rina").send(f"/plans/{ref}/actions", fields()).location == f"/plans/{ref}#action-1"
    made = get_action(session, ref, 1)
    assert (made.side, made.owner_name, str(made.due_on), made.state) == (
        "partner",
        "Sari Utami",
        "2026-12-15",
        "open",
    )
    assert [point["text"] for point in made.checklist] == ["Morning", "Night"]
    client("rina").send(f"/plans/{ref}/actions", fields(owner=f"company:{cast.user_id('dewi')}"))
    assert get_action(session, ref, 2).side == "company"
    assert verbs(session) == ["planned", "action_added", "action_added"]


def test_pressed_twice_it_is_added_once(client: Client, session: Session) -> None:
    ref, rina = plan(session).ref, client("rina")
    for _press in range(3):
        assert rina.send(f"/plans/{ref}/actions", fields(key="k" * 20)).status_code == 303
    assert session.scalar(select(func.count()).select_from(Action)) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "Say what is to be done."),
        ({"done_means": " "}, "Say how one will know that it is done."),
        ({"owner": f"partner:{cast.user_id('toni')}"}, "Not a valid choice."),  # reads only
        ({"owner": f"partner:{cast.user_id('budi')}"}, "Not a valid choice."),
        (
            {"owner": f"company:{cast.user_id('mega')}"},
            "Not a valid choice.",
        ),  # whom the partner does not know
        ({"due_on": "2026-02-30"}, "Choose a day, like 2026-05-09."),
        ({"due_on": "0001-01-01"}, "Choose a day between 2000 and 2199."),
        ({"points": "\n".join(f"point {n}" for n in range(31))}, "At most 30 points."),
        ({"points": "x" * 201}, "Shorten each point to 200 characters."),
    ],
)
def test_what_is_wrong_is_said(client: Client, session: Session, wrong: dict[str, Any], said: str) -> None:
    ref, rina = plan(session).ref, client("rina")
    assert rina.send(f"/plans/{ref}/actions", fields(**wrong)).status_code == 422
    assert said in rina.page.text
    assert "A picture is here" in rina.page.text or "done_means" in wrong
    assert session.scalar(select(func.count()).select_from(Action)) == 0


def test_who_may_not(client: Client, session: Session) -> None:
    ref = plan(session).ref
    for name, status in (("toni", 403), ("ayu", 403), ("budi", 404)):
        assert client(name).send(f"/plans/{ref}/actions", fields()).status_code == status
    assert get(session, ref).last_number == 0

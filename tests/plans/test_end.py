"""A plan ends when both sides say so.

endpoint: plans.agree_to_end, endpoint: plans.go_on
"""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.plans import moving
from portal.plans.models import Action
from tests.issues.arrange import actor
from tests.page import CheckedClient
from tests.plans.arrange import action, get, get_action, plan, verbs

Client = Callable[[str], CheckedClient]
NOTE = "Three deliveries came without one."


def send(client: CheckedClient, session: Session, ref: str, path: str, **other: Any) -> int:
    data = {
        "version": get(session, ref).version,
        "state": "done",
        "note": NOTE,
        "reason": "One bar was bent.",
        **other,
    }
    return client.send(f"/plans/{ref}/{path}", data).status_code


@pytest.mark.parametrize(
    ("first", "other", "side"), [("rina", "dewi", "partner"), ("dewi", "rina", "company")]
)
def test_one_side_says_so_and_the_other_agrees(
    client: Client, session: Session, first: str, other: str, side: str
) -> None:
    ref, one, two = plan(session).ref, client(first), client(other)
    assert send(one, session, ref, "end") == 303
    waits = get(session, ref)
    assert (waits.state, waits.closing_side, waits.closing_state) == ("running", side, "done")
    assert send(one, session, ref, "end-agreement") == 409  # nobody agrees with themselves
    two.get(f"/plans/{ref}")
    assert "Yes, it has ended" in two.page.text
    assert NOTE in two.page.text
    assert send(two, session, ref, "end-agreement") == 303
    done = get(session, ref)
    assert (done.state, done.closing_side, done.closing_note) == ("done", None, NOTE)
    assert done.closed_at is not None
    assert send(two, session, ref, "end-agreement") == 303  # pressed twice
    assert verbs(session) == ["planned", "plan_ending", "plan_ended"]


def test_it_is_not_reached_while_actions_are_open_but_can_be_given_up(
    client: Client, session: Session
) -> None:
    made, rina = plan(session), client("rina")
    action(session, made)
    assert send(rina, session, made.ref, "end") == 409
    assert "1 action is neither verified nor dropped." in rina.page.text
    assert NOTE in rina.page.text
    assert send(rina, session, made.ref, "end", state="dropped") == 303
    assert send(client("dewi"), session, made.ref, "end-agreement") == 303
    assert get(session, made.ref).state == "dropped"


def test_what_became_open_meanwhile_stops_the_agreement(client: Client, session: Session) -> None:
    made, rina, dewi = plan(session), client("rina"), client("dewi")
    number = action(session, made)
    session.execute(update(Action).values(state="verified"))
    session.commit()
    assert send(rina, session, made.ref, "end") == 303
    session.execute(update(Action).where(Action.number == number).values(state="open"))
    session.commit()
    assert send(dewi, session, made.ref, "end-agreement") == 409
    assert get(session, made.ref).state == "running"


def test_an_action_added_takes_the_end_back(client: Client, session: Session) -> None:
    made = plan(session)
    assert send(client("rina"), session, made.ref, "end") == 303
    action(session, made)
    assert get(session, made.ref).closing_side is None


@pytest.mark.parametrize("ended", [False, True])
def test_it_can_go_on_with_a_reason(client: Client, session: Session, ended: bool) -> None:
    ref, rina, dewi = plan(session).ref, client("rina"), client("dewi")
    send(rina, session, ref, "end")
    if ended:
        send(dewi, session, ref, "end-agreement")
    assert send(dewi, session, ref, "continuation", reason=" ") == 422
    assert "Say why." in dewi.page.text
    assert send(dewi, session, ref, "continuation") == 303
    now = get(session, ref)
    assert (now.state, now.closing_side, now.closing_note, now.closed_at) == ("running", None, None, None)
    assert send(rina, session, ref, "continuation") == 409


def test_nothing_is_added_to_what_has_ended(client: Client, session: Session) -> None:
    ref, rina = plan(session).ref, client("rina")
    send(rina, session, ref, "end")
    send(client("dewi"), session, ref, "end-agreement")
    assert send(rina, session, ref, "actions") == 409
    assert send(rina, session, ref, "end") == 409
    rina.get(f"/plans/{ref}")
    assert "Add an action" not in rina.page.text


@pytest.mark.parametrize("path", ["end", "end-agreement", "continuation"])
def test_who_may_not(client: Client, session: Session, path: str) -> None:
    ref = plan(session).ref
    for name, status in (("toni", 403), ("ayu", 403), ("budi", 404)):
        assert send(client(name), session, ref, path) == status
    assert get(session, ref).closing_side is None


def test_words_are_needed(client: Client, session: Session) -> None:
    ref, rina = plan(session).ref, client("rina")
    assert send(rina, session, ref, "end", note="") == 422
    assert "Say what came of it." in rina.page.text
    assert send(rina, session, ref, "end", state="won") == 422


def test_a_plan_that_ends_while_an_action_comes_back_goes_on(session: Session) -> None:
    made, dewi = plan(session), actor("dewi")
    number = action(session, made)
    session.execute(update(Action).values(state="verified"))
    session.commit()
    seen = get(session, made.ref)  # by somebody who is about to say that it is reached
    before = seen.version
    moving.move(session, dewi, seen, get_action(session, made.ref, number), "doing", "It is bent.")
    assert get(session, made.ref).version > before

"""POST /plans/<ref>/actions/<number>/move: who moves an action where.

The table is written out by hand: for each state the moves of the side that owes the action and those of
the side it is owed to.
"""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.plans.models import Action
from tests.page import CheckedClient
from tests.plans.arrange import action, get, get_action, plan, verbs

Client = Callable[[str], CheckedClient]
STATES = ("open", "doing", "waiting", "done", "verified", "dropped")
OWES = {
    "open": {"doing", "waiting", "done"}, "doing": {"open", "waiting", "done"}, "waiting": {"doing", "done"},
    "done": {"doing"}, "verified": set(), "dropped": set(),
}  # fmt: skip
OWED = {
    "open": {"dropped"}, "doing": {"dropped"}, "waiting": {"dropped"}, "done": {"verified", "doing"},
    "verified": {"doing"}, "dropped": {"open"},
}  # fmt: skip


def move(client: CheckedClient, session: Session, ref: str, number: int, state: str, **other: Any) -> int:
    data = {
        "version": get_action(session, ref, number).version,
        "state": state,
        "words": "since it rains",
        **other,
    }
    return client.send(f"/plans/{ref}/actions/{number}/move", data).status_code


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("owner", ["rina", "dewi"])
def test_each_side_moves_what_is_its_to_move(
    client: Client, session: Session, before: str, owner: str
) -> None:
    ref = plan(session).ref
    rina, dewi = client("rina"), client("dewi")
    for who, name in ((rina, "rina"), (dewi, "dewi")):
        may = (OWES if name == owner else OWED)[before]
        for after in STATES:
            if after == before:
                continue
            number = action(session, get(session, ref), owner)
            session.execute(update(Action).where(Action.number == number).values(state=before))
            session.commit()
            status = move(who, session, ref, number, after)
            assert status == (303 if after in may else 409), (name, before, after)
            assert get_action(session, ref, number).state == (after if after in may else before)


def test_the_whole_way_and_what_is_kept_of_it(client: Client, session: Session) -> None:
    made = plan(session)
    number, rina, dewi = action(session, made), client("rina"), client("dewi")
    assert move(rina, session, made.ref, number, "waiting", words="new straps") == 303
    assert get_action(session, made.ref, number).waiting_for == "new straps"
    assert move(rina, session, made.ref, number, "done") == 303
    assert move(dewi, session, made.ref, number, "doing", words="one strap is old") == 303
    back = get_action(session, made.ref, number)
    assert (back.waiting_for, back.done_at) == (None, None)
    assert move(rina, session, made.ref, number, "done") == 303
    assert move(dewi, session, made.ref, number, "verified", words="") == 303
    end = get_action(session, made.ref, number)
    assert (end.state, end.verifier_name) == ("verified", "Dewi Anggraini")
    assert end.done_at is not None
    assert verbs(session)[-5:] == ["action_moved"] * 5


@pytest.mark.parametrize(
    ("before", "who", "after", "asked"),
    [
        ("open", "rina", "waiting", "What does it wait for?"),
        ("open", "dewi", "dropped", "Why is it not needed any more?"),
        ("done", "dewi", "doing", "What is missing?"),
        ("verified", "dewi", "doing", "What is missing?"),
        ("dropped", "dewi", "open", "Why is it needed after all?"),
    ],
)
def test_some_moves_need_a_word(
    client: Client, session: Session, before: str, who: str, after: str, asked: str
) -> None:
    made = plan(session)
    number = action(session, made)
    session.execute(update(Action).values(state=before))
    session.commit()
    mover = client(who)
    assert move(mover, session, made.ref, number, after, words="  ") == 422
    assert asked in mover.page.text
    assert get_action(session, made.ref, number).state == before


def test_points_and_what_comes_first_hold_it_back(client: Client, session: Session) -> None:
    made = plan(session)
    first = action(session, made, title="Order the straps")
    number = action(session, made, checklist=["Morning shift", "Night shift"])
    rina = client("rina")
    version = get_action(session, made.ref, number).version
    change = {
        "version": version, "title": "Change the straps", "done_means": "A picture", "owner": "partner:6",
        "points": "Morning shift\nNight shift", "needs": [str(first)],
    }  # fmt: skip
    assert rina.send(f"/plans/{made.ref}/actions/{number}", change).status_code == 303
    assert move(rina, session, made.ref, number, "done") == 409
    assert "First these must be done: 1. Order the straps." in rina.page.text
    assert move(rina, session, made.ref, first, "done") == 303
    assert move(rina, session, made.ref, number, "done") == 409
    assert "These points are still open: Morning shift, Night shift." in rina.page.text
    ticks = {"version": get_action(session, made.ref, number).version, "point": ["0", "1"]}
    rina.send(f"/plans/{made.ref}/actions/{number}/points", ticks)
    assert move(rina, session, made.ref, number, "done") == 303


def test_of_two_people_the_second_is_told_and_keeps_what_was_typed(client: Client, session: Session) -> None:
    made = plan(session)
    number = action(session, made)
    rina, sari = client("rina"), client("sari")
    seen = get_action(session, made.ref, number).version
    assert move(rina, session, made.ref, number, "doing") == 303
    assert move(sari, session, made.ref, number, "waiting", words="a crane", version=seen) == 409
    assert "Somebody changed it meanwhile." in sari.page.text
    assert "a crane" in sari.page.html
    assert get_action(session, made.ref, number).state == "doing"


def test_the_same_move_twice_is_one(client: Client, session: Session) -> None:
    made = plan(session)
    number, rina = action(session, made), client("rina")
    seen = get_action(session, made.ref, number).version
    for _press in range(3):
        assert move(rina, session, made.ref, number, "doing", version=seen) == 303
    assert verbs(session).count("action_moved") == 1


def test_from_the_board_one_comes_back_to_the_board(client: Client, session: Session) -> None:
    made = plan(session)
    number, rina = action(session, made), client("rina")
    data = {"version": get_action(session, made.ref, number).version, "state": "doing", "from": "board"}
    assert (
        rina.send(f"/plans/{made.ref}/actions/{number}/move", data).location == f"/plans/{made.ref}#action-1"
    )


def test_who_may_not(client: Client, session: Session) -> None:
    made = plan(session)
    number = action(session, made)
    for name, status in (("toni", 403), ("ayu", 403), ("budi", 404)):
        assert move(client(name), session, made.ref, number, "doing") == status
    assert move(client("rina"), session, made.ref, number, "nonsense") == 409
    assert (
        client("rina")
        .send(f"/plans/{made.ref}/actions/99/move", {"version": 1, "state": "doing"})
        .status_code
        == 404
    )
    assert get_action(session, made.ref, number).state == "open"


def test_the_homes_of_both_tell_it(client: Client, session: Session) -> None:
    """Where it stood before is a word here, and a figure where a month of a score is restated."""
    ref = plan(session).ref
    number = action(session, get(session, ref))
    assert move(client("rina"), session, ref, number, "doing") == 303
    for name in ("rina", "dewi"):
        home = client(name)
        assert home.get("/").status_code == 200
        assert f"{ref}/{number}" in home.page.text

"""Two people work on the same card, step or plan: the second is told what the first did, and what they
typed is still there."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.plans import actions
from tests.issues.arrange import actor
from tests.page import CheckedClient
from tests.plans.arrange import action, get, get_action, plan, verbs

Client = Callable[[str], CheckedClient]


@pytest.fixture
def both(client: Client, session: Session) -> tuple[str, CheckedClient, CheckedClient, int]:
    """A plan's first action, with two points, as Rina and Sari look at it at once: its path, both of them,
    and the version that they see."""
    made = plan(session)
    number = action(session, made, checklist=["Morning", "Night"])
    version = get_action(session, made.ref, number).version
    return f"/plans/{made.ref}/actions/{number}", client("rina"), client("sari"), version


def told(who: CheckedClient, *words: str) -> None:
    """The page says that somebody was faster and what they did, and holds what was typed."""
    for each in ("Somebody changed it meanwhile.", *words):
        assert each in who.page.text or each in who.page.html, each


def test_of_two_moves_to_one_column_none_is_lost(
    both: tuple[str, CheckedClient, CheckedClient, int], session: Session
) -> None:
    path, rina, sari, seen = both
    first = {"version": seen, "state": "waiting", "words": "new straps"}
    second = {"version": seen, "state": "waiting", "words": "the customs officer"}
    assert rina.send(f"{path}/move", first).status_code == 303
    assert rina.send(f"{path}/move", first).status_code == 303  # pressed twice
    assert sari.send(f"{path}/move", second).status_code == 409
    told(sari, "Rina Wulandari lets PLN-000001/1, Change the straps, wait: new straps", "the customs officer")
    assert get_action(session, "PLN-000001", 1).waiting_for == "new straps"
    assert verbs(session).count("action_moved") == 1


def test_of_two_moves_to_two_columns_the_second_is_told(
    both: tuple[str, CheckedClient, CheckedClient, int], session: Session
) -> None:
    path, rina, sari, seen = both
    assert rina.send(f"{path}/move", {"version": seen, "state": "doing", "from": "board"}).status_code == 303
    late = {"version": seen, "state": "waiting", "words": "the crane"}
    assert sari.send(f"{path}/move", late).status_code == 409
    told(sari, "Rina Wulandari works on PLN-000001/1")
    assert (
        sari.page.field("words", f"{path}/move") == "the crane"
        if len(sari.page.all("form", action=f"{path}/move")) == 1
        else "the crane" in sari.page.html
    )
    assert get_action(session, "PLN-000001", 1).state == "doing"


@pytest.mark.parametrize(
    ("noun", "late", "kept"),
    [
        ("day", {"due_on": "2026-12-24", "reason": "The crane is away"}, ["The crane is away", "2026-12-24"]),
        (
            "",
            {"title": "Change two straps", "done_means": "Two", "points": "One\nTwo"},
            ["Change two straps", "Two"],
        ),
        ("points", {"point": "1"}, []),
    ],
)
@pytest.mark.parametrize("faster", ["a day", "done"])
def test_what_was_typed_stays(
    both: tuple[str, CheckedClient, CheckedClient, int], session: Session, noun: str, late: dict[str, Any],
    kept: list[str], faster: str,
) -> None:  # fmt: skip
    """Also where the first has finished it, so that its forms are gone."""
    path, rina, sari, seen = both
    here = f"{path}/{noun}".rstrip("/")
    if faster == "a day":
        moved = {"version": seen, "due_on": "2026-12-20", "reason": "It rains"}
        assert rina.send(f"{path}/day", moved).status_code == 303
        words = "Rina Wulandari moved PLN-000001/1, Change the straps, to "
    else:
        assert rina.send(f"{path}/points", {"version": seen, "point": ["0", "1"]}).status_code == 303
        assert rina.send(f"{path}/move", {"version": seen + 1, "state": "done"}).status_code == 303
        words = "Rina Wulandari says that PLN-000001/1 is done"
    owner = {"owner": f"partner:{actor('rina').user_id}"} if noun == "" else {}
    assert sari.send(here, {"version": seen, **owner, **late}).status_code == 409
    told(sari, words, *(kept if faster == "a day" else kept[:1]))
    if noun == "points" and faster == "a day":
        ticked = [i.get("value") for i in sari.page.all("input", name="point") if "checked" in i.attrib]
        assert ticked == ["1"]  # to be kept with one press
        again = {"version": sari.page.field("version", here), "point": ticked}
        assert sari.send(here, again).status_code == 303
        assert [p["done"] for p in get_action(session, "PLN-000001", 1).checklist] == [False, True]


def test_a_plan_that_ended_meanwhile_keeps_what_was_typed(client: Client, session: Session) -> None:
    made = plan(session)
    number, sari = action(session, made), client("sari")
    seen = made.version
    actions.propose_end(session, actor("rina"), get(session, made.ref), "dropped", "No steel")
    actions.agree_to_end(session, actor("dewi"), get(session, made.ref))
    session.commit()
    here = f"/plans/{made.ref}"
    new = {
        "title": "Ask the mill", "done_means": "An answer", "owner": f"partner:{actor('sari').user_id}",
        "due_on": "2026-12-20", "key": "new",
    }  # fmt: skip
    for path, data, typed in (
        (f"{here}/actions", new, "Ask the mill"),
        (here, {"version": seen, "title": "Straight bars", "goal": "All of them"}, "Straight bars"),
        (
            f"{here}/readings",
            {"read_on": "2026-11-20", "value": "3", "note": "by hand", "key": "r"},
            "by hand",
        ),
        (
            f"{here}/actions/{number}/move",
            {"version": 1, "state": "waiting", "words": "the mill"},
            "the mill",
        ),
        (f"{here}/end", {"version": seen, "state": "done", "note": "We made it"}, "We made it"),
    ):
        assert sari.send(path, data).status_code == 409, path
        assert "What you typed, to keep:" in sari.page.text and typed in sari.page.text, path
    assert get_action(session, made.ref, number).state == "open"


def test_of_two_of_one_side_who_end_it_the_second_is_told(client: Client, session: Session) -> None:
    made, rina, sari = plan(session), client("rina"), client("sari")
    first = {"version": made.version, "state": "dropped", "note": "No steel"}
    assert [rina.send(f"/plans/{made.ref}/end", first).status_code for _press in range(2)] == [303, 303]
    second = {**first, "note": "The mill has closed"}
    assert sari.send(f"/plans/{made.ref}/end", second).status_code == 409
    told(sari, "Rina Wulandari wants to give PLN-000001 up: No steel", "The mill has closed")
    assert get(session, made.ref).closing_note == "No steel"

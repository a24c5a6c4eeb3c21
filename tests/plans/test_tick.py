"""POST /plans/<ref>/actions/<number>/points: points of the checklist are ticked."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from tests.page import CheckedClient
from tests.plans.arrange import action, get_action, plan, verbs

Client = Callable[[str], CheckedClient]


def tick(client: CheckedClient, session: Session, ref: str, *points: str, version: int = 0) -> int:
    data = {"version": version or get_action(session, ref, 1).version, "point": list(points)}
    return client.send(f"/plans/{ref}/actions/1/points", data).status_code


def done(session: Session, ref: str) -> list[bool]:
    return [point["done"] for point in get_action(session, ref, 1).checklist]


def test_either_side_ticks_and_unticks(client: Client, session: Session) -> None:
    made = plan(session)
    action(session, made, checklist=["Morning", "Night", "Office"])
    assert tick(client("rina"), session, made.ref, "0", "2") == 303
    assert done(session, made.ref) == [True, False, True]
    assert tick(client("dewi"), session, made.ref, "2") == 303
    assert done(session, made.ref) == [False, False, True]
    assert verbs(session).count("action_ticked") == 2


def test_nonsense_ticks_nothing_and_nothing_new_is_no_news(client: Client, session: Session) -> None:
    made, rina = plan(session), client("rina")
    action(session, made, checklist=["Morning"])
    assert tick(rina, session, made.ref, "9", "x", "-1", "9" * 40, "²") == 303
    assert done(session, made.ref) == [False]
    assert "action_ticked" not in verbs(session)


def test_of_two_the_second_is_told(client: Client, session: Session) -> None:
    made, rina = plan(session), client("rina")
    action(session, made, checklist=["Morning", "Night"])
    seen = get_action(session, made.ref, 1).version
    tick(client("sari"), session, made.ref, "0")
    assert tick(rina, session, made.ref, "1", version=seen) == 409
    assert done(session, made.ref) == [True, False]


def test_who_may_not(client: Client, session: Session) -> None:
    made = plan(session)
    action(session, made, checklist=["Morning"])
    for name, status in (("toni", 403), ("ayu", 403), ("budi", 404)):
        assert tick(client(name), session, made.ref, "0") == status
    assert done(session, made.ref) == [False]

"""POST /issues/<ref>/resolution/beginning: an issue is taken into a resolution, once."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.resolutions.models import Resolution, Step
from tests.issues.arrange import get, issue, orders
from tests.page import CheckedClient
from tests.resolutions.arrange import begun, case, verbs

Client = Callable[[str], CheckedClient]


@pytest.fixture
def ref(session: Session) -> str:
    orders(session)
    return issue(session, "dewi", kind="damaged")


def begin(client: CheckedClient, ref: str, **data: str) -> int:
    sent = {"form": "full", "side": "partner", "key": "k" * 24, **data}
    return client.send(f"/issues/{ref}/resolution/beginning", sent).status_code


def test_nine_steps_stand_with_their_clocks(client: Client, session: Session, ref: str) -> None:
    assert begin(client("rina"), ref) == 303
    made = case(session, ref)
    assert (made.form, made.side, made.state, made.item) == ("full", "partner", "open", "Angle 75 x 75 x 6")
    rows = session.scalars(select(Step).order_by(Step.place)).all()
    hours = [row.due_at and (row.due_at - made.began_at) / timedelta(hours=1) for row in rows]
    assert [row.kind for row in rows] == [
        "emergency", "team", "problem", "containment", "causes", "correction", "implementation", "prevention", "closing",
    ]  # fmt: skip
    assert hours == [24, 24, 24, 24, 240, 240, 720, 720, None]
    assert verbs(session) == ["resolution_begun"]


def test_three_steps_in_the_light_form(client: Client, session: Session, ref: str) -> None:
    begin(client("dewi"), ref, form="light")
    assert list(session.scalars(select(Step.kind).order_by(Step.place))) == [
        "causes",
        "implementation",
        "closing",
    ]


def test_sent_twice_or_by_two_it_begins_once(client: Client, session: Session, ref: str) -> None:
    rina, dewi = client("rina"), client("dewi")
    assert [begin(rina, ref), begin(rina, ref), begin(dewi, ref, form="light")] == [303, 303, 303]
    assert session.scalar(select(func.count()).select_from(Resolution)) == 1
    assert case(session, ref).form == "full"


def test_twenty_at_once_begin_it_once(client: Client, session: Session, ref: str) -> None:
    people = [client("rina") for _n in range(6)]
    tokens = [person.token() for person in people]
    answers: list[int] = []

    def press(number: int) -> None:
        data = {"form": "full", "side": "partner", "key": f"{number:024d}", "csrf_token": tokens[number]}
        answers.append(people[number].post(f"/issues/{ref}/resolution/beginning", data=data).status_code)

    threads = [threading.Thread(target=press, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [303] * 6
    assert session.scalar(select(func.count()).select_from(Resolution)) == 1


def test_what_is_missing_is_asked_for(client: Client, session: Session, ref: str) -> None:
    dewi = client("dewi")
    assert begin(dewi, ref, form="", side="carrier") == 422
    assert "Choose a form." in dewi.page.text
    assert session.scalar(select(func.count()).select_from(Resolution)) == 0


def test_who_may_not(client: Client, session: Session, ref: str) -> None:
    for name, status in (("toni", 403), ("ayu", 403), ("budi", 404)):
        assert begin(client(name), ref) == status
    get(session, ref).closed = True
    session.commit()
    assert begin(client("dewi"), ref) == 409
    assert session.scalar(select(func.count()).select_from(Resolution)) == 0


def test_the_issue_says_so_and_cannot_be_called_solved(client: Client, session: Session) -> None:
    ref = begun(session, "full")
    rina = client("rina")
    rina.get(f"/issues/{ref}")
    assert "It can be closed once these steps are accepted: D0 Emergency action" in rina.page.text
    data = {"version": get(session, ref).version, "text": "We changed the straps."}
    assert rina.send(f"/issues/{ref}/resolution", data).status_code == 409
    assert "Its resolution is still open." in rina.page.text
    assert "We changed the straps." in rina.page.html
    assert get(session, ref).state == "open"

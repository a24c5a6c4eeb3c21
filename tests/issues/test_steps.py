"""The transitions of an issue.

endpoint: issues.acknowledge, endpoint: issues.start, endpoint: issues.resolve,
endpoint: issues.confirm, endpoint: issues.reopen
"""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.issues.arrange import get, issue, orders, verbs
from tests.page import CheckedClient

Client = Callable[[str], CheckedClient]
PATHS = ("acknowledgement", "start", "resolution", "confirmation", "reopening")


@pytest.fixture
def ref(session: Session) -> str:
    orders(session)
    return issue(session)


def step(client: CheckedClient, session: Session, ref: str, path: str, **data: Any) -> int:
    """Send the step with the version that the issue has now."""
    fields = {"version": get(session, ref).version, **data}
    return client.send(f"/issues/{ref}/{path}", fields).status_code


def test_the_whole_way_to_a_confirmed_end(client: Client, session: Session, ref: str) -> None:
    dewi, rina = client("dewi"), client("rina")
    assert step(dewi, session, ref, "acknowledgement") == 303
    assert step(dewi, session, ref, "start") == 303
    assert step(dewi, session, ref, "resolution", text="The truck is on its way.") == 303
    assert step(rina, session, ref, "confirmation", handling="good", handling_note="Quick.") == 303
    now = get(session, ref)
    assert (now.state, now.closed, now.handling, now.handling_note) == ("confirmed", True, "good", "Quick.")
    assert verbs(session, ref) == ["opened", "acknowledged", "started", "said", "resolved", "confirmed"]


def test_reopening_needs_a_reason_and_starts_the_clocks_anew(
    client: Client, session: Session, ref: str
) -> None:
    dewi, rina = client("dewi"), client("rina")
    due = get(session, ref).answer_due_at
    step(dewi, session, ref, "resolution", text="Done.")
    assert step(rina, session, ref, "reopening", text="") == 422
    assert "Say what is still wrong." in rina.page.text
    assert step(rina, session, ref, "reopening", text="It stands there still.") == 303
    now = get(session, ref)
    assert (now.state, now.unanswered, now.resolved_at, now.reopened_count) == ("reopened", True, None, 1)
    assert now.answer_due_at >= due


def test_solving_needs_words(client: Client, session: Session, ref: str) -> None:
    dewi = client("dewi")
    assert step(dewi, session, ref, "resolution") == 422
    assert "Say how it was solved." in dewi.page.text
    assert get(session, ref).state == "open"


def test_the_partner_cannot_solve_and_we_cannot_confirm(client: Client, session: Session, ref: str) -> None:
    assert step(client("rina"), session, ref, "resolution", text="x") == 403
    step(client("dewi"), session, ref, "resolution", text="Done.")
    assert step(client("dewi"), session, ref, "confirmation") == 403


def test_what_is_not_solved_cannot_be_confirmed(client: Client, session: Session, ref: str) -> None:
    rina = client("rina")
    assert step(rina, session, ref, "confirmation") == 409
    assert get(session, ref).state == "open"


def test_of_two_people_the_second_is_told_and_loses_nothing(
    client: Client, session: Session, ref: str
) -> None:
    dewi, bagus = client("dewi"), client("bagus")
    seen = get(session, ref).version
    step(dewi, session, ref, "start")
    response = bagus.send(f"/issues/{ref}/resolution", {"version": seen, "text": "I called the driver."})
    assert response.status_code == 409
    assert "Somebody was faster" in bagus.page.text
    assert "I called the driver." in bagus.page.text
    assert get(session, ref).state == "in_progress"


def test_sending_twice_does_it_once(client: Client, session: Session, ref: str) -> None:
    dewi = client("dewi")
    version = get(session, ref).version
    for _ in range(2):
        assert dewi.send(f"/issues/{ref}/acknowledgement", {"version": version}).status_code == 303
    assert verbs(session, ref) == ["opened", "acknowledged"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("name", "status"), [("budi", 404), ("toni", 403), ("ayu", 403)])
def test_others_may_not(
    client: Client, session: Session, ref: str, path: str, name: str, status: int
) -> None:
    assert step(client(name), session, ref, path, text="x") == status


@pytest.mark.parametrize("path", PATHS)
def test_a_visitor_is_sent_to_sign_in(visitor: CheckedClient, path: str) -> None:
    assert visitor.send(f"/issues/ISS-000001/{path}", {}).location.startswith("/login")

"""POST /issues/<ref>/assignment and /severity: the staff's own decisions.

endpoint: issues.grade
"""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.activity.models import Activity
from portal.issues import actions
from portal.notify.models import Mail
from tests import cast
from tests.issues.arrange import actor, get, issue, orders
from tests.page import CheckedClient

Client = Callable[[str], CheckedClient]


@pytest.fixture
def ref(session: Session) -> str:
    orders(session)
    return issue(session)


def assign(
    client: CheckedClient, session: Session, ref: str, owner: object, version: int | None = None
) -> int:
    fields = {"version": version or get(session, ref).version, "owner": owner, "team": "Quality"}
    return client.send(f"/issues/{ref}/assignment", fields).status_code


def test_it_goes_to_the_person_who_is_told(client: Client, session: Session, ref: str) -> None:
    assert assign(client("dewi"), session, ref, cast.user_id("bagus")) == 303
    now = get(session, ref)
    assert (now.owner_id, now.team) == (cast.user_id("bagus"), "Quality")
    assert "bagus@cahayabaja.example" in session.scalars(select(Mail.to_address)).all()


def test_sending_it_twice_is_well(client: Client, session: Session, ref: str) -> None:
    dewi, version = client("dewi"), get(session, ref).version
    for _ in range(2):
        assert assign(dewi, session, ref, cast.user_id("bagus"), version) == 303
    assert session.scalars(select(Activity.verb)).all().count("assigned") == 1
    assert session.scalars(select(Mail.to_address)).all().count("bagus@cahayabaja.example") == 1


def test_an_old_form_that_wants_something_else_is_refused(client: Client, session: Session, ref: str) -> None:
    dewi, version = client("dewi"), get(session, ref).version
    assign(dewi, session, ref, cast.user_id("bagus"), version)
    assert assign(dewi, session, ref, cast.user_id("mega"), version) == 409
    assert get(session, ref).owner_id == cast.user_id("bagus")


def test_the_partner_does_not_hear_who_was_asked(client: Client, session: Session, ref: str) -> None:
    assign(client("dewi"), session, ref, cast.user_id("bagus"))
    row = session.scalars(select(Activity).where(Activity.verb == "assigned")).one()
    assert row.audience == "internal"


def test_only_staff_can_own_it(client: Client, session: Session, ref: str) -> None:
    assert assign(client("dewi"), session, ref, cast.user_id("rina")) == 422
    assert get(session, ref).owner_id == cast.user_id("dewi")


def test_a_stale_form_is_refused(client: Client, session: Session, ref: str) -> None:
    dewi = client("dewi")
    assert assign(dewi, session, ref, cast.user_id("bagus"), version=99) == 409
    assert "Somebody was faster" in dewi.page.text


def test_severity_moves_the_clocks_that_still_run(client: Client, session: Session, ref: str) -> None:
    before = get(session, ref)
    due, version = before.answer_due_at, before.version
    dewi, sent = client("dewi"), {"version": version, "severity": "urgent"}
    assert [dewi.send(f"/issues/{ref}/severity", sent).status_code for _press in range(2)] == [303, 303]
    assert get(session, ref).answer_due_at < due


@pytest.mark.parametrize("again", ["reopened", "asked"])
def test_severity_counts_from_when_the_clock_began_again(
    client: Client, session: Session, ref: str, again: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Urgent: 2 hours to answer, 16 to solve; the working day is from 8 to 17."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 12, 7, 2, tzinfo=UTC))  # Monday, 9 in Surabaya
    actions.take(session, actor("dewi"), get(session, ref), "resolve", "Done.")
    if again == "reopened":
        actions.take(session, actor("rina"), get(session, ref), "reopen", "Not at all.")
    else:
        actions.reply(session, actor("rina"), get(session, ref), "shared", "And the other one?")
    session.commit()
    version = get(session, ref).version
    client("dewi").send(f"/issues/{ref}/severity", {"version": version, "severity": "urgent"})
    found = get(session, ref)
    assert found.answer_due_at == datetime(2026, 12, 7, 4, tzinfo=UTC)
    if again == "reopened":
        assert found.solution_due_at == datetime(2026, 12, 8, 9, tzinfo=UTC)  # 8 hours, and 8 of the next day


@pytest.mark.parametrize("path", ["assignment", "severity"])
@pytest.mark.parametrize(("name", "status"), [("rina", 403), ("toni", 403), ("budi", 404), ("ayu", 403)])
def test_others_may_not(
    client: Client, session: Session, ref: str, path: str, name: str, status: int
) -> None:
    assert client(name).send(f"/issues/{ref}/{path}", {"version": 1}).status_code == status


@pytest.mark.parametrize("path", ["assignment", "severity"])
def test_a_visitor_is_sent_to_sign_in(visitor: CheckedClient, path: str) -> None:
    assert visitor.send(f"/issues/ISS-000001/{path}", {}).location.startswith("/login")

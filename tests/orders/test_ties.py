"""Two people answer one schedule in the same moment: one is quicker, the other finds the page as it then
is, with what was typed. On SQLite the second waits; on PostgreSQL both have looked before either writes."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from flask import Flask

from portal.orders import answering
from tests.orders import builders
from tests.orders.answers import ledger, now, path, proposal
from tests.page import CheckedClient
from tests.reported.callers import together

ACTIONS = ("accept_request", "propose", "accept", "decline", "withdraw", "reconfirm")
Send = tuple[str, str, dict[str, Any]]


@pytest.fixture
def schedule(session):
    """10 t, asked for in 5 days."""
    made = builders.one(session, "PO-1", 5)
    session.commit()
    return made


@pytest.fixture
def tie(
    app: Flask, client: Callable[[str], CheckedClient], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., dict[str, Any]]:
    """`tie((who, path, fields), (who, path, fields))` sends both forms; each has found its schedule when
    the other begins to write. Gives each person's client, its status as `status`."""
    met = threading.Barrier(2)

    def after_meeting(act: Callable[..., Any]) -> Callable[..., Any]:
        def wait(*arguments: Any) -> Any:
            with suppress(threading.BrokenBarrierError):  # SQLite: the other cannot come here yet
                met.wait(1)
            return act(*arguments)

        return wait

    for name in ACTIONS:
        monkeypatch.setattr(answering, name, after_meeting(getattr(answering, name)))

    def send(*forms: Send) -> dict[str, Any]:
        people = [client(who) for who, _path, _fields in forms]
        for person in people:
            person.get("/orders/PO-1")

        def one(person: Any, where: str, fields: dict[str, Any]) -> None:
            person.status = person.send(where, fields).status_code

        together([lambda p=p, f=f: one(p, f[1], f[2]) for p, f in zip(people, forms, strict=True)])  # type: ignore[misc]
        return dict(zip((who for who, *_rest in forms), people, strict=True))

    return send


def slower(people: dict[str, Any]) -> Any:
    """The one who was told that it changed; the other's answer was taken."""
    assert sorted(person.status for person in people.values()) == [303, 409]
    (late,) = [person for person in people.values() if person.status == 409]
    assert "This line was answered meanwhile" in late.page.text
    return late


def test_two_propose(tie, schedule, session):
    version = schedule.version
    people = tie(
        ("rina", path("proposal"), proposal(("10", 9), version=version, reason="Rina's own words")),
        ("dewi", path("proposal"), proposal(("10", 7), version=version, reason="Dewi's own words")),
    )
    late = slower(people)
    mine, other = ("Rina's", "Dewi's") if late is people["rina"] else ("Dewi's", "Rina's")
    typed = [field.get("value") for field in late.page.root.iter("input") if field.get("name") == "reason"]
    assert f"{mine} own words" in typed
    assert f"{other} own words" in late.page.text
    rows = [row for row in ledger(session, now(session)[0]) if row[3] == "proposed"]
    assert len(rows) == 1


@pytest.mark.parametrize("other", ["withdrawal", "refusal"])
def test_one_agrees_while_another_does_not(tie, schedule, session, other):
    builders.propose(session, schedule, 9)
    session.commit()
    version = str(now(session)[0].version)
    people = tie(
        ("dewi", path("agreement"), {"version": version}),
        (
            "rina" if other == "withdrawal" else "mega",
            path(other),
            {"version": version, "reason": "Not in my words"},
        ),
    )
    late = slower(people)
    if late is people.get("mega"):
        assert "Not in my words" in late.page.text
    (row,) = now(session)
    ends = [state for *_rest, state, _by in ledger(session, row) if state != "requested"]
    won = "agreement" if people["dewi"].status == 303 else other
    assert ends == [{"agreement": "accepted", "withdrawal": "withdrawn", "refusal": "declined"}[won]]


@pytest.mark.parametrize("where", ["/orders/PO-1/confirmation", "/orders/confirmation"])
def test_two_promise_what_was_asked_for(tie, schedule, session, where):
    """Both wanted the same, and it is so."""
    mark = f"1.1.{schedule.version}"
    fields = {"schedule": mark if "PO-1" in where else f"PO-1 {mark}"}
    people = tie(("rina", where, fields), ("sari", where, fields))
    assert [person.status for person in people.values()] == [303, 303]
    rows = [row for row in ledger(session, now(session)[0]) if row[3] == "accepted"]
    assert len(rows) == 1


def test_one_promises_while_the_other_side_proposes(tie, schedule, session):
    people = tie(
        ("rina", "/orders/PO-1/confirmation", {"schedule": f"1.1.{schedule.version}"}),
        ("dewi", path("proposal"), proposal(("10", 7), version=schedule.version, reason="Dewi's own words")),
    )
    if people["dewi"].status == 409:
        typed = [f.get("value") for f in people["dewi"].page.root.iter("input") if f.get("name") == "reason"]
        assert "Dewi's own words" in typed
    assert sorted(person.status for person in people.values()) == [303, 409]


def test_two_say_that_it_still_holds(tie, schedule, session):
    builders.promise(session, schedule, 5)
    session.commit()
    fields = {"version": str(now(session)[0].version)}
    slower(tie(("rina", path("reconfirmation"), fields), ("sari", path("reconfirmation"), fields)))

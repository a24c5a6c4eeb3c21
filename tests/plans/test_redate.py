"""POST /plans/<ref>/actions/<number>/day: the day moves, and where it was stays."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from portal.plans.models import Action, DueChange
from tests.page import CheckedClient
from tests.plans.arrange import action, get_action, plan

Client = Callable[[str], CheckedClient]


def send(client: CheckedClient, session: Session, ref: str, number: int, **other: Any) -> int:
    version = get_action(session, ref, number).version
    data = {"version": version, "due_on": "2026-12-22", "reason": "The straps come late", **other}
    return client.send(f"/plans/{ref}/actions/{number}/day", data).status_code


def test_either_side_moves_it_and_says_why(client: Client, session: Session) -> None:
    made = plan(session)
    ref, number = made.ref, action(session, made)
    assert send(client("rina"), session, ref, number) == 303
    assert send(client("dewi"), session, ref, number, due_on="2026-12-18", reason="We need it sooner") == 303
    rows = session.scalars(select(DueChange).order_by(DueChange.id)).all()
    assert [(str(r.was_on), str(r.due_on), r.side, r.reason) for r in rows] == [
        ("2026-12-15", "2026-12-22", "partner", "The straps come late"),
        ("2026-12-22", "2026-12-18", "company", "We need it sooner"),
    ]
    for name in ("rina", "dewi"):
        seen = client(name)
        seen.get(f"/plans/{ref}/actions/{number}")
        assert "2 times" in seen.page.text
        assert "The straps come late" in seen.page.text


def test_it_is_reminded_of_anew(client: Client, session: Session) -> None:
    made = plan(session)
    number = action(session, made)
    session.execute(update(Action).values(reminded_on=date(2026, 12, 16), escalated_on=date(2026, 12, 20)))
    session.commit()
    send(client("rina"), session, made.ref, number)
    now = get_action(session, made.ref, number)
    assert (now.reminded_on, now.escalated_on) == (None, None)


def test_the_history_is_never_edited(client: Client, session: Session) -> None:
    made = plan(session)
    send(client("rina"), session, made.ref, action(session, made))
    for statement in ("UPDATE due_changes SET reason = 'x'", "DELETE FROM due_changes"):
        with pytest.raises(DatabaseError, match="only added"):
            session.execute(text(statement))
        session.rollback()


def test_what_is_wrong(client: Client, session: Session) -> None:
    made, rina = plan(session), client("rina")
    number = action(session, made)
    assert send(rina, session, made.ref, number, reason="") == 422
    assert "Say why." in rina.page.text
    assert send(rina, session, made.ref, number, due_on="soon") == 422
    assert (
        send(rina, session, made.ref, number, version=1 + get_action(session, made.ref, number).version)
        == 409
    )
    session.execute(update(Action).values(state="done"))
    session.commit()
    assert send(rina, session, made.ref, number) == 409
    for name, status in (("toni", 403), ("ayu", 403), ("budi", 404)):
        assert send(client(name), session, made.ref, number) == status
    assert str(get_action(session, made.ref, number).due_on) == "2026-12-15"

"""Arranging accounts, and looking at what became of them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts import invitations, resets
from portal.accounts.invitations import Place
from portal.accounts.models import Membership, SignIn, Token, User
from portal.accounts.queries import by_email
from portal.accounts.tokens import person_reference
from portal.activity.models import Activity
from portal.db import system_session
from tests import cast

BASE = "http://localhost"


def look(app: Flask, model: Any, **columns: Any) -> list[Any]:
    """Rows of `model` with these values, oldest first, as they stand now."""
    with app.app_context(), system_session("read") as session:
        return session.query(model).filter_by(**columns).order_by(model.id).all()


def change(app: Flask, how: Callable[[Session], Any]) -> Any:
    """Do something to the database and commit it."""
    with app.app_context(), system_session() as session:
        made = how(session)
        session.commit()
    return made


def set_user(app: Flask, name: str, **columns: Any) -> None:
    """Change columns of a member of the cast."""
    change(app, lambda s: s.query(User).filter_by(id=cast.user_id(name)).update(columns))


def set_membership(app: Flask, name: str, **columns: Any) -> None:
    """Change columns of a member's place."""
    change(app, lambda s: s.query(Membership).filter_by(user_id=cast.user_id(name)).update(columns))


def live(app: Flask, name: str) -> int:
    """How many sign-ins of a member of the cast have not ended."""
    return len(look(app, SignIn, user_id=cast.user_id(name), ended_at=None))


def invitation(app: Flask, email: str, place: Place | None = None, name: str | None = "Wati Sari") -> str:
    """An invitation, by default to SUMBER as a member. Returns its secret."""
    to = place or Place("member", 1, "SUMBER", "team", "Jakarta")
    return str(change(app, lambda s: invitations.invite(s, None, email, name, "id", to, BASE)))


def reset_link(app: Flask, name: str, letters: list[Any]) -> str:
    """A fresh link for a new password. Returns its path."""
    email = cast.email(name)
    change(app, lambda s: resets.ask(s, by_email(s, email), email, BASE))
    return path(letters[-1])


def path(letter: Any) -> str:
    """The path of the link in a letter."""
    link = letter.context["link"]
    assert link.startswith(BASE + "/")
    return str(link.removeprefix(BASE))


def expire(app: Flask) -> None:
    """Let every token run out."""
    change(app, lambda s: s.query(Token).update({"expires_at": clock.now() - timedelta(seconds=1)}))


def second_place(app: Flask, name: str = "rina", role: str = "reader") -> None:
    """A place in BAUT for a member of SUMBER."""
    row = {
        "partner_id": 2,
        "user_id": cast.user_id(name),
        "role": role,
        "reach": "all",
        "created_at": clock.now(),
    }
    change(app, lambda s: s.add(Membership(**row)))


def ref(name: str) -> str:
    """How addresses name a member of the cast."""
    return person_reference(cast.email(name))


def verbs(app: Flask) -> list[str]:
    """What was written down, oldest first."""
    return [row.verb for row in look(app, Activity)]


def asked_to_sign_in(answer: Any) -> bool:
    """True for the answer that visitors get."""
    return answer.status_code == 303 and answer.location.startswith("/login?next=")

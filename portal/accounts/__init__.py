"""People: sign-in, sessions, invitations, profile."""

from typing import Any

from flask import Blueprint, Flask, g, session
from flask_login import LoginManager, UserMixin

from portal import clock
from portal.accounts import queries, throttle
from portal.accounts.tokens import hashed
from portal.activity import jobs
from portal.db import system_session
from portal.web import templating

__all__ = ["bp", "hashed", "init_app", "login_manager"]

bp = Blueprint("accounts", __name__, cli_group=None)

IDLE_MINUTES = {"staff": 60, "partner": 8 * 60}

login_manager = LoginManager()
login_manager.session_protection = None  # phones change address all day; rows can be revoked instead


class Person(UserMixin):  # type: ignore[misc]
    """Flask-Login's user: the secret of one sign-in, and the actor it stands for."""

    def __init__(self, secret: str, signed_in: queries.SignedIn) -> None:
        self.id = secret
        self.email = signed_in.email
        self.actor = signed_in.actor


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load(secret: str) -> Person | None:
    """The person behind a sign-in's secret, while it lives. One SELECT, in a transaction of its own
    that ends here, so that a writing request takes the database's lock no earlier than it must."""
    with system_session("read") as database:
        row = queries.sign_in_row(database, hashed(secret))
        found = queries.signed_in(database, row) if row else None
    if row is not None:
        g.ended_user_id = row.user_id
    if found is None or row.ended_at is not None or row.expires_at <= clock.now():
        return None
    minute = int(clock.now().timestamp()) // 60
    if minute - session.get("minute", minute) > IDLE_MINUTES[found.actor.side]:
        return None
    if session.get("minute") != minute:  # a cookie is signed and sent only when it changes
        session["minute"] = minute
    g.pop("ended_user_id")
    g.company = found.company
    g.theme = found.theme
    g.can_switch = found.memberships > 1
    return Person(secret, found)


def _company_of_visitors() -> Any:
    with system_session("read") as database:
        return queries.company_facts(database)


def init_app(app: Flask) -> None:
    """Let Flask-Login find people by their sign-in rows."""
    login_manager.init_app(app)
    templating.company_from(_company_of_visitors)
    jobs.register("attempts", 3600, throttle.forget_old)

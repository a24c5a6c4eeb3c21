"""How a program comes in: by its token, never by a cookie."""

from contextlib import suppress
from dataclasses import replace

from flask import current_app, request
from sqlalchemy.exc import OperationalError

from portal.accounts import api_rate, api_tokens
from portal.accounts.throttle import network
from portal.accounts.tokens import hashed
from portal.actor import Actor
from portal.db import system_session
from portal.web import gate
from portal.web.i18n import LOCALES, _, _n
from portal.web.problems import Problem

MOST_LETTERS = 200  # of a header that can hold a token


def enter(scope: str) -> tuple[Actor, int]:
    """The actor and the token id of this request. Raises Problem: 401 without a good token, 403 for one
    without the scope, 429 for one that asks too often."""
    secret = _secret()
    try:
        with system_session("read") as session:
            found = api_tokens.entry(session, secret)
    except api_tokens.Refused as refused:
        raise _unauthorized(str(refused), "invalid_token") from None
    _keep_to(f"token {hashed(secret)}", api_rate.PER_MINUTE)
    if scope not in found.scopes:
        raise Problem(
            403, _("The token does not allow this"),
            _("It needs the scope %(scope)s. Make a token that has it.", scope=scope),
            headers={"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope}"'},
        )  # fmt: skip
    if found.stale:
        with suppress(OperationalError), system_session() as session:  # busy: the next request will note it
            api_tokens.note_use(session, found.token_id)
            session.commit()
    asked = request.accept_languages.best_match(list(LOCALES))
    return replace(found.actor, locale=asked or found.actor.locale), found.token_id


def _secret() -> str:
    kind, _blank, secret = request.headers.get("Authorization", "")[:MOST_LETTERS].partition(" ")
    if kind.lower() != "bearer" or not secret.strip():
        raise _unauthorized(_("Send a token: the header Authorization with Bearer and the token."))
    return secret.strip()


def _unauthorized(detail: str, error: str = "") -> Problem:
    _keep_to(f"address {network(request.remote_addr)}", api_rate.BAD_PER_MINUTE)
    challenge = 'Bearer realm="Mitra"' + (f', error="{error}"' if error else "")
    return Problem(401, _("Not signed in"), detail, headers={"WWW-Authenticate": challenge})


def _keep_to(key: str, most: int) -> None:
    if seconds := api_rate.wait(current_app.config["SETTINGS"].data, key, most):
        raise Problem(
            429, _("Too many requests"), _n("Wait %(num)s second, then go on.", "Wait %(num)s seconds, then go on.", seconds),
            headers={"Retry-After": str(seconds)},
        )  # fmt: skip


gate.tokens_from(enter)

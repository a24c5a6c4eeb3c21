"""Signing in, out, and acting for another organisation."""

import logging
from dataclasses import replace
from typing import Any

from flask import Response, abort, g, make_response, render_template, request, session
from flask_login import UserMixin, login_user
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts import actions, bp, passwords, queries, throttle, trail
from portal.accounts.forms import SignInForm
from portal.accounts.returning import safe_path
from portal.db import bind_actor, db, reading, system_session
from portal.web import current_actor, or_404, public, see_other
from portal.web.i18n import _

log = logging.getLogger(__name__)


class _Cookie(UserMixin):  # type: ignore[misc]
    """What Flask-Login writes into the cookie: the secret, nothing about the person."""

    def __init__(self, secret: str) -> None:
        self.id = secret


def begin(secret: str) -> None:
    """Hand the browser a sign-in: nothing of an earlier session survives in its cookie."""
    session.clear()
    session["minute"] = int(clock.now().timestamp()) // 60
    login_user(_Cookie(secret))


def device() -> tuple[str, str]:
    """The browser's own words about itself, and the network address it came from."""
    return request.user_agent.string, request.remote_addr or ""


def sign_in_page(form: SignInForm, status: int = 200) -> Response:
    """The sign-in page with what was typed, but never the password."""
    response = make_response(render_template("accounts/login.html", form=form), status)
    if status == 429:
        response.headers["Retry-After"] = str(int(throttle.WINDOW.total_seconds()))
    return response


@bp.get("/login")
@public
def new_login() -> Response:
    """The question; people already signed in are let through."""
    back = safe_path(request.args.get("next"))
    return see_other(back) if g.actor else sign_in_page(SignInForm(formdata=None, next=back))


@bp.post("/login")
@public
def login() -> Response:
    """Let in who knows the password. All others get one answer, whether the address is unknown, the
    password wrong or the person disabled, after the same work."""
    form = SignInForm()
    if not form.validate():
        return sign_in_page(form, 422)
    email, password, (_agent, address) = str(form.email.data), str(form.password.data), device()
    with reading():  # ends before the hash is verified: no lock is held for the tenth of a second
        blocked = throttle.blocked(db.session(), "sign-in", email, address)
        person = queries.by_email(db.session(), email)
        db.session.rollback()
    right = not blocked and passwords.verify(person.password_hash if person else None, password)
    fresh = passwords.make(password) if right and passwords.outdated(person.password_hash) else None
    with system_session() as database:  # nobody is signed in yet, and what happens is written down
        # Looked at again under the write lock: guesses sent side by side are counted one by one.
        if blocked or throttle.blocked(database, "sign-in", email, address):
            log.warning("sign-in blocked from %s", throttle.network(address))
            form.form_errors.append(
                _("Too many tries that did not work. Wait 15 minutes, or set a new password.")
            )
            return sign_in_page(form, 429)
        if not right:
            throttle.note(database, "sign-in", email, address)
            trail.refused(database, person, "sign-in", address)
            database.commit()
            form.form_errors.append(_("E-mail and password do not belong together. Check both."))
            return sign_in_page(form, 422)
        secret = admit(database, person, fresh)
        database.commit()
    begin(secret)
    return see_other(safe_path(form.next.data))


def admit(database: Session, person: Any, password_hash: str | None) -> str:
    """What follows a right password: the tries are forgotten, a hash at today's cost is kept if there
    is a new one, an older sign-in of this browser ends, a new one begins. `database` is a system session.
    Returns the secret of the sign-in."""
    throttle.clear(database, "sign-in", person.email)
    if password_hash:
        actions.rehash(database, person.id, password_hash)
    if g.actor:
        actions.sign_out(database, g.actor)
    return actions.sign_in(database, person, *device())


@bp.post("/logout")
def logout() -> Response:
    """End this sign-in, here and in every copy of its cookie."""
    actions.sign_out(db.session(), current_actor())
    db.session.commit()
    session.clear()
    return see_other("/login")


def _places() -> list[Any]:
    with system_session("read") as database:
        return queries.memberships_of(database, current_actor().user_id)


@bp.get("/profile/memberships")
def memberships() -> str:
    """The organisations this person may act for."""
    return render_template("accounts/memberships.html", places=_places())


@bp.post("/membership")
def switch() -> Response:
    """Act for another organisation from here on, under a new sign-in."""
    actor = current_actor()
    if actor.is_staff:
        abort(404)
    place = or_404(next((p for p in _places() if p.code == request.form.get("partner")), None))
    then = replace(
        actor,
        partner_id=place.id,
        partner_name=place.name,
        role=place.role,
        reach=place.reach,
        team=place.team,
    )
    bind_actor(db.session(), then)
    secret = actions.switch(db.session(), then, place)
    db.session.commit()
    begin(secret)
    return see_other("/")

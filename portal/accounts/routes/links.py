"""Pages behind a link in a mail: GET shows, POST acts (mail scanners open links)."""

from typing import Any

from flask import Response, current_app, flash, make_response, render_template, request, session

from portal.accounts import bp, passwords, queries, resets, throttle, trail, used
from portal.accounts.forms import NewPasswordForm, ResetRequestForm
from portal.accounts.routes.signing import device
from portal.db import db, reading, system_session
from portal.web import public, see_other
from portal.web.i18n import _


def sealed(page: str, status: int = 200) -> Response:
    """A page whose address is a secret: no other site is told it. Not no-referrer, since our own
    https forms must say where they come from (research/security.md 0.19)."""
    response = make_response(page, status)
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def spent() -> Response:
    """The one answer for links that are used, replaced, revoked, too old or made up."""
    return sealed(render_template("accounts/spent.html"), 404)


def used_by(purpose: str, token: str) -> Any:
    """The person (a row of queries.by_email) who used this link a moment ago and sends the password
    they have now: the button was pressed twice. None for anybody else, whose try is counted like one
    to sign in, which is all that it is."""
    password, (_agent, address) = request.form.get("password", ""), device()
    with system_session("read") as database:
        email = used.address(database, purpose, token)
        blocked = email is None or throttle.blocked(database, "sign-in", email, address)
        person = None if blocked else queries.by_email(database, str(email))
    right = person is not None and passwords.verify(person.password_hash, password)
    if email is None or blocked:
        return None
    with system_session() as database:
        if throttle.blocked(database, "sign-in", email, address):
            return None
        if not right:
            throttle.note(database, "sign-in", email, address)
            trail.refused(database, person, purpose, address)
            database.commit()
    return person if right else None


def _request_page(form: ResetRequestForm, status: int = 200) -> Response:
    return make_response(render_template("accounts/request_reset.html", form=form), status)


@bp.get("/password-reset")
@public
def new_reset() -> Response:
    """Which account?"""
    return _request_page(ResetRequestForm(formdata=None))


@bp.post("/password-reset")
@public
def request_reset() -> Response:
    """Send a link, if there is such an account; the answer is the same if there is not, and if the
    button was pressed again."""
    form = ResetRequestForm()
    if not form.validate():
        return _request_page(form, 422)
    email, (_agent, address) = str(form.email.data), device()
    with system_session() as database:  # nobody is signed in, and what happens is written down
        again = throttle.lately(database, "password-reset", email)
        if not again and throttle.blocked(database, "password-reset", email, address):
            form.form_errors.append(
                _("Too many requests. Wait 15 minutes; look for our mail in the meantime.")
            )
            return _request_page(form, 429)
        if not again:
            throttle.note(database, "password-reset", email, address)
            person = queries.by_email(database, email)
            trail.asked(database, person, address)
            resets.ask(database, person, email, current_app.config["SETTINGS"].base_url)
            database.commit()
    flash(
        _("If this address has an account, a mail with a link is on its way. The link works for 30 minutes.")
    )
    return see_other("/login")


def _reset_page(token: str, link: Any, form: NewPasswordForm, status: int = 200) -> Response:
    page = render_template(
        "accounts/reset.html", form=form, token=token, link=link, shortest=passwords.SHORTEST
    )
    return sealed(page, status)


@bp.get("/password-reset/<token>")
@public
def show_reset(token: str) -> Response:
    """Which password from now on?"""
    link = resets.find(db.session(), token)
    return _reset_page(token, link, NewPasswordForm(formdata=None)) if link else spent()


@bp.post("/password-reset/<token>")
@public
def reset(token: str) -> Response:
    """Set the password, once; every device of the person is signed out."""
    with reading():  # the password is hashed before the write lock is taken
        link = resets.find(db.session(), token)
        db.session.rollback()
    if link is None:
        return _set(token)
    form = NewPasswordForm(about=(link.email, link.name, "mitra"))
    if not form.validate():
        return _reset_page(token, link, form, 422)
    made = passwords.make(str(form.password.data))
    with system_session() as database:  # nobody is signed in, and what happened is written down
        mine = resets.use(database, link, made)
        if mine:
            throttle.clear(database, "sign-in", link.email)
            throttle.clear(database, "password-reset", link.email)  # a new link may be needed at once
            database.commit()
    return _set(token, mine)


def _set(token: str, mine: bool = False) -> Response:
    """To the sign-in page, once the password is set, by this press (`mine`) or by the one before."""
    if not mine and not used_by("password-reset", token):
        return spent()
    session.clear()
    flash(_("Your new password is set and all your devices are signed out. Sign in with it."), "success")
    return see_other("/login")

"""What people change about themselves, and where they are signed in."""

from flask import Response, current_app, flash, g, make_response, render_template, request, session
from flask_login import current_user

from portal.accounts import actions, agents, bp, passwords, queries, throttle, trail
from portal.accounts.forms import ChangePasswordForm, LanguageForm, ProfileForm, ThemeForm
from portal.accounts.returning import path_of
from portal.accounts.routes.signing import device
from portal.accounts.tokens import reference
from portal.db import db, reading
from portal.web import current_actor, or_404, public, see_other
from portal.web.i18n import LOCALE_COOKIE, _, _n

YEAR = 365 * 24 * 3600


def _page(
    status: int = 200, form: ProfileForm | None = None, password: ChangePasswordForm | None = None
) -> Response:
    actor = current_actor()
    form = form or ProfileForm(
        formdata=None, name=actor.name, locale=actor.locale, zone=actor.zone, theme=g.theme
    )
    password = password or ChangePasswordForm(formdata=None, prefix="new-")
    page = render_template(
        "accounts/profile.html", form=form, password=password, email=current_user.email,
        shortest=passwords.SHORTEST,
    )  # fmt: skip
    return make_response(page, status)


@bp.get("/profile")
def profile() -> Response:
    """Name, language, zone, look, and the password."""
    return _page()


@bp.post("/profile")
def change_profile() -> Response:
    """Save what the person is called and how pages look."""
    form = ProfileForm()
    if not form.validate():
        return _page(422, form=form)
    actions.change_profile(
        db.session(), current_actor(), str(form.name.data), form.locale.data, form.zone.data, form.theme.data
    )
    db.session.commit()
    flash(_("Saved."), "success")
    return see_other("/profile")


@bp.post("/profile/password")
def change_password() -> Response:
    """Take a new password from somebody who knows the old one, and end all other sign-ins."""
    actor, email = current_actor(), current_user.email
    form = ChangePasswordForm(prefix="new-", about=(email, actor.name, "mitra"))
    if not form.validate():
        return _page(422, password=form)
    _agent, address = device()
    with reading():
        blocked = throttle.blocked(db.session(), "password", email, address)
        person = queries.by_email(db.session(), email)
        db.session.rollback()
    right = not blocked and passwords.verify(person and person.password_hash, str(form.old.data))
    made = passwords.make(str(form.password.data)) if right else ""
    if blocked or throttle.blocked(db.session(), "password", email, address):
        form.form_errors.append(_("Too many tries that did not work. Wait 15 minutes."))
        return _page(429, password=form)
    if not right:
        throttle.note(db.session(), "password", email, address)
        trail.own(db.session(), actor, "password-refused", {"at": "profile"})
        db.session.commit()
        form.old.errors = [_("This is not your present password.")]
        return _page(422, password=form)
    throttle.clear(db.session(), "password", email)
    ended = actions.change_password(db.session(), actor, email, made)
    db.session.commit()
    flash(_n("Your password is changed. %(num)s other device was signed out.", "Your password is changed. %(num)s other devices were signed out.", ended), "success")  # fmt: skip
    return see_other("/profile")


@bp.post("/language")
@public
def language() -> Response:
    """Read on in another language: kept with the person, and in the browser for when nobody is."""
    form = LanguageForm()
    answer = see_other(path_of(request.referrer, request.host_url))
    if not form.validate():
        return answer
    if g.actor:
        actions.set_preference(db.session(), g.actor, locale=form.language.data)
        db.session.commit()
    answer.set_cookie(
        LOCALE_COOKIE, form.language.data, max_age=YEAR, httponly=True, samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )  # fmt: skip
    return answer


@bp.post("/theme")
def theme() -> Response:
    """Read on in light, in dark, or as the device says."""
    form = ThemeForm()
    if form.validate():
        actions.set_preference(db.session(), current_actor(), theme=form.theme.data)
        db.session.commit()
    return see_other(path_of(request.referrer, request.host_url))


@bp.get("/profile/devices")
def devices() -> str:
    """Where this person is signed in."""
    actor = current_actor()
    rows = [
        {
            "ref": reference(row.token_hash), "agent": agents.in_words(row.agent), "address": row.address,
            "since": row.created_at, "here": row.id == actor.sign_in_id,
        }
        for row in queries.live_sign_ins(db.session(), actor.user_id)
    ]  # fmt: skip
    return render_template("accounts/devices.html", devices=rows)


@bp.post("/profile/devices/<ref>/removal")
def remove_device(ref: str) -> Response:
    """Sign one device out. Repeating it changes nothing; somebody else's device is not found."""
    actor = current_actor()
    rows = queries.sign_ins_of(db.session(), actor.user_id)
    row = or_404(next((r for r in rows if reference(r.token_hash) == ref), None))
    if row.id == actor.sign_in_id:
        actions.sign_out(db.session(), actor)
    else:
        actions.remove_device(db.session(), actor, row)
    db.session.commit()
    if row.id == actor.sign_in_id:
        session.clear()
        return see_other("/login")
    flash(_("That device is signed out."), "success")
    return see_other("/profile/devices")


@bp.post("/profile/other-devices/removal")
def remove_other_devices() -> Response:
    """Sign out every device but this one."""
    actor = current_actor()
    actions.remove_other_devices(db.session(), actor)
    db.session.commit()
    flash(_("All other devices are signed out."), "success")
    return see_other("/profile/devices")

"""Taking up an invitation."""

from typing import Any

from flask import Response, render_template
from sqlalchemy.orm import Session

from portal.accounts import bp, invitations, labels, passwords, queries, throttle, trail
from portal.accounts.forms import ConfirmForm, JoinForm
from portal.accounts.routes.links import sealed, spent, used_by
from portal.accounts.routes.signing import admit, begin, device
from portal.db import system_session
from portal.web import public, see_other
from portal.web.i18n import _


def _form(invitation: Any, blank: bool) -> ConfirmForm | JoinForm:
    """Somebody who has a password proves it; somebody new chooses one."""
    given: dict[str, Any] = {"formdata": None} if blank else {}
    if invitation.password_hash:
        return ConfirmForm(**given)
    return JoinForm(
        about=(invitation.email, invitation.name or "", "mitra"), name=invitation.name or "", **given
    )


def _page(
    token: str, invitation: Any, place: Any, form: ConfirmForm | JoinForm, status: int = 200
) -> Response:
    roles = labels.PARTNER_ROLES if invitation.partner_id else labels.STAFF_ROLES
    page = render_template(
        "accounts/accept_invitation.html", token=token, invitation=invitation, place=place, form=form,
        role=roles[invitation.role], shortest=passwords.SHORTEST,
    )  # fmt: skip
    return sealed(page, status)


def _found(database: Session, token: str) -> tuple[Any, Any]:
    """The invitation and the place it gives: code, name, zone."""
    invitation = invitations.find(database, token)
    if invitation is None:
        return None, None
    if invitation.partner_id is None:
        return invitation, queries.company_facts(database)
    return invitation, queries.place_of(database, invitation.partner_id)


@bp.get("/invitations/<token>")
@public
def show_invitation(token: str) -> Response:
    """Who invites whom, and what is needed to join."""
    with system_session("read") as database:
        invitation, place = _found(database, token)
    return _page(token, invitation, place, _form(invitation, blank=True)) if invitation else spent()


@bp.post("/invitations/<token>")
@public
def accept_invitation(token: str) -> Response:
    """Join, once, and be signed in. An existing account joins only with its password."""
    with system_session("read") as database:
        invitation, place = _found(database, token)
    if invitation is None:
        return _joined_already(token)
    form = _form(invitation, blank=False)
    if not form.validate():
        return _page(token, invitation, place, form, 422)
    has = invitation.password_hash
    password = str(form.password.data)
    right = not has or passwords.verify(has, password)
    made = None if has else passwords.make(password)
    with system_session() as database:
        if has and (said := _unproven(database, invitation.email, right)):
            database.commit()
            form.form_errors.append(said)
            return _page(token, invitation, place, form, 422)
        try:
            mine = invitations.accept(database, invitation, _name(form), made, place)
        except invitations.Refused as refusal:
            form.form_errors.append(_refusal(str(refusal)))
            return _page(token, invitation, place, form, 422)
        if mine:
            secret = admit(database, queries.by_email(database, invitation.email), None)
            database.commit()
    if not mine:
        return _joined_already(token)
    begin(secret)
    return see_other("/")


def _joined_already(token: str) -> Response:
    """The button was pressed twice: whoever sends the password of the account is signed in as well."""
    person = used_by("invitation", token)
    if person is None:
        return spent()
    with system_session() as database:
        secret = admit(database, person, None)
        database.commit()
    begin(secret)
    return see_other("/")


def _unproven(database: Session, email: str, right: bool) -> str | None:
    """What to say to somebody who holds the link but not the account; counted like a sign-in."""
    _agent, address = device()
    if throttle.blocked(database, "sign-in", email, address):
        return _("Too many tries that did not work. Wait 15 minutes, or set a new password.")
    if right:
        return None
    throttle.note(database, "sign-in", email, address)
    trail.refused(database, queries.by_email(database, email), "invitation", address)
    return _("This is not the password of that account.")


def _name(form: ConfirmForm | JoinForm) -> str:
    return str(form.name.data) if isinstance(form, JoinForm) else ""


def _refusal(why: str) -> str:
    said = {
        "disabled": _("This account was disabled. Ask an administrator to enable it."),
        "staff": _("This address belongs to one of our own people, who need no invitation from a partner."),
        "partner": _(
            "This address belongs to a person of a partner. Ask for an invitation to another address."
        ),
    }
    return said[why]

"""The company's own people: who they are, inviting, roles, limits, the end of access."""

from collections.abc import Callable
from typing import Any

from flask import Response, current_app, flash, make_response, render_template
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts import bp, invitations, labels, people, policy, queries
from portal.accounts.forms import InviteStaffForm, StaffForm, VersionForm
from portal.accounts.tokens import person_reference, reference
from portal.activity import actions as activity
from portal.db import db
from portal.web import current_actor, or_403, or_404, see_other
from portal.web.i18n import _

LIST = "/settings/people"


def _staff_only() -> None:
    """Whoever may not know the page at all is told nothing of it."""
    or_404(current_actor().is_staff or None)


def _page(form: InviteStaffForm, status: int = 200) -> Response:
    actor = current_actor()
    page = render_template(
        "accounts/people.html", form=form, rows=people.staff(db.session()), refer=person_reference,
        invited=invitations.pending(db.session(), None), reference=reference, roles=labels.STAFF_ROLES,
        can_invite=policy.can_invite_staff(actor), can_change=policy.can_change_staff(actor),
    )  # fmt: skip
    return make_response(page, status)


@bp.get(LIST, endpoint="people")
def list_people() -> Response:
    """Our own people and the invitations that wait."""
    _staff_only()
    or_403(policy.can_see_staff(current_actor()))
    return _page(InviteStaffForm(formdata=None))


@bp.post(LIST + "/invitations")
def invite_staff() -> Response:
    """Invite one of our own people; sending the form twice invites once."""
    _staff_only()
    actor = current_actor()
    or_403(policy.can_invite_staff(actor))
    form = InviteStaffForm()
    email, key = str(form.email.data), str(form.key.data)
    known = form.validate() and people.by_reference(people.staff(db.session()), person_reference(email))
    if known:
        form.email.errors = [_("This address belongs to %(name)s already.", name=known.name)]
    if form.errors:
        return _page(form, 422)
    database = db.session()
    if earlier := activity.claim(database, actor, "accounts.invite_staff", key):
        return see_other(earlier)
    place = invitations.Place(
        form.role.data, reach="own" if form.limited.data else "all", team=form.team.data or None
    )
    base_url = current_app.config["SETTINGS"].base_url
    invitations.invite(database, actor, email, form.name.data or None, form.locale.data, place, base_url)
    activity.settle(database, actor, "accounts.invite_staff", key, LIST)
    database.commit()
    flash(_("The invitation to %(email)s is on its way.", email=email), "success")
    return see_other(LIST)


def _invitation(ref: str) -> Any:
    _staff_only()
    or_403(policy.can_invite_staff(current_actor()))
    rows = invitations.sent(db.session(), None)
    return or_404(next((row for row in rows if reference(row.token_hash) == ref), None))


@bp.post(LIST + "/invitations/<ref>/removal")
def revoke_staff_invitation(ref: str) -> Response:
    """Take an invitation back."""
    invitations.revoke(db.session(), current_actor(), _invitation(ref), "")
    db.session.commit()
    flash(_("The invitation is taken back; its link no longer works."), "success")
    return see_other(LIST)


@bp.post(LIST + "/invitations/<ref>/renewal")
def renew_staff_invitation(ref: str) -> Response:
    """Send a new link for the same place; the old one stops working."""
    old = _invitation(ref)
    if old.used_at is None and old.revoked_at is None:
        place = invitations.Place(old.role, reach=old.reach, team=old.team)
        base_url = current_app.config["SETTINGS"].base_url
        invitations.invite(db.session(), current_actor(), old.email, old.name, old.locale, place, base_url)
        db.session.commit()
        flash(_("A new invitation to %(email)s is on its way.", email=old.email), "success")
    return see_other(LIST)


def _person(ref: str) -> Any:
    _staff_only()
    or_403(policy.can_change_staff(current_actor()))
    return or_404(people.by_reference(people.staff(db.session()), ref))


def _person_page(
    person: Any, form: StaffForm | None = None, status: int = 200, said: str | None = None
) -> Response:
    database, actor = db.session(), current_actor()
    partners = queries.partner_choices(database)
    if form is None:
        mine = people.limits(database, person.user_id)
        form = StaffForm(
            formdata=None, known=partners, role=person.role, team=person.team, limited=person.limited,
            version=person.version, partners=[p.code for p in partners if p.id in mine],
        )  # fmt: skip
    page = render_template(
        "accounts/person.html", person=person, ref=person_reference(person.email), form=form, said=said,
        roles=labels.STAFF_ROLES, can_disable=policy.can_disable_staff(actor, person),
    )  # fmt: skip
    return make_response(page, status)


@bp.get(LIST + "/<ref>")
def person(ref: str) -> Response:
    """One of our own people."""
    return _person_page(_person(ref))


@bp.post(LIST + "/<ref>")
def change_person(ref: str) -> Response:
    """Change role, team and limit."""
    found = _person(ref)
    partners = queries.partner_choices(db.session())
    form = StaffForm(known=partners)
    if not form.validate():
        return _person_page(found, form, 422)
    limit = (
        {p.id: p.code for p in partners if p.code in (form.partners.data or ())}
        if form.limited.data
        else None
    )
    return _act(
        found, form,
        lambda: people.change_staff(
            db.session(), current_actor(), found, form.version.data or 0, form.role.data, form.team.data or None, limit
        ),
    )  # fmt: skip


@bp.post(LIST + "/<ref>/disablement")
def disable_person(ref: str) -> Response:
    """End this person's access at once."""
    found = _person(ref)
    or_403(policy.can_disable_staff(current_actor(), found))
    version = VersionForm().version.data or 0
    return _act(found, None, lambda: people.disable_staff(db.session(), current_actor(), found, version))


@bp.post(LIST + "/<ref>/enablement")
def enable_person(ref: str) -> Response:
    """Let this person in again."""
    found = _person(ref)
    version = VersionForm().version.data or 0
    return _act(found, None, lambda: people.enable_staff(db.session(), current_actor(), found, version))


def _act(found: Any, form: StaffForm | None, change: Callable[[], None]) -> Response:
    """Do it and go back to the list; else the page again with what was typed and why not."""
    try:
        change()
    except StaleDataError:
        if form:
            form.version.data = found.version
        said = _("Somebody changed this person meanwhile. Look at what is here now, then save again.")
        return _person_page(found, form, 409, said)
    except people.LastAdministrator:
        said = _("This is the last administrator. Make somebody else administrator first.")
        return _person_page(found, form, 422, said)
    db.session.commit()
    flash(_("Saved."), "success")
    return see_other(LIST)

"""Pages of partners: the directory, one partner, its people and invitations."""

from collections.abc import Callable
from typing import Any

from flask import Response, current_app, flash, make_response, render_template, request, url_for
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts import invitations, people
from portal.accounts import labels as accounts_labels
from portal.accounts import policy as accounts_policy
from portal.accounts.tokens import person_reference, reference
from portal.activity import actions as activity
from portal.activity import queries as activity_queries
from portal.db import db
from portal.partners import bp, contacts, labels, panels, policy, queries
from portal.partners.forms import ContactForm, InviteAdministratorForm, InviteForm, MemberForm, VersionForm
from portal.web import current_actor, nav, or_403, or_404, page_or_partial, paging, see_other
from portal.web.forms import folded
from portal.web.i18n import _, _l

nav.register(70, "partners.index", _l("Partners"), "building-2", shown=policy.can_see_directory)


@bp.get("/partners")
def index() -> Response:
    """The directory; a partner's person is shown their own partner."""
    actor = current_actor()
    if not policy.can_see_directory(actor):
        return see_other(url_for("partners.show", code=or_404(queries.own_code(db.session(), actor))))
    search = folded(request.args.get("q"))[: queries.LONGEST_SEARCH]
    key = paging.decode(request.args.get("after"), str)
    rows, last = queries.directory(db.session(), actor, search, key[0] if key else None)
    following = url_for("partners.index", q=search or None, after=paging.encode([last])) if last else None
    return page_or_partial(
        "partners/index.html", "partners/_partners.html", rows=rows, search=search, following=following,
        first=url_for("partners.index", q=search or None) if key else None, kinds=labels.KINDS,
        can_see_staff=accounts_policy.can_see_staff(actor),
    )  # fmt: skip


def _partner(code: str) -> Any:
    return or_404(queries.by_code(db.session(), current_actor(), code))


def _invite_form(partner_id: int, **given: Any) -> InviteAdministratorForm:
    """The partner chooses roles for its people; staff only invite its administrator."""
    chooses = accounts_policy.can_choose_role(current_actor(), partner_id)
    return InviteForm(**given) if chooses else InviteAdministratorForm(**given)


def _page(
    partner: Any, form: InviteAdministratorForm, status: int = 200, contact_form: ContactForm | None = None
) -> Response:
    database, actor = db.session(), current_actor()
    may_invite = accounts_policy.can_invite(actor, partner.id)
    waiting = policy.can_see_invitations(actor, partner.id)
    rows = [row for row in people.members(database, partner.id) if may_invite or row.disabled_at is None]
    page = render_template(
        "partners/show.html", partner=partner, rows=rows, form=form, refer=person_reference, reference=reference,
        invited=invitations.pending(database, partner.id) if waiting else [], sees_invitations=waiting,
        can_invite=may_invite, kinds=labels.KINDS, roles=accounts_labels.PARTNER_ROLES,
        reaches=accounts_labels.REACHES, told=labels.told,
        changes=activity_queries.of_subject(database, actor, "partner", partner.id, limit=20),
        panels=panels.of_partner(database, actor, partner), contact_form=contact_form or ContactForm(formdata=None),
        contacts=contacts.of_partner(database, actor, partner.id) if waiting else [],
    )  # fmt: skip
    return make_response(page, status)


@bp.get("/partners/<code>")
def show(code: str) -> Response:
    """One partner: facts, people, invitations, what changed."""
    partner = _partner(code)
    return _page(partner, _invite_form(partner.id, formdata=None))


@bp.post("/partners/<code>/invitations")
def invite(code: str) -> Response:
    """Invite somebody to the partner; sending the form twice invites once."""
    partner, actor, database = _partner(code), current_actor(), db.session()
    or_403(accounts_policy.can_invite(actor, partner.id))
    form = _invite_form(partner.id)
    email, key = str(form.email.data), str(form.key.data)
    if form.validate():
        known = people.by_reference(people.members(database, partner.id), person_reference(email))
        if known:
            form.email.errors = [_("This address belongs to %(name)s already.", name=known.name)]
    if form.errors:
        return _page(partner, form, 422)
    if earlier := activity.claim(database, actor, "partners.invite", key):
        return see_other(earlier)
    _send(partner, email, form.name.data or None, form.locale.data, **form.rights())
    back = url_for("partners.show", code=code)
    activity.settle(database, actor, "partners.invite", key, back)
    database.commit()
    flash(_("The invitation to %(email)s is on its way.", email=email), "success")
    return see_other(back)


def _send(partner: Any, email: str, name: str | None, locale: str, **rights: Any) -> None:
    place = invitations.Place(partner_id=partner.id, code=partner.code, **rights)
    base_url = current_app.config["SETTINGS"].base_url
    invitations.invite(db.session(), current_actor(), email, name, locale, place, base_url)


def _invitation(partner: Any, ref: str) -> Any:
    or_403(accounts_policy.can_invite(current_actor(), partner.id))
    rows = invitations.sent(db.session(), partner.id)
    return or_404(next((row for row in rows if reference(row.token_hash) == ref), None))


@bp.post("/partners/<code>/invitations/<ref>/removal")
def revoke_invitation(code: str, ref: str) -> Response:
    """Take an invitation back."""
    partner = _partner(code)
    invitations.revoke(db.session(), current_actor(), _invitation(partner, ref), code)
    db.session.commit()
    flash(_("The invitation is taken back; its link no longer works."), "success")
    return see_other(url_for("partners.show", code=code))


@bp.post("/partners/<code>/invitations/<ref>/renewal")
def renew_invitation(code: str, ref: str) -> Response:
    """Send a new link for the same place; the old one stops working."""
    partner = _partner(code)
    old = _invitation(partner, ref)
    if old.used_at is None and old.revoked_at is None:
        _send(partner, old.email, old.name, old.locale, role=old.role, reach=old.reach, team=old.team)
        db.session.commit()
        flash(_("A new invitation to %(email)s is on its way.", email=old.email), "success")
    return see_other(url_for("partners.show", code=code))


@bp.post("/partners/<code>/contacts")
def add_contact(code: str) -> Response:
    """Let somebody without an account get links; sending the form twice adds them once."""
    partner, actor, database = _partner(code), current_actor(), db.session()
    or_403(accounts_policy.can_invite(actor, partner.id))
    form = ContactForm()
    email, key = str(form.email.data), str(form.key.data)
    back = url_for("partners.show", code=code) + "#contacts"
    if form.validate():
        if activity_queries.is_used(database, actor.user_id, "partners.add_contact", key):
            return see_other(back)
        known = contacts.of_partner(database, actor, partner.id)
        if contacts.by_reference(known, person_reference(email)):
            form.email.errors = [_("This address gets links already.")]
        member = people.by_reference(people.members(database, partner.id), person_reference(email))
        if member and member.disabled_at is None:
            form.email.errors = [_("This address belongs to %(name)s, who can sign in.", name=member.name)]
    if form.errors:
        return _page(partner, _invite_form(partner.id, formdata=None), 422, form)
    if earlier := activity.claim(database, actor, "partners.add_contact", key):
        return see_other(earlier)
    contacts.add(database, actor, partner, str(form.name.data), email, form.locale.data)
    activity.settle(database, actor, "partners.add_contact", key, back)
    database.commit()
    return see_other(back)


@bp.post("/partners/<code>/contacts/<ref>/removal")
def remove_contact(code: str, ref: str) -> Response:
    """Send somebody no more links."""
    partner, actor, database = _partner(code), current_actor(), db.session()
    or_403(accounts_policy.can_invite(actor, partner.id))
    known = contacts.of_partner(database, actor, partner.id)
    contacts.remove(database, actor, partner, or_404(contacts.by_reference(known, ref)))
    database.commit()
    return see_other(url_for("partners.show", code=code) + "#contacts")


def _member(partner: Any, ref: str) -> Any:
    or_403(accounts_policy.can_invite(current_actor(), partner.id))
    return or_404(people.by_reference(people.members(db.session(), partner.id), ref))


def _person_page(
    partner: Any, member: Any, form: MemberForm | None = None, status: int = 200, said: str | None = None
) -> Response:
    actor = current_actor()
    form = form or MemberForm(
        formdata=None, role=member.role, reach=member.reach, team=member.team, version=member.version
    )
    page = render_template(
        "partners/person.html", partner=partner, person=member, ref=person_reference(member.email), form=form,
        said=said, roles=accounts_labels.PARTNER_ROLES, reaches=accounts_labels.REACHES,
        can_choose_role=accounts_policy.can_choose_role(actor, partner.id),
        can_disable=accounts_policy.can_disable(actor, member),
    )  # fmt: skip
    return make_response(page, status)


@bp.get("/partners/<code>/people/<ref>")
def person(code: str, ref: str) -> Response:
    """One person of a partner, for those who may change something about them."""
    partner = _partner(code)
    return _person_page(partner, _member(partner, ref))


@bp.post("/partners/<code>/people/<ref>")
def change_person(code: str, ref: str) -> Response:
    """Change a colleague's role, reach and team."""
    partner = _partner(code)
    member = _member(partner, ref)
    or_403(accounts_policy.can_choose_role(current_actor(), partner.id))
    form = MemberForm()
    if not form.validate():
        return _person_page(partner, member, form, 422)
    return _act(
        partner, member, form,
        lambda: people.change_member(
            db.session(), current_actor(), member, code, form.version.data or 0, form.role.data, form.reach.data,
            form.team.data or None,
        ),
    )  # fmt: skip


@bp.post("/partners/<code>/people/<ref>/disablement")
def disable_person(code: str, ref: str) -> Response:
    """End a person's access to the partner at once."""
    partner = _partner(code)
    member = _member(partner, ref)
    or_403(accounts_policy.can_disable(current_actor(), member))
    version = VersionForm().version.data or 0
    change = people.disable_member
    return _act(partner, member, None, lambda: change(db.session(), current_actor(), member, code, version))


@bp.post("/partners/<code>/people/<ref>/enablement")
def enable_person(code: str, ref: str) -> Response:
    """Let a person in again."""
    partner = _partner(code)
    member = _member(partner, ref)
    version = VersionForm().version.data or 0
    change = people.enable_member
    return _act(partner, member, None, lambda: change(db.session(), current_actor(), member, code, version))


def _act(partner: Any, member: Any, form: MemberForm | None, change: Callable[[], None]) -> Response:
    """Do it and go back to the partner; else the page again with what was typed and why not."""
    try:
        change()
    except StaleDataError:
        if form:
            form.version.data = member.version
        said = _("Somebody changed this person meanwhile. Look at what is here now, then save again.")
        return _person_page(partner, member, form, 409, said)
    except people.LastAdministrator:
        said = _("This is the last administrator. Make somebody else administrator first.")
        return _person_page(partner, member, form, 422, said)
    db.session.commit()
    flash(_("Saved."), "success")
    return see_other(url_for("partners.show", code=partner.code))

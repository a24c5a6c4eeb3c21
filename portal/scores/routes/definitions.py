"""How partners are judged: versions for each kind of partner, and for single ones."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Response, flash, make_response, render_template, url_for
from sqlalchemy.exc import IntegrityError

from portal.db import db
from portal.partners import queries as partners
from portal.partners.labels import KINDS
from portal.scores import bp, defining, definition_forms, definition_page, definitions, policy
from portal.scores.defining import Newer, Said
from portal.scores.definition_forms import DefinitionForm
from portal.scores.models import PartnerDefinition
from portal.web import current_actor, or_403, or_404, see_other
from portal.web.i18n import _, reader_locale
from portal.web.templating import today

LIST = "/settings/definitions"


@bp.get(LIST, endpoint="definitions")
def list_definitions() -> Response:
    """The kinds of partner and the partners that have a definition of their own; a partner is shown its own."""
    actor, session = current_actor(), db.session()
    or_403(policy.can_see_definitions(actor))
    if not actor.is_staff:
        code = or_404(partners.own_code(session, actor))
        return see_other(url_for("scores.own_definition", code=code))
    kinds = definition_page.newest_of_kinds(session)
    own = definition_page.partners_with_own(session, actor)
    return make_response(
        render_template(
            "scores/definitions.html", kinds=kinds, own=own, names=KINDS, can_define=policy.can_define(actor)
        )
    )


@bp.get(LIST + "/<kind>")
def kind_definition(kind: str) -> Response:
    """The versions for a kind of partner, newest first."""
    _kind(kind)
    return _kind_page(kind)


@bp.post(LIST + "/<kind>")
def define_kind(kind: str) -> Response:
    """Write the next version for a kind of partner."""
    _kind(kind)
    or_403(policy.can_define(current_actor()))
    form = DefinitionForm(reader_locale(), _earliest())
    if not form.validate():
        return _kind_page(kind, form, 422)
    said = Said(form.said, form.starts_on.data, form.note.data or "", form.version.data or 0)
    if not _write(lambda: defining.for_kind(db.session(), current_actor(), kind, said)):
        return _kind_page(kind, form, 409)
    return see_other(url_for("scores.kind_definition", kind=kind))


@bp.get(LIST + "/partners/<code>")
def own_definition(code: str) -> Response:
    """How one partner is judged: by its kind's definition, or by one of its own."""
    partner = _partner(code)
    return _own_page(partner)


@bp.post(LIST + "/partners/<code>")
def define_partner(code: str) -> Response:
    """Write the next version for one partner."""
    partner = _partner(code)
    or_403(policy.can_define(current_actor()))
    form = DefinitionForm(reader_locale(), _earliest())
    if not form.validate():
        return _own_page(partner, form, 422)
    said = Said(form.said, form.starts_on.data, form.note.data or "", form.version.data or 0)
    if not _write(lambda: defining.for_partner(db.session(), current_actor(), partner, said)):
        return _own_page(partner, form, 409)
    return see_other(url_for("scores.own_definition", code=code))


@bp.post(LIST + "/partners/<code>/end")
def follow_kind(code: str) -> Response:
    """Judge a partner as its kind again, from this month on."""
    partner = _partner(code)
    or_403(policy.can_define(current_actor()))
    session, actor = db.session(), current_actor()
    number = definitions.newest_number(
        session, definitions.own_versions(actor, partner.id), PartnerDefinition
    )
    newest = session.scalars(
        definitions.own_versions(actor, partner.id).where(PartnerDefinition.number == number)
    ).first()
    if newest is not None and newest.values is not None:
        said = Said(None, max(_earliest(), newest.starts_on), _("As its kind again"), number)
        if not _write(lambda: defining.for_partner(session, actor, partner, said)):
            return _own_page(partner, None, 409)
    return see_other(url_for("scores.own_definition", code=code))


def _write(write: Callable[[], bool]) -> bool:
    """Write and commit; False if somebody was quicker."""
    try:
        if write():
            db.session.commit()
            flash(_("The new version is kept."), "success")
    except (Newer, IntegrityError):
        db.session.rollback()
        return False
    return True


def _kind_page(kind: str, form: DefinitionForm | None = None, status: int = 200) -> Response:
    shown = definition_page.of_kind(db.session(), kind, reader_locale())
    return _page(shown, str(KINDS[kind]), url_for("scores.define_kind", kind=kind), form, status, [])


def _own_page(partner: Any, form: DefinitionForm | None = None, status: int = 200) -> Response:
    shown = definition_page.of_partner(db.session(), current_actor(), partner, today(), reader_locale())
    action = url_for("scores.define_partner", code=partner.code)
    end = url_for("scores.follow_kind", code=partner.code) if shown.own else None
    return _page(shown, partner.name, action, form, status, [partner], end=end)


def _page(
    shown: definition_page.Shown, title: str, action: str, form: DefinitionForm | None, status: int, of: list[Any],
    end: str | None = None,
) -> Response:  # fmt: skip
    actor, locale = current_actor(), reader_locale()
    can_define = policy.can_define(actor)
    stale = status == 409
    if stale and form is not None:
        form.version.data, form.version.raw_data = shown.number, None
    if form is None and can_define:
        data = definition_forms.typed(shown.held.definition, locale)
        data |= {"version": shown.number, "starts_on": _earliest()}
        form = DefinitionForm(locale, _earliest(), formdata=None, data=data)
    return make_response(
        render_template(
            "scores/definition.html", shown=shown, title=title, action=action, partner=of[0] if of else None, end=end,
            form=form if can_define else None, stale=stale, kinds=KINDS,
            weighed=definition_forms.weighed(form) if form is not None and can_define else [],
        ),
        status,
    )  # fmt: skip


def _kind(kind: str) -> None:
    or_404(current_actor().is_staff or None)
    or_404(KINDS.get(kind))


def _partner(code: str) -> Any:
    partner = or_404(partners.by_code(db.session(), current_actor(), code))
    or_403(policy.can_see_definitions(current_actor()))
    return partner


def _earliest() -> date:
    """The first day of this month: months before it may be closed."""
    return today().replace(day=1)

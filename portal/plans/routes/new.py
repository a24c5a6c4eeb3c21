"""Begin a plan."""

from dataclasses import replace
from typing import Any

from flask import Response, make_response, render_template, request, url_for
from sqlalchemy.orm import Session

from portal.activity import actions as activity
from portal.activity import queries as kept
from portal.actor import Actor
from portal.db import db
from portal.partners import queries as partners
from portal.plans import actions, bp, patterns, people, policy, sources
from portal.plans.forms import PlanForm
from portal.plans.models import KINDS, Plan
from portal.web import current_actor, or_403, or_404, see_other
from portal.web.i18n import _, reader_locale
from portal.web.templating import company, today

ROUTE, DRAFT = "plans.create", "plans/new"
PERIOD_DAYS = 90


@bp.get("/plans/new")
def new() -> Response:
    """The form, begun from a record (`?issue=…`), for a partner (`?partner=…`) or from nothing."""
    actor = current_actor()
    or_403(policy.can_plan(actor))
    return _page(actor, None)


@bp.post("/plans")
def create() -> Response:
    """Begin a plan with one partner, or one with each that was ticked. Sent twice, it begins once."""
    actor, session = current_actor(), db.session()
    or_403(policy.can_plan(actor))
    birth, partner = _about(session, actor)
    form = _form(session, actor, partner, birth)
    if not form.validate():
        return _page(actor, form, 422)
    chosen = [partner] if partner else [p for p in _offered(session, actor) if p.code in form.partners.data]
    readers = birth.readers if birth else None
    theirs = {
        one.id: people.who_may_own(actor, people.of_partner(session, one.id), readers) for one in chosen
    }
    if alone := [one.name for one in chosen if not theirs[one.id]]:
        field = form.partner_owner if partner else form.partners
        field.errors = [
            _("%(names)s has nobody yet who could own it. Invite somebody first.", names=", ".join(alone))
        ]
        return _page(actor, form, 422)
    key = str(form.key.data)
    if location := activity.claim(session, actor, ROUTE, key):
        return see_other(location)
    plans = [
        _begin(session, actor, form, one.id, theirs[one.id], birth, several=len(chosen) > 1) for one in chosen
    ]
    location = url_for("plans.show", ref=plans[0].ref) if len(plans) == 1 else url_for("plans.index")
    activity.settle(session, actor, ROUTE, key, location)
    activity.drop_draft(session, actor.user_id, DRAFT)
    session.commit()
    return see_other(location)


def _begin(
    session: Session, actor: Actor, form: PlanForm, partner_id: int, theirs: list[Any],
    birth: sources.Birth | None, *, several: bool,
) -> Plan:  # fmt: skip
    owner = next((p for p in theirs if str(p.id) == form.partner_owner.data), theirs[0])
    terms = form.terms(owner.id)
    if actor.is_staff and birth and birth.source.confidential:  # who made it so, opens it
        terms = replace(terms, confidential=True)
    owners = {"company": (terms.staff_owner_id, form.staff_name()), "partner": (owner.id, owner.name)}
    first = patterns.usual(form.kind.data, terms.starts_on, owners) if form.usual.data else []
    programme = (form.programme.data or terms.title)[:80] if several else form.programme.data or None
    return actions.begin(
        session, actor, partner_id, form.kind.data, terms, first, source=birth.source if birth else None,
        programme=programme if actor.is_staff else None,
    )  # fmt: skip


def _about(session: Session, actor: Actor) -> tuple[sources.Birth | None, Any]:
    """The record a plan is made of and the partner it is with, from the address or form; no partner where
    staff are still to choose. What is named and not there ends on the not-found page."""
    for kind in sources.kinds():
        if ref := request.values.get(kind):
            birth = or_404(sources.find(session, actor, kind, ref))
            return birth, partners.by_id(session, actor, birth.partner_id)
    if actor.partner_id is not None:
        return None, or_404(partners.by_id(session, actor, actor.partner_id))
    if code := request.values.get("partner"):
        return None, or_404(partners.by_code(session, actor, code))
    return None, None


def _offered(session: Session, actor: Actor) -> list[Any]:
    return partners.choices(session, actor, partners.MOST_OFFERED)


def _form(
    session: Session, actor: Actor, partner: Any, birth: sources.Birth | None, **kwargs: Any
) -> PlanForm:
    offered = [] if partner else _offered(session, actor)
    staff = people.of_company(session, actor, partner.id) if partner else people.for_all(session, actor)
    theirs = people.of_partner(session, partner.id) if partner else []
    theirs = people.who_may_own(actor, theirs, birth.readers if birth else None)
    return PlanForm(reader_locale(), staff, theirs, offered, **kwargs)


def _page(actor: Actor, form: PlanForm | None, status: int = 200) -> Response:
    session = db.session()
    birth, partner = _about(session, actor)
    drafted = None
    if form is None:
        drafted = kept.draft(session, actor.user_id, DRAFT) if actor.drafts else None
        form = _form(
            session, actor, partner, birth, formdata=None, data=_begun(actor, birth, partner, drafted)
        )
    return make_response(
        render_template(
            "plans/new.html", form=form, birth=birth, partner=partner, draft=DRAFT, drafted=drafted is not None,
            company_name=company().short_name,
        ),
        status,
    )  # fmt: skip


def _begun(
    actor: Actor, birth: sources.Birth | None, partner: Any, drafted: dict[str, Any] | None
) -> dict[str, Any]:
    """What the form begins with: what was typed before, else what the record and the kind suggest."""
    now = today()
    likely = patterns.LIKELY.get(partner.kind, "improvement") if partner else "improvement"
    kind = request.args.get("kind", birth.kind if birth else likely)
    values: dict[str, Any] = {
        "kind": kind if kind in KINDS else likely, "starts_on": now,
        "ends_on": now.fromordinal(now.toordinal() + PERIOD_DAYS), "usual": True,
        "title": birth.title if birth else "", "goal": birth.goal if birth else "",
        "confidential": bool(birth and birth.source.confidential),
        "staff_owner": str(actor.user_id) if actor.is_staff else None,
        "partner_owner": None if actor.is_staff else str(actor.user_id), **(birth.counted if birth else {}),
    }  # fmt: skip
    texts = ("title", "goal", "measure", "unit", "baseline", "target", "programme")
    values.update({name: drafted[name][0] for name in texts if drafted and drafted.get(name)})
    return values

"""Entering an order by hand."""

from typing import Any

from flask import Response, request, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import MultiDict

from portal.accounts import queries as accounts
from portal.activity import actions as activity
from portal.activity import queries as activity_queries
from portal.actor import Actor
from portal.db import db
from portal.orders import actions, bp, entry, owning, policy, queries, references
from portal.orders.entry_forms import EntryForm, Problems
from portal.orders.labels import MODES
from portal.web import current_actor, or_403, page_or_partial, see_other
from portal.web.answers import is_partial
from portal.web.i18n import _, reader_locale
from portal.web.templating import today

ROUTE = "orders.create"
DRAFT = "orders/new"  # the key under which what was typed is kept: the form's path


@bp.get("/orders/new")
def new() -> Response:
    """The form, with what was typed before."""
    actor, session = current_actor(), db.session()
    or_403(policy.can_enter(actor))
    kept = activity_queries.draft(session, actor.user_id, DRAFT) if actor.drafts else None
    typed = MultiDict(kept) if kept else None
    if typed and activity_queries.is_used(session, actor.user_id, ROUTE, str(typed.get("key"))[:64]):
        typed.pop("key")
    form = _form(actor, typed)
    if typed is None:
        form.reference.data = references.next_free(session, actor)
        form.ordered_on.data = today()
        form.owner.data = str(actor.user_id)
        sites = queries.sites(session)
        form.site.data = sites[0].code if len(sites) == 1 else ""
    rows = entry.sent(typed or {})
    return _page(form, rows or entry.renumbered([], entry.FIRST_ROWS), drafted=typed is not None)


@bp.post("/orders/new")
def create() -> Response:
    """Enter the order; or show what was pasted, or more rows, with all that was typed."""
    actor, session = current_actor(), db.session()
    or_403(policy.can_enter(actor))
    form, rows = _form(actor, request.form), entry.sent(request.form)
    key = str(form.key.data)
    if form.pasted.data or request.form.get("do") in ("rows", "paste"):
        return _more(actor, form, rows)
    if (earlier := _earlier(actor, key)) is not None:
        return see_other(earlier)
    lines = entry.lines_of(rows, form.ordered_on.data, reader_locale())
    sound = form.validate()
    if not any(row.filled for row in rows):
        form.pasted.errors = [_("Type at least one line, or paste some.")]
    elif sound and lines:
        if references.is_taken(session, str(form.reference.data)):
            form.reference.errors = [_taken()]
        elif (answer := _created(actor, form, lines, key)) is not None:
            return answer
    return _page(form, rows or entry.renumbered([], entry.FIRST_ROWS), 422)


def _created(actor: Actor, form: EntryForm, lines: list[Any], key: str) -> Response | None:
    """The answer to an order that was written; None, and why on the form, where it could not be."""
    session = db.session()
    partner = next(p for p in queries.partners(session, actor) if p.slug == form.partner.data)
    owner = int(form.owner.data) if form.owner.data else None
    if owner and owner not in {p.id for p in accounts.staff_for(session, partner.id)}:
        form.owner.errors = [_("This person does not work with the partner. Choose another.")]
        return None
    there = owning.people(session, partner.id)
    theirs = next((p for p in there if str(p.id) == form.partner_owner.data), None)
    if form.partner_owner.data and theirs is None:
        form.partner_owner.errors = [_("This person does not work there. Choose another.")]
        return None
    theirs = theirs or owning.by_rule(session, partner.id, there)
    site = next((s.id for s in queries.sites(session) if s.code == form.site.data), None)
    if (earlier := activity.claim(session, actor, ROUTE, key)) is not None:
        return see_other(earlier)
    ref = str(form.reference.data)
    try:
        with session.begin_nested():
            actions.create(
                session, actor, partner.id, ref, lines, ordered_on=form.ordered_on.data, site_id=site,
                note=form.note.data or None, currency=form.currency.data or None,
                incoterm=form.incoterm.data or None, staff_owner_id=owner, **owning.columns(theirs),
            )  # fmt: skip
    except IntegrityError:  # another took the reference between our look and our insert
        session.rollback()
        form.reference.errors = [_taken()]
        return None
    location = url_for("orders.show", ref=ref)
    activity.settle(session, actor, ROUTE, key, location)
    activity.drop_draft(session, actor.user_id, DRAFT)
    session.commit()
    return see_other(location)


def _more(actor: Actor, form: EntryForm, rows: list[entry.TypedLine]) -> Response:
    """The form again with the pasted rows in it, or with more empty ones. It is kept, so that going back
    or loading again loses nothing; a browser without script opens it anew."""
    try:
        fresh = entry.pasted(form.pasted.data, reader_locale()) if form.pasted.data else []
        if sum(row.filled for row in rows) + len(fresh) > entry.MOST_LINES:
            raise ValueError(_("An order entered by hand takes %(most)s lines.", most=entry.MOST_LINES))
    except ValueError as problem:
        form.pasted.errors = [str(problem)]
        return _page(form, rows, 422)
    filled = [row for row in rows if row.filled] + fresh
    rows = entry.renumbered(filled, 1 if fresh else max(entry.FIRST_ROWS - len(filled), entry.MORE_ROWS))
    if fresh:
        entry.lines_of(rows, form.ordered_on.data, reader_locale())  # what cannot be read is said at once
        form.pasted.data = ""
    fields = {n: v for n, v in request.form.to_dict(flat=False).items() if not n.startswith("row")}
    cells = {row.id(name): [row[name]] for row in rows for name in entry.CELLS}
    dropped = dict.fromkeys(("csrf_token", "do"))
    kept = {n: v for n, v in {**fields, "pasted": [""], **cells}.items() if n not in dropped}
    activity.keep_draft(db.session(), actor.user_id, DRAFT, kept)
    db.session.commit()
    if is_partial():
        return _page(form, rows)
    return see_other(url_for("orders.new") + "#lines")


def _earlier(actor: Actor, key: str) -> str | None:
    """Where the order that was entered with this key is."""
    session = db.session()
    if not activity_queries.is_used(session, actor.user_id, ROUTE, key):
        return None
    return activity.claim(session, actor, ROUTE, key)


def _form(actor: Actor, typed: Any) -> EntryForm:
    session = db.session()
    partners = queries.partners(session, actor)
    form = EntryForm(today(), partners, formdata=typed)
    form.offer_owners(partners, accounts.people_of_partners(session, [p.id for p in partners]))
    staff = [p for p in accounts.people(session, None) if p.role != "auditor"]
    form.offer(queries.sites(session), staff)
    return form


def _page(
    form: EntryForm, rows: list[entry.TypedLine], status: int = 200, *, drafted: bool = False
) -> Response:
    return page_or_partial(
        "orders/new.html", "orders/_entry.html", status, form=form, rows=rows, modes=MODES,
        problems=Problems(form, rows), draft=DRAFT, drafted=drafted, most=entry.MOST_LINES,
    )  # fmt: skip


def _taken() -> str:
    return _("Another order has this reference. Choose another.")

"""Changing an order, by the company's people."""

from typing import Any
from urllib.parse import parse_qsl

from flask import Response, request, url_for
from werkzeug.datastructures import MultiDict

from portal.accounts import queries as accounts
from portal.activity import actions as activity
from portal.activity import queries as activity_queries
from portal.actor import Actor
from portal.db import db
from portal.orders import amend_lines, amending, amendment, bp, entry, line_pages, queries
from portal.orders.amend_forms import AmendForm
from portal.orders.amendment import LineForm
from portal.orders.entry_forms import Problems
from portal.orders.labels import MODES
from portal.orders.queries import Held
from portal.orders.routes.cancel import changed, committed, find, meanwhile
from portal.orders.routes.index import reader
from portal.web import current_actor, page_or_partial, see_other
from portal.web.answers import is_partial
from portal.web.i18n import _, reader_locale
from portal.web.templating import today

AMEND = "orders.amend"
NOT_KEPT = ("csrf_token", "do", "go", "q", "line")


@bp.get("/orders/<path:ref>/amendment")
def amendment_form(ref: str) -> Response:
    """The order with its values to be changed, and what was typed before."""
    actor, session, held = find(ref)
    kept = activity_queries.draft(session, actor.user_id, _draft(ref)) if actor.drafts else None
    typed = MultiDict(kept) if kept else None
    form = _form(actor, held, typed)
    lines = amendment.line_forms(held, reader_locale(), today())
    problem = ""
    if typed is None:
        _stand(form, held)
    else:
        for line in lines:
            line.take(typed)
        if activity_queries.is_used(session, actor.user_id, AMEND, str(form.key.data)):
            form.key.data = AmendForm(formdata=None).key.data
        problem = changed(held, str(form.version.data)) if form.version.data != held.stamp else ""
    return _page(held, form, lines, entry.sent(typed or {}), drafted=typed is not None, problem=problem)


@bp.post("/orders/<path:ref>/amendment")
def amend(ref: str) -> Response:
    """Change what was typed otherwise: at once where nobody promised it, else as a proposal."""
    actor, session, held = find(ref)
    form, new = _form(actor, held, request.form), entry.sent(request.form)
    lines = amendment.line_forms(held, reader_locale(), today())
    for line in lines:
        line.take(request.form)
    if request.form.get("do") == "rows":
        return _more(actor, held, form, lines, new)
    if request.form.get("do") == "find" or "go" in request.form:
        return _turn(actor, held, form, lines, new)
    if activity_queries.is_used(session, actor.user_id, AMEND, str(form.key.data)):
        return see_other(url_for("orders.show", ref=ref))
    changes = {line.number: line.change() for line in lines}
    added = entry.lines_of(new, None, reader_locale())
    head = _head(held, form)
    sound = form.validate()
    if any(changes.values()) and not form.reason.data:
        form.reason.errors = [*form.reason.errors, _("Say why.")]
    problems = Problems(form, [*new, *lines])
    if problems.errors or not sound:
        return _page(held, form, lines, new, 422)
    if form.version.data != held.stamp:
        return _page(held, form, lines, new, 409, problem=changed(held, str(form.version.data)))
    if not (any(changes.values()) or added or head):
        return _page(held, form, lines, new, 422, problem=_("Nothing is changed yet."))
    if (earlier := activity.claim(session, actor, AMEND, str(form.key.data))) is not None:
        return see_other(earlier)
    reason = str(form.reason.data or "")
    if head:
        columns, named = (
            {name: pair[0] for name, pair in head.items()},
            {name: pair[1] for name, pair in head.items()},
        )
        amending.amend_order(
            session, actor, held.order, columns, {_NAMES[name]: pair for name, pair in named.items()}
        )
    for line in lines:
        if changes[line.number]:
            amending.amend_line(
                session, actor, held.order, line.line, line.parts, changes[line.number], reason, today()
            )
    for each in added:
        amending.add(session, actor, held.order, each)
    return committed(actor, ref, AMEND, str(form.key.data), _draft(ref)) or _amend_again(ref)


def _amend_again(ref: str) -> Response:
    actor, _session, held = find(ref)
    lines = amendment.line_forms(held, reader_locale(), today())
    for line in lines:
        line.take(request.form)
    form = _form(actor, held, request.form)
    return _page(held, form, lines, entry.sent(request.form), 409, problem=meanwhile())


_NAMES = {"site_id": "site", "staff_owner_id": "owner", "note": "note"}


def _head(held: Held, form: AmendForm) -> dict[str, tuple[Any, list[str]]]:
    """What of the order itself was typed otherwise: by column the new value, and both in words."""
    order, session = held.order, db.session()
    sites = {s.id: s for s in queries.sites(session)}
    site = next((s.id for s in sites.values() if s.code == form.site.data), None)
    people = {p.id: p.name for p in accounts.people(session, None)}
    owner = (
        int(form.owner.data) if (form.owner.data or "").isdecimal() and len(form.owner.data) < 19 else None
    )
    note = form.note.data or None
    found: dict[str, tuple[Any, list[str]]] = {}
    if site != order.site_id:
        found["site_id"] = site, [sites[i].name if i in sites else "" for i in (order.site_id, site)]
    if owner != order.staff_owner_id:
        found["staff_owner_id"] = owner, [people.get(i or 0, "") for i in (order.staff_owner_id, owner)]
    if note != (order.note or None):
        found["note"] = note, [(order.note or "")[:200], (note or "")[:200]]
    return found


def _stand(form: AmendForm, held: Held) -> None:
    """Fill the form with what stands."""
    codes = {s.id: s.code for s in queries.sites(db.session())}
    form.version.data = held.stamp
    form.site.data = codes.get(held.order.site_id, "")
    form.owner.data = str(held.order.staff_owner_id or "")
    form.note.data = held.order.note


def _form(actor: Actor, held: Held, typed: Any) -> AmendForm:
    session = db.session()
    form = AmendForm(formdata=typed)
    staff = [p for p in accounts.staff_for(session, held.order.partner_id) if p.role != "auditor"]
    form.offer(queries.sites(session), staff)
    return form


def _more(
    actor: Actor, held: Held, form: AmendForm, lines: list[LineForm], new: list[entry.TypedLine]
) -> Response:
    filled = [row for row in new if row.filled]
    new = entry.renumbered(filled, entry.MORE_ROWS)
    _keep(actor, held, new)
    if is_partial():
        return _page(held, form, lines, new)
    return see_other(url_for("orders.amendment_form", ref=held.order.ref) + "#new-lines")


def _turn(
    actor: Actor, held: Held, form: AmendForm, lines: list[LineForm], new: list[entry.TypedLine]
) -> Response:
    """Other lines of the order. All that was typed is kept."""
    _keep(actor, held, new)
    query = amend_lines.address(request.form)
    if is_partial():
        return _page(held, form, lines, new, asked=line_pages.read(MultiDict(parse_qsl(query))))
    return see_other(url_for("orders.amendment_form", ref=held.order.ref) + f"?{query}#lines")


def _keep(actor: Actor, held: Held, new: list[entry.TypedLine]) -> None:
    """Keep what was typed, so that loading the page again loses nothing; `new` are the rows of new lines."""
    fields = {n: v for n, v in request.form.to_dict(flat=False).items() if not n.startswith("row")}
    cells = {row.id(name): [row[name]] for row in new for name in entry.CELLS}
    kept = {n: v for n, v in {**fields, **cells}.items() if n not in NOT_KEPT}
    activity.keep_draft(db.session(), actor.user_id, _draft(held.order.ref), kept)
    db.session.commit()


def _draft(ref: str) -> str:
    return f"orders/{ref}/amendment"


def _page(
    held: Held, form: AmendForm, lines: list[LineForm], new: list[entry.TypedLine], status: int = 200, *,
    problem: str = "", drafted: bool = False, asked: line_pages.Asked | None = None,
) -> Response:  # fmt: skip
    asked = asked or line_pages.read(request.values)
    problems = Problems(form, [*lines, *new])
    form.version.data = held.stamp  # who sends it again has seen how it stands
    return page_or_partial(
        "orders/amend.html", "orders/_amend.html", status, form=form, lines=amend_lines.seen(lines, asked, reader(current_actor())), new=new or entry.renumbered([], 1),
        modes=MODES, order=held.order, problems=problems, problem=problem, drafted=drafted,
        draft=_draft(held.order.ref), to_cancel=bool(held.still),
    )  # fmt: skip

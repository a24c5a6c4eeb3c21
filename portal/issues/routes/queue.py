"""The queue of the staff, and a partner's own issues."""

from typing import Any

from flask import Response, flash, make_response, render_template, request, url_for

from portal import clock
from portal.accounts import queries as accounts
from portal.db import db
from portal.issues import actions, around, bp, labels, listing, policy, queries
from portal.issues.clocks import both
from portal.partners.calendar import terms
from portal.talk import policy as talk_policy
from portal.web import current_actor, formats, nav, or_403, page_or_partial, paging, see_other
from portal.web.forms import folded
from portal.web.i18n import _, _l, _n

nav.register(30, "issues.index", _l("Issues"), "message-square", waiting=listing.waiting_count)

TABS = {
    "open": _l("Open"), "waiting": _l("Waiting for us"), "by-us": _l("Unanswered by us"),
    "by-them": _l("Unanswered by them"), "closed": _l("Closed"),
}  # fmt: skip
MOST_ID = 2**62
WHOSE = {"": _l("Everybody's"), "mine": _l("Mine"), "team": _l("My team's"), "unassigned": _l("Unassigned")}


@bp.get("/issues")
def index() -> Response:
    """Issues by urgency: the unanswered first, by answer clock."""
    return _page(200)


@bp.post("/issues/assignment")
def assign_many() -> Response:
    """Give several issues to one person; those changed meanwhile are left and named."""
    actor, session = current_actor(), db.session()
    or_403(policy.can_assign(actor))
    staff = {str(p.id): p for p in accounts.people(session, None) if p.role != "auditor"}
    owner = staff.get(request.form.get("owner", ""))
    picked = request.form.getlist("issue")[: listing.PAGE]
    if owner is None or not picked:
        flash(_("Choose issues and the person who is to answer for them."), "error")
        return _page(422)
    left = []
    for mark in picked:
        ref, _at, version = folded(mark).partition("@")
        issue = queries.by_ref(session, actor, ref)
        if issue is not None and issue.owner_id == owner.id:  # sent twice
            continue
        if issue is None or str(issue.version) != version or not _sees(owner, issue.partner_id):
            left.append(ref)
            continue
        actions.assign(session, actor, issue, owner.id, owner.name, issue.team)
    db.session.commit()
    done = len(picked) - len(left)
    flash(
        _n(
            "One issue now belongs to %(name)s.",
            "%(num)s issues now belong to %(name)s.",
            done,
            name=owner.name,
        ),
        "done",
    )
    if left:
        flash(
            _("Left as they are, since somebody changed them meanwhile: %(refs)s.", refs=", ".join(left)),
            "error",
        )
    return see_other(url_for("issues.index", **_kept(_filters())))


def _sees(person: Any, partner_id: int) -> bool:
    """True if this staff person may see the partner: whoever may not cannot answer for its issues."""
    return not person.limited or person.id in {p.id for p in accounts.staff_for(db.session(), partner_id)}


def _filters() -> listing.Filters:
    given = request.args
    tab, whose = given.get("tab", "open"), given.get("whose", "")
    kind, state = given.get("kind", ""), given.get("state", "")
    return listing.Filters(
        tab=tab if tab in TABS else "open",
        whose=whose if whose in WHOSE and current_actor().is_staff else "",
        partner=folded(given.get("partner"))[:120] if current_actor().is_staff else "",
        kind=kind if kind in labels.KINDS else "",
        state=state if state in labels.STATES else "",
        text=folded(given.get("q"))[:100],
    )


def _kept(filters: listing.Filters, **other: str | None) -> dict[str, Any]:
    values = {
        "tab": filters.tab if filters.tab != "open" else "", "whose": filters.whose, "partner": filters.partner,
        "kind": filters.kind, "state": filters.state, "q": filters.text,
    }  # fmt: skip
    return {name: value for name, value in {**values, **other}.items() if value}


def _page(status: int) -> Response:
    """The list with what stands around it. Five SELECTs beside the sign-in's first, for one issue and
    for a page of them."""
    session, actor, filters = db.session(), current_actor(), _filters()
    found = around.around(session, actor, filters.partner, gives=policy.can_assign(actor))
    after = _after(filters)
    rows = listing.page(session, actor, filters, found.partner_id(filters.partner), after)
    more, rows = len(rows) > listing.PAGE, rows[: listing.PAGE]
    hours, now = terms(session), clock.now()
    following = url_for("issues.index", **_kept(filters, after=_cursor(filters, rows[-1]))) if more else None
    return page_or_partial(
        "issues/index.html", "issues/_table.html", status, tabs_=_tabs(found.counts, filters), filters=filters,
        following=following, rows=[(row, *both(row, now, hours)) for row in rows], staff=found.people,
        partners=found.partners, chosen=found.chosen, similar=[
            (each.name, url_for("issues.index", **_kept(filters, partner=each.code))) for each in found.similar
        ],
        assign_href=url_for("issues.assign_many", **_kept(filters)), labels=labels, whose=WHOSE,
        can_assign=policy.can_assign(actor), can_open=policy.can_open(actor), can_prepare=talk_policy.can_prepare_replies(actor),
        first=url_for("issues.index", **_kept(filters)) if after else None,
        cleared=url_for("issues.index", **_kept(listing.Filters(tab=filters.tab))),
        filtered=sum(map(bool, (filters.whose, filters.partner, filters.kind, filters.state, filters.text))),
    )  # fmt: skip


@bp.get("/issues/partners")
def partners() -> Response:
    """Partners whose name holds what was typed, for the filter of a company with very many."""
    typed = folded(request.args.get("partner"))[:120]
    found = around.partners_like(db.session(), current_actor(), typed) if typed else []
    return make_response(render_template("issues/_partners.html", partners=found))


def _tabs(counts: dict[str, int], filters: listing.Filters) -> list[dict[str, Any]]:
    actor = current_actor()
    words = {**TABS, "waiting": TABS["waiting"] if actor.is_staff else _l("Waiting for you")}
    return [
        {
            "label": label, "current": name == filters.tab, "count": _capped(counts[name], actor.locale),
            "href": url_for("issues.index", **_kept(filters, tab=name if name != "open" else None)),
        }
        for name, label in words.items()
    ]  # fmt: skip


def _capped(count: int, locale: str) -> str:
    return formats.quantity(min(count, listing.CAP), locale) + ("+" if count > listing.CAP else "")


def _cursor(filters: listing.Filters, row: Any) -> str:
    return paging.encode([row.id] if filters.text else [row.turn, row.turn_due_at.isoformat(), row.id])


def _after(filters: listing.Filters) -> Any:
    """The place of the last row shown, None for no or a damaged mark."""
    word = request.args.get("after")
    if filters.text:
        found = paging.decode(word, int)
        return found[0] if found and abs(found[0]) < MOST_ID else None
    found = paging.decode(word, int, str, int)
    if found is None or not (0 <= found[0] <= 2 and abs(found[2]) < MOST_ID):
        return None
    try:
        return found[0], clock.instant(found[1]), found[2]
    except (ValueError, OverflowError):
        return None

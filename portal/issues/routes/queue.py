"""The queue of the staff, and a partner's own issues."""

from typing import Any

from flask import Response, flash, request, url_for

from portal import clock
from portal.accounts import queries as accounts
from portal.db import db
from portal.issues import actions, bp, labels, policy, queries
from portal.issues.clocks import both
from portal.partners.calendar import terms
from portal.web import current_actor, nav, or_403, page_or_partial, paging, see_other
from portal.web.forms import folded
from portal.web.i18n import _, _l, _n

nav.register(30, "issues.index", _l("Issues"), "message-square", waiting=queries.waiting_count)

TABS = {"open": _l("Open"), "waiting": _l("Waiting for us"), "closed": _l("Closed")}
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
    picked = request.form.getlist("issue")[: queries.PAGE]
    if owner is None or not picked:
        flash(_("Choose issues and the person who is to answer for them."), "error")
        return _page(422)
    left = []
    for mark in picked:
        ref, _at, version = folded(mark).partition("@")
        issue = queries.by_ref(session, actor, ref)
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


def _filters() -> queries.Filters:
    given = request.args
    tab, whose = given.get("tab", "open"), given.get("whose", "")
    kind, state = given.get("kind", ""), given.get("state", "")
    return queries.Filters(
        tab=tab if tab in TABS else "open",
        whose=whose if whose in WHOSE and current_actor().is_staff else "",
        partner=folded(given.get("partner"))[:20] if current_actor().is_staff else "",
        kind=kind if kind in labels.KINDS else "",
        state=state if state in labels.STATES else "",
        text=folded(given.get("q"))[:100],
    )


def _kept(filters: queries.Filters, **other: str | None) -> dict[str, Any]:
    values = {
        "tab": filters.tab if filters.tab != "open" else "", "whose": filters.whose, "partner": filters.partner,
        "kind": filters.kind, "state": filters.state, "q": filters.text,
    }  # fmt: skip
    return {name: value for name, value in {**values, **other}.items() if value}


def _page(status: int) -> Response:
    session, actor, filters = db.session(), current_actor(), _filters()
    types = ("closed", str, int) if filters.tab == "closed" else ("open", int, str, int)
    after = paging.decode(request.args.get("after"), *types[1:])
    rows = queries.listing(session, actor, filters, _instants(after))
    more = len(rows) > queries.PAGE
    rows = rows[: queries.PAGE]
    counts = queries.tab_counts(session, actor)
    hours, now = terms(session), clock.now()
    items: list[dict[str, Any]] = [
        {
            "label": _("Waiting for you") if name == "waiting" and not actor.is_staff else label, "href": url_for("issues.index", **_kept(filters, tab=name if name != "open" else None)),
            "count": "1,000+" if counts[name] >= queries.MOST_COUNTED else counts[name], "current": name == filters.tab,
        }
        for name, label in TABS.items()
    ]  # fmt: skip
    staff = accounts.people(session, None) if policy.can_assign(actor) else []
    following = url_for("issues.index", **_kept(filters, after=_cursor(filters, rows[-1]))) if more else None
    return page_or_partial(
        "issues/index.html", "issues/_table.html", status, tabs_=items, filters=filters, following=following,
        rows=[(row, *both(row, now, hours)) for row in rows], staff=[p for p in staff if p.role != "auditor"],
        assign_href=url_for("issues.assign_many", **_kept(filters)), labels=labels, whose=WHOSE, can_assign=policy.can_assign(actor), can_open=policy.can_open(actor),
        first=url_for("issues.index", **_kept(filters)) if after else None,
        filtered=sum(map(bool, (filters.whose, filters.partner, filters.kind, filters.state, filters.text))),
    )  # fmt: skip


def _cursor(filters: queries.Filters, row: Any) -> str:
    if filters.tab == "closed":
        return paging.encode([row.opened_at.isoformat(), row.id])
    due = row.answer_due_at if row.unanswered else row.solution_due_at
    return paging.encode([0 if row.unanswered else 1, due.isoformat(), row.id])


def _instants(after: tuple[Any, ...] | None) -> tuple[Any, ...] | None:
    if after is None:
        return None
    try:
        return tuple(clock.instant(v) if isinstance(v, str) else v for v in after)
    except ValueError:
        return None

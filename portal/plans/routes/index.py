"""The list of plans."""

from typing import Any

from flask import Response, request, url_for

from portal.db import db
from portal.partners import queries as partners
from portal.plans import bp, labels, listing, policy
from portal.web import current_actor, nav, page_or_partial
from portal.web.forms import folded
from portal.web.i18n import _l

nav.register(40, "plans.index", _l("Plans"), "list-checks")

TABS = {"running": _l("Running"), "ended": _l("Ended")}


@bp.get("/plans")
def index() -> Response:
    """Plans by the day they end, each with how much of it is verified."""
    actor, session, asked = current_actor(), db.session(), _filters()
    found = listing.page(session, actor, asked, request.args.get("after"))
    return page_or_partial(
        "plans/index.html", "plans/_table.html", found=found, filters=asked, labels=labels,
        partners=partners.choices(session, actor, partners.MOST_OFFERED) if actor.is_staff else [],
        can_plan=policy.can_plan(actor),
        tabs=[
            {"label": label, "href": _address(asked, tab=name), "current": name == asked.tab}
            for name, label in TABS.items()
        ],
        cleared=url_for("plans.index", tab=None if asked.tab == "running" else asked.tab),
        first=_address(asked) if request.args.get("after") else None,
        following=_address(asked, after=found.after) if found.after else None,
    )  # fmt: skip


def _filters() -> listing.Filters:
    given = request.args
    tab, kind = given.get("tab", "running"), given.get("kind", "")
    return listing.Filters(
        tab=tab if tab in TABS else "running",
        kind=kind if kind in labels.KINDS else "",
        partner=folded(given.get("partner"))[:60] if current_actor().is_staff else "",
    )


def _address(filters: listing.Filters, **other: Any) -> str:
    kept = {"tab": filters.tab, "kind": filters.kind, "partner": filters.partner, **other}
    if kept["tab"] == "running":
        kept["tab"] = ""
    return url_for("plans.index", **{name: value for name, value in kept.items() if value})

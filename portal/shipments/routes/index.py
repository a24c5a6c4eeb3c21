"""The list of notices."""

from datetime import date
from typing import Any

from flask import Response, request, url_for

from portal.db import db
from portal.partners import queries as partners
from portal.shipments import bp, listing, notice_page
from portal.web import current_actor, nav, page_or_partial
from portal.web.forms import folded
from portal.web.i18n import _l

nav.register(25, "shipments.index", _l("Shipments"), "truck")

TABS = {
    "all": _l("All"),
    "announced": _l("Announced"),
    "draft": _l("Drafts"),
    "voided": _l("Withdrawn"),
}


@bp.get("/shipments")
def index() -> Response:
    """Notices, the newest first; the table alone for htmx."""
    actor, session, asked = current_actor(), db.session(), _filters()
    found = listing.page(session, actor, asked, request.args.get("after"))
    return page_or_partial(
        "shipments/index.html", "shipments/_table.html", found=found, filters=asked,
        shapes={
            row.id: notice_page.shape(
                row.state, found.standings.get(row.id), row.id in found.carried and found.carried[row.id].received
            )
            for row in found.rows
        },
        partners=partners.choices(session, actor, partners.MOST_OFFERED) if actor.is_staff else [],
        tabs=[
            {"label": label, "href": _address(asked, tab=name), "current": name == asked.tab}
            for name, label in TABS.items()
            if name != "draft" or not actor.is_staff
        ],
        cleared=url_for("shipments.index", tab=None if asked.tab == "all" else asked.tab),
        first=_address(asked) if request.args.get("after") else None,
        following=_address(asked, after=found.after) if found.after else None,
    )  # fmt: skip


def _filters() -> listing.Filters:
    given = request.args
    tab = given.get("tab", "all")
    return listing.Filters(
        tab=tab if tab in TABS else "all",
        partner=folded(given.get("partner"))[:60] if current_actor().is_staff else "",
        text=folded(given.get("q"))[:60],
        first=_day(given.get("from")),
        last=_day(given.get("to")),
    )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _address(filters: listing.Filters, **other: Any) -> str:
    kept: dict[str, Any] = {
        "tab": filters.tab, "partner": filters.partner, "q": filters.text, "from": filters.first,
        "to": filters.last, **other,
    }  # fmt: skip
    if kept["tab"] == "all":
        kept["tab"] = None
    kept = {name: str(value) for name, value in kept.items() if value}
    return url_for("shipments.index", **kept)

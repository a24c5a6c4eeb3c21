"""The list of reviews and their calendar."""

from datetime import date
from typing import Any

from flask import Response, request, url_for

from portal.db import db
from portal.partners import queries as partners
from portal.reviews import bp, labels, listing, policy, queries, said
from portal.web import current_actor, nav, page_or_partial
from portal.web.forms import folded
from portal.web.i18n import _l, reader_locale
from portal.web.templating import today

nav.register(48, "reviews.index", _l("Reviews"), "handshake", waiting=queries.count_waiting)

TABS = {"coming": _l("To come"), "missed": _l("Missed"), "past": _l("Past"), "year": _l("Year")}
FIRST, LAST = 2000, 2199


@bp.get("/reviews")
def index() -> Response:
    """Reviews to come, missed ones, past ones, and the calendar of a year."""
    actor, session, asked = current_actor(), db.session(), _filters()
    number = _year()
    of_year = listing.year(session, actor, asked, number) if asked.tab == "year" else None
    found = None if of_year else listing.page(session, actor, asked, request.args.get("after"))
    missed = listing.missed(session, actor, asked)
    return page_or_partial(
        "reviews/index.html", "reviews/_table.html", found=found, year=of_year, filters=asked, labels=labels,
        now=today(), period=lambda row: said.period(row.period_start, row.period_end, reader_locale()),
        months=[date(number, month, 1) for month in range(1, 13)],
        partners=partners.choices(session, actor, partners.MOST_OFFERED) if actor.is_staff else [],
        can_plan=policy.can_plan(actor),
        tabs=[
            {
                "label": label, "href": _address(asked, tab=name), "current": name == asked.tab,
                "count": missed if name == "missed" and missed else None,
            }
            for name, label in TABS.items()
        ],
        cleared=_address(asked, partner=""), before=_address(asked, year=number - 1),
        after=_address(asked, year=number + 1),
        first=_address(asked) if request.args.get("after") else None,
        following=_address(asked, after=found.after) if found and found.after else None,
    )  # fmt: skip


def _filters() -> listing.Filters:
    given = request.args
    tab = given.get("tab", "coming")
    return listing.Filters(
        tab=tab if tab in TABS else "coming",
        partner=folded(given.get("partner"))[:60] if current_actor().is_staff else "",
    )


def _year() -> int:
    text = request.args.get("year", "")
    number = int(text) if text.isdecimal() and len(text) == 4 else today().year
    return number if FIRST < number < LAST else today().year


def _address(filters: listing.Filters, **other: Any) -> str:
    kept = {"tab": filters.tab, "partner": filters.partner, **other}
    if kept["tab"] == "coming":
        kept["tab"] = ""
    return url_for("reviews.index", **{name: value for name, value in kept.items() if value})

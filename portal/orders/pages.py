"""What the list shows, gathered in one place for the page, its partial and the page that says 422."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup
from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.orders import labels, listing, queries, rows
from portal.orders.filters import SORTS, VIEWS, Filters, query_of
from portal.orders.segments import GROUPS, OPEN_GROUPS
from portal.orders.statements import CAP, LOOKED, TAB_CAP
from portal.orders.strip_key import Mark, marks_key, scale_head
from portal.web import formats
from portal.web.i18n import _


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading; no heading where the list is in another order."""

    name: str
    label: str
    note: str
    count: str | None
    rows: list[rows.Row]


@dataclass(frozen=True, slots=True)
class ListPage:
    """All that templates/orders/index.html shows. Queries of addresses: `query` asks this again from
    its first row, `cleared` the same view unfiltered, `everywhere` the same filters in all views."""

    filters: Filters
    groups: list[Group]
    tabs: list[dict[str, Any]]
    views: list[dict[str, Any]]
    current_view: str | None
    partners: list[Any]
    matched: str | None
    open_count: str
    next_query: str | None
    query: str
    cleared: str
    everywhere: str | None
    first: str | None  # the query of the first page, when this is a later one
    scale: Markup
    key: list[Mark]


def capped(locale: str, cap: int, *counts: int) -> str:
    """The sum of counts as it is read, "200+" where counting one of them stopped."""
    total = formats.quantity(sum(min(count, cap) for count in counts), locale)
    return total + ("+" if any(count > cap for count in counts) else "")


def list_page(
    session: Session, actor: Actor, filters: Filters, after: str | None, reader: rows.Reader
) -> ListPage:
    """Gather a page of the list. Four SELECTs however many rows there are."""
    offers = queries.offers(session, actor)
    asked = listing.Asked(filters, offers.partner_id(filters.partner), reader.today)
    counts = listing.counts(session, actor, asked)
    page = listing.page(session, actor, asked, after)
    moves = rows.ledgers(queries.ledger(session, actor, [row.id for row in page.rows])) if page.rows else {}
    window = rows.window_of(page.rows, reader.today)
    query = query_of(filters)
    views = [
        {"slug": v.slug, "label": v.name, "href": f"/orders?{v.query}", "current": v.query == query}
        for v in offers.views
    ]
    current = next((view["slug"] for view in views if view["current"]), None)
    return ListPage(
        filters=filters,
        groups=_groups(page, rows.build(page.rows, moves, reader, window), filters, counts, reader.locale),
        tabs=_tabs(filters, counts, reader.locale, current),
        views=views,
        current_view=current,
        partners=offers.partners,
        matched=_matched(counts, reader.locale),
        open_count=capped(reader.locale, TAB_CAP, *(counts[group] for group in OPEN_GROUPS)),
        next_query=urlencode([*filters.pairs(), ("after", page.after)]) if page.after else None,
        query=query,
        cleared=query_of(filters.cleared()),
        everywhere=None if filters.view == "all" else query_of(filters.with_(view="all")),
        first=query if after else None,
        scale=scale_head(window, reader.today, reader.locale),
        key=marks_key(),
    )


def _matched(counts: dict[str, int], locale: str) -> str | None:
    """How many rows match, "12+" where not all were looked at; None when nothing is filtered, or when
    none of those looked at match."""
    if "matched" not in counts:
        return None
    more = counts.get("looked", 0) > LOOKED and counts["matched"] <= CAP
    if more and not counts["matched"]:
        return None
    return capped(locale, CAP, counts["matched"]) + ("+" if more else "")


def _groups(
    page: listing.Page, built: list[rows.Row], filters: Filters, counts: dict[str, int], locale: str
) -> list[Group]:
    if filters.order != "urgency":
        return [Group("", "", "", None, built)] if built else []
    groups: list[Group] = []
    for found, row in zip(page.rows, built, strict=True):
        name = GROUPS[found.grp]
        if not groups or groups[-1].name != name:
            count = (
                None
                if filters.narrowing or filters.view in ("waiting", "week")
                else capped(locale, TAB_CAP, counts[name])
            )
            note = str(labels.GROUP_NOTES.get(name, ""))
            groups.append(Group(name, str(labels.GROUPS[name]), note, count, []))
        groups[-1].rows.append(row)
    return groups


def _tabs(filters: Filters, counts: dict[str, int], locale: str, saved: str | None) -> list[dict[str, Any]]:
    totals = {
        "open": [counts[group] for group in OPEN_GROUPS],
        "waiting": [counts["waiting"]],
        "risk": [counts["late"], counts["at_risk"]],
        "week": [counts["week"]],
        "arrived": [counts["arrived"]],
        "all": [counts[group] for group in GROUPS],
    }
    return [
        {
            "label": labels.VIEWS[view],
            "href": "/orders" + ("" if view == "open" else f"?view={view}"),
            "count": capped(locale, TAB_CAP, *totals[view]),
            "current": saved is None and view == filters.view,
        }
        for view in VIEWS
    ]


def address(page: ListPage) -> str:
    """The address that shows this page's question from its first row."""
    return address_of(page.filters)


def address_of(filters: Filters) -> str:
    """The address that asks this."""
    query = query_of(filters)
    return "/orders" + (f"?{query}" if query else "")


def choices(filters: Filters) -> dict[str, Any]:
    """What the filter form offers: states with their glyphs, modes, and the orders there can be."""
    return {
        "states": [
            {
                "value": state,
                "label": label,
                "glyph": labels.STATE_GLYPHS[state],
                "set": state in filters.states,
            }
            for state, label in labels.STATES.items()
        ],
        "modes": list(labels.MODES.items()),
        "sorts": [(sort, labels.SORTS[sort]) for sort in SORTS if sort in filters.sorts],
    }


def problems(filters: Filters) -> list[str]:
    """Sentences about what in the address could not be understood."""
    names = {"from": _("From"), "to": _("To")}
    return [_("%(field)s: write a day like 2026-11-25.", field=names[name]) for name in filters.wrong]

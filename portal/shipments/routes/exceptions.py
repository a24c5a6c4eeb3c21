"""The one list of what is unconfirmed, at risk, late, short, silent or contested."""

from typing import Any

from flask import Response, request, url_for

from portal import clock
from portal.actor import Actor
from portal.db import db
from portal.orders import queries as orders
from portal.partners import queries as partners
from portal.partners.calendar import of_company
from portal.shipments import bp, exception_labels, exceptions, hearing
from portal.shipments.exception_rows import Seen, Teller
from portal.shipments.exception_statements import CAP, OWNERS
from portal.shipments.exceptions import Asked, Filters, Found
from portal.shipments.models import EXCEPTIONS
from portal.web import current_actor, nav, page_or_partial
from portal.web.forms import folded
from portal.web.i18n import _, _l
from portal.web.templating import company

nav.register(32, "shipments.exceptions", _l("Exceptions"), "triangle-alert")


@bp.get("/exceptions", endpoint="exceptions")
def index() -> Response:
    """What went wrong or is about to, the day it is due first; the table alone for htmx."""
    actor, session = current_actor(), db.session()
    asked = asking(actor, read_filters(actor))
    found = exceptions.page(session, actor, asked, request.args.get("after"))
    counts = exceptions.counts(session, actor, asked)
    after = request.args.get("after")
    return page_or_partial(
        "shipments/exceptions.html", "shipments/_exceptions.html", filters=asked.filters,
        rows=tell(actor, asked, found.found), tabs=_tabs(asked.filters, counts),
        meaning=exception_labels.MEANINGS.get(asked.filters.kind),
        partners=partners.choices(session, actor, partners.MOST_OFFERED) if actor.is_staff else [],
        owners=_owners(asked.filters), cleared=_address(Filters(kind=asked.filters.kind)),
        first=_address(asked.filters) if after else None,
        following=_address(asked.filters, after=found.after) if found.after else None,
    )  # fmt: skip


def read_filters(actor: Actor) -> Filters:
    """What the address asks for; what it cannot mean asks for nothing."""
    given = request.args
    kind, whose = given.get("kind", "").replace("-", "_"), given.get("whose", "")
    return Filters(
        kind=kind if kind in (*EXCEPTIONS, "put_off") else "",
        owner=whose if whose in OWNERS else "",
        partner=folded(given.get("partner"))[:60] if actor.is_staff else "",
        text=folded(given.get("q"))[:60],
    )


def asking(actor: Actor, filters: Filters) -> Asked:
    """The question to the list, now."""
    session = db.session()
    calendar = of_company(session)
    partner = orders.partner_id(session, actor, filters.partner)
    return Asked(filters, partner, clock.today(calendar.zone), clock.now(), calendar)


def tell(actor: Actor, asked: Asked, found: list[Found]) -> list[Seen]:
    """Exceptions in the reader's words."""
    if not found:
        return []
    moves = orders.ledger(db.session(), actor, [each.row.id for each in found])
    quiet = [each.row.id for each in found if each.kind == "silent" and each.row.dispatched]
    heard = hearing.last(db.session(), actor, quiet, asked.calendar.zone) if quiet else {}
    teller = Teller(actor, asked.today, company().short_name, moves, heard)
    return [teller.seen(each) for each in found]


def _tabs(filters: Filters, counts: dict[str, int]) -> list[dict[str, Any]]:
    labels = {"": _("All"), **exception_labels.KINDS, "put_off": _("Put off")}
    whole = sum(counts[kind] for kind in EXCEPTIONS)
    return [
        {
            "label": label, "href": _address(filters, kind=kind or None), "current": kind == filters.kind,
            "count": _capped(counts[kind] if kind else whole),
        }
        for kind, label in labels.items()
    ]  # fmt: skip


def _capped(count: int) -> str:
    return f"{CAP}+" if count > CAP else str(count)


def _owners(filters: Filters) -> list[tuple[str, str, bool]]:
    labels = {"": _("Everybody's"), "mine": _("Mine"), "nobody": _("Nobody's")}
    return [(value, label, value == filters.owner) for value, label in labels.items()]


def _address(filters: Filters, **other: Any) -> str:
    kept: dict[str, Any] = {
        "kind": filters.kind, "whose": filters.owner, "partner": filters.partner, "q": filters.text, **other,
    }  # fmt: skip
    if kept["kind"]:
        kept["kind"] = kept["kind"].replace("_", "-")
    return url_for("shipments.exceptions", **{name: value for name, value in kept.items() if value})

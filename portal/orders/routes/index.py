"""The list of schedules, the answer to "what should I worry about?"."""

from collections.abc import Sequence
from typing import Any

from flask import Response, request

from portal.actor import Actor
from portal.db import db
from portal.orders import bp, filters, listing, pages, policy, rows
from portal.orders.views import ViewForm
from portal.web import current_actor, nav, page_or_partial
from portal.web.i18n import _l, reader_locale
from portal.web.templating import company, today

nav.register(20, "orders.index", _l("Orders"), "list", waiting=listing.waiting_count)


@bp.get("/orders")
def index() -> Response:
    """The list, or its table alone for htmx."""
    actor = current_actor()
    asked = filters.read(request.args, staff=actor.is_staff)
    context = list_context(actor, asked, request.args.get("after"))
    response = page_or_partial("orders/index.html", "orders/_table.html", **context)
    response.headers["HX-Push-Url"] = pages.address(context["found"])
    return response


def list_context(
    actor: Actor,
    asked: filters.Filters,
    after: str | None = None,
    form: ViewForm | None = None,
    problem: str = "",
    ticked: Sequence[str] = (),
) -> dict[str, Any]:
    """What the page of the list shows; `form` is the naming of a view as it was sent, `problem` why
    nothing was done, `ticked` the marks of rows that were ticked."""
    page = pages.list_page(db.session(), actor, asked, after, reader(actor))
    return {
        "found": page,
        "choices": pages.choices(asked),
        "problems": [*filter(None, (problem,)), *pages.problems(asked)],
        "ticked": ticked,
        "hands_over": policy.can_hand_over_many(actor),
        "form": form or ViewForm(formdata=None, query=page.query),
    }


def reader(actor: Actor) -> rows.Reader:
    """For whom rows are written in this request."""
    other = "" if actor.is_staff else company().short_name
    promises = actor.writes and not actor.is_staff
    return rows.Reader(reader_locale(), today(), actor.party, other, promises)

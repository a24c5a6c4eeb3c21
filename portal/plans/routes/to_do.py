"""What is to be done, over all plans."""

from flask import Response, make_response, render_template, request, url_for

from portal.db import db
from portal.plans import bp, labels, queries
from portal.web import current_actor, nav
from portal.web.i18n import _l
from portal.web.templating import today

nav.register(45, "plans.to_do", _l("Actions"), "square-check-big", waiting=queries.waiting_count)

WHOSE = {
    "mine": _l("Mine"),
    "ours": _l("Our side's"),
    "verify": _l("To verify"),
    "overdue": _l("Overdue, both sides"),
}


@bp.get("/actions")
def to_do() -> Response:
    """Actions over all plans, by the day they are due."""
    actor = current_actor()
    whose = request.args.get("whose", "mine")
    whose = whose if whose in WHOSE else "mine"
    now = today()
    rows = queries.to_do(db.session(), actor, whose, now)
    tabs = [
        {
            "label": label,
            "href": url_for("plans.to_do", whose=None if name == "mine" else name),
            "current": name == whose,
        }
        for name, label in WHOSE.items()
    ]
    return make_response(
        render_template("plans/to_do.html", rows=rows, whose=whose, tabs=tabs, labels=labels, now=now)
    )

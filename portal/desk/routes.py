"""Home, search and the answers to operations."""

from datetime import datetime, timedelta

from flask import Response, current_app, make_response, render_template, request

from portal import clock
from portal.db import db
from portal.desk import bp, queries, readiness, searching, sentences
from portal.desk.waiting import waiting
from portal.web import current_actor, nav, paging, public
from portal.web.i18n import _, _l
from portal.web.templating import company, today

NEWS = timedelta(days=14)  # how far back "what changed" goes for who was never here before
LEAST = timedelta(days=1)  # and at least, so that looking in twice a day does not empty it
PLAIN = {"Content-Type": "text/plain; charset=utf-8"}

nav.register(10, "desk.home", _l("Home"), "house")


@bp.get("/")
def home() -> Response:
    """What waits for me, then what changed."""
    actor, session, day = current_actor(), db.session(), today()
    key = current_app.config["SECRET_KEY"]
    place = paging.unseal(request.args.get("before"), key, int)
    now = clock.now()
    since = None if place else min(actor.since or now - NEWS, now - LEAST)
    rows, earlier = queries.changes(session, actor, sentences.VERBS, since, place[0] if place else None)
    return make_response(
        render_template(
            "desk/home.html",
            greeting=_greeting(actor.name, now.astimezone(clock.zone(actor.zone))),
            waiting=waiting(session, actor, day, company().short_name),
            changes=[sentences.told(row, actor, day) for row in rows],
            since=since,
            earlier=paging.seal((earlier,), key) if earlier else None,
            paged=place is not None,
            day=day,
        )
    )


def _greeting(name: str, here: datetime) -> str:
    first = name.split()[0]
    if 4 <= here.hour < 11:
        return _("Good morning, %(name)s", name=first)
    if 11 <= here.hour < 15:
        return _("Good day, %(name)s", name=first)
    if 15 <= here.hour < 18:
        return _("Good afternoon, %(name)s", name=first)
    return _("Good evening, %(name)s", name=first)


@bp.get("/search")
def search() -> Response:
    """Find orders, issues, partners, notices and what was said by words or reference."""
    key = current_app.config["SECRET_KEY"]
    place = paging.unseal(request.args.get("before"), key, int)
    typed, before = request.args.get("q", ""), place[0] if place else None
    found = searching.search(db.session(), current_actor(), typed, today(), before)
    earlier = paging.seal((found.earlier,), key) if found.earlier else None
    return make_response(
        render_template("desk/search.html", found=found, earlier=earlier, paged=before is not None)
    )


@bp.get("/healthz")
@public
def healthz() -> Response:
    """The process answers. Looks at nothing."""
    return make_response("ok\n", 200, PLAIN)


@bp.get("/readyz")
@public
def readyz() -> Response:
    """The database answers and has the tables this code wants. Says no more than yes or no."""
    ready = readiness.ready()
    return make_response("ready\n" if ready else "not ready\n", 200 if ready else 503, PLAIN)

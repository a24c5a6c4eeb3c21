"""Home, search and the answers to operations."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from flask import Response, abort, current_app, make_response, render_template, request, url_for

from portal import clock
from portal.db import db
from portal.desk import bp, pareto, pattern_sheet, queries, readiness, searching, sentences
from portal.desk import patterns as figures
from portal.desk.waiting import waiting
from portal.issues import labels
from portal.orders.queries import partner_id
from portal.partners import queries as partners
from portal.partners.calendar import terms, working_minutes
from portal.resolutions.labels import CODES
from portal.web import current_actor, formats, nav, paging, public
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
            changes=[sentences.told(act, actor, day) for act in rows],
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


VIEWS = {
    "kind": _l("Kind"), "cause": _l("Cause"), "escape": _l("Why nobody noticed"), "partner": _l("Partner"),
    "item": _l("Item"), "side": _l("Side that reported"),
}  # fmt: skip
SIDES = {"staff": _l("The company"), "partner": _l("The partner")}
WORDS: dict[str, Any] = {"kind": labels.KINDS, "cause": CODES, "escape": CODES, "side": SIDES}
OTHER_WORDS = {
    "all": _l("All issues"), "answered": _l("Answered"), "solved": _l("Solved"), "reopened": _l("Reopened"),
    **{f"handling-{word}": _l("Handled: %(how)s", how=how) for word, how in labels.HANDLING.items()},
}  # fmt: skip
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/issues/patterns")
def patterns() -> Response:
    """What issues have in common. Six SELECTs beside the sign-in's for a partner's people, seven for staff,
    however many issues there are."""
    session, actor, chosen = db.session(), current_actor(), _chosen_partner()
    asked, zone, hours = _asked(chosen), company().zone, terms(session)
    bars = [_worded(bar, asked.view) for bar in figures.bars(session, actor, asked, zone)]
    whole, took = (
        figures.totals(session, actor, asked, zone),
        figures.times(session, actor, asked, zone, hours.calendar),
    )
    heading = _("Issues by %(what)s", what=str(VIEWS[asked.view]).lower())
    said = sum(whole.handling.values())
    return make_response(
        render_template(
            "desk/patterns.html", asked=asked, kept=_kept(asked), **_months(asked), heading=heading,
            view_name=VIEWS[asked.view], partners=partners.choices(session, actor) if actor.is_staff else (),
            chosen=request.args.get("partner") if chosen else None,
            offered=_offered(asked), export_href=url_for("desk.patterns_export", **_kept(asked)),
            bars=[(bar, url_for("desk.pattern_rows", **_kept(asked), value=bar.value)) for bar in bars],
            drawing=pareto.drawing(bars, heading, actor.locale) if bars else "",
            views=[
                {"label": VIEWS[view], "href": url_for("desk.patterns", **_kept(asked, view)), "current": view == asked.view}
                for view in figures.SORTS if actor.is_staff or view != "partner"
            ],
            times=[
                (name, took[each], _behind(asked, behind) if behind else None)
                for each, name, behind in (
                    ("answer", _("First answer"), "answered"), ("contain", _("Contained"), None), ("solve", _("Solved"), "solved"),
                ) if each in took
            ],
            endings=[
                (_("Reopened"), whole.reopened, whole.reopened_share, whole.solved, _behind(asked, "reopened")),
                *(
                    (
                        _("Handled: %(how)s", how=labels.HANDLING[word]), count, 100 * count / said if said >= figures.FEW else None,
                        said, _behind(asked, f"handling-{word}"),
                    )
                    for word, count in whole.handling.items()
                ),
            ],
        )
    )  # fmt: skip


@bp.get("/issues/patterns/rows")
def pattern_rows() -> Response:
    """The issues behind one figure. Two SELECTs beside the sign-in's, three for a partner that is named."""
    session, actor, key = db.session(), current_actor(), current_app.config["SECRET_KEY"]
    asked, value, zone = _asked(_chosen_partner()), request.args.get("value", ""), company().zone
    if request.args.get("view") == "other":
        asked = replace(asked, view="other")
        if value not in figures.OTHERS:
            abort(404)
    place = paging.unseal(request.args.get("before"), key, int)
    found, earlier = figures.rows(session, actor, asked, zone, value, place[0] if place else None)
    calendar, here = terms(session).calendar, {**_kept(asked), "value": value}

    def took(until: datetime | None, since: datetime) -> int | None:
        return working_minutes(since, until, calendar) if until else None

    return make_response(
        render_template(
            "desk/pattern_rows.html", name=_named(asked.view, value), **_months(asked),
            back=url_for("desk.patterns", **_kept(asked)), labels=labels,
            rows=[(row, took(row.answered_at, row.opened_at), took(row.resolved_at, row.opened_at)) for row in found],
            following=url_for("desk.pattern_rows", **here, before=paging.seal((earlier,), key)) if earlier else None,
            first=url_for("desk.pattern_rows", **here) if place else None,
        )
    )  # fmt: skip


@bp.get("/issues/patterns/export.xlsx")
def patterns_export() -> Response:
    """The table as a workbook."""
    session, actor, asked = db.session(), current_actor(), _asked(_chosen_partner())
    bars = [_worded(bar, asked.view) for bar in figures.bars(session, actor, asked, company().zone)]
    heads = [str(VIEWS[asked.view]), _("Issues"), _("Share"), _("Together"), *_months(asked)["month_names"]]
    response = make_response(pattern_sheet.workbook(bars, heads), 200, {"Content-Type": XLSX})
    response.headers.set(
        "Content-Disposition", "attachment", filename=f"patterns-{asked.view}-{today()}.xlsx"
    )
    return response


def _chosen_partner() -> int | None:
    """The id of the partner that the address names, -1 for one that is not to be seen, None for none."""
    code = request.args.get("partner", "")
    return partner_id(db.session(), current_actor(), code) if code and current_actor().is_staff else None


def _asked(chosen: int | None) -> figures.Asked:
    return figures.asked(request.args, today(), chosen, staff=current_actor().is_staff)


def _kept(asked: figures.Asked, view: str | None = None) -> dict[str, Any]:
    """What leads back to the same months and partner."""
    values = {
        "view": view or asked.view, "from": f"{asked.first:%Y-%m}", "until": f"{asked.last:%Y-%m}",
        "partner": request.args.get("partner", "") if current_actor().is_staff else "",
    }  # fmt: skip
    return {name: value for name, value in values.items() if value}


def _behind(asked: figures.Asked, value: str) -> str:
    return url_for("desk.pattern_rows", **_kept(asked, "other"), value=value)


def _months(asked: figures.Asked) -> dict[str, Any]:
    names = [formats.month(each, current_actor().locale) for each in asked.months]
    return {"month_names": names, "first_name": names[0], "last_name": names[-1]}


def _offered(asked: figures.Asked) -> list[tuple[str, str]]:
    """Months to choose from: the last two years, and those that are shown."""
    now = today().replace(day=1)
    months = {figures.moved(now, -back) for back in range(24)} | {asked.first, asked.last}
    return [
        (f"{each:%Y-%m}", formats.month(each, current_actor().locale))
        for each in sorted(months, reverse=True)
    ]


def _worded(bar: figures.Bar, view: str) -> figures.Bar:
    return replace(bar, label=_named(view, bar.value) if view in WORDS else bar.label)


def _named(view: str, value: str) -> str:
    """A figure's name for the reader."""
    if view == "other":
        return str(OTHER_WORDS[value])
    return str(WORDS[view].get(value, value)) if view in WORDS else value


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

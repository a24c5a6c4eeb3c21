"""When a step is due, and what lies at the place of who does not fill it."""

from flask import Response, request

from portal.db import db
from portal.resolutions import bp, policy, stepping, timing
from portal.resolutions.forms import PlaceForm, TimeForm
from portal.resolutions.kinds import PLACE_OF
from portal.resolutions.routes.page import Found, find
from portal.resolutions.routes.step_page import Sent, answer, done, here, stale
from portal.web import current_actor, or_403, or_404, see_other
from portal.web.i18n import reader_locale
from portal.web.templating import today


@bp.post("/issues/<ref>/resolution/<step>/time")
def redate(ref: str, step: str) -> Response:
    """Move the time a step is due, or leave it, for who accepts the step; ask for another, for who fills it."""
    found, actor, session = find(ref), current_actor(), db.session()
    row, resolution = found.step(step), found.resolution
    or_403(actor.writes)
    accepts = policy.accepts(actor, resolution)
    asked = row.asked_due_at if accepts else None
    if accepts and asked is None and request.form.get("answer") == "keep":  # sent twice
        return see_other(here(ref, step))
    form = TimeForm(today(), asked=asked is not None)
    sent = Sent({"time": form})
    if not form.validate():
        return answer(found, row, 422, sent)
    possible = policy.can_redate if accepts else policy.can_ask_time
    if not possible(actor, resolution, row):
        return stale(ref, step, sent)
    reason = form.reason.data or ""
    if form.keeps:
        return done(ref, row, form, lambda: timing.keep(session, actor, resolution, row, reason), sent)
    due_at = timing.end_of(session, form.due_on.data)
    if asked is None and due_at == (row.due_at if accepts else row.asked_due_at):  # sent twice
        return see_other(here(ref, step))
    act = timing.move if accepts else timing.ask
    return done(ref, row, form, lambda: act(session, actor, resolution, row, due_at, reason), sent)


@bp.post("/issues/<ref>/resolution/<step>/place")
def count(ref: str, step: str) -> Response:
    """Say what lies at the own place, for the side that does not fill the containment."""
    found, actor, session = find(ref), current_actor(), db.session()
    row, resolution = found.step(step), found.resolution
    or_404(True if row.kind == "containment" else None)
    or_403(policy.accepts(actor, resolution))
    form = PlaceForm(reader_locale())
    sent = Sent({"place": form})
    if not form.validate():
        return answer(found, row, 422, sent)
    if _is_said(found, form):  # sent twice
        return see_other(here(ref, step))

    def act() -> None:
        stepping.count(session, actor, resolution, row, form.counted())

    return done(ref, row, form, act, sent)


def _is_said(found: Found, form: PlaceForm) -> bool:
    """True if the newest version says the same of this place already."""
    place = PLACE_OF[current_actor().party]
    said = stepping.said_last(db.session(), found.step("containment"))
    mine = {
        name.removeprefix(f"{place}_"): each for name, each in said.items() if name.startswith(f"{place}_")
    }
    return bool(mine.pop("by", None)) and mine == form.counted()

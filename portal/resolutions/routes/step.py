"""One step: its page, and what happens to it."""

from flask import Response, request

from portal.activity import actions as activity
from portal.db import db
from portal.files import actions as files
from portal.files import intake
from portal.resolutions import bp, labels, policy, stepping
from portal.resolutions.forms import ReasonForm, VersionForm
from portal.resolutions.routes import page
from portal.resolutions.routes.page import find
from portal.resolutions.routes.step_page import Sent, answer, done, give_form, here, stale, step_form
from portal.talk import actions as talk
from portal.web import current_actor, or_403, see_other


@bp.get("/issues/<ref>/resolution/<step>")
def show_step(ref: str, step: str) -> Response:
    """A step: what it asks or says, its evidence, all versions and what was decided about each."""
    found = find(ref)
    return answer(found, found.step(step))


@bp.post("/issues/<ref>/resolution/<step>")
def send(ref: str, step: str) -> Response:
    """Send what a step says, with its evidence. Each sending is kept as a version."""
    actor, session = current_actor(), db.session()
    uploads = intake.take_all(request.files.getlist("files")) if actor.writes else []  # before the lock
    found = find(ref)
    row = found.step(step)
    or_403(policy.fills(actor, found.resolution))
    form = step_form(found, row)
    key, partner_id = str(form.key.data), found.resolution.partner_id
    taken = talk.keep_files(
        session, actor, uploads, request.form.getlist("kept"), partner_id=partner_id, form_key=key
    )
    if uploads or taken.refusals:
        session.commit()  # files that were good wait for the form, whatever becomes of it
    if not form.validate() or taken.refusals:
        return answer(found, row, 422, Sent({"": form}, taken.refusals))
    if location := activity.claim(session, actor, "resolutions.send", key):
        return see_other(location)
    location = here(ref, step)

    def act() -> None:
        stepping.send(session, actor, found.resolution, row, form.content())
        subject = ("step", row.id, f"{ref}/{step}")
        files.attach(session, actor, taken.tokens, key, subject, partner_id=partner_id, audience="shared")
        activity.settle(session, actor, "resolutions.send", key, location)

    return done(ref, row, form, act, Sent({"": form}))


@bp.post("/issues/<ref>/resolution/<step>/acceptance")
def accept(ref: str, step: str) -> Response:
    """Accept what a step says; accepting the closing closes the case."""
    found, actor = find(ref), current_actor()
    row = found.step(step)
    or_403(policy.accepts(actor, found.resolution))
    form = VersionForm()
    if row.state == "accepted":  # pressed twice
        return see_other(page.here(ref, f"step-{step}"))
    if not form.validate():
        return answer(found, row, 422)
    try:
        return done(
            ref, row, form, lambda: stepping.accept(db.session(), actor, found.resolution, row),
            location=page.here(ref, f"step-{step}"),
        )  # fmt: skip
    except stepping.Lacking as lacking:
        db.session.rollback()
        return stale(ref, step, Sent(), labels.lacking(lacking.what, find(ref).resolution.form))


@bp.post("/issues/<ref>/resolution/<step>/return")
def give_back(ref: str, step: str) -> Response:
    """Return a step, saying why."""
    found, actor = find(ref), current_actor()
    row = found.step(step)
    or_403(policy.accepts(actor, found.resolution))
    form = ReasonForm()
    if not form.validate():
        return answer(found, row, 422, Sent({"return": form}))
    if row.state == "returned":  # sent twice
        return see_other(here(ref, step))
    reason = form.reason.data or ""
    return done(
        ref, row, form, lambda: stepping.return_(db.session(), actor, found.resolution, row, reason),
        Sent({"return": form}),
    )  # fmt: skip


@bp.post("/issues/<ref>/resolution/<step>/owner")
def give(ref: str, step: str) -> Response:
    """Give a step to somebody of the side that fills it."""
    found, actor = find(ref), current_actor()
    row = found.step(step)
    or_403(policy.fills(actor, found.resolution))
    form = give_form(found)
    if not form.validate():
        return answer(found, row, 422, Sent({"owner": form}))
    owner_id, name = form.chosen()
    return done(
        ref, row, form, lambda: stepping.give(db.session(), actor, found.resolution, row, owner_id, name),
        Sent({"owner": form}),
    )  # fmt: skip

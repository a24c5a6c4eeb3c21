"""One step: its page, and what happens to it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict

from portal.activity import actions as activity
from portal.activity import queries as kept
from portal.db import db
from portal.files import actions as files
from portal.files import intake
from portal.files import queries as file_queries
from portal.plans import people as owners
from portal.resolutions import actions, bp, labels, policy, queries, said, stepping
from portal.resolutions.forms import GiveForm, ReasonForm, VersionForm
from portal.resolutions.models import Step
from portal.resolutions.routes.page import Found, changed, find, here, names, people_of
from portal.resolutions.step_forms import ASKING, StepForm
from portal.talk import actions as talk
from portal.web import current_actor, or_403, page_or_partial, see_other
from portal.web.forms import Form, apart
from portal.web.i18n import reader_locale
from portal.web.templating import company, today

NOT_TYPED = ("csrf_token", "key", "version", "kept", "files", "partner")


@bp.get("/issues/<ref>/resolution/<step>")
def show_step(ref: str, step: str) -> Response:
    """A step: what it asks or says, its evidence, all versions and what was decided about each."""
    found = find(ref)
    return _answer(found, found.step(step))


@bp.post("/issues/<ref>/resolution/<step>")
def send(ref: str, step: str) -> Response:
    """Send what a step says, with its evidence. Each sending is kept as a version."""
    actor, session = current_actor(), db.session()
    uploads = intake.take_all(request.files.getlist("files")) if actor.writes else []  # before the lock
    found = find(ref)
    row = found.step(step)
    or_403(policy.fills(actor, found.resolution))
    form = _form(found, row)
    key, partner_id = str(form.key.data), found.resolution.partner_id
    taken = talk.keep_files(
        session, actor, uploads, request.form.getlist("kept"), partner_id=partner_id, form_key=key
    )
    if uploads or taken.refusals:
        session.commit()  # files that were good wait for the form, whatever becomes of it
    if not form.validate() or taken.refusals:
        return _answer(found, row, 422, form, refusals=taken.refusals)
    if location := activity.claim(session, actor, "resolutions.send", key):
        return see_other(location)
    location = _here(ref, step)

    def act() -> None:
        stepping.send(session, actor, found.resolution, row, form.content())
        subject = ("step", row.id, f"{ref}/{step}")
        files.attach(session, actor, taken.tokens, key, subject, partner_id=partner_id, audience="shared")
        activity.settle(session, actor, "resolutions.send", key, location)
        activity.drop_draft(session, actor.user_id, _draft(ref, step))

    return _done(ref, row, form, act, lambda now: _answer(*now, 409, form, problem=changed()))


@bp.post("/issues/<ref>/resolution/<step>/acceptance")
def accept(ref: str, step: str) -> Response:
    """Accept what a step says; accepting the closing closes the case."""
    found, actor = find(ref), current_actor()
    row = found.step(step)
    or_403(policy.accepts(actor, found.resolution))
    form = VersionForm()
    if row.state == "accepted":  # pressed twice
        return see_other(_next(found, row))
    if not form.validate():
        return _answer(found, row, 422)
    try:
        return _done(
            ref, row, form, lambda: stepping.accept(db.session(), actor, found.resolution, row),
            lambda now: _answer(*now, 409, problem=changed()), _next(found, row),
        )  # fmt: skip
    except stepping.Lacking as lacking:
        db.session.rollback()
        again = find(ref)
        said_so = labels.lacking(lacking.what, again.resolution.form)
        return _answer(again, again.step(step), 409, problem=said_so)


@bp.post("/issues/<ref>/resolution/<step>/return")
def give_back(ref: str, step: str) -> Response:
    """Return a step, saying why."""
    found, actor = find(ref), current_actor()
    row = found.step(step)
    or_403(policy.accepts(actor, found.resolution))
    form = ReasonForm()
    if not form.validate():
        return _answer(found, row, 422, returning=form)
    if row.state == "returned":  # sent twice
        return see_other(_here(ref, step))
    return _done(
        ref, row, form,
        lambda: stepping.return_(db.session(), actor, found.resolution, row, form.reason.data or ""),
        lambda now: _answer(*now, 409, returning=form, problem=changed()),
    )  # fmt: skip


@bp.post("/issues/<ref>/resolution/<step>/owner")
def give(ref: str, step: str) -> Response:
    """Give a step to somebody of the side that fills it."""
    found, actor = find(ref), current_actor()
    row = found.step(step)
    or_403(policy.fills(actor, found.resolution))
    form = _give_form(found)
    if not form.validate():
        return _answer(found, row, 422, giving=form)
    owner_id, name = form.chosen()
    return _done(
        ref, row, form, lambda: stepping.give(db.session(), actor, found.resolution, row, owner_id, name),
        lambda now: _answer(*now, 409, giving=form, problem=changed()),
    )  # fmt: skip


def _here(ref: str, step: str) -> str:
    return url_for("resolutions.show_step", ref=ref, step=step)


def _next(found: Found, row: Step) -> str:
    return here(found.issue.ref, f"step-{row.kind}")


def _draft(ref: str, step: str) -> str:
    return f"issues/{ref}/resolution/{step}"


def _form(found: Found, row: Step, **kwargs: Any) -> StepForm:
    return ASKING[row.kind](
        reader_locale(), today(), people_of(found) if row.kind == "team" else (), **kwargs
    )


def _give_form(found: Found, **kwargs: Any) -> GiveForm:
    issue = found.issue
    if found.resolution.side == "partner":
        offered = owners.of_partner(db.session(), issue.partner_id)
    else:
        offered = owners.of_company(db.session(), current_actor(), issue.partner_id, (issue.owner_id,))
    return GiveForm([(str(person.id), person.name) for person in offered], **kwargs)


def _done(
    ref: str, row: Step, form: Any, act: Callable[[], None], again: Callable[[tuple[Found, Step]], Response],
    location: str = "",
) -> Response:  # fmt: skip
    """Do it if the step is as the form showed it; else `again` with how it stands now."""
    if form.version.data == row.version:
        try:
            act()
            db.session.commit()
            return see_other(location or _here(ref, row.kind))
        except (actions.NotNow, StaleDataError):  # changed between our look and our write
            pass
    db.session.rollback()
    now = find(ref)
    return again((now, now.step(row.kind)))


def _begun(found: Found, row: Step, newest: Any) -> StepForm:
    """The form to begin with: what was typed and not sent, else what was sent last."""
    session, actor, ref = db.session(), current_actor(), found.issue.ref
    typed = kept.draft(session, actor.user_id, _draft(ref, row.kind)) if actor.drafts else None
    if typed:
        values = {name: said_ for name, said_ in typed.items() if name not in NOT_TYPED}
        form = _form(found, row, formdata=MultiDict(values))
    else:
        form = _form(
            found, row, formdata=None, data=_as_typed(newest.content if newest else None, found, row)
        )
    form.version.data = row.version
    return form


def _as_typed(content: Mapping[str, Any] | None, found: Found, row: Step) -> dict[str, Any]:
    if content is not None:
        day = content.get("done_on")
        return {**content, **({"done_on": date.fromisoformat(str(day))} if day else {})}
    if row.kind == "problem":
        return {"what": found.issue.what_happened, "unit": found.resolution.unit}
    return {}


def _answer(
    found: Found, row: Step, status: int = 200, form: StepForm | None = None, *, returning: Form | None = None,
    giving: Form | None = None, problem: str = "", refusals: Sequence[tuple[str, str]] = (),
) -> Response:  # fmt: skip
    session, actor, resolution = db.session(), current_actor(), found.resolution
    versions = queries.versions_of(session, actor, resolution.id).get(row.id, [])
    newest = versions[-1] if versions else None
    if policy.can_send(actor, resolution, row):
        form = form or _begun(found, row, newest)
        form.version.data = form.version.data if status == 422 else row.version
    elif status != 409:
        form = None
    waiting = None
    if form is not None:
        key = str(form.key.data)
        partner = found.facts.partner_code if actor.is_staff else None
        waiting = file_queries.Waiting(key, file_queries.waiting(session, actor, key), refusals, partner)
    can_return = policy.can_return(actor, resolution, row)
    locale, now = reader_locale(), today()
    return page_or_partial(
        "resolutions/step.html", "resolutions/_step.html", status, found=found, facts=found.facts, issue=found.issue,
        resolution=resolution, step=row, labels=labels, problem=problem, form=form, waiting=waiting, names=names(found.facts),
        newest=newest, blocks=said.blocks(row.kind, newest.content, locale, now) if newest else [],
        earlier=[(v, said.blocks(row.kind, v.content, locale, now)) for v in reversed(versions[:-1])],
        decisions=[d for d in queries.decisions_of(session, actor, resolution.id) if d.step_id == row.id],
        attached=file_queries.of_subject(session, actor, "step", row.id), draft=_draft(found.issue.ref, row.kind),
        can_accept=policy.can_accept(actor, resolution, row), stale=status == 409,
        returning=_shown(returning or ReasonForm(formdata=None), row, "return") if can_return else None,
        giving=_shown(giving or _give_form(found, formdata=None, person=str(row.owner_id or "")), row, "owner")
        if policy.can_send(actor, resolution, row) else None,
        missing=labels.lacking(policy.lacking(resolution, found.steps), resolution.form) if row.kind == "closing" and resolution.state == "open" else "",
        company_name=company().short_name,
    )  # fmt: skip


def _shown(form: Form, row: Step, name: str) -> Form:
    form.version.data = row.version
    return apart(form, name)

"""The way of an issue to its end, and the staff's own decisions about it."""

from collections.abc import Callable
from typing import Any

from flask import Response, url_for
from sqlalchemy.orm.exc import StaleDataError

from portal.activity import actions as activity
from portal.db import db
from portal.issues import actions, bp, policy
from portal.issues.forms import AssignForm, GradeForm
from portal.issues.models import Issue
from portal.issues.routes.page import PATHS, STEP_FORMS, Sent, answer, staff_of
from portal.issues.routes.reading import find
from portal.web import current_actor, or_403, see_other


@bp.post("/issues/<ref>/acknowledgement")
def acknowledge(ref: str) -> Response:
    """Say that it was seen. This does not stop the answer clock: only a reply does."""
    return _take(ref, "acknowledge")


@bp.post("/issues/<ref>/start")
def start(ref: str) -> Response:
    """Say that it is being worked on."""
    return _take(ref, "start")


@bp.post("/issues/<ref>/resolution")
def resolve(ref: str) -> Response:
    """Say how it was solved."""
    return _take(ref, "resolve")


@bp.post("/issues/<ref>/confirmation")
def confirm(ref: str) -> Response:
    """Agree that it is solved, and perhaps say how it was handled."""
    return _take(ref, "confirm")


@bp.post("/issues/<ref>/reopening")
def reopen(ref: str) -> Response:
    """Say why it is not solved."""
    return _take(ref, "reopen")


@bp.post("/issues/<ref>/assignment")
def assign(ref: str) -> Response:
    """Give it to a staff person or team."""
    issue, actor = find(ref), current_actor()
    or_403(policy.can_assign(actor))
    staff = staff_of(issue)
    form = AssignForm(staff)
    sent = Sent(assigning=form)
    if not form.validate():
        return answer(ref, 422, sent)
    owner = next((person for person in staff if str(person.id) == form.owner.data), None)
    owner_id, name = (owner.id, owner.name) if owner else (None, None)
    team = form.team.data or None
    if (issue.owner_id, issue.team) == (owner_id, team):  # sent twice
        return see_other(url_for("issues.show", ref=ref))
    return _done(
        issue, form, sent,
        lambda: actions.assign(db.session(), actor, issue, owner_id, name, team),
    )  # fmt: skip


@bp.post("/issues/<ref>/severity")
def grade(ref: str) -> Response:
    """Set how severe it is."""
    issue, actor = find(ref), current_actor()
    or_403(policy.can_grade(actor, issue))
    form = GradeForm()
    sent = Sent(grading=form)
    if not form.validate():
        return answer(ref, 422, sent)
    if issue.severity == form.severity.data:  # sent twice
        return see_other(url_for("issues.show", ref=ref))
    return _done(issue, form, sent, lambda: actions.grade(db.session(), actor, issue, form.severity.data))


def _take(ref: str, verb: str) -> Response:
    issue, actor, session = find(ref), current_actor(), db.session()
    or_403(policy.may_ever_take(actor, issue, verb))
    form = STEP_FORMS[verb]()
    sent = Sent(taken={verb: form})
    if not form.validate():
        return answer(ref, 422, sent)
    if issue.state == policy.STEPS[verb].after:  # sent twice
        return see_other(url_for("issues.show", ref=ref))
    if not policy.can_take(actor, issue, verb):
        return answer(ref, 409, sent, stale=True)
    details = {}
    if verb == "confirm":
        details = {"handling": form.handling.data or None, "handling_note": form.handling_note.data or None}

    def act() -> None:
        actions.take(session, actor, issue, verb, form.text.data or None, **details)
        activity.drop_draft(session, actor.user_id, f"issues/{ref}/{PATHS[verb]}")

    return _done(issue, form, sent, act)


def _done(issue: Issue, form: Any, sent: Sent, act: Callable[[], None]) -> Response:
    """Do it if the issue is as the form showed it; else the page again with what changed meanwhile and
    with what was typed."""
    ref = issue.ref
    if str(form.version.data) == str(issue.version):
        try:
            act()
            db.session.commit()
            return see_other(url_for("issues.show", ref=ref))
        except actions.Held as held:
            db.session.rollback()
            return answer(ref, 409, sent, held=str(held))
        except StaleDataError:  # changed between our look and our write
            db.session.rollback()
    return answer(ref, 409, sent, stale=True)

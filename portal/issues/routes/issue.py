"""One issue: its thread, clocks and the way to its end."""

from typing import Any

from flask import Response, flash, request, url_for

from portal import clock
from portal.accounts import queries as accounts
from portal.activity import actions as activity
from portal.db import db
from portal.files import actions as files
from portal.files import intake
from portal.files import queries as file_queries
from portal.issues import actions, bp, labels, policy, queries
from portal.issues.clocks import both
from portal.issues.forms import AssignForm, ConfirmForm, GradeForm, ReopenForm, ResolveForm, StepForm
from portal.issues.models import Issue
from portal.partners.calendar import terms
from portal.talk import policy as talk_policy
from portal.talk.composer import Circle, MessageForm, conversation
from portal.web import current_actor, or_403, or_404, page_or_partial, see_other
from portal.web.i18n import _

STEP_FORMS: dict[str, type[StepForm]] = {
    "acknowledge": StepForm, "start": StepForm, "resolve": ResolveForm, "confirm": ConfirmForm, "reopen": ReopenForm,
}  # fmt: skip


@bp.get("/issues/<ref>")
def show(ref: str) -> Response:
    """Everything about one issue."""
    return _page(_find(ref))


@bp.post("/issues/<ref>/messages")
def reply(ref: str) -> Response:
    """Say something to both sides, or among ourselves."""
    uploads = intake.take_all(request.files.getlist("files"))  # before the database's lock is taken
    issue, actor, session = _find(ref), current_actor(), db.session()
    form = MessageForm(actor)
    or_403(talk_policy.can_say(actor, form.audience.data or "shared"))
    key = str(form.key.data)
    if not form.validate():
        return _page(issue, 422, said=form)
    kept = files.keep_all(
        session,
        actor,
        uploads,
        partner_id=issue.partner_id,
        form_key=key,
        ticked=request.form.getlist("kept"),
    )
    if kept.refusals:
        session.rollback()
        form.body.errors = [f"{name}: {sentence}" for name, sentence in kept.refusals]
        return _page(_find(ref), 422, said=form)
    if earlier := activity.claim(session, actor, "issues.reply", key):
        session.rollback()
        return see_other(earlier)
    message = actions.reply(session, actor, issue, form.audience.data, form.body.data)
    files.attach(
        session, actor, kept.tokens, key, ("issue", issue.id, issue.ref), partner_id=issue.partner_id,
        audience=form.audience.data, order_id=issue.order_id, message_id=message.id,
    )  # fmt: skip
    location = url_for("issues.show", ref=ref, _anchor="thread")
    activity.settle(session, actor, "issues.reply", key, location)
    activity.drop_draft(session, actor.user_id, f"issues/{ref}/messages")
    db.session.commit()
    return see_other(location)


@bp.post("/issues/<ref>/acknowledgement")
def acknowledge(ref: str) -> Response:
    """Say that it was seen."""
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
    issue, actor, session = _find(ref), current_actor(), db.session()
    or_403(policy.can_assign(actor))
    staff = _staff(issue)
    form = AssignForm(staff)
    if not form.validate() or str(issue.version) != form.version.data:
        return _stale(issue) if not form.errors else _page(issue, 422, assigning=form)
    owner = next((p for p in staff if str(p.id) == form.owner.data), None)
    actions.assign(
        session,
        actor,
        issue,
        owner.id if owner else None,
        owner.name if owner else None,
        form.team.data or None,
    )
    db.session.commit()
    return see_other(url_for("issues.show", ref=ref))


@bp.post("/issues/<ref>/severity")
def grade(ref: str) -> Response:
    """Set how severe it is."""
    issue, actor = _find(ref), current_actor()
    or_403(policy.can_grade(actor, issue))
    form = GradeForm()
    if not form.validate() or str(issue.version) != form.version.data:
        return _stale(issue) if not form.errors else _page(issue, 422, grading=form)
    actions.grade(db.session(), actor, issue, form.severity.data)
    db.session.commit()
    return see_other(url_for("issues.show", ref=ref))


def _find(ref: str) -> Issue:
    return or_404(queries.by_ref(db.session(), current_actor(), ref))


def _take(ref: str, verb: str) -> Response:
    issue, actor, session = _find(ref), current_actor(), db.session()
    step = policy.STEPS[verb]
    or_403(actor.writes and (actor.side == issue.opened_side) == (step.side == "opener"))
    form = STEP_FORMS[verb]()
    if not form.validate():
        return _page(issue, 422, taking={verb: form})
    if issue.state == step.after:  # sent twice
        return see_other(url_for("issues.show", ref=ref))
    if form.version.data != issue.version or issue.state not in step.before:
        return _stale(issue, taking={verb: form})
    details = (
        {"handling": form.handling.data or None, "handling_note": form.handling_note.data or None}
        if verb == "confirm"
        else {}
    )
    actions.take(session, actor, issue, verb, form.text.data or None, **details)
    db.session.commit()
    return see_other(url_for("issues.show", ref=ref))


def _stale(issue: Issue, **forms: Any) -> Response:
    flash(
        _("Somebody was faster: this issue changed while you looked at it. What you typed is still here."),
        "error",
    )
    return _page(issue, 409, **forms)


def _staff(issue: Issue) -> list[Any]:
    return [p for p in accounts.staff_for(db.session(), issue.partner_id) if p.role != "auditor"]


def _page(
    issue: Issue, status: int = 200, said: MessageForm | None = None, taking: dict[str, StepForm] | None = None,
    assigning: AssignForm | None = None, grading: GradeForm | None = None,
) -> Response:  # fmt: skip
    session, actor = db.session(), current_actor()
    facts = queries.facts(session, actor, issue)
    people = queries.named(session, actor, issue.id)
    circle = Circle(
        issue.partner_id, facts.partner_name, facts.order_owner_id, facts.order_team,
        (issue.opened_by, *(p.id for p in people)), issue.confidential,
    )  # fmt: skip
    before = request.args.get("messages-before", "")
    talk = conversation(
        session, actor, "issue", issue.id, circle, action=url_for("issues.reply", ref=issue.ref),
        href=url_for("issues.show", ref=issue.ref), form=said,
        before=int(before) if before.isdecimal() and len(before) < 18 else None,
    )  # fmt: skip
    forms = {
        verb: STEP_FORMS[verb](formdata=None, version=issue.version) for verb in policy.verbs(actor, issue)
    }
    forms.update(taking or {})
    for verb, form in forms.items():  # several forms with the same fields stand on one page
        form.version.data = issue.version
        for field in form:
            field.id = field.label.field_id = f"{verb}-{field.name}"
    can_assign = policy.can_assign(actor)
    answer, solution = both(issue, clock.now(), terms(session))
    if can_assign and assigning is None:
        assigning = AssignForm(
            _staff(issue),
            formdata=None,
            version=str(issue.version),
            owner=str(issue.owner_id or ""),
            team=issue.team,
        )
    if policy.can_grade(actor, issue) and grading is None:
        grading = GradeForm(formdata=None, version=str(issue.version), severity=issue.severity)
    return page_or_partial(
        "issues/show.html", "issues/_issue.html", status, issue=issue, facts=facts, people=people, talk=talk,
        forms=forms, assigning=assigning if can_assign else None, grading=grading, labels=labels,
        answer=answer, solution=solution, sent=request.args.get("sent") == "1",
        attachments=file_queries.of_subject(session, actor, "issue", issue.id),
    )  # fmt: skip

"""The page of one issue: one function gathers what it shows, whatever brought the reader there."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Response, make_response, render_template, request, url_for

from portal import clock
from portal.accounts import queries as accounts
from portal.activity import queries as activity
from portal.activity.models import Activity
from portal.db import db
from portal.files import queries as files
from portal.issues import labels, panels, participants, policy, prepared, queries, ties
from portal.issues.clocks import both
from portal.issues.forms import AssignForm, ConfirmForm, GradeForm, ReopenForm, ResolveForm, StepForm
from portal.issues.models import Issue
from portal.issues.routes.reading import circle
from portal.partners.calendar import terms
from portal.plans import labels as plan_labels
from portal.plans import policy as plan_policy
from portal.talk import replies
from portal.talk.composer import MessageForm, conversation, earlier_than, typed_before
from portal.talk.queries import Readers
from portal.web import current_actor, or_404, page_or_partial
from portal.web.answers import is_partial

STEP_FORMS: dict[str, type[StepForm]] = {
    "acknowledge": StepForm, "start": StepForm, "resolve": ResolveForm, "confirm": ConfirmForm,
    "reopen": ReopenForm,
}  # fmt: skip
PATHS = {
    "acknowledge": "acknowledgement", "start": "start", "resolve": "resolution", "confirm": "confirmation",
    "reopen": "reopening",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sent:
    """What the reader sent that was not taken, to be laid over the page: a message, a step by its verb,
    an assignment, a severity; pairs of a file and why it was refused; and what is wrong with the choice of
    a person."""

    said: MessageForm | None = None
    taken: dict[str, StepForm] = field(default_factory=dict)
    assigning: AssignForm | None = None
    grading: GradeForm | None = None
    refusals: Sequence[tuple[str, str]] = ()
    problem: str = ""


NOTHING = Sent()
MOST_PLANS = 20


def staff_of(issue: Issue) -> list[Any]:
    """Whom the issue can be given to: our people who see the partner and may write."""
    return _writers(accounts.staff_for(db.session(), issue.partner_id))


def _writers(people: Sequence[Any]) -> list[Any]:
    return [person for person in people if person.role != "auditor"]


def answer(
    ref: str, status: int = 200, sent: Sent = NOTHING, *, stale: bool = False, held: str = ""
) -> Response:
    """The page, whole or as its part; `stale` says that somebody was faster and shows what changed, `held`
    why it cannot be called solved yet.
    Nine SELECTs with the sign-in's and those of the panels, however much was said; one more for files that
    wait."""
    session, actor = db.session(), current_actor()
    facts = or_404(queries.with_facts(session, actor, ref))
    issue: Issue = facts.Issue
    about = circle(facts)
    attached = files.of_subject(session, actor, "issue", issue.id)
    drafts = _drafts(issue) if actor.writes else {}
    verbs = policy.verbs(actor, issue)
    beside = ties.beside(session, actor, issue.id, replies=actor.is_staff and actor.writes)
    tied = [row for row in beside if row.what not in ("reply", "plan")]
    form, waiting = _message_form(sent, drafts, verbs)
    talk = conversation(
        session, actor, "issue", issue.id, about,
        action=url_for("issues.reply", ref=ref), href=url_for("issues.show", ref=ref),
        form=form, waiting=waiting,
        before=earlier_than(request.args), recall=False,
        files=attached, takes_files=True, refusals=sent.refusals, draft=_key(issue, "messages"),
        pages=True, silent=not policy.can_say(issue), replies_href=url_for("issues.put_in_reply", ref=ref),
    )  # fmt: skip
    language = prepared.language(issue, talk.readers, actor.locale)
    talk = replace(talk, replies=replies.offered([row for row in beside if row.what == "reply"], language))
    if is_partial() and sent.said:  # only the thread was sent, only the thread comes back
        return make_response(render_template("talk/_thread.html", talk=talk), status)
    readers, hours, now = talk.readers, terms(session), clock.now()
    answering, solution = both(issue, now, hours)
    seen = panels.IssueSeen(
        issue, facts.partner_name, facts.partner_code, facts.order_ref, facts.line_number, readers,
        clock.today(hours.calendar.zone), request.args,
    )  # fmt: skip
    named = [
        person.name for person in readers.partner_people if person.named and person.id != issue.opened_by
    ]
    return page_or_partial(
        "issues/show.html", "issues/_issue.html", status, issue=issue, facts=facts, talk=talk,
        people=participants.of_issue(
            actor, issue, readers, {said.author_user_id for said in talk.thread.messages},
            changes=policy.can_add_people(actor, issue),
        ), problem=sent.problem, tied=tied, into=next((row for row in tied if row.what == "into"), None),
        can_split=policy.can_split(actor, issue), can_merge=policy.can_merge(actor, issue),
        may_merge=policy.may_merge(actor, issue),
        insiders=[issue.opened_name, *named] if issue.confidential else [],
        forms=_step_forms(issue, verbs, sent, drafts), labels=labels, answer=answering, solution=solution,
        assigning=_assign_form(issue, sent, readers), grading=_grade_form(issue, sent),
        paths=PATHS, draft_of={verb: _key(issue, path) for verb, path in PATHS.items()},
        change=_last_change(issue) if stale else None, stale=stale, held=held,
        plans=[row for row in beside if row.what == "plan"][:MOST_PLANS], can_plan=plan_policy.can_plan(actor),
        plan_labels=plan_labels, panels=panels.of_issue(session, actor, seen), sent=request.args.get("sent") == "1", attached=[file for file in attached if file.message_id is None],
    )  # fmt: skip


def _key(issue: Issue, path: str) -> str:
    """The key of a form's draft: its path."""
    return f"issues/{issue.ref}/{path}"


def _drafts(issue: Issue) -> dict[str, dict[str, Any]]:
    keys = {_key(issue, path): path for path in (*PATHS.values(), "messages")}
    kept = activity.drafts(db.session(), current_actor().user_id, list(keys))
    return {keys[key]: fields for key, fields in kept.items()}


def _first(fields: dict[str, Any] | None, name: str) -> str | None:
    return next(iter((fields or {}).get(name, ())), None)


def _message_form(
    sent: Sent, drafts: dict[str, dict[str, Any]], verbs: Sequence[str]
) -> tuple[MessageForm | None, list[Any]]:
    """What was sent or typed before, None for an empty form, and the files that wait for it. The words
    of a step that is no longer possible are not lost: they stand here."""
    session, actor, form = db.session(), current_actor(), sent.said
    kept, waiting = drafts.get("messages"), []
    if form is not None:
        waiting = files.waiting(session, actor, str(form.key.data))
    elif kept:
        form = typed_before(actor, kept)
        waiting = files.waiting(session, actor, str(form.key.data))
    late = next((step.text.data for verb, step in sent.taken.items() if verb not in verbs), None)
    if late:
        form = form or MessageForm(actor, formdata=None)
        form.body.data = form.body.data or late
    return form, waiting


def _step_forms(
    issue: Issue, verbs: Sequence[str], sent: Sent, drafts: dict[str, dict[str, Any]]
) -> dict[str, StepForm]:
    forms = {}
    for verb in verbs:
        kept = _first(drafts.get(PATHS[verb]), "text")
        forms[verb] = sent.taken.get(verb) or STEP_FORMS[verb](formdata=None, data={"text": kept})
        forms[verb].version.data = issue.version
        forms[verb].text.id = forms[verb].text.label.field_id = f"{verb}-text"  # several stand on the page
    return forms


def _assign_form(issue: Issue, sent: Sent, readers: Readers) -> AssignForm | None:
    if not policy.can_assign(current_actor()):
        return None
    return sent.assigning or AssignForm(
        _writers(readers.staff_people), formdata=None, owner=str(issue.owner_id or ""), team=issue.team
    )


def _grade_form(issue: Issue, sent: Sent) -> GradeForm | None:
    if not policy.can_grade(current_actor(), issue):
        return None
    return sent.grading or GradeForm(formdata=None, severity=issue.severity)


def _last_change(issue: Issue) -> Activity | None:
    found = activity.of_subject(db.session(), current_actor(), "issue", issue.id, limit=1)
    return found[0] if found else None

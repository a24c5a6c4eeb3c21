"""Finding a resolution and drawing its page: one function gathers what it shows."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from flask import Response, current_app, url_for
from sqlalchemy.orm.exc import StaleDataError

from portal import clock
from portal.activity import actions as activity
from portal.db import db
from portal.files import queries as files
from portal.issues import queries as issues
from portal.issues.models import Issue
from portal.plans import people
from portal.resolutions import actions, judging, kinds, labels, policy, proof, queries, said, telling
from portal.resolutions.forms import BeginForm, JudgeForm, ReasonForm, RepeatForm, TargetForm, VersionForm
from portal.resolutions.models import Resolution, Step
from portal.resolutions.routes import typed
from portal.web import current_actor, formats, or_404, page_or_partial, see_other
from portal.web.forms import Form, apart, lost
from portal.web.i18n import _, reader_locale
from portal.web.templating import company, today

CODE_FIELD = "occurrence_code"


@dataclass(frozen=True, slots=True)
class Found:
    """An issue with what its page says around it, its resolution (None where there is none) and the
    resolution's steps."""

    facts: Any
    resolution: Resolution
    steps: list[Step]

    @property
    def issue(self) -> Issue:
        """The issue."""
        issue: Issue = self.facts.Issue
        return issue

    def step(self, kind: str) -> Step:
        """One of the steps, or the not-found page."""
        return or_404(next((step for step in self.steps if step.kind == kind), None))


def facts_of(ref: str) -> Any:
    """The issue with what stands around it, or the not-found page."""
    return or_404(issues.with_facts(db.session(), current_actor(), ref))


def find(ref: str) -> Found:
    """The issue with its resolution, or the not-found page."""
    facts = facts_of(ref)
    session, actor = db.session(), current_actor()
    resolution = or_404(queries.newest(session, actor, facts.Issue.id))
    return Found(facts, resolution, queries.steps_of(session, actor, resolution))


def clocks() -> kinds.Clocks:
    """By when steps are due in this installation."""
    settings = current_app.config["SETTINGS"]
    return kinds.Clocks(settings.containment_hours, settings.cause_days, settings.implementation_days)


def changed() -> str:
    """What is said to who was slower."""
    return _(
        "Somebody changed it meanwhile. What you see is how it stands now; what you typed is still here."
    )


def decided(found: Found, verdict: str, reason: str) -> bool:
    """True if the last thing that was decided of a case is this, by the reader and for this reason. One SELECT."""
    actor = current_actor()
    last = next(reversed(queries.decisions_of(db.session(), actor, found.resolution.id)), None)
    mine = (verdict, reason or None, actor.party, actor.name)
    return last is not None and (last.verdict, last.reason, last.side, last.decided_name) == mine


def names(facts: Any) -> dict[str, str]:
    """Both sides by name."""
    return {"partner": facts.partner_name, "company": company().short_name}


def people_of(found: Found) -> list[tuple[str, str]]:
    """Who may be named in a team, as ("side:id", "name, whose")."""
    session, actor, issue = db.session(), current_actor(), found.issue
    known = (issue.owner_id, issue.opened_by if issue.opened_side == "staff" else None)
    staff = people.of_company(session, actor, issue.partner_id, known)
    theirs = people.of_partner(session, issue.partner_id)
    return people.owners(staff, theirs, company().short_name, found.facts.partner_name)


def done(
    found: Found,
    form: Any,
    act: Callable[[], None],
    here: str,
    again: Callable[[str], Response],
    draft: str = "",
) -> Response:
    """Do it if the resolution is as the form showed it and go `here`, forgetting the draft of the form with
    this name; else answer `again` with what to say: why it is not possible now."""
    problem = changed()
    if form.version.data == found.resolution.version:
        try:
            act()
            if draft:
                activity.drop_draft(db.session(), current_actor().user_id, typed.key(found.issue.ref, draft))
            db.session.commit()
            return see_other(here)
        except judging.TooSoon:
            problem = _("Whether it works is found on a day after it was done, not on the same day.")
        except (actions.NotNow, StaleDataError):  # changed between our look and our write
            problem = changed()
        db.session.rollback()
    return again(problem)


@dataclass(frozen=True, slots=True)
class Sent:
    """Forms that were sent and not taken, by name, to be laid over the page."""

    forms: dict[str, Form] = field(default_factory=dict)


NOTHING = Sent()


def begin_answer(facts: Any, form: BeginForm, status: int = 200) -> Response:
    """The page of an issue that has no resolution: how to begin one."""
    issue = facts.Issue
    return page_or_partial(
        "resolutions/begin.html", "resolutions/_begin.html", status, issue=issue, facts=facts, form=form,
        can_begin=policy.can_begin(current_actor(), issue), clocks=clocks(),
    )  # fmt: skip


def answer(found: Found, status: int = 200, sent: Sent = NOTHING, problem: str = "") -> Response:
    """The whole case: its steps with what they say, whether it works, what was decided. Ten SELECTs
    beside the sign-in's, however much was said; one more where causes were sent, and one for who typed
    something and did not send it."""
    session, actor, resolution = db.session(), current_actor(), found.resolution
    versions = queries.versions_of(session, actor, resolution.id)
    decisions = queries.decisions_of(session, actor, resolution.id)
    decided = {decision.facts.get("case") for decision in decisions}  # about these something was said
    lack = policy.lacking(resolution, found.steps)
    proposal = judging.proposal(session, actor, resolution) if resolution.state == "open" else None
    forms, again = _forms(found, sent)
    return page_or_partial(
        "resolutions/show.html", "resolutions/_case.html", status, found=found, facts=found.facts, issue=found.issue,
        resolution=resolution, problem=problem, clock_now=clock.now(), labels=labels, names=names(found.facts),
        rows=[(step, _newest(versions, step), _blocks(versions, step)) for step in found.steps],
        files=files.of_subjects(session, actor, "step", [step.id for step in found.steps]),
        kinds_by_id={step.id: step.kind for step in found.steps}, decisions=decisions,
        lacking=labels.lacking(lack, resolution.form) if resolution.state == "open" else "",
        proposal=proposal, proofs=proof.shown(resolution, proposal, decisions),
        repeats=[row for row in earlier_cases(found, versions) if row.issue_ref not in decided], forms=forms,
        again=again, typed=lost(sent.forms, forms), draft_of=partial(typed.key, found.issue.ref),
        news=queries.news(session, actor, resolution.id), told=telling.told, can_fill=policy.fills(actor, resolution),
        can_accept=policy.accepts(actor, resolution), target=queries.target_of(resolution),
    )  # fmt: skip


def _newest(versions: dict[int, list[Any]], step: Step) -> Any:
    return versions.get(step.id, [None])[-1]


def _blocks(versions: dict[int, list[Any]], step: Step) -> list[said.Block]:
    newest = _newest(versions, step)
    return said.blocks(step.kind, newest.content, reader_locale(), today()) if newest else []


def earlier_cases(found: Found, versions: dict[int, list[Any]]) -> list[Any]:
    """Earlier cases of the same cause, once this one's were sent and while it is open."""
    causes = next((step for step in found.steps if step.kind == "causes"), None)
    newest = _newest(versions, causes) if causes else None
    if found.resolution.state != "open" or newest is None or causes is None or causes.state == "open":
        return []
    code = str(newest.content[CODE_FIELD])
    return queries.repeats(db.session(), current_actor(), found.resolution, code)


def _forms(found: Found, sent: Sent) -> tuple[dict[str, Any], set[str]]:
    """The forms that the reader may fill, those sent with what was typed; and the names of those that hold
    again what was typed before."""
    actor, resolution = current_actor(), found.resolution
    made: dict[str, Callable[[], Form]] = {}
    if policy.can_extend(actor, resolution):
        made["extension"] = lambda: VersionForm(formdata=None)
    if policy.can_abandon(actor, resolution):
        made["abandonment"] = lambda: ReasonForm(formdata=None)
    if policy.can_reopen(actor, resolution):
        made["reopening"] = lambda: ReasonForm(formdata=None)
    if policy.can_aim(actor, resolution):
        made["target"] = lambda: target_form(resolution)
    if policy.can_judge(actor, resolution):
        made["effectiveness"] = lambda: JudgeForm(formdata=None)
    if actor.writes and resolution.state == "open":
        made["repeat"] = lambda: RepeatForm(formdata=None)
    fresh = {name: make() for name, make in made.items() if name not in sent.forms}
    again = typed.laid(fresh, typed.of_case(found.issue.ref, list(made)))
    forms = {name: sent.forms.get(name) or fresh[name] for name in made}
    for form in forms.values():
        form.version.data = resolution.version
    return {name: apart(form, name) for name, form in forms.items()}, again


def target_form(resolution: Resolution) -> TargetForm:
    """The form that says by what it is measured, as it is now."""
    return TargetForm(
        reader_locale(), formdata=None,
        data={
            "measure": resolution.target_measure, "receipts": resolution.target_receipts, "within": resolution.target_days,
            "limit": formats.quantity(resolution.target_limit, reader_locale()),
        },
    )  # fmt: skip


def here(ref: str, anchor: str | None = None) -> str:
    """The address of the case."""
    return url_for("resolutions.show", ref=ref, _anchor=anchor)

"""Deciding about the case: whether it works, and whether it is an earlier one again."""

from flask import Response

from portal.db import db
from portal.issues import queries as issues
from portal.resolutions import bp, judging, policy, queries
from portal.resolutions.forms import JudgeForm, RepeatForm
from portal.resolutions.routes.page import (
    Sent,
    answer,
    changed,
    clocks,
    decided,
    done,
    earlier_cases,
    find,
    here,
)
from portal.web import current_actor, or_403, see_other
from portal.web.i18n import _


@bp.post("/issues/<ref>/resolution/effectiveness")
def judge(ref: str) -> Response:
    """Decide whether it works, on what the receipts say or otherwise with a reason."""
    found, actor, session = find(ref), current_actor(), db.session()
    resolution = found.resolution
    or_403(policy.accepts(actor, resolution))
    form = JudgeForm()
    sent = Sent({"effectiveness": form})
    if not form.validate():
        return answer(found, 422, sent)
    verdict = str(form.verdict.data)
    reason = form.reason.data or ""
    again = resolution.implemented_on is None and decided(found, verdict, reason)
    if again or (verdict == "effective" and resolution.effective_on is not None):  # sent twice
        return see_other(here(ref, "effect"))
    try:
        return done(
            found, form,
            lambda: judging.judge(session, actor, resolution, verdict, reason, clocks()),
            here(ref, "effect"), lambda problem: answer(find(ref), 409, sent, problem), draft="effectiveness",
        )  # fmt: skip
    except judging.NeedsWords:
        session.rollback()
        form.reason.errors = [_("The data does not say so: say why you decide it.")]
        return answer(find(ref), 422, sent)


@bp.post("/issues/<ref>/resolution/repeat")
def repeat(ref: str) -> Response:
    """Reopen the earlier case of the same cause, or say that it is another cause; both with a reason."""
    found, actor, session = find(ref), current_actor(), db.session()
    or_403(actor.writes)
    form = RepeatForm()
    sent = Sent({"repeat": form})
    if not form.validate():
        return answer(found, 422, sent)
    reason = form.reason.data or ""
    case = form.case.data or ""
    decided = queries.decisions_of(session, actor, found.resolution.id)
    if any(decision.facts.get("case") == case for decision in decided):  # sent twice
        return see_other(here(case if form.answer.data == "reopen" else ref))
    versions = queries.versions_of(session, actor, found.resolution.id)
    offered = [row.issue_ref for row in earlier_cases(found, versions)]
    old_issue = issues.by_ref(session, actor, case) if case in offered else None
    old = queries.live(session, actor, old_issue.id) if old_issue else None
    if old is None or old_issue is None:
        return answer(found, 409, sent, changed())

    def act() -> None:
        if form.answer.data == "reopen":
            judging.bring_back(session, actor, found.resolution, old, old_issue, reason, clocks())
        else:
            judging.deny_repeat(session, actor, found.resolution, old, reason)

    there = here(case if form.answer.data == "reopen" else ref)
    return done(
        found, form, act, there, lambda problem: answer(find(ref), 409, sent, problem), draft="repeat"
    )

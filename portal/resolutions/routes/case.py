"""The whole case: its page, beginning it, raising it, giving it up, opening it again."""

from flask import Response, request

from portal.activity import actions as activity
from portal.db import db
from portal.resolutions import actions, bp, kinds, policy, queries
from portal.resolutions.forms import BeginForm, ReasonForm, TargetForm, VersionForm
from portal.resolutions.routes.page import (
    Sent,
    answer,
    begin_answer,
    changed,
    clocks,
    decided,
    done,
    facts_of,
    find,
    here,
    names,
)
from portal.web import current_actor, or_403, see_other
from portal.web.i18n import reader_locale

ROUTE = "resolutions.begin"


@bp.get("/issues/<ref>/resolution")
def show(ref: str) -> Response:
    """The resolution of an issue for both sides; where there is none, how to begin one."""
    facts = facts_of(ref)
    found = queries.newest(db.session(), current_actor(), facts.Issue.id)
    again = found is not None and found.state == "abandoned" and request.args.get("new") == "1"
    if found is None or again:
        issue = facts.Issue
        return begin_answer(
            facts,
            BeginForm(
                names(facts), formdata=None,
                data={
                    "form": kinds.suggested_form(issue.severity), "side": kinds.suggested_side(issue.opened_side),
                },
            ),
        )  # fmt: skip
    return answer(find(ref))


@bp.post("/issues/<ref>/resolution/beginning")
def begin(ref: str) -> Response:
    """Begin a resolution. Sent twice, it begins once."""
    facts, actor, session = facts_of(ref), current_actor(), db.session()
    issue = facts.Issue
    or_403(actor.writes)
    form = BeginForm(names(facts))
    if not form.validate():
        return begin_answer(facts, form, 422)
    if location := activity.claim(session, actor, ROUTE, str(form.key.data)):
        return see_other(location)
    try:
        item = queries.item_of(session, actor, issue)
        actions.begin(session, actor, issue, form.form.data, form.side.data, item, clocks())
    except actions.Begun:  # somebody else did: both go there
        session.rollback()
        return see_other(here(ref))
    except actions.NotNow:  # closed meanwhile
        session.rollback()
        return begin_answer(facts_of(ref), form, 409)
    activity.settle(session, actor, ROUTE, str(form.key.data), here(ref))
    session.commit()
    return see_other(here(ref))


@bp.post("/issues/<ref>/resolution/extension")
def extend(ref: str) -> Response:
    """Raise the light form to the full one; what was said stays."""
    found, actor = find(ref), current_actor()
    or_403(actor.writes)
    form = VersionForm()
    if found.resolution.form == "full":  # pressed twice
        return see_other(here(ref))
    if not form.validate():
        return answer(found, 422)
    return done(
        found, form, lambda: actions.extend(db.session(), actor, found.resolution, clocks()), here(ref),
        lambda problem: answer(find(ref), 409, problem=problem),
    )  # fmt: skip


@bp.post("/issues/<ref>/resolution/target")
def aim(ref: str) -> Response:
    """Say by what it is measured whether it works."""
    found, actor = find(ref), current_actor()
    or_403(policy.accepts(actor, found.resolution))
    form = TargetForm(reader_locale())
    sent = Sent({"target": form})
    if not form.validate():
        return answer(found, 422, sent)
    if form.target() == queries.target_of(found.resolution):  # sent twice
        return see_other(here(ref, "effect"))
    return done(
        found, form, lambda: actions.aim(db.session(), actor, found.resolution, form.target()), here(ref, "effect"),
        lambda problem: answer(find(ref), 409, sent, problem),
    )  # fmt: skip


@bp.post("/issues/<ref>/resolution/abandonment")
def abandon(ref: str) -> Response:
    """Give it up, saying why; the issue goes on without it."""
    found, actor = find(ref), current_actor()
    or_403(policy.accepts(actor, found.resolution))
    form = ReasonForm()
    sent = Sent({"abandonment": form})
    if not form.validate():
        return answer(found, 422, sent)
    if found.resolution.state == "abandoned":  # sent twice
        return see_other(here(ref))
    return done(
        found, form, lambda: actions.abandon(db.session(), actor, found.resolution, form.reason.data or ""), here(ref),
        lambda problem: answer(find(ref), 409, sent, problem), draft="abandonment",
    )  # fmt: skip


@bp.post("/issues/<ref>/resolution/reopening")
def reopen(ref: str) -> Response:
    """Say that a closed case came back."""
    found, actor = find(ref), current_actor()
    or_403(actor.writes)
    form = ReasonForm()
    sent = Sent({"reopening": form})
    if not form.validate():
        return answer(found, 422, sent)
    reason = form.reason.data or ""
    if found.resolution.state == "open" and decided(found, "reopened", reason):  # sent twice
        return see_other(here(ref))
    if found.resolution.state != "closed":
        return answer(found, 409, sent, changed())
    return done(
        found, form,
        lambda: actions.reopen(db.session(), actor, found.resolution, found.issue, reason, clocks()), here(ref),
        lambda problem: answer(find(ref), 409, sent, problem), draft="reopening",
    )  # fmt: skip

"""One plan: its page, changing it, adding to it, measuring it, ending it."""

from collections.abc import Callable
from typing import Any

from flask import Response, url_for
from sqlalchemy.orm.exc import StaleDataError

from portal.activity import actions as activity
from portal.activity import queries as news
from portal.db import db
from portal.plans import actions, bp, policy
from portal.plans.forms import ActionForm, AgreeForm, ContinueForm, EndForm, ReadingForm
from portal.plans.routes import saying
from portal.plans.routes.page import (
    Sent,
    answer,
    circle,
    find,
    owners_of,
    plan_form,
    stays_confidential,
    unfinished,
)
from portal.talk import spots
from portal.talk.saying import Place
from portal.web import current_actor, or_403, see_other
from portal.web.i18n import _, reader_locale
from portal.web.templating import today


@bp.get("/plans/<ref>")
def show(ref: str) -> Response:
    """A plan for both sides: goal, progress, actions as board, list or calendar, talk, files."""
    return answer(find(ref))


@bp.post("/plans/<ref>")
def change(ref: str) -> Response:
    """Change what a plan is about and who owns it."""
    found, actor, session = find(ref), current_actor(), db.session()
    plan = found.Plan
    or_403(actor.writes)
    form = plan_form(found)
    form.kind.data = plan.kind
    sent = Sent(plan=form)
    if not policy.can_work(actor, plan):  # it ended meanwhile
        return answer(found, 409, sent, stale=True)
    if not form.validate():
        return answer(found, 422, sent)
    terms = form.terms(int(form.partner_owner.data))
    if actions.stands(plan, terms):  # sent twice
        return see_other(url_for("plans.show", ref=ref))
    if not form.confidential.data and stays_confidential(plan):
        form.confidential.errors = [
            _("It was made of something confidential: those at the partner who read it decide who else may.")
        ]
        return answer(found, 422, sent)

    def act() -> None:
        actions.change(session, actor, plan, terms)

    return _done(found, form, sent, act)


@bp.post("/plans/<ref>/actions")
def add(ref: str) -> Response:
    """Add an action. Sent twice, it is added once."""
    found, actor, session = find(ref), current_actor(), db.session()
    plan = found.Plan
    or_403(actor.writes)
    form = ActionForm(owners_of(found))
    sent = Sent(action=form)
    if not policy.can_work(actor, plan):
        return answer(found, 409, sent, stale=True)
    if not form.validate():
        return answer(found, 422, sent)
    if location := activity.claim(session, actor, "plans.add", str(form.key.data)):
        return see_other(location)
    side, owner_id, named = form.owned_by()
    new = actions.NewAction(
        form.title.data or "", form.done_means.data or "", side, owner_id, named, form.due_on.data,
        form.checklist(),
    )  # fmt: skip
    try:
        action = actions.add_action(session, actor, plan, new)
        location = url_for("plans.show", ref=ref, _anchor=f"action-{action.number}")
        activity.settle(session, actor, "plans.add", str(form.key.data), location)
        session.commit()
    except StaleDataError:  # another was added in the same moment
        session.rollback()
        return answer(find(ref), 409, sent, stale=True)
    return see_other(location)


@bp.post("/plans/<ref>/readings")
def measure(ref: str) -> Response:
    """Write down what the measure is now. Sent twice, it is written once."""
    found, actor, session = find(ref), current_actor(), db.session()
    plan = found.Plan
    or_403(actor.writes and plan.measure is not None)
    form = ReadingForm(reader_locale(), today())
    if not policy.can_work(actor, plan):
        return answer(found, 409, Sent(reading=form), stale=True)
    if not form.validate():
        return answer(found, 422, Sent(reading=form))
    key, location = str(form.key.data), url_for("plans.show", ref=ref, _anchor="measure")
    if activity.claim(session, actor, "plans.measure", key) is None:
        actions.measure(session, actor, plan, form.read_on.data, form.number(), form.note.data or None)
        activity.settle(session, actor, "plans.measure", key, location)
        session.commit()
    return see_other(location)


@bp.post("/plans/<ref>/end")
def end(ref: str) -> Response:
    """Say that it is reached or given up; the other side agrees."""
    found, actor, session = find(ref), current_actor(), db.session()
    plan = found.Plan
    or_403(actor.writes)
    form = EndForm()
    sent = Sent(end=form)
    if not policy.can_work(actor, plan):
        return answer(found, 409, sent, stale=True)
    if not form.validate():
        return answer(found, 422, sent)
    if plan.closing_side == actor.party and _said_by_me(plan, "plan_ending"):  # sent twice
        return see_other(url_for("plans.show", ref=ref))
    if not policy.can_close(actor, plan) or plan.closing_side is not None:
        return answer(found, 409, sent, stale=True)

    def act() -> None:
        actions.propose_end(session, actor, plan, form.state.data, form.note.data or "")

    return _done(found, form, sent, act)


def _said_by_me(plan: Any, verb: str) -> bool:
    """True if it was the reader who said last that the plan has ended, or goes on."""
    actor = current_actor()
    rows = news.of_subject(db.session(), actor, "plan", plan.id, 20)
    last = next((row for row in rows if row.verb == verb), None)
    return last is not None and last.actor_user_id == actor.user_id


@bp.post("/plans/<ref>/end-agreement")
def agree_to_end(ref: str) -> Response:
    """Agree that it has ended."""
    found, actor, session = find(ref), current_actor(), db.session()
    plan = found.Plan
    or_403(actor.writes)
    form = AgreeForm()
    if plan.state != "running":  # pressed twice
        return see_other(url_for("plans.show", ref=ref))
    if not form.validate() or plan.closing_side in (None, actor.party):
        return answer(found, 409, stale=True)
    return _done(found, form, Sent(), lambda: actions.agree_to_end(session, actor, plan))


@bp.post("/plans/<ref>/continuation")
def go_on(ref: str) -> Response:
    """Say that it goes on, and why."""
    found, actor, session = find(ref), current_actor(), db.session()
    plan = found.Plan
    or_403(actor.writes)
    form = ContinueForm()
    sent = Sent(going_on=form)
    if not form.validate():
        return answer(found, 422, sent)
    goes_on = plan.state == "running" and plan.closing_side is None
    if goes_on and _said_by_me(plan, "plan_continued"):  # sent twice
        return see_other(url_for("plans.show", ref=ref))
    if not policy.can_continue(actor, plan):
        return answer(found, 409, sent, stale=True)
    return _done(found, form, sent, lambda: actions.go_on(session, actor, plan, form.reason.data or ""))


def _done(found: Any, form: Any, sent: Sent, act: Callable[[], None]) -> Response:
    """Do it if the plan is as the form showed it; else the page with what changed and what was typed."""
    plan, ref = found.Plan, found.Plan.ref
    if form.version.data == plan.version:
        try:
            act()
            db.session.commit()
            return see_other(url_for("plans.show", ref=ref))
        except actions.Unfinished as open_:
            db.session.rollback()
            return answer(find(ref), 409, sent, problem=unfinished(open_.count))
        except StaleDataError:  # changed between our look and our write
            db.session.rollback()
    return answer(find(ref), 409, sent, stale=True)


def _spot(ref: str) -> spots.Spot:
    """The plan, as where people talk."""
    found = find(ref)
    page = url_for("plans.show", ref=ref)
    crumbs = ((_("Plans"), url_for("plans.index")), (ref, page))
    return spots.Spot(("plan", found.Plan.id, ref), circle(found), page, crumbs)


spots.register("plan", _spot)


@bp.post("/plans/<ref>/messages")
def say(ref: str) -> Response:
    """Say something under a plan."""

    def place() -> Place:
        found = find(ref)
        here = url_for("plans.show", ref=ref, _anchor="thread")
        return Place(("plan", found.Plan.id, ref), circle(found), "plans.say", f"plans/{ref}/messages", here)

    return saying.take(
        place, lambda form, refusals: answer(find(ref), 422, Sent(said=form, refusals=refusals))
    )

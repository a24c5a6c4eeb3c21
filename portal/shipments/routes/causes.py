"""Whose cause a delay is: what the rule says, what both sides say, and saying it."""

from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, render_template
from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.db import db
from portal.orders import addresses
from portal.orders import policy as order_policy
from portal.orders import queries as orders
from portal.orders.models import Schedule
from portal.shipments import blaming, bp, cause_page, policy, queries
from portal.shipments.cause_forms import AgreementForm, CauseForm, DecisionForm, ObjectionForm
from portal.shipments.cause_page import Seen
from portal.shipments.causes import may_agree, may_decide, may_object, may_speak
from portal.shipments.exception_labels import SIDES
from portal.web import current_actor, or_403, or_404, see_other
from portal.web.i18n import _
from portal.web.templating import today


@dataclass(frozen=True, slots=True)
class Case:
    """A schedule, its cause (None: it is not late and nothing was said) and what was said about it."""

    schedule: Schedule
    seen: Seen | None
    words: list[Any]


@bp.get("/orders/<path:ref>/lines/<int:line>/<int:part>/cause", endpoint="cause")
def show(ref: str, line: int, part: int) -> Response:
    """The cause of one schedule's delay, for both sides."""
    return _page(_find(ref, line, part))


@bp.post("/orders/<path:ref>/lines/<int:line>/<int:part>/cause")
def contest(ref: str, line: int, part: int) -> Response:
    """Say whose cause it is, and why."""
    case, actor = _find(ref, line, part, writes=True), current_actor()
    or_403(policy.can_write(actor, case.schedule))
    form = CauseForm()
    if not form.validate():
        return _page(case, 422, form)
    side, reason = str(form.cause_side.data), (form.reason.data or "").strip()
    if _said_already(case, actor, side, reason):
        return see_other(_line(case))
    if case.seen is None or not may_speak(case.seen.standing) or form.version.data != str(case.seen.last):
        return _page(case, 409, form, _changed())
    return _say(case, case.seen, side, reason)


@bp.post("/orders/<path:ref>/lines/<int:line>/<int:part>/cause-agreement")
def agree_cause(ref: str, line: int, part: int) -> Response:
    """Agree to what the other side, or the rule, says."""
    case, actor = _find(ref, line, part, writes=True), current_actor()
    or_403(policy.can_write(actor, case.schedule))
    form = AgreementForm()
    if not form.validate() or form.cause_side.data not in SIDES:
        return _page(case, 422, problem=_("Say what you agree to: open this page anew and press “Agree”."))
    side = str(form.cause_side.data)
    if _said_already(case, actor, side, None):
        return see_other(_line(case))
    stale = case.seen is None or (str(case.seen.last), case.seen.standing.side) != (form.version.data, side)
    if case.seen is None or stale or not may_agree(case.seen.standing, actor.party):
        return _page(case, 409, problem=_changed())
    return _say(case, case.seen, side, None)


@bp.post("/orders/<path:ref>/lines/<int:line>/<int:part>/cause-decision")
def decide_cause(ref: str, line: int, part: int) -> Response:
    """Decide, for the company, what the sides do not agree about."""
    case, actor = _find(ref, line, part, writes=True), current_actor()
    or_403(policy.can_decide_cause(actor, case.schedule))
    form = DecisionForm()
    if not form.validate():
        return _page(case, 422, decision=form)
    side, reason = str(form.decided_side.data), (form.decision.data or "").strip()
    if _said_already(case, actor, side, reason):
        return see_other(_line(case))
    stale = case.seen is None or form.version.data != str(case.seen.last)
    if stale or case.seen is None or not may_decide(case.seen.standing, actor.party):
        return _page(case, 409, problem=_changed(), decision=form)
    blaming.decide(db.session(), actor, case.schedule, side, reason)
    db.session.commit()
    return see_other(_line(case))


@bp.post("/orders/<path:ref>/lines/<int:line>/<int:part>/cause-objection")
def object_to_cause(ref: str, line: int, part: int) -> Response:
    """Let the partner's own word stand beside what was decided."""
    case, actor = _find(ref, line, part, writes=True), current_actor()
    or_403(policy.can_contest(actor, case.schedule))
    form = ObjectionForm()
    if not form.validate():
        return _page(case, 422, objection=form)
    own = next((word.side for word in reversed(case.words) if word.party == actor.party), None)
    reason = (form.objection.data or "").strip()
    if own is not None and _said_already(case, actor, own, reason):
        return see_other(_line(case))
    stale = case.seen is None or own is None or form.version.data != str(case.seen.last)
    if stale or case.seen is None or own is None or not may_object(case.seen.standing, actor.party):
        return _page(case, 409, problem=_changed(), objection=form)
    blaming.object_to(db.session(), actor, case.schedule, own, reason)
    db.session.commit()
    return see_other(_line(case))


def _find(ref: str, line: int, part: int, *, writes: bool = False) -> Case:
    """The schedule with its cause; the page of what is missing, if the actor may not see it. Who `writes`
    waits for whoever is just saying something about it."""
    actor, session = current_actor(), db.session()
    found = orders.schedules(session, actor, ref)
    schedule = or_404(next((s for s in found if (s.line_number, s.part) == (line, part)), None))
    if writes:
        mine = Schedule.visible_to(actor).with_only_columns(Schedule.id).where(Schedule.id == schedule.id)
        session.execute(mine.with_for_update())
    return _case(session, actor, schedule)


def _case(session: Session, actor: Actor, schedule: Schedule) -> Case:
    commitments = orders.order_ledger(session, actor, schedule.order_id)
    shipments = queries.of_order(session, actor, schedule.order_id)
    seen = cause_page.of_schedules(actor, [schedule], commitments, shipments, today())
    mine = [word for word in shipments.causes if word.schedule_id == schedule.id]
    return Case(schedule, next(iter(seen.values()), None), mine)


def _said_already(case: Case, actor: Actor, side: str, reason: str | None) -> bool:
    """The last word is this very one: the form was sent twice."""
    last = case.words[-1] if case.words else None
    return last is not None and (last.party, last.side, last.reason) == (actor.party, side, reason)


def _say(case: Case, seen: Seen, side: str, reason: str | None) -> Response:
    blaming.say(db.session(), current_actor(), case.schedule, seen.standing, side, reason)
    db.session.commit()
    return see_other(_line(case))


def _line(case: Case) -> str:
    schedule = case.schedule
    return addresses.of_order(schedule.order_ref, schedule.line_number)


def _page(
    case: Case, status: int = 200, form: CauseForm | None = None, problem: str = "",
    objection: ObjectionForm | None = None, decision: DecisionForm | None = None,
) -> Response:  # fmt: skip
    actor = current_actor()
    objection, decision = objection or ObjectionForm(formdata=None), decision or DecisionForm(formdata=None)
    if form is None:
        form = CauseForm(formdata=None)
    form.version.data = objection.version.data = decision.version.data = str(
        case.seen.last if case.seen else 0
    )
    return make_response(
        render_template(
            "shipments/cause.html", schedule=case.schedule, seen=case.seen, words=case.words, form=form, sides=SIDES,
            problem=problem, objection=objection, decision=decision, can_report=order_policy.can_report(actor, case.schedule),
        ),
        status,
    )  # fmt: skip


def _changed() -> str:
    return _("Something was said or happened meanwhile. What you see now is how it stands.")

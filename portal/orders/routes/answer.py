"""Answering an order: promise, propose, agree, refuse, take back."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from flask import Response, flash, request
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict

from portal.activity import actions as activity
from portal.activity import queries as activity_queries
from portal.actor import Actor
from portal.db import db
from portal.orders import answering, answers, bp, filters, line_pages, pages, policy, queries
from portal.orders.answer_page import Sent, draft_key
from portal.orders.forms import ProposalForm, RefusalForm, VersionForm
from portal.orders.models import Schedule
from portal.orders.routes.index import list_context
from portal.orders.routes.show import page
from portal.web import current_actor, or_403, or_404, page_or_partial, see_other
from portal.web.forms import folded
from portal.web.i18n import _, _n, reader_locale
from portal.web.templating import today

PROPOSE = "orders.propose"
MOST_TICKED = 200
Act = Callable[[Session, Actor, Schedule], None]


@bp.post("/orders/<path:ref>/confirmation")
def confirm(ref: str) -> Response:
    """Promise the days that were asked for: those of the schedules named (`line.part.version`, one or many
    with blanks between)."""
    actor, session = current_actor(), db.session()
    found = queries.schedules(session, actor, ref)
    or_404(found or None)
    or_403(policy.can_answer(actor, found[0]))
    typed = " ".join(request.form.getlist("schedule")).split()
    marks = [(ref, *_mark(mark)) for mark in typed]
    if problem := _promise(session, actor, found, marks):
        return page(ref, problem[0], problem=problem[1])
    return see_other(_place(ref, None))


@bp.post("/orders/confirmation")
def confirm_many() -> Response:
    """The same for schedules of many orders, ticked in the list (`reference line.part.version`)."""
    actor, session = current_actor(), db.session()
    or_403(actor.writes and not actor.is_staff)
    query = request.form.get("query", "")[:1000]
    asked = filters.read(MultiDict(parse_qsl(query)), staff=False)
    marks = []
    for typed in request.form.getlist("schedule")[:MOST_TICKED]:
        ref, _blank, mark = folded(typed).rpartition(" ")
        marks.append((ref, *_mark(mark)))
    found = queries.schedules(session, actor, *{ref for ref, *_rest in marks})
    problem = _promise(session, actor, found, marks)
    if problem is None:
        there = {(s.order_ref, s.line_number, s.part) for s in found}
        if done := len({mark[:3] for mark in marks} & there):
            flash(_n("%(num)s line is promised for the day it was asked for.",
                     "%(num)s lines are promised for the days they were asked for.", done), "success")  # fmt: skip
        return see_other(pages.address_of(asked))
    ticked = request.form.getlist("schedule")[:MOST_TICKED]
    context = list_context(actor, asked, problem=problem[1], ticked=ticked)
    return page_or_partial("orders/index.html", "orders/_table.html", problem[0], **context)


def _promise(
    session: Session, actor: Actor, found: list[Schedule], marks: list[tuple[str, int, int, int]]
) -> tuple[int, str] | None:
    """Promise what was asked for, all or none, and commit. Returns a status and a sentence where nothing
    was done, since another answered meanwhile or a day has passed; a day that is promised already is well."""
    if not marks:
        return 422, _("Tick at least one line, then promise its day.")
    places = {(s.order_ref, s.line_number, s.part): s for s in found}
    chosen, changed = {}, []
    for ref, line, part, version in marks:
        schedule = places.get((ref, line, part))
        if schedule is None:
            continue
        if schedule.version == version and policy.can_confirm(actor, schedule, today()):
            chosen[schedule.id] = schedule
        elif schedule.promised_on != schedule.requested_on:
            changed.append(f"{ref} {line}" + (f".{part}" if part > 1 else ""))
    if changed:
        session.rollback()
        return 409, _n(
            "%(lines)s was answered meanwhile or its day has passed. Nothing was promised; look again.",
            "%(lines)s were answered meanwhile or their days have passed. Nothing was promised; look again.",
            len(changed), lines=", ".join(changed),
        )  # fmt: skip
    try:
        answering.answer(
            session, actor, [(schedule, answers.request_accepted) for schedule in chosen.values()]
        )
        session.commit()
    except StaleDataError:  # answered since we looked: look again
        session.rollback()
        return _promise(session, actor, queries.schedules(session, actor, *{m[0] for m in marks}), marks)
    return None


@bp.post("/orders/<path:ref>/lines/<int:line>/<int:part>/proposal")
def propose(ref: str, line: int, part: int) -> Response:
    """Propose other days or quantities, or that nothing will come. What the other side proposes is agreed to."""
    actor, session = current_actor(), db.session()
    schedule = _find(session, actor, ref, line, part)
    or_403(policy.can_answer(actor, schedule))
    form = ProposalForm(
        schedule, today(), reader_locale(), answering.theirs(session, actor, schedule), actor.party
    )
    sent = Sent(line, part, "proposal", form)
    if activity.claim(session, actor, PROPOSE, str(form.key.data)) is not None:
        return see_other(_place(ref, line))
    if not policy.can_propose(actor, schedule):
        session.rollback()
        return page(ref, 409, sent=sent, problem=_("Nothing is to come of this line any more."))
    if not form.validate():
        session.rollback()
        return page(ref, 422, sent=sent)
    if form.version.data != schedule.version:
        session.rollback()
        return page(ref, 409, sent=sent, problem=_changed())
    made = form.proposal()

    def act() -> None:
        answering.propose_or_agree(
            session, actor, schedule, made.parts, made.reason, made.cause_side, today()
        )
        activity.settle(session, actor, PROPOSE, str(form.key.data), _place(ref, line))

    return _done(ref, session, sent, act)


@bp.post("/orders/<path:ref>/lines/<int:line>/<int:part>/agreement")
def agree(ref: str, line: int, part: int) -> Response:
    """Agree to what the other side proposed."""

    def act(session: Session, actor: Actor, schedule: Schedule) -> None:
        answering.accept(session, actor, schedule, today())

    return _decide(ref, line, part, "agreement", VersionForm(), policy.can_decide, act)


@bp.post("/orders/<path:ref>/lines/<int:line>/<int:part>/refusal")
def refuse(ref: str, line: int, part: int) -> Response:
    """Do not agree, and say why."""
    form = RefusalForm()

    def act(session: Session, actor: Actor, schedule: Schedule) -> None:
        answering.decline(session, actor, schedule, str(form.reason.data))

    return _decide(ref, line, part, "refusal", form, policy.can_decide, act)


@bp.post("/orders/<path:ref>/lines/<int:line>/<int:part>/withdrawal")
def withdraw(ref: str, line: int, part: int) -> Response:
    """Take the own proposal back."""
    return _decide(ref, line, part, "withdrawal", VersionForm(), policy.can_withdraw, answering.withdraw)


@bp.post("/orders/<path:ref>/lines/<int:line>/<int:part>/reconfirmation")
def reconfirm(ref: str, line: int, part: int) -> Response:
    """Say that the promise still holds."""

    def can(actor: Actor, schedule: Schedule) -> bool:
        return policy.can_reconfirm(actor, schedule, today())

    return _decide(ref, line, part, "reconfirmation", VersionForm(), can, answering.reconfirm)


def _decide(
    ref: str, line: int, part: int, verb: str, form: Any, can: Callable[[Actor, Any], bool], act: Act
) -> Response:
    actor, session = current_actor(), db.session()
    schedule = _find(session, actor, ref, line, part)
    or_403(policy.can_answer(actor, schedule))
    sent = Sent(line, part, verb, form)
    if not form.validate():
        return page(ref, 422, sent=sent)
    # Whoever decided on what was shown has no reason to decide on it again: a button pressed twice.
    route, key = f"orders.{verb}", f"{schedule.id} {form.version.data}"
    if not can(actor, schedule) or form.version.data != schedule.version:
        if activity_queries.is_used(session, actor.user_id, route, key):
            return see_other(_place(ref, line))
        return page(ref, 409, sent=sent, problem=_changed())
    if activity.claim(session, actor, route, key) is not None:
        return see_other(_place(ref, line))

    def decided() -> None:
        act(session, actor, schedule)
        activity.settle(session, actor, route, key, _place(ref, line))

    return _done(ref, session, sent, decided)


def _done(ref: str, session: Session, sent: Sent, act: Callable[[], None]) -> Response:
    """Act, commit and go back to the line; or, where another was quicker by the blink of an eye, the form
    again with what was typed. An action may write before the commit, so either may find that out."""
    try:
        act()
        activity.drop_draft(session, current_actor().user_id, draft_key(ref, sent.line, sent.part, sent.verb))
        session.commit()
    except StaleDataError:
        session.rollback()
        return page(ref, 409, sent=sent, problem=_changed())
    return see_other(_place(ref, sent.line))


def _find(session: Session, actor: Actor, ref: str, line: int, part: int) -> Schedule:
    found = queries.schedules(session, actor, ref)
    return or_404(next((s for s in found if (s.line_number, s.part) == (line, part)), None))


def _mark(mark: str) -> tuple[int, int, int]:
    """Line, part and version out of "2.1.7"; zeros for anything else."""
    numbers = mark.split(".")
    if len(numbers) != 3 or not all(n.isdecimal() and len(n) < 10 for n in numbers):
        return 0, 0, 0
    line, part, version = map(int, numbers)
    return line, part, version


def _place(ref: str, line: int | None) -> str:
    """Where whoever answered goes on: among the lines that they looked at."""
    return line_pages.after(ref, line, MultiDict(parse_qsl(request.form.get("kept", "")[:500])))


def _changed() -> str:
    return _(
        "This line was answered meanwhile. What you see now is how it stands; what you typed is still here."
    )

"""One action: its page, and what happens to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, render_template, request, url_for
from sqlalchemy.orm.exc import StaleDataError

from portal.activity import queries as activity
from portal.db import db
from portal.files import queries as files
from portal.plans import board, bp, labels, moving, policy, queries
from portal.plans.forms import ActionForm, AgreeForm, MoveForm, RedateForm
from portal.plans.models import Action
from portal.plans.routes import saying
from portal.plans.routes.page import changed, circle, find, owners_of, teller
from portal.talk import composer, spots
from portal.talk.saying import Place
from portal.web import current_actor, or_403, or_404, see_other
from portal.web.forms import apart
from portal.web.i18n import _
from portal.web.templating import today

NEWS = 30


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent that was not taken: a move with its state and words, a day, changed words, which points
    were ticked (by place), a message."""

    move: MoveForm | None = None
    day: RedateForm | None = None
    words: ActionForm | None = None
    points: frozenset[int] = frozenset()
    said: composer.MessageForm | None = None
    refusals: tuple[tuple[str, str], ...] = ()


NOTHING = Sent()


@bp.get("/plans/<ref>/actions/<int:number>")
def show_action(ref: str, number: int) -> Response:
    """An action: what done means, its points, evidence, talk, and how its day moved."""
    return _answer(ref, number)


@bp.post("/plans/<ref>/actions/<int:number>/move")
def move(ref: str, number: int) -> Response:
    """Move it to another state, with a word where one is needed."""
    found, action = _found(ref, number)
    plan, actor, session = found.Plan, current_actor(), db.session()
    or_403(actor.writes)
    form = MoveForm()
    sent = Sent(move=form)
    if not form.validate():
        return _answer(ref, number, 422, sent)
    state = str(form.state.data)
    if action.state == state and _moved_by_me(action):  # sent twice
        return see_other(_back(ref, number))
    if state not in policy.moves(actor, plan, action):
        return _answer(ref, number, 409, sent, stale=True)
    if policy.needs_words(action.state, state) and not form.words.data:
        form.words.errors = [str(labels.WORDS[state])]
        return _answer(ref, number, 422, sent)

    def act() -> None:
        moving.move(session, actor, plan, action, state, form.words.data or None)

    return _done(ref, action, form, sent, act)


@bp.post("/plans/<ref>/actions/<int:number>/day")
def redate(ref: str, number: int) -> Response:
    """Move the day it is due; where it was and why stays."""
    found, action = _found(ref, number)
    actor = current_actor()
    or_403(actor.writes)
    form = RedateForm()
    sent = Sent(day=form)
    if not form.validate():
        return _answer(ref, number, 422, sent)
    if form.due_on.data == action.due_on and _dated_by_me(action):  # sent twice
        return see_other(_back(ref, number))
    if not policy.can_redate(actor, found.Plan, action):
        return _answer(ref, number, 409, sent, stale=True)

    def act() -> None:
        moving.redate(db.session(), actor, found.Plan, action, form.due_on.data, form.reason.data or "")

    return _done(ref, action, form, sent, act)


@bp.post("/plans/<ref>/actions/<int:number>")
def change_action(ref: str, number: int) -> Response:
    """Change what it says, who does it, its points, and what must be done first."""
    found, action = _found(ref, number)
    plan, actor, session = found.Plan, current_actor(), db.session()
    or_403(actor.writes)
    others = _others(plan.id, number)
    form = ActionForm(_owners(found, action), others, dated=False)
    sent = Sent(words=form)
    if not form.validate():
        return _answer(ref, number, 422, sent)
    side, owner_id, named = form.owned_by()
    if not policy.can_redate(actor, plan, action) or side != action.side:
        return _answer(ref, number, 409, sent, stale=True)
    needs = [other for other in others if str(other.number) in (form.needs.data or ())]
    before = queries.needs_of(session, actor, plan.id).get(action.id, set())
    said = (form.title.data, form.done_means.data, owner_id, form.checklist(), {other.id for other in needs})
    points = [point["text"] for point in action.checklist]
    if said == (action.title, action.done_means, action.owner_id, points, before):  # sent twice
        return see_other(_back(ref, number))

    def act() -> None:
        moving.change(
            session, actor, plan, action, title=form.title.data or "", done_means=form.done_means.data or "",
            owner_id=owner_id, owner_name=named, checklist=form.checklist(), needs=needs,
        )  # fmt: skip

    return _done(ref, action, form, sent, act)


@bp.post("/plans/<ref>/actions/<int:number>/points")
def tick(ref: str, number: int) -> Response:
    """Tick the points of its checklist."""
    found, action = _found(ref, number)
    actor = current_actor()
    or_403(actor.writes)
    form = AgreeForm()
    done = [int(place) for place in request.form.getlist("point") if place.isdecimal() and len(place) < 4]
    sent = Sent(points=frozenset(done))
    if done == [place for place, point in enumerate(action.checklist) if point["done"]]:  # sent twice
        return see_other(_back(ref, number))
    if not form.validate() or not policy.can_redate(actor, found.Plan, action):
        return _answer(ref, number, 409, sent, stale=True)

    def act() -> None:
        moving.tick(db.session(), actor, found.Plan, action, done)

    return _done(ref, action, form, sent, act)


@bp.post("/plans/<ref>/actions/<int:number>/messages")
def say_action(ref: str, number: int) -> Response:
    """Say something under an action, or show by a file that it is done."""

    def place() -> Place:
        found, action = _found(ref, number)
        here = url_for("plans.show_action", ref=ref, number=number, _anchor="thread")
        subject = ("action", action.id, f"{ref}/{number}")
        return Place(subject, circle(found), "plans.say_action", _draft(ref, number), here)

    return saying.take(
        place, lambda form, refusals: _answer(ref, number, 422, Sent(said=form, refusals=refusals))
    )


def _spot(ref: str, number: int) -> spots.Spot:
    """The action, as where people talk."""
    found, action = _found(ref, number)
    page = url_for("plans.show_action", ref=ref, number=number)
    crumbs = (
        (_("Plans"), url_for("plans.index")), (ref, url_for("plans.show", ref=ref)), (f"{ref}/{number}", page),
    )  # fmt: skip
    return spots.Spot(("action", action.id, f"{ref}/{number}"), circle(found), page, crumbs)


spots.register("action", _spot)


def _draft(ref: str, number: int) -> str:
    return f"plans/{ref}/actions/{number}/messages"


def _found(ref: str, number: int) -> tuple[Any, Action]:
    found = find(ref)
    return found, or_404(queries.action(db.session(), current_actor(), found.Plan, number))


def _others(plan_id: int, number: int) -> list[Any]:
    rows = queries.actions_of(db.session(), current_actor(), plan_id)
    return [row for row in rows if row.number != number and row.state != "dropped"]


def _owners(found: Any, action: Any) -> list[tuple[str, str]]:
    """Who may own it: somebody of the side that owes it."""
    choices = owners_of(found, action.owner_id)
    return [(value, name) for value, name in choices if value.startswith(f"{action.side}:")]


def _back(ref: str, number: int) -> str:
    if request.form.get("from") == "board":
        return url_for("plans.show", ref=ref, _anchor=f"action-{number}")
    return url_for("plans.show_action", ref=ref, number=number)


def _done(ref: str, action: Action, form: Any, sent: Sent, act: Callable[[], None]) -> Response:
    """Do it if the action is as the form showed it; else its page with what changed and what was typed."""
    number, session, problem = action.number, db.session(), ""
    if form.version.data == action.version:
        try:
            act()
            session.commit()
            return see_other(_back(ref, number))
        except moving.Waits as waits:
            problem = _waits(waits)
        except moving.Circle:
            problem = _("These actions would wait for each other in a circle. Untick one of them.")
        except (moving.NotNow, StaleDataError):  # changed between our look and our write
            pass
        session.rollback()
    return _answer(ref, number, 409, sent, problem, stale=not problem)


def _moved_by_me(action: Action) -> bool:
    """True if the reader moved it last: what comes again is a second press, no other person's move."""
    actor = current_actor()
    rows = activity.of_subject(db.session(), actor, "action", action.id, NEWS)
    last = next((row for row in rows if row.verb == "action_moved"), None)
    return last is not None and last.actor_user_id == actor.user_id


def _dated_by_me(action: Action) -> bool:
    """True if it was the reader who moved its day last."""
    actor = current_actor()
    last = next(iter(queries.due_changes(db.session(), actor, action.id)), None)
    return last is not None and (last.side, last.changed_name) == (actor.party, actor.name)


def _waits(waits: moving.Waits) -> str:
    if waits.needs:
        return _("First these must be done: %(actions)s.", actions=", ".join(waits.needs))
    return _("These points are still open: %(points)s.", points=", ".join(waits.points))


def _answer(
    ref: str, number: int, status: int = 200, sent: Sent = NOTHING, problem: str = "", *, stale: bool = False
) -> Response:
    """The page; `stale` says that somebody was faster, and what they did."""
    session, actor, now = db.session(), current_actor(), today()
    found, action = _found(ref, number)
    plan = found.Plan
    rows = queries.actions_of(session, actor, plan.id)
    by_id = {row.id: row for row in rows}
    needs = queries.needs_of(session, actor, plan.id)
    card = board.card(
        by_id[action.id], by_id, needs.get(action.id, ()), policy.moves(actor, plan, action), now
    )
    attached = files.of_subject(session, actor, "action", action.id)
    open_ = policy.can_work(actor, plan) and action.state in policy.OPEN
    needed = {by_id[each].number for each in needs.get(action.id, ()) if each in by_id}
    here = url_for("plans.show_action", ref=ref, number=number)
    news = activity.of_subject(session, actor, "action", action.id, NEWS)
    return make_response(
        render_template(
            "plans/action.html", found=found, plan=plan, card=card, action=action, labels=labels,
            problem=changed(news) if stale else problem, typed=_typed(sent, card.moves, action.state, open_=open_),
            needs_words=policy.needs_words, sent=sent, now=now, can_work=policy.can_work(actor, plan), open=open_,
            words=apart(sent.words or _words(found, action, rows, needed), "words") if open_ else None,
            day=apart(sent.day or RedateForm(formdata=None, data={"due_on": action.due_on}), "day") if open_ else None,
            changes=queries.due_changes(session, actor, action.id),
            blocks=[row for row in rows if action.id in needs.get(row.id, ())],
            needed=[row for row in rows if row.number in needed],
            news=news, told=teller(),
            talk=composer.conversation(
                session, actor, "action", action.id, circle(found),
                action=url_for("plans.say_action", ref=ref, number=number), href=here, files=attached,
                takes_files=True, pages=True, draft=_draft(ref, number), form=sent.said, refusals=sent.refusals,
                before=composer.earlier_than(request.args),
            ),
            attached=[file for file in attached if file.message_id is None],
        ),
        status,
    )  # fmt: skip


def _typed(sent: Sent, moves: Sequence[str], state: str, *, open_: bool) -> list[str]:
    """What was typed into forms that have no place on the page any more."""
    lost: list[Any] = []
    if sent.move and not (
        sent.move.state.data in moves and policy.needs_words(state, str(sent.move.state.data))
    ):
        lost.append(sent.move.words.data)
    if not open_ and sent.day:
        lost.append(sent.day.reason.data)
    if not open_ and sent.words:
        lost += [sent.words.title.data, sent.words.done_means.data, sent.words.points.data]
    return [str(words) for words in lost if words]


def _words(found: Any, action: Any, rows: list[Any], needed: set[int]) -> ActionForm:
    others = [row for row in rows if row.number != action.number and row.state != "dropped"]
    return ActionForm(
        _owners(found, action), others, dated=False, formdata=None,
        data={
            "title": action.title, "done_means": action.done_means, "owner": f"{action.side}:{action.owner_id}",
            "points": "\n".join(point["text"] for point in action.checklist),
            "needs": [str(number) for number in needed],
        },
    )  # fmt: skip

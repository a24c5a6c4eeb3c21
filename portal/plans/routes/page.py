"""The page of one plan: one function gathers what it shows, whatever brought the reader there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, request, url_for

from portal.db import db
from portal.files import queries as files
from portal.plans import board, labels, page, people, policy, queries, sources, telling
from portal.plans.forms import ActionForm, ContinueForm, EndForm, PlanForm, ReadingForm
from portal.talk import composer
from portal.web import current_actor, formats, or_404, page_or_partial
from portal.web.forms import LongTextField, TextField, apart
from portal.web.i18n import _, _l, _n, reader_locale
from portal.web.templating import company, today

VIEWS = {"board": _l("Board"), "list": _l("List"), "calendar": _l("Calendar")}


@dataclass(frozen=True, slots=True)
class Sent:
    """What the reader sent that was not taken, to be laid over the page."""

    plan: PlanForm | None = None
    action: ActionForm | None = None
    reading: ReadingForm | None = None
    end: EndForm | None = None
    going_on: ContinueForm | None = None
    said: composer.MessageForm | None = None
    refusals: tuple[tuple[str, str], ...] = ()


NOTHING = Sent()


def find(ref: str) -> Any:
    """The plan with its partner, or the not-found page."""
    return or_404(queries.find(db.session(), current_actor(), ref))


def changed(news: Sequence[Any]) -> str:
    """What is said to who was slower: that somebody was faster, and by the newest of the news, who did what."""
    words = _(
        "Somebody changed it meanwhile. What you see is how it stands now; what you typed is still here."
    )
    sentence = teller()(news[0]) if news else None
    return f"{words} {sentence.striptags()}." if sentence else words


def unfinished(count: int) -> str:
    """Why a plan cannot be called reached yet."""
    return _n(
        "%(num)s action is neither verified nor dropped. Finish it, or give the plan up.",
        "%(num)s actions are neither verified nor dropped. Finish them, or give the plan up.",
        count,
    )


def owners_of(found: Any, *known: int) -> list[tuple[str, str]]:
    """Who may own an action of a plan, as choices of a form."""
    session, actor, plan = db.session(), current_actor(), found.Plan
    staff = people.of_company(session, actor, plan.partner_id, (plan.staff_owner_id, *known))
    return people.owners(staff, _theirs(plan), company().short_name, found.partner_name)


def _theirs(plan: Any) -> list[Any]:
    """Whom of the partner the reader may let own something of a plan. Two SELECTs at most."""
    session, actor = db.session(), current_actor()
    readers = None
    if plan.confidential and actor.is_staff:
        readers = set(session.scalars(queries.named_on(actor, plan.id)))
    return people.who_may_own(actor, people.of_partner(session, plan.partner_id), readers)


def plan_form(found: Any, **kwargs: Any) -> PlanForm:
    """The form that changes a plan."""
    session, actor, plan = db.session(), current_actor(), found.Plan
    staff = people.of_company(session, actor, plan.partner_id, (plan.staff_owner_id,))
    return PlanForm(reader_locale(), staff, _theirs(plan), **kwargs)


def stays_confidential(plan: Any) -> bool:
    """True of a plan that was made of something confidential, for our people: who made that so, opens it. One
    SELECT or two, none for others."""
    actor = current_actor()
    if not (actor.is_staff and plan.confidential and plan.source_type):
        return False
    birth = sources.find(db.session(), actor, plan.source_type, plan.source_ref)
    return birth is not None and birth.source.confidential


def circle(found: Any) -> composer.Circle:
    """Who on the partner's side reads a plan."""
    plan = found.Plan
    return composer.Circle(
        plan.partner_id, found.partner_name, plan.partner_owner_id, plan.partner_team,
        queries.named_on(current_actor(), plan.id), plan.confidential, known=(plan.staff_owner_id,),
    )  # fmt: skip


def answer(
    found: Any, status: int = 200, sent: Sent = NOTHING, problem: str = "", *, stale: bool = False
) -> Response:
    """The page, whole or as its part; `stale` says that somebody was faster, and what they did."""
    actor, session, plan, now = current_actor(), db.session(), found.Plan, today()
    view = request.args.get("view", "board")
    view = view if view in VIEWS else "board"
    seen = page.seen(session, actor, plan, now)
    here = url_for("plans.show", ref=plan.ref)
    attached = files.of_subject(session, actor, "plan", plan.id)
    forms = _forms(found, seen, sent)
    news = queries.news(session, actor, plan.id, [card.row.id for card in seen.cards])
    return page_or_partial(
        "plans/show.html", "plans/_plan.html", status, found=found, plan=plan, seen=seen, labels=labels,
        source_href=sources.href(plan.source_type, plan.source_ref),
        view=view, problem=changed(news) if stale else problem, now=now, forms=forms, typed=_typed(sent, forms),
        views=[
            {"label": label, "href": url_for("plans.show", ref=plan.ref, view=None if v == "board" else v), "current": v == view}
            for v, label in VIEWS.items()
        ],
        month=board.month(seen.cards, board.month_of(request.args.get("month"), now)) if view == "calendar" else None,
        news=news, told=teller(),
        attached=[file for file in attached if file.message_id is None],
        can_work=policy.can_work(actor, plan), can_continue=policy.can_continue(actor, plan),
        talk=composer.conversation(
            session, actor, "plan", plan.id, circle(found), action=url_for("plans.say", ref=plan.ref), href=here,
            before=composer.earlier_than(request.args), files=attached, takes_files=True, pages=True, draft=f"plans/{plan.ref}/messages", form=sent.said,
            refusals=sent.refusals,
        ),
    )  # fmt: skip


def teller() -> Callable[[Any], Any]:
    """Puts what happened into words for the reader."""
    return lambda row: telling.told(row, reader_locale(), today())


def _forms(found: Any, seen: page.Seen, sent: Sent) -> dict[str, Any]:
    """The forms that the reader may fill, those sent with what was typed."""
    plan, actor = found.Plan, current_actor()
    forms: dict[str, Any] = {}
    if policy.can_work(actor, plan):
        forms["action"] = sent.action or ActionForm(owners_of(found), formdata=None)
        forms["plan"] = sent.plan or plan_form(found, formdata=None, data=_as_typed(plan))
        if plan.measure:
            forms["reading"] = sent.reading or ReadingForm(
                reader_locale(), today(), formdata=None, data={"read_on": today()}
            )
        if plan.closing_side is None:
            forms["end"] = sent.end or EndForm(formdata=None)
    if policy.can_continue(actor, plan):
        forms["going_on"] = sent.going_on or ContinueForm(formdata=None)
    return {name: apart(form, name) for name, form in forms.items()}


def _typed(sent: Sent, forms: dict[str, Any]) -> list[str]:
    """What was typed into forms that have no place on the page any more."""
    lost = [
        form
        for name in ("plan", "action", "reading", "end", "going_on")
        if (form := getattr(sent, name)) is not None and name not in forms
    ]
    return [
        str(each.data)
        for form in lost
        for each in form
        if isinstance(each, LongTextField | TextField) and each.data
    ]


def _as_typed(plan: Any) -> dict[str, Any]:
    def number(value: Any) -> str:
        return formats.quantity(value, reader_locale()) if value is not None else ""

    return {
        "kind": plan.kind, "title": plan.title, "goal": plan.goal, "measure": plan.measure, "unit": plan.unit,
        "baseline": number(plan.baseline), "target": number(plan.target), "starts_on": plan.starts_on,
        "ends_on": plan.ends_on, "staff_owner": str(plan.staff_owner_id),
        "partner_owner": str(plan.partner_owner_id), "confidential": plan.confidential,
    }  # fmt: skip

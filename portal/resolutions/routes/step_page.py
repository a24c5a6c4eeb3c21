"""The page of one step: one function gathers what it shows, whatever brought the reader there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

from flask import Response, url_for
from sqlalchemy.orm.exc import StaleDataError

from portal import clock
from portal.activity import actions as activity
from portal.db import db
from portal.files import queries as file_queries
from portal.plans import people as owners
from portal.resolutions import actions, labels, policy, queries, said, stepping
from portal.resolutions.forms import GiveForm, PlaceForm, ReasonForm, TimeForm
from portal.resolutions.kinds import COUNTED, PLACE_OF, counted_by_other
from portal.resolutions.models import Step
from portal.resolutions.routes import typed
from portal.resolutions.routes.page import Found, changed, find, names, people_of
from portal.resolutions.step_forms import ASKING, ContainmentForm, StepForm
from portal.web import current_actor, page_or_partial, see_other
from portal.web.forms import Form, apart, lost
from portal.web.i18n import reader_locale
from portal.web.templating import company, today


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent and not taken, to be laid over the page: forms by their name (what the step says is
    ""), pairs of a file and why it was refused, and what is wrong."""

    forms: Mapping[str, Form] = field(default_factory=dict)
    refusals: Sequence[tuple[str, str]] = ()
    problem: str = ""


NOTHING = Sent()


def here(ref: str, step: str) -> str:
    """The address of a step."""
    return url_for("resolutions.show_step", ref=ref, step=step)


def step_form(found: Found, row: Step, **kwargs: Any) -> StepForm:
    """The form that says what a step says."""
    people = people_of(found) if row.kind == "team" else ()
    form = ASKING[row.kind](reader_locale(), today(), people, **kwargs)
    if isinstance(form, ContainmentForm):
        side = found.resolution.side
        theirs = counted_by_other(stepping.said_last(db.session(), row), side)
        form.counted = PLACE_OF["company" if side == "partner" else "partner"] if theirs else None
    return form


def give_form(found: Found, **kwargs: Any) -> GiveForm:
    """The form that gives a step to somebody of the side that fills it."""
    issue = found.issue
    if found.resolution.side == "partner":
        offered = owners.of_partner(db.session(), issue.partner_id)
    else:
        offered = owners.of_company(db.session(), current_actor(), issue.partner_id, (issue.owner_id,))
    return GiveForm([(str(person.id), person.name) for person in offered], **kwargs)


def done(
    ref: str, row: Step, form: Any, act: Callable[[], None], sent: Sent = NOTHING, location: str = ""
) -> Response:
    """Do it if the step is as the form showed it, and forget what was typed for it; else the page as it
    stands now, with what was `sent`."""
    kind = row.kind
    if form.version.data == row.version:
        try:
            act()
            session, user_id = db.session(), current_actor().user_id
            for name in sent.forms:
                activity.drop_draft(session, user_id, typed.key(ref, name, kind))
            session.commit()
            return see_other(location or here(ref, kind))
        except (actions.NotNow, StaleDataError):  # changed between our look and our write
            pass
    db.session.rollback()
    return stale(ref, kind, sent)


def stale(ref: str, kind: str, sent: Sent, problem: str = "") -> Response:
    """The page as it stands now, for who was slower."""
    found = find(ref)
    return answer(found, found.step(kind), 409, Sent(sent.forms, sent.refusals, problem or changed()))


def answer(found: Found, row: Step, status: int = 200, sent: Sent = NOTHING) -> Response:
    """The page. Seven SELECTs beside those of the case, one more for who typed something and did not send it."""
    session, actor, resolution = db.session(), current_actor(), found.resolution
    ref, locale, now = found.issue.ref, reader_locale(), today()
    versions = queries.versions_of(session, actor, resolution.id).get(row.id, [])
    newest = versions[-1] if versions else None
    forms, again, outrun = _forms(found, row, newest, sent, status)
    form, waiting = forms.get(""), None
    if form is not None:
        key = str(form.key.data)
        partner = found.facts.partner_code if actor.is_staff else None
        waiting = file_queries.Waiting(key, file_queries.waiting(session, actor, key), sent.refusals, partner)
    lack = (
        policy.lacking(resolution, found.steps)
        if row.kind == "closing" and resolution.state == "open"
        else ()
    )
    return page_or_partial(
        "resolutions/step.html", "resolutions/_step.html", status, found=found, facts=found.facts, issue=found.issue,
        resolution=resolution, step=row, labels=labels, names=names(found.facts), form=form, waiting=waiting,
        problem=sent.problem or (changed() if outrun else ""), stale=status == 409 or outrun, again=again,
        typed=lost({name: each for name, each in sent.forms.items() if name}, forms),
        newest=newest, blocks=said.blocks(row.kind, newest.content, locale, now) if newest else [],
        earlier=[(v, said.blocks(row.kind, v.content, locale, now)) for v in reversed(versions[:-1])],
        decisions=[d for d in queries.decisions_of(session, actor, resolution.id) if d.step_id == row.id],
        attached=file_queries.of_subject(session, actor, "step", row.id), draft_of=partial(typed.key, ref, step=row.kind),
        can_accept=policy.can_accept(actor, resolution, row), returning=forms.get("return"), giving=forms.get("owner"),
        timing=forms.get("time"), can_redate=policy.can_redate(actor, resolution, row), placing=forms.get("place"), place=labels.PLACES[PLACE_OF[actor.party]],
        due_words=[word for word in queries.due_words(session, actor, resolution.id) if word.step_id == row.id],
        missing=labels.lacking(lack, resolution.form) if lack else "", company_name=company().short_name,
    )  # fmt: skip


def _forms(
    found: Found, row: Step, newest: Any, sent: Sent, status: int
) -> tuple[dict[str, Any], set[str], bool]:
    """The forms that the reader may fill by name, those sent with what was typed; which hold again what was
    typed before; and whether the step has changed since its words were typed."""
    actor, resolution = current_actor(), found.resolution
    made: dict[str, Callable[[], Form]] = {}
    if policy.can_send(actor, resolution, row):
        made[""] = lambda: step_form(found, row, formdata=None, data=_as_typed(newest, found, row))
        made["owner"] = lambda: give_form(found, formdata=None, person=str(row.owner_id or ""))
    elif status == 409 and "" in sent.forms:  # what was typed stays, though it can no longer be sent
        made[""] = lambda: sent.forms[""]
    if policy.can_return(actor, resolution, row):
        made["return"] = lambda: ReasonForm(formdata=None)
    if policy.can_redate(actor, resolution, row) or policy.can_ask_time(actor, resolution, row):
        asked = row.asked_due_at if policy.accepts(actor, resolution) else None
        made["time"] = lambda: _time_form(row, asked)
    if policy.can_count(actor, resolution, row):
        made["place"] = lambda: PlaceForm(reader_locale(), formdata=None, data=_own_place(newest))
    fresh = {name: make() for name, make in made.items() if name not in sent.forms}
    kept = typed.of_case(found.issue.ref, list(fresh), row.kind)
    again = typed.laid(fresh, kept)
    outrun = "" in again and kept[""].get("version", [str(row.version)]) != [str(row.version)]
    forms: dict[str, Any] = {name: sent.forms.get(name) or fresh[name] for name in made}
    for name, form in forms.items():
        if name or status != 422:
            form.version.data = row.version
        if name:
            apart(form, name)
    return forms, again, outrun


def _time_form(row: Step, asked: datetime | None) -> TimeForm:
    """The form that moves the time of a step, or asks for another; it begins with the one that is asked for."""
    begun = asked or row.asked_due_at or row.due_at
    day = begun.astimezone(clock.zone(company().zone)).date() if begun else None
    return TimeForm(today(), asked=asked is not None, formdata=None, data={"due_on": day, "answer": "move"})


def _own_place(newest: Any) -> dict[str, Any]:
    """What the newest version says of the reader's own place."""
    place, content = PLACE_OF[current_actor().party], newest.content if newest else {}
    return {name: content.get(f"{place}_{name}") for name in COUNTED}


def _as_typed(newest: Any, found: Found, row: Step) -> dict[str, Any]:
    """What the form begins with: what was sent last, else what the issue says."""
    if newest is not None:
        day = newest.content.get("done_on")
        return {**newest.content, **({"done_on": date.fromisoformat(str(day))} if day else {})}
    if row.kind == "problem":
        return {"what": found.issue.what_happened, "unit": found.resolution.unit}
    return {}

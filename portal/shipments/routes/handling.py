"""One exception: its lines, whose it is, by which day, and what people change about that."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, render_template
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import NotFound

from portal.accounts import queries as accounts
from portal.actor import Actor
from portal.db import db
from portal.orders import queries as orders
from portal.shipments import bp, exception_labels, exception_rows, exceptions, handling, policy
from portal.shipments.exception_forms import DueForm, OwnerForm, PutOffForm
from portal.shipments.exceptions import Asked, Filters, Found
from portal.shipments.models import EXCEPTIONS
from portal.shipments.routes.exceptions import asking, tell
from portal.web import current_actor, or_403, or_404, see_other
from portal.web.i18n import _

Act = Callable[[Session, Actor, Any], None]


@dataclass(frozen=True, slots=True)
class Case:
    """An exception as it was found: its schedules (none when it is over) and the question they answer."""

    ref: str
    kind: str
    asked: Asked
    found: list[Found]

    @property
    def row(self) -> Any:
        """Its first schedule, with what was set about it."""
        return self.found[0].row

    @property
    def version(self) -> str:
        """The version of what was set about it, 0 when nothing was."""
        return str(self.row.set_version or 0)


@bp.get("/exceptions/<path:ref>/<kind>", endpoint="exception")
def show(ref: str, kind: str) -> Response:
    """One exception for both sides. One that is over says so."""
    return _page(_find(ref, kind))


@bp.post("/exceptions/<path:ref>/<kind>/owner")
def hand_over(ref: str, kind: str) -> Response:
    """Take it or give it to somebody."""
    case, actor = _find(ref, kind), current_actor()
    people = _people(actor, case)
    form = OwnerForm(people)

    def act(session: Session, actor: Actor, row: Any) -> None:
        owner_id = int(form.owner.data) if form.owner.data else None
        if owner_id != row.owner_id:
            handling.hand_over(session, actor, row, owner_id, people[form.owner.data] if owner_id else "")

    return _change(case, form, "owner", act, lambda row: form.owner.data == str(row.owner_id or ""))


@bp.post("/exceptions/<path:ref>/<kind>/due-day")
def set_due_day(ref: str, kind: str) -> Response:
    """Deal with it by another day, and say why; without a day the rule says it again."""
    case = _find(ref, kind)
    form = DueForm(case.asked.today)

    def act(session: Session, actor: Actor, row: Any) -> None:
        handling.set_due(session, actor, row, form.to.data, form.reason.data or None)

    return _change(case, form, "due", act, lambda row: form.to.data == row.set_due_on)


@bp.post("/exceptions/<path:ref>/<kind>/deferral")
def put_off(ref: str, kind: str) -> Response:
    """Let it wait until a day, and say why; without a day it stands in the list again."""
    case = _find(ref, kind)
    form = PutOffForm(case.asked.today)

    def act(session: Session, actor: Actor, row: Any) -> None:
        handling.put_off(session, actor, row, form.until.data, form.reason.data or None)

    return _change(case, form, "deferral", act, lambda row: form.until.data == row.put_off_until)


def _find(ref: str, kind: str) -> Case:
    """The exception; the page of what is missing, if the actor may not see the order."""
    name = kind.replace("-", "_")
    if name not in EXCEPTIONS or "_" in kind:
        raise NotFound
    actor, session = current_actor(), db.session()
    asked = asking(actor, Filters())
    found = exceptions.one(session, actor, asked, ref, name)
    if not found:
        or_404(orders.schedules(session, actor, ref) or None)
    return Case(ref, name, asked, found)


def _change(case: Case, form: Any, which: str, act: Act, same: Callable[[Any], bool]) -> Response:
    """The beats that all changes share. What is so already is not done again."""
    actor, session = current_actor(), db.session()
    if not case.found:
        or_403(actor.writes)
        return _page(case, 409)
    or_403(policy.can_write(actor, case.row))
    if not form.validate():
        return _page(case, 422, {which: form})
    here = exception_rows.page(case.ref, case.kind)
    if same(case.row):
        return see_other(here)
    if form.version.data != case.version:
        return _page(case, 409, {which: form}, _changed())
    try:
        act(session, actor, case.row)
        session.commit()
    except (IntegrityError, StaleDataError):  # another was quicker by the blink of an eye
        session.rollback()
        return _page(_find(case.ref, case.kind), 409, {which: form}, _changed())
    return see_other(here)


def _page(
    case: Case, status: int = 200, sent: Mapping[str, Any] | None = None, problem: str = ""
) -> Response:
    actor = current_actor()
    if not case.found:
        return make_response(
            render_template(
                "shipments/exception.html", ref=case.ref, kind=case.kind, rows=[], labels=exception_labels
            ),
            status,
        )
    row, sent = case.row, sent or {}
    rows = tell(actor, case.asked, case.found)
    can = policy.can_write(actor, row)
    people = _people(actor, case) if can else {}
    forms = {
        "owner": OwnerForm(people, formdata=None, data={"owner": str(row.owner_id or "")}),
        "due": DueForm(case.asked.today, formdata=None, data={"to": row.set_due_on}),
        "deferral": PutOffForm(case.asked.today, formdata=None, data={"until": row.put_off_until}),
    } | dict(sent)  # fmt: skip
    for form in forms.values():
        form.version.data = case.version
    first = min(range(len(rows)), key=lambda n: (rows[n].since, n))
    return make_response(
        render_template(
            "shipments/exception.html", ref=case.ref, kind=case.kind, rows=rows, first=rows[first], facts=row,
            labels=exception_labels, forms=forms, can=can, problem=problem, me=str(actor.user_id),
            failed=next(iter(sent.values()), None) if status == 422 else None,
            takes=can and row.owner_id != actor.user_id and str(actor.user_id) in people,
        ),
        status,
    )  # fmt: skip


def _people(actor: Actor, case: Case) -> dict[str, str]:
    """To whom the reader may give it: the writers of the own side who see the order, for staff those of
    the partner as well; '' for whom the rule names."""
    if not case.found:
        return {}
    session, row = db.session(), case.row
    theirs = [
        person
        for person in accounts.people(session, row.partner_id)
        if person.role != "reader" and _reaches(person, row)
    ]
    ours = (
        [person for person in accounts.staff_for(session, row.partner_id) if person.role != "auditor"]
        if actor.is_staff
        else []
    )
    acts = exception_rows.acts(case.kind, row)
    by_rule = row.staff_owner if acts == "company" else row.partner_owner
    listed = {str(person.id): person.name for person in (*ours, *theirs)}
    if row.owner_id is not None and str(row.owner_id) not in listed:
        listed[str(row.owner_id)] = row.owner_name
    return {"": _("By rule: %(name)s", name=by_rule or _("nobody yet")), **listed}


def _reaches(person: Any, row: Any) -> bool:
    if person.reach == "all" or row.partner_owner_id == person.id:
        return True
    return bool(person.reach == "team" and person.team and person.team == row.partner_team)


def _changed() -> str:
    return _("Somebody changed this meanwhile. What you see now is how it stands.")

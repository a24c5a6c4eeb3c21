"""What people report of a notice by hand."""

from dataclasses import dataclass
from typing import Any

from flask import Response, request, url_for
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from portal.activity import actions as activity
from portal.db import db
from portal.shipments import bp, labels, milestones, notice_page, policy
from portal.shipments.milestone_forms import MilestoneForm, WithdrawalForm
from portal.shipments.models import Event, Notice
from portal.shipments.place_time import at_place
from portal.web import current_actor, or_403, or_404, page_or_partial, see_other
from portal.web.i18n import _, reader_locale
from portal.web.templating import company

ROUTE, WITHDRAWAL = "shipments.report", "shipments.withdraw_report"


@dataclass(frozen=True, slots=True)
class Way:
    """A notice that is reported of: where its page is, and the query that says which is meant."""

    notice: Notice
    order: str | None

    @property
    def back(self) -> str:
        """Its page."""
        return url_for("shipments.show", ref=self.notice.ref, order=self.order)


@bp.get("/shipments/<path:ref>/milestones/new")
def new_milestone(ref: str) -> Response:
    """The form, filled in with now, in the reader's zone."""
    way = _find(ref)
    or_403(policy.can_report(current_actor(), way.notice))
    return _page(way, _form(formdata=None), 200)


@bp.post("/shipments/<path:ref>/milestones")
def report(ref: str) -> Response:
    """Report what happened."""
    actor, session, way = current_actor(), db.session(), _find(ref)
    or_403(policy.can_report(actor, way.notice))
    form = _form()
    if not form.validate():
        return _page(way, form, 422)
    key = str(form.key.data)
    if activity.claim(session, actor, ROUTE, key) is not None:
        return see_other(way.back)
    try:
        milestones.report(
            session, actor, way.notice, key, form.moment(), form.state.data, form.place.data or None,
            form.note.data or None,
        )  # fmt: skip
        activity.settle(session, actor, ROUTE, key, way.back)
        session.commit()
    except StaleDataError:
        session.rollback()
        return _page(
            _find(ref),
            form,
            409,
            _("This notice was changed meanwhile. Nothing was reported; send it again."),
        )
    return see_other(way.back)


@bp.get("/shipments/<path:ref>/milestones/<milestone>/withdrawal")
def new_withdrawal(ref: str, milestone: str) -> Response:
    """What is to be taken back, and why."""
    way, event = _event(ref, milestone)
    return _withdrawal(way, event, WithdrawalForm(formdata=None), 200)


@bp.post("/shipments/<path:ref>/milestones/<milestone>/withdrawal")
def withdraw_report(ref: str, milestone: str) -> Response:
    """Take a report back by a new row that names it."""
    actor, session = current_actor(), db.session()
    way, event = _event(ref, milestone)
    form = WithdrawalForm()
    if not form.validate():
        return _withdrawal(way, event, form, 422)
    key = str(form.key.data)
    if activity.claim(session, actor, WITHDRAWAL, key) is not None:
        return see_other(way.back)
    try:
        if milestones.is_withdrawn(session, actor, event):
            raise StaleDataError
        milestones.withdraw(session, actor, way.notice, event, str(form.reason.data))
        activity.settle(session, actor, WITHDRAWAL, key, way.back)
        session.commit()
    except (StaleDataError, IntegrityError):
        session.rollback()
        return _withdrawal(*_event(ref, milestone), form, 409)
    return see_other(way.back)


def _find(ref: str) -> Way:
    order = request.values.get("order")
    return Way(or_404(notice_page.find(db.session(), current_actor(), ref, order))[0], order)


def _event(ref: str, milestone: str) -> tuple[Way, Event]:
    way = _find(ref)
    event = or_404(milestones.by_key(db.session(), current_actor(), way.notice.id, milestone))
    or_403(policy.can_withdraw(current_actor(), event))
    return way, event


def _form(**kwargs: Any) -> MilestoneForm:
    actor = current_actor()
    return MilestoneForm(milestones.words(actor), (actor.zone, company().zone), **kwargs)


def _page(way: Way, form: MilestoneForm, status: int, problem: str = "") -> Response:
    return page_or_partial(
        "shipments/milestone.html", "shipments/_milestone.html", status, way=way, form=form, problem=problem,
        action=url_for("shipments.report", ref=way.notice.ref, order=way.order),
    )  # fmt: skip


def _withdrawal(way: Way, event: Event, form: WithdrawalForm, status: int) -> Response:
    return page_or_partial(
        "shipments/withdraw.html", "shipments/_withdraw.html", status, way=way, event=event, form=form,
        when=at_place(event.at, event.offset_minutes, reader_locale(), current_actor().zone).exact, word=labels.EVENTS.get(event.state, event.state), action=url_for("shipments.withdraw_report", ref=way.notice.ref, milestone=event.key, order=way.order),
        gone=milestones.is_withdrawn(db.session(), current_actor(), event),
    )  # fmt: skip

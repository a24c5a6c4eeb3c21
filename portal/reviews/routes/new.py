"""Put a review into the calendar."""

from typing import Any

from flask import Response, make_response, render_template, request, url_for
from sqlalchemy.exc import IntegrityError

from portal.activity import actions as activity
from portal.db import db
from portal.partners import queries as partners
from portal.reviews import actions, bp, labels, people, policy, queries, rhythms
from portal.reviews.forms import PlanForm
from portal.web import current_actor, or_403, or_404, see_other
from portal.web.i18n import _
from portal.web.templating import company, today

ROUTE = "reviews.create"


@bp.get("/reviews/new")
def new() -> Response:
    """The form; staff say first with whom."""
    or_403(policy.can_plan(current_actor()))
    partner = _partner()
    return _choose() if partner is None else _page(partner, None)


@bp.post("/reviews")
def create() -> Response:
    """Put it into the calendar, once or as the first of a rhythm. Sent twice, it is there once."""
    actor, session = current_actor(), db.session()
    or_403(policy.can_plan(actor))
    partner = _partner()
    if partner is None:
        return _choose(422)
    form = _form(partner)
    if not form.validate():
        return _page(partner, form, 422)
    every = None if form.every.data == "once" else str(form.every.data)
    key = str(form.key.data)
    if location := activity.claim(session, actor, ROUTE, key):
        return see_other(location)
    meeting = form.meeting()
    period = rhythms.before(every or "monthly", meeting.on)
    if form.period_start.data and form.period_end.data:
        period = form.period_start.data, form.period_end.data
    try:
        with session.begin_nested():
            review = actions.plan(session, actor, partner.id, period, meeting, every)
    except IntegrityError:  # such a rhythm runs already
        session.rollback()
        form.every.errors = [_("This rhythm runs already. Open its next review to change it.")]
        return _page(_partner(), form, 422)
    location = url_for("reviews.show", ref=review.ref)
    activity.settle(session, actor, ROUTE, key, location)
    session.commit()
    return see_other(location)


def _partner() -> Any:
    """With whom: the actor's own, or the one that the address or form names; None where staff are still to
    choose. One that is named and not there ends on the not-found page."""
    actor, session = current_actor(), db.session()
    if actor.partner_id is not None:
        return or_404(partners.by_id(session, actor, actor.partner_id))
    if code := request.values.get("partner"):
        return or_404(partners.by_code(session, actor, code))
    return None


def _form(partner: Any, **kwargs: Any) -> PlanForm:
    session, actor = db.session(), current_actor()
    return PlanForm(
        people.of_company(session, actor, partner.id), people.of_partner(session, partner.id), **kwargs
    )


def _choose(status: int = 200) -> Response:
    offered = partners.choices(db.session(), current_actor(), partners.MOST_OFFERED)
    return make_response(render_template("reviews/choose_partner.html", partners=offered), status)


def _page(partner: Any, form: PlanForm | None, status: int = 200) -> Response:
    if form is None:
        actor = current_actor()
        mine = str(actor.user_id)
        form = _form(
            partner, formdata=None,
            data={
                "every": "monthly", "remind_days": "7",
                "staff_people": [mine] if actor.is_staff else [], "partner_people": [] if actor.is_staff else [mine],
            },
        )  # fmt: skip
    return make_response(
        render_template(
            "reviews/new.html", form=form, partner=partner, company_name=company().short_name, labels=labels,
            now=today(), running=queries.running_rhythms(db.session(), current_actor(), partner.id),
        ),
        status,
    )  # fmt: skip

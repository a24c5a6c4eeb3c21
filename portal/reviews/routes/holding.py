"""What comes of a review: minutes, actions, and the word of both sides."""

from datetime import timedelta
from typing import Any

from flask import Response

from portal.db import db
from portal.partners.calendar import of_company
from portal.plans import actions as plans
from portal.plans.models import Plan
from portal.reviews import actions, bp, holding, policy, queries, results, said
from portal.reviews.forms import AcceptForm, ActionForm
from portal.reviews.models import Minutes
from portal.reviews.routes import drawn
from portal.reviews.routes.page import find, pack_of, take, zone
from portal.web import current_actor, or_403, or_404
from portal.web.i18n import _, reader_locale
from portal.web.templating import today

PLAN_DAYS = 90


@bp.post("/reviews/<ref>/minutes")
def write(ref: str) -> Response:
    """Write down what was said and decided; the pack is kept with it as it is now."""
    found, actor, session = find(ref), current_actor(), db.session()
    or_403(policy.takes_part(actor))
    review, before = found.Review, _newest(found)
    pack = pack_of(review, before)
    form = drawn.written(results.read(pack["figures"], reader_locale()) if pack else [])

    def act() -> None:
        holding.write(session, actor, review, form.said(), before, today(), zone())
        rhythm = queries.rhythm(session, actor, review.rhythm_id)
        if rhythm is not None and queries.next_of(session, actor, review) is None:
            actions.go_on(session, rhythm, review, of_company(session))

    return take(ref, review.version, "minutes", form, act, "minutes")


@bp.post("/reviews/<ref>/actions")
def add_action(ref: str) -> Response:
    """Put what somebody will do into a plan, and into the minutes."""
    found, actor, session = find(ref), current_actor(), db.session()
    or_403(policy.takes_part(actor))
    review = found.Review
    attending = queries.people_of(session, actor, review.id)
    form = drawn.action(found, attending)

    def act() -> None:
        minutes = _newest(found)
        if minutes is None:
            raise actions.NotNow
        side, owner_id, name = form.owned_by()
        new = plans.NewAction(
            form.title.data or "", form.done_means.data or "", side, owner_id, name, form.due_on.data
        )
        holding.add_action(session, actor, review, minutes, _plan(found, form, attending, minutes), new)

    return take(ref, review.version, "action", form, act, "agreed")


def _plan(found: Any, form: ActionForm, attending: Any, minutes: Minutes) -> Plan | plans.Terms:
    """The plan that was chosen, or what a new one is about."""
    session, actor, review = db.session(), current_actor(), found.Review
    if form.plan.data != "new":
        return or_404(queries.plan(session, actor, review, str(form.plan.data)))
    now = today()
    side, owner_id, _name = form.owned_by()
    owners = {actor.party: actor.user_id, side: owner_id}
    for other in ("company", "partner"):
        owners.setdefault(other, _owner(form, other, attending))
    return plans.Terms(
        title=_("Review of %(period)s", period=said.period(review.period_start, review.period_end, reader_locale())),
        goal="\n".join(minutes.decisions) or minutes.notes[:1000], starts_on=now,
        ends_on=max(form.due_on.data, now + timedelta(days=PLAN_DAYS)), staff_owner_id=owners["company"],
        partner_owner_id=owners["partner"],
    )  # fmt: skip


def _owner(form: ActionForm, side: str, attending: Any) -> int:
    """Who owns the plan on a side: the first to attend who writes, else the first who does. Raises NotNow
    where nobody does."""
    writers = form.writers(side)
    if not writers:
        raise actions.NotNow
    return next((person.user_id for person in attending if person.user_id in writers), writers[0])


@bp.post("/reviews/<ref>/acceptance")
def accept(ref: str) -> Response:
    """Accept the minutes that were read, by name. With both words nothing changes any more."""
    found, actor, session = find(ref), current_actor(), db.session()
    or_403(policy.takes_part(actor))
    review, form = found.Review, AcceptForm()

    def act() -> None:
        minutes = _newest(found)
        if minutes is None or form.number.data != minutes.number:
            raise actions.NotNow
        accepted = [each.side for each in queries.acceptances(session, actor, review)]
        holding.accept(session, actor, review, minutes, accepted)

    return take(ref, review.version, "acceptance", form, act, "acceptance")


def _newest(found: Any) -> Minutes | None:
    minutes = queries.minutes_of(db.session(), current_actor(), found.Review)
    return minutes[0] if minutes else None

"""Cancelling an order, by the company's people; and what changing one shares with it."""

from typing import Any

from flask import Response, url_for
from sqlalchemy.orm.exc import StaleDataError

from portal.activity import actions as activity
from portal.activity import queries as activity_queries
from portal.actor import Actor
from portal.db import db
from portal.orders import amending, amendment, bp, policy, queries
from portal.orders.amend_forms import CancelForm
from portal.orders.queries import Held
from portal.web import current_actor, or_403, or_404, page_or_partial, see_other
from portal.web.i18n import _, _n
from portal.web.templating import today

CANCEL = "orders.cancel"


@bp.get("/orders/<path:ref>/cancellation")
def cancellation(ref: str) -> Response:
    """What cancelling the order would do, and the question why."""
    _actor, _session, held = find(ref)
    form = CancelForm(formdata=None)
    form.version.data = held.stamp
    return _cancel_page(held, form)


@bp.post("/orders/<path:ref>/cancellation")
def cancel(ref: str) -> Response:
    """Cancel what is to come: at once where nobody promised it, else as a proposal."""
    actor, session, held = find(ref)
    form = CancelForm()
    if activity_queries.is_used(session, actor.user_id, CANCEL, str(form.key.data)):
        return see_other(url_for("orders.show", ref=ref))
    if not form.validate():
        return _cancel_page(held, form, 422)
    if not held.still:
        return _cancel_page(held, form, 409, _("Nothing of this order is to come any more."))
    if form.version.data != held.stamp:
        return _cancel_page(held, form, 409, changed(held, str(form.version.data)))
    if (earlier := activity.claim(session, actor, CANCEL, str(form.key.data))) is not None:
        return see_other(earlier)
    for schedule in held.still:
        amending.cancel(session, actor, schedule, str(form.reason.data), today())
    done = committed(actor, ref, CANCEL, str(form.key.data), "")
    return done or _cancel_page(find(ref)[2], form, 409, meanwhile())


def find(ref: str) -> tuple[Actor, Any, Held]:
    """Who asks, the session, and the order if they may change it."""
    actor, session = current_actor(), db.session()
    held = or_404(queries.held(session, actor, ref))
    or_403(policy.can_enter(actor))
    return actor, session, held


def committed(actor: Actor, ref: str, route: str, key: str, draft: str) -> Response | None:
    """Commit and go to the order; None where another was quicker by the blink of an eye."""
    session, location = db.session(), url_for("orders.show", ref=ref)
    activity.settle(session, actor, route, key, location)
    activity.drop_draft(session, actor.user_id, draft)
    try:
        session.commit()
    except StaleDataError:
        session.rollback()
        session.expire_all()
        return None
    return see_other(location)


def changed(held: Held, seen: str) -> str:
    """What changed since somebody saw the order, in a sentence."""
    if numbers := amendment.changed_since(held, seen):
        return _n(
            "Line %(lines)s was changed or answered meanwhile. What you typed is still here; look at it again.",
            "Lines %(lines)s were changed or answered meanwhile. What you typed is still here; look at it again.",
            len(numbers), lines=", ".join(map(str, numbers)),
        )  # fmt: skip
    return _("Site, owner or note were changed meanwhile. What you typed is still here; look at it again.")


def meanwhile() -> str:
    """That another was quicker by the blink of an eye."""
    return _(
        "Somebody changed or answered this order just now. Look at it again; what you typed is still here."
    )


def _cancel_page(held: Held, form: CancelForm, status: int = 200, problem: str = "") -> Response:
    alone, asked = amendment.splits(held.still)
    form.version.data = held.stamp
    return page_or_partial(
        "orders/cancel.html", "orders/_cancel.html", status, form=form, order=held.order, alone=alone, asked=asked,
        problem=problem,
    )  # fmt: skip

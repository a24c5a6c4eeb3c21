"""Giving an order to another person at the partner, by our people or the partner's administrator."""

from typing import Any

from flask import Response, url_for
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.models import User
from portal.actor import Actor
from portal.db import db
from portal.orders import bp, owning, policy
from portal.orders.entry_forms import OwnerForm
from portal.orders.models import Order
from portal.web import current_actor, or_403, or_404, page_or_partial, see_other
from portal.web.i18n import _


@bp.get("/orders/<path:ref>/owner")
def owner(ref: str) -> Response:
    """Who has it, and who may."""
    actor, order = _find(ref)
    or_403(policy.can_hand_over(actor, order))
    return _page(order, OwnerForm(owning.people(db.session(), order.partner_id), formdata=None))


@bp.post("/orders/<path:ref>/owner")
def hand_over(ref: str) -> Response:
    """Give it to another."""
    actor, order = _find(ref)
    or_403(policy.can_hand_over(actor, order))
    session = db.session()
    people = owning.people(session, order.partner_id)
    form = OwnerForm(people)
    if not form.validate():
        return _page(order, form, 422)
    person = next(each for each in people if str(each.id) == form.owner.data)
    if order.partner_owner_id == person.id:  # sent twice
        return see_other(_back(actor, order, person))
    if form.version.data != order.version:
        return _page(order, form, 409, _changed())
    try:
        owning.hand_over(session, actor, order, _name(order), person)
        session.commit()
    except StaleDataError:
        session.rollback()
        return _page(_find(ref)[1], form, 409, _changed())
    return see_other(_back(actor, order, person))


def _find(ref: str) -> tuple[Actor, Order]:
    actor = current_actor()
    order = db.session().scalars(Order.visible_to(actor).where(Order.ref == ref)).first()
    return actor, or_404(order)


def _back(actor: Actor, order: Order, person: Any) -> str:
    """The order, unless whoever gave it away sees it no more."""
    mine = actor.is_staff or actor.reach == "all" or person.id == actor.user_id
    team = actor.reach == "team" and actor.team is not None and person.team == actor.team
    return url_for("orders.show", ref=order.ref) if mine or team else url_for("orders.index")


def _name(order: Order) -> str | None:
    return db.session().scalars(select(User.name).where(User.id == order.partner_owner_id)).first()


def _changed() -> str:
    return _("The order was changed meanwhile. Look at it again; what you chose is still here.")


def _page(order: Order, form: OwnerForm, status: int = 200, problem: str = "") -> Response:
    if not form.owner.data and not form.errors:
        form.owner.data = str(order.partner_owner_id or "")
    form.version.data, form.version.raw_data = order.version, None
    return page_or_partial(
        "orders/owner.html", "orders/_owner.html", status, form=form, order=order, problem=problem, has=_name(order)
    )  # fmt: skip

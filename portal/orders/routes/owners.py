"""Giving many orders of a partner to another person there."""

from typing import Any

from flask import Response, flash, request, url_for
from sqlalchemy.orm.exc import StaleDataError

from portal.actor import Actor
from portal.db import db
from portal.orders import bp, handing, owning, policy, queries
from portal.orders.entry_forms import OwnersForm
from portal.orders.handing import Asked
from portal.orders.models import Order
from portal.web import current_actor, or_403, page_or_partial, paging, see_other
from portal.web.forms import folded
from portal.web.i18n import _, _n


@bp.get("/orders/owners")
def owners() -> Response:
    """The open orders of a partner with who has them there."""
    actor = current_actor()
    or_403(policy.can_hand_over_many(actor))
    return _page(actor, _asked(actor, request.args.get("partner", "")))


@bp.post("/orders/owners")
def hand_over_many() -> Response:
    """Give those that are ticked, or all that are asked for, to one person: all or none."""
    actor, session = current_actor(), db.session()
    or_403(policy.can_hand_over_many(actor))
    asked = _asked(actor, request.form.get("partner", ""))
    if asked is None:
        return _page(actor, None, status=422)
    form = OwnersForm(asked.people, handing.count(session, actor, asked), handing.MOST)
    seen = dict(folded(mark).rpartition(" ")[::2] for mark in request.form.getlist("order")[: handing.PAGE])
    if form.validate() and form.which.data == "ticked" and not seen:
        form.which.errors = [_("Tick at least one order.")]
    if form.errors or form.which.errors:
        return _page(actor, asked, form, 422)
    person = next(each for each in asked.people if str(each.id) == form.owner.data)
    orders = _orders(actor, asked, seen if form.which.data == "ticked" else None)
    changed = [
        order.ref for order in orders
        if form.which.data == "ticked" and str(order.version) != seen[order.ref] and order.partner_owner_id != person.id
    ]  # fmt: skip
    if changed:
        return _page(actor, asked, form, 409, _changed(changed))
    try:
        given = handing.hand_over(session, actor, orders, person)
        session.commit()
    except StaleDataError:
        session.rollback()
        return _page(actor, asked, form, 409, _changed([]))
    if given:
        flash(_n("%(num)s order is now with %(name)s.", "%(num)s orders are now with %(name)s.", given, name=person.name), "success")  # fmt: skip
    return see_other(_address(actor, asked))


def _orders(actor: Actor, asked: Asked, seen: dict[str, str] | None) -> list[Any]:
    """The orders that were ticked, or all that are asked for where `seen` is None."""
    wanted = handing.statement(actor, asked)
    if seen is not None:
        wanted = handing.statement(actor, Asked(asked.partner_id, asked.people)).where(Order.ref.in_(seen))
    return list(db.session().scalars(wanted.limit(handing.MOST)))


def _asked(actor: Actor, code: str) -> Asked | None:
    """What is asked for of one partner; None where no partner is chosen that the actor may see."""
    partner_id = queries.partner_id(db.session(), actor, code) if actor.is_staff else actor.partner_id
    if partner_id is None or partner_id < 0:
        return None
    people, has = owning.people(db.session(), partner_id), request.values.get("has", "")
    known = {str(person.id) for person in people} | {handing.NOBODY, handing.GONE}
    return Asked(partner_id, people, has if has in known else "")


def _address(actor: Actor, asked: Asked, **more: Any) -> str:
    code = request.values.get("partner") if actor.is_staff else None
    return url_for("orders.owners", partner=code, has=asked.has or None, **more)


def _changed(refs: list[str]) -> str:
    if not refs:
        return _("These orders were changed meanwhile. Look at them again; what you chose is still here.")
    return _n(
        "%(refs)s was changed meanwhile. Nothing was handed over; look again.",
        "%(refs)s were changed meanwhile. Nothing was handed over; look again.", len(refs), refs=", ".join(refs),
    )  # fmt: skip


def _page(
    actor: Actor, asked: Asked | None, form: OwnersForm | None = None, status: int = 200, problem: str = ""
) -> Response:
    session = db.session()
    context: dict[str, Any] = {
        "asked": asked,
        "problem": problem,
        "nobody": handing.NOBODY,
        "gone": handing.GONE,
        "code": "",
        "form": None,
    }
    if actor.is_staff:
        context |= {"partners": queries.partners(session, actor), "code": request.values.get("partner", "")}
    if asked:
        key = paging.decode(request.args.get("after"), int)
        rows, last = handing.shown(session, actor, asked, key[0] if key else None)
        form = form or OwnersForm(
            asked.people, handing.count(session, actor, asked), handing.MOST, formdata=None
        )
        context |= {
            "rows": rows, "form": form,
            "ticked": {folded(mark).rpartition(" ")[0] for mark in request.form.getlist("order")[: handing.PAGE]},
            "following": _address(actor, asked, after=paging.encode([last])) if last else None,
            "first": _address(actor, asked) if key else None,
        }  # fmt: skip
    return page_or_partial("orders/owners.html", "orders/_owners.html", status, **context)

"""Forgetting what people set about exceptions that are over.

A new exception of the same kind then begins with the rule again: its owner and its day. What was done about
the old one stays in the activity rows.
"""

from typing import Any

from sqlalchemy import delete, select, union_all
from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.orders.models import Order, Schedule
from portal.scope import also_visible, carrying
from portal.shipments import exception_kinds as kinds
from portal.shipments.models import EXCEPTIONS, Cause, Handling


def over(session: Session, actor: Actor, values: dict[str, Any]) -> list[int]:
    """The ids of what was set about exceptions that are over; `values`: the day and the moment it is
    ('today', 'now'). One SELECT."""
    parts = []
    for kind in EXCEPTIONS:
        stands = select(Schedule.id).where(
            Schedule.partner_id == Handling.partner_id, Schedule.order_id == Handling.order_id,
            kinds.condition(kind, actor, kinds.FOUND),
        ).correlate(Handling, Order)  # fmt: skip
        of_kind = (
            Handling.visible_to(actor)
            .with_only_columns(Handling.id)
            .join(Order, (Order.partner_id == Handling.partner_id) & (Order.id == Handling.order_id))
            .where(Handling.kind == kind, ~stands.exists())
        )
        parts.append(also_visible(of_kind, actor, Order))
    scopes = (model.visible_to(actor) for model in (Schedule, Cause))
    ids = carrying(
        union_all(*(select(part.subquery()) for part in parts)).subquery().select(), *parts, *scopes
    )
    return list(session.execute(ids, values).scalars())


def forget(session: Session, ids: list[int]) -> None:
    """Delete these rows. Never commits."""
    session.execute(delete(Handling).where(Handling.id.in_(ids)).execution_options(system=True))

"""Until when the partner owes an order its first word, in working hours of the company.

An order has one clock. It starts when something of the order begins to wait for the partner; while an
earlier thing still waits it is left alone, so that no later line hides how long an earlier one waited.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import Session

from portal import clock
from portal.actor import Actor
from portal.orders.models import Order, Schedule
from portal.partners.calendar import Terms, due_after, terms

HOURS = 24


def due(at: datetime, company: Terms) -> datetime | None:
    """When a word that is owed since `at` is due: after the company's hours for an order (`answer_hours`
    of "order"), else 24. None for a company whose calendar has no working day."""
    try:
        return due_after(at, company.answer.get("order", HOURS), company.calendar)
    except ValueError:
        return None


def waiting() -> ColumnElement[bool]:
    """The partner owes a schedule a word: a day, or an answer to the company's proposal."""
    asked = and_(Schedule.stage == "proposed", Schedule.proposed_by == "company")
    return or_(Schedule.stage == "unconfirmed", asked)


def start(session: Session, order: Order, at: datetime) -> None:
    """All of a new order waits from `at` on."""
    order.answer_due_at = due(at, terms(session))


def reopen(session: Session, actor: Actor, *order_ids: int) -> None:
    """Something more of these orders is about to wait from now on; where something waits already, that
    one's clock goes on. To be called before it waits. Three SELECTs at most."""
    orders = session.scalars(Order.visible_to(actor).where(Order.id.in_(order_ids))).all()
    asked = Schedule.visible_to(actor).with_only_columns(Schedule.order_id).distinct()
    waits = set(session.scalars(asked.where(Schedule.order_id.in_(order_ids), waiting())))
    opened = [order for order in orders if order.answer_due_at is None or order.id not in waits]
    due_at = due(clock.now(), terms(session)) if opened else None
    for order in opened:
        order.answer_due_at = due_at

"""Which orders are given to other people at once: those of one partner that one person has, or nobody.

Who: an agent at a desk, the day after a colleague at the partner left or a file brought 300 orders; or the partner's
administrator: "all that Sari had goes to Fajar". So: choose whose orders, tick some or take all, choose who.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.actor import Actor
from portal.orders import owning
from portal.orders.models import Order, Schedule
from portal.orders.rows import CLOSED
from portal.scope import carrying

PAGE = 100
MOST = 2_000  # orders that are handed over by one press
NOBODY, GONE = "nobody", "gone"


@dataclass(frozen=True, slots=True)
class Asked:
    """Open orders of a partner: those of one person there (`has`: an id), of nobody (NOBODY), of somebody who
    answers no more (GONE), or all (""). `people` are those who answer there."""

    partner_id: int
    people: Sequence[Any]
    has: str = ""

    @property
    def there(self) -> list[int]:
        """Their ids."""
        return [person.id for person in self.people]


def statement(actor: Actor, asked: Asked) -> Any:
    """A select of the orders that are asked for and of which something is to come, the newest first."""
    still = (
        Schedule.visible_to(actor)
        .with_only_columns(Schedule.id)
        .where(
            Schedule.partner_id == Order.partner_id, Schedule.order_id == Order.id, Schedule.stage.not_in(CLOSED)
        )
        .correlate(Order)
    )  # fmt: skip
    found = Order.visible_to(actor).where(Order.partner_id == asked.partner_id, still.exists())
    if asked.has == NOBODY:
        found = found.where(Order.partner_owner_id.is_(None))
    elif asked.has == GONE:
        found = found.where(Order.partner_owner_id.not_in(asked.there))
    elif asked.has:
        found = found.where(Order.partner_owner_id == int(asked.has))
    return found.order_by(Order.id.desc())


def shown(session: Session, actor: Actor, asked: Asked, before: int | None) -> tuple[list[Any], int | None]:
    """A page of orders (id, ref, ordered_on, version, partner_owner_id, name of that person), and the id
    before which the next page begins, or None. One SELECT."""
    wanted = (
        statement(actor, asked)
        .with_only_columns(
            Order.id, Order.ref, Order.ordered_on, Order.version, Order.partner_owner_id, User.name
        )
        .outerjoin(User, User.id == Order.partner_owner_id)
    )
    if before:
        wanted = wanted.where(Order.id < before)
    rows = list(session.execute(wanted.limit(PAGE + 1)))
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None


def count(session: Session, actor: Actor, asked: Asked) -> int:
    """How many they are, MOST + 1 where they are more. One SELECT."""
    ids = statement(actor, asked).with_only_columns(Order.id).limit(MOST + 1)
    return int(session.execute(carrying(select(func.count()).select_from(ids.subquery()), ids)).scalar_one())


def hand_over(session: Session, actor: Actor, orders: Sequence[Order], person: Any) -> int:
    """Give these orders to a person at the partner; those that they have already stay as they are. Returns
    how many changed hands. Never commits."""
    given = [order for order in orders if order.partner_owner_id != person.id]
    ids = {order.partner_owner_id for order in given if order.partner_owner_id}
    named = select(User.id, User.name).where(User.id.in_(ids))
    names: dict[int | None, str] = {row.id: row.name for row in session.execute(named)} if ids else {}
    owning.hand_over_many(session, actor, [(o, names.get(o.partner_owner_id)) for o in given], person)
    return len(given)

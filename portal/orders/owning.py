"""Who at the partner an order is given to.

People with reach "own" or "team" see only the orders that are theirs or their team's, so an order without an
owner at the partner is seen by none of them.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts import queries as accounts
from portal.activity.actions import Happening, record_many
from portal.actor import Actor
from portal.orders.models import Order

LAST = 50  # orders that are looked through for an owner who still is there


def people(session: Session, partner_id: int) -> list[Any]:
    """Live people of a partner who can answer an order, by name. One SELECT."""
    return [person for person in accounts.people(session, partner_id) if person.role != "reader"]


def by_rule(session: Session, partner_id: int, there: Sequence[Any]) -> Any:
    """Of these people of a partner, who gets a new order if nobody says: whoever had the last one, else the
    partner's administrator who was there first; None where there is none. One SELECT."""
    rows = session.scalars(
        select(Order.partner_owner_id)
        .where(Order.partner_id == partner_id, Order.partner_owner_id.is_not(None))
        .order_by(Order.id.desc())
        .limit(LAST)
        .execution_options(system=True)
    )
    known = {person.id: person for person in there}
    had = next((known[owner] for owner in rows if owner in known), None)
    first = sorted((p for p in there if p.role == "administrator"), key=lambda p: int(p.id))
    return had or next(iter(first), None)


def by_rule_of(session: Session, partner_ids: Collection[int]) -> dict[int, Any]:
    """The same for many partners at once, by partner; those without anybody who answers are absent. Two
    SELECTs, however many orders the partners have."""
    people = accounts.who_answer(session, partner_ids)
    latest = func.max(Order.id)
    had = session.execute(
        select(Order.partner_id, Order.partner_owner_id)
        .where(Order.partner_id.in_(partner_ids), Order.partner_owner_id.is_not(None))
        .group_by(Order.partner_id, Order.partner_owner_id)
        .order_by(latest)
        .execution_options(system=True)
    )
    known = {(person.partner_id, person.id): person for person in people}
    first = {p.partner_id: p for p in reversed(people) if p.role == "administrator"}
    last = {partner: known[partner, owner] for partner, owner in had if (partner, owner) in known}
    return first | last


def columns(person: Any) -> dict[str, Any]:
    """What an order says of its owner at the partner; `person` is a row of `people`, or None."""
    return {
        "partner_owner_id": person.id if person else None,
        "partner_team": person.team if person else None,
    }


def hand_over(session: Session, actor: Actor, order: Order, before: str | None, person: Any) -> None:
    """Give an order to another person at the partner; `before` names who has it. Records `amended`. Never
    commits."""
    hand_over_many(session, actor, [(order, before)], person)


def hand_over_many(
    session: Session, actor: Actor, orders: Sequence[tuple[Order, str | None]], person: Any
) -> None:
    """The same for orders with the name of who has each."""
    for order, _before in orders:
        for name, value in columns(person).items():
            setattr(order, name, value)
    record_many(
        session, actor,
        [
            Happening(
                "amended", ("order", order.id, order.ref), order.partner_id, "shared", order.id,
                {"changes": {"partner_owner": [before, person.name]}},
            )
            for order, before in orders
        ],
    )  # fmt: skip

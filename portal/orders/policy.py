"""Who may do what with orders."""

from datetime import date
from typing import Any

from portal.actor import Actor
from portal.orders.standing import COME


def can_report(actor: Actor, order: Any) -> bool:
    """Whoever writes may report a problem with an order they see."""
    return actor.writes and (actor.is_staff or order.partner_id == actor.partner_id)


def can_answer(actor: Actor, order: Any) -> bool:
    """Whoever writes for a side may promise, propose and decide for it."""
    return actor.writes and (actor.is_staff or order.partner_id == actor.partner_id)


def can_send_link(actor: Actor) -> bool:
    """Our people who write let somebody without an account answer one order."""
    return actor.is_staff and actor.writes


def can_see_links(actor: Actor) -> bool:
    """To whom links went is read by the company's people."""
    return actor.is_staff


def can_enter(actor: Actor) -> bool:
    """The company's people who write enter orders, and change them."""
    return actor.is_staff and actor.writes


def can_hand_over(actor: Actor, order: Any) -> bool:
    """Our people who write, and the partner's administrators, say who at the partner an order is given to."""
    return can_answer(actor, order) and can_hand_over_many(actor)


def can_hand_over_many(actor: Actor) -> bool:
    """The same people hand over many at once."""
    return actor.writes and (actor.is_staff or actor.role == "administrator")


def can_receive(actor: Actor, order: Any) -> bool:
    """The company's people who write book what arrived."""
    return actor.is_staff and can_answer(actor, order)


def is_open(schedule: Any) -> bool:
    """Something of the schedule is still to come."""
    return schedule.stage not in (*COME, "cancelled")


def can_confirm(actor: Actor, schedule: Any, today: date) -> bool:
    """The partner may promise the day asked for, unless it has passed: nobody promises the past."""
    asked = schedule.requested_on is not None and schedule.requested_on >= today
    return can_answer(actor, schedule) and not actor.is_staff and schedule.stage == "unconfirmed" and asked


def can_reconfirm(actor: Actor, schedule: Any, today: date) -> bool:
    """The partner may say that a promise to come still holds."""
    ahead = schedule.promised_on is not None and schedule.promised_on >= today
    return can_answer(actor, schedule) and not actor.is_staff and is_open(schedule) and ahead


def can_propose(actor: Actor, schedule: Any) -> bool:
    """Either side may propose other days or quantities while something is to come."""
    return can_answer(actor, schedule) and is_open(schedule)


def can_decide(actor: Actor, schedule: Any) -> bool:
    """The side that did not propose decides."""
    return can_propose(actor, schedule) and schedule.proposed_by not in (None, actor.party)


def can_withdraw(actor: Actor, schedule: Any) -> bool:
    """A side may take its own proposal back until it is decided."""
    return can_propose(actor, schedule) and schedule.proposed_by == actor.party

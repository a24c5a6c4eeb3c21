"""Who may do what with notices, events and receipts."""

from typing import Any

from portal.actor import Actor
from portal.orders import policy as orders

LIVE = ("announced", "corrected")


def can_write(actor: Actor, thing: Any) -> bool:
    """Whoever writes for a side may act on what it sees of a partner's shipments."""
    return actor.writes and (actor.is_staff or thing.partner_id == actor.partner_id)


def can_announce(actor: Actor) -> bool:
    """Whoever writes: a partner's people for themselves, staff on behalf of a partner."""
    return actor.writes


def can_draft(actor: Actor) -> bool:
    """Drafts are the partner's own; staff announce at once or not at all."""
    return actor.writes and not actor.is_staff


def is_draft_of(actor: Actor, notice: Any) -> bool:
    """A draft that the actor may go on with."""
    return bool(notice.state == "draft") and can_draft(actor) and can_write(actor, notice)


def can_correct(actor: Actor, notice: Any) -> bool:
    """A notice in force is corrected by whoever writes for a side; a draft is gone on with."""
    return (can_write(actor, notice) and notice.state in LIVE) or is_draft_of(actor, notice)


def can_decide_cause(actor: Actor, thing: Any) -> bool:
    """The company's managers and administrators decide whose cause a delay was, where the sides do not agree."""
    return can_write(actor, thing) and actor.is_staff and actor.role in ("administrator", "manager")


def can_receive(actor: Actor, thing: Any) -> bool:
    """The company's people book what arrived, and take back what was booked wrongly."""
    return orders.can_receive(actor, thing)


def can_contest(actor: Actor, thing: Any) -> bool:
    """The partner may contest what was booked of its goods."""
    return can_write(actor, thing) and not actor.is_staff


def can_talk(notice: Any) -> bool:
    """A notice is talked about once the other side sees it."""
    return bool(notice.state != "draft")


def can_report(actor: Actor, notice: Any) -> bool:
    """Either side may say what happened to a notice, unless that was withdrawn or never sent."""
    return can_write(actor, notice) and is_sent(notice)


def is_sent(notice: Any) -> bool:
    """The notice is in force: announced, and not withdrawn."""
    return notice.state in LIVE


def can_withdraw(actor: Actor, event: Any) -> bool:
    """A side takes back what it reported by hand; `event` knows its partner_id and its source."""
    return can_write(actor, event) and event.source == by_hand(actor)


def by_hand(actor: Actor) -> str:
    """The source of what somebody of this side reports by hand."""
    return f"{actor.party} by hand"

"""Writing what a side says about the cause of a delay."""

from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.activity.actions import record
from portal.actor import Actor
from portal.shipments.causes import Standing, state_after
from portal.shipments.models import Cause


def say(
    session: Session, actor: Actor, schedule: Any, standing: Standing, side: str, reason: str | None
) -> Cause:
    """Add a word: it is the cause of `side`. `standing` is how it stood until now. Records
    `cause-agreed`, `cause-contested` or `cause-said`; never commits."""
    state = state_after(standing, actor.party, side)
    word = Cause(
        partner_id=schedule.partner_id, order_id=schedule.order_id, schedule_id=schedule.id, party=actor.party,
        side=side, state=state, reason=reason, user_id=actor.user_id, user_name=actor.name, at=clock.now(),
    )  # fmt: skip
    session.add(word)
    session.flush()
    verb = {"agreed": "cause-agreed", "contested": "cause-contested", "claimed": "cause-said"}[state]
    record(
        session, actor, verb, ("order", schedule.order_id, schedule.order_ref), partner_id=schedule.partner_id,
        audience="shared", order_id=schedule.order_id,
        data={"line": schedule.line_number, "part": schedule.part, "side": side, "reason": reason},
    )  # fmt: skip
    return word


def decide(session: Session, actor: Actor, schedule: Any, side: str, reason: str) -> Cause:
    """The company decides what is contested. It stays contested until the partner agrees or lets its own word
    stand. Records `cause-decided`; never commits."""
    return _closing(session, actor, schedule, side, reason, "contested", "decided")


def object_to(session: Session, actor: Actor, schedule: Any, side: str, reason: str) -> Cause:
    """The partner does not agree to what was decided: it is left at that, and its word (`side`) stands beside
    the decision. Records `cause-stands`; never commits."""
    return _closing(session, actor, schedule, side, reason, "claimed", "stands")


def _closing(
    session: Session, actor: Actor, schedule: Any, side: str, reason: str, state: str, step: str
) -> Cause:
    word = Cause(
        partner_id=schedule.partner_id, order_id=schedule.order_id, schedule_id=schedule.id, party=actor.party,
        side=side, state=state, step=step, reason=reason, user_id=actor.user_id, user_name=actor.name,
        at=clock.now(),
    )  # fmt: skip
    session.add(word)
    session.flush()
    record(
        session, actor, f"cause-{step}", ("order", schedule.order_id, schedule.order_ref),
        partner_id=schedule.partner_id, audience="shared", order_id=schedule.order_id,
        data={"line": schedule.line_number, "part": schedule.part, "side": side, "reason": reason},
    )  # fmt: skip
    return word

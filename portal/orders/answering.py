"""Answering an order: each side proposes, the other agrees, refuses or proposes something else.

A proposal changes nothing until the other side agrees to it. It may cut a schedule into several dated
parts; these and what will not be delivered always add up to what the schedule was. Every row of the
ledger stays, and a part takes the promises made before it along, so that no cut makes late goods
punctual. What an answer means is worked out in answers.py; functions here write through a schedule's
version, one answer or many at once, and never commit.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any, TypeAlias

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from portal import clock
from portal.actor import Actor
from portal.orders import answer_clock, answers
from portal.orders.actions import Said, restate
from portal.orders.answers import Change, Dated, Entry
from portal.orders.ledgers import ledgers_of, write
from portal.orders.models import Schedule

Plan: TypeAlias = Callable[[Any, Sequence[Entry], Said], Change]


def said_by(actor: Actor) -> Said:
    """The actor as the ledger names them, now."""
    return Said(actor.party, actor.person_id, actor.name, clock.now())


def answer(session: Session, actor: Actor, plans: Sequence[tuple[Any, Plan]]) -> list[Schedule]:
    """Answer many schedules at once, each by a function of answers.py: all of them, or none and
    StaleDataError. A schedule may be an entity or a row with ledgers.NEEDED, and stands in `plans`
    once. Returns the parts that were cut off, those that will not be delivered included."""
    ledgers, said = ledgers_of(session, [schedule for schedule, _plan in plans]), said_by(actor)
    changes = [plan(schedule, ledgers[schedule.id], said) for schedule, plan in plans]
    if said.party == "company" and (asked := {change.schedule.order_id for change in changes if change.asks}):
        answer_clock.reopen(session, actor, *asked)
    return write(session, actor, changes)


def theirs(session: Session, actor: Actor, schedule: Schedule) -> list[Entry]:
    """The proposal of the other side that waits; nothing without one. One SELECT, none without a proposal."""
    if schedule.proposed_by in (None, actor.party):
        return []
    return answers.waiting(ledgers_of(session, [schedule])[schedule.id])


def accept_request(session: Session, actor: Actor, schedule: Schedule) -> None:
    """The partner promises the day that was asked for. The schedule has neither a promise nor an open
    proposal."""
    answer(session, actor, [(schedule, answers.request_accepted)])


def reconfirm(session: Session, actor: Actor, schedule: Schedule) -> None:
    """The partner says that the promised day still holds: a row with the same day, which is no move."""
    answer(session, actor, [(schedule, answers.reconfirmed)])


def propose(
    session: Session,
    actor: Actor,
    schedule: Schedule,
    parts: Sequence[Dated],
    reason: str | None,
    cause_side: str | None,
) -> None:
    """Propose other days or quantities. `parts` add up to the schedule's quantity or less; what is left
    out will not be delivered, and one part of nothing means that nothing will. An own proposal that
    waits is withdrawn by it, one of the other side is declined by it."""
    plan = partial(answers.proposed, parts=parts, reason=reason, cause_side=cause_side)
    answer(session, actor, [(schedule, plan)])


def propose_or_agree(
    session: Session, actor: Actor, schedule: Schedule, parts: Sequence[Dated], reason: str | None,
    cause_side: str | None, today: date,
) -> None:  # fmt: skip
    """Propose, or agree where just that is what the other side proposes."""
    if answers.waits_for(theirs(session, actor, schedule), parts):
        accept(session, actor, schedule, today)
    else:
        propose(session, actor, schedule, parts, reason, cause_side)


def accept(session: Session, actor: Actor, schedule: Schedule, today: date) -> list[Schedule]:
    """Agree to the other side's proposal and let it be so; `today` is that of the company. Returns the
    schedule and the parts that were cut from it, those that will not be delivered included."""
    return [schedule, *answer(session, actor, [(schedule, partial(answers.accepted, today=today))])]


def cancel_rest(session: Session, actor: Actor, schedule: Schedule, reason: str, today: date) -> None:
    """Cancel at once, for the actor's side and as its cause, what of a schedule has not come. For one that
    nobody promised anything for; else the other side is asked (`propose`)."""
    answer(session, actor, [(schedule, partial(answers.rest_cancelled, reason=reason, today=today))])


def decline(session: Session, actor: Actor, schedule: Schedule, reason: str) -> None:
    """Do not agree to the other side's proposal; what was promised before stays."""
    answer(session, actor, [(schedule, partial(answers.declined, reason=reason))])


def withdraw(session: Session, actor: Actor, schedule: Schedule) -> None:
    """Take the own proposal back."""
    answer(session, actor, [(schedule, answers.withdrawn)])


def restated(session: Session, schedule: Schedule) -> None:
    """Restate, and change the version even where nothing else on the row does: whoever answers what
    they saw before this must be told."""
    flag_modified(schedule, "moves")
    schedule.asked_again_at = None
    restate(session, schedule)

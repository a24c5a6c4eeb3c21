"""How a side answers and keeps its word: time to answer, clocks kept, actions done by their day.

Pure, and the same for both sides: the partner is measured as the company is. Sources: research/mission.md 0.3
and 5.3 (service/response), portal/issues/clocks and portal/orders/answer_clock for when an answer is due.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from portal.clock import zone
from portal.partners.calendar import Calendar, working_minutes
from portal.scores.figure import Period, ProofRow
from portal.scores.summing import ONE, ZERO, yes_or_no

MINUTES = Decimal(60)


class Asked(NamedTuple):
    """One thing that a side owed a word on. answered_at: its first shared answer. left_out: why it does not
    count, whatever happened. facts: what else a reader needs to know it by."""

    kind: str
    ref: str
    label: str
    asked_at: datetime
    due_at: datetime | None
    answered_at: datetime | None
    left_out: str | None = None
    facts: tuple[tuple[str, str], ...] = ()


class Redated(NamedTuple):
    """The due day of an action moved, by a side."""

    was_on: date
    due_on: date
    side: str


class Owed(NamedTuple):
    """An action that a side owes. due_on: its day now. done_on: when it was done and did not come back."""

    ref: str
    title: str
    side: str
    due_on: date
    state: str
    done_on: date | None
    moves: tuple[Redated, ...] = ()


def answer_time(metric: str, asked: Iterable[Asked], period: Period, calendar: Calendar) -> list[ProofRow]:
    """Working hours of the company from the question to the first answer, summed and divided by the answers, for
    questions that fell due in the period. Left out: what nobody answered yet; clocks_kept counts it as missed."""
    rows = []
    for one in asked:
        on = _day(one.due_at, calendar)
        if not period.holds(on):
            continue
        why = one.left_out or (None if one.answered_at else "unanswered")
        hours = ZERO
        if one.answered_at:
            hours = Decimal(max(0, working_minutes(one.asked_at, one.answered_at, calendar))) / MINUTES
        rows.append(
            ProofRow(
                metric, one.kind, one.ref, one.label, on, ZERO if why else hours, ZERO if why else ONE, why,
                _instants(one),
            )
        )  # fmt: skip
    return rows


def clocks_kept(
    metric: str, asked: Iterable[Asked], period: Period, now: datetime, calendar: Calendar
) -> list[ProofRow]:
    """The share of clocks that fell due in the period (a question's answer, a step of a resolution, a decision on
    a proposal) and were answered by then. Unanswered and due is missed. Left out: unanswered, not yet due."""
    rows = []
    for one in asked:
        on = _day(one.due_at, calendar)
        if one.due_at is None or not period.holds(on):
            continue
        why = one.left_out
        if why is None and one.answered_at is None and one.due_at > now:
            why = "not_due"
        kept = one.answered_at is not None and one.answered_at <= one.due_at
        rows.append(
            ProofRow(
                metric, one.kind, one.ref, one.label, on, yes_or_no(kept and not why), ZERO if why else ONE, why,
                _instants(one),
            )
        )  # fmt: skip
    return rows


def first_due(action: Owed) -> date:
    """The day by which an action was promised: its first due day, or a later one that the side it is owed to set
    or agreed to. Who owes it cannot move it away, and who waits for it cannot pull it nearer."""
    if not action.moves:
        return action.due_on
    day = action.moves[0].was_on
    for move in action.moves:
        if move.side != action.side:
            day = max(day, move.due_on)
    return day


def actions_kept(metric: str, actions: Iterable[Owed], period: Period, today: date) -> list[ProofRow]:
    """The share of actions whose promised day (`first_due`) lies in the period that were done by then. Not done
    and due is missed. Left out: what the other side dropped, and what is open and not yet due."""
    rows = []
    for action in actions:
        on = first_due(action)
        if not period.holds(on):
            continue
        why = None
        if action.state == "dropped":
            why = "dropped"
        elif action.done_on is None and on >= today:
            why = "not_due"
        kept = action.done_on is not None and action.done_on <= on
        facts = [("promised_on", on.isoformat())]
        if action.due_on != on:
            facts.append(("moved_to_on", action.due_on.isoformat()))
        if action.done_on:
            facts.append(("done_on", action.done_on.isoformat()))
        rows.append(
            ProofRow(
                metric, "action", action.ref, action.title, on, yes_or_no(kept and not why), ZERO if why else ONE, why,
                tuple(facts),
            )
        )  # fmt: skip
    return rows


def _day(at: datetime | None, calendar: Calendar) -> date | None:
    """The day of the company on which an instant lies."""
    return at.astimezone(zone(calendar.zone)).date() if at else None


def _instants(one: Asked) -> tuple[tuple[str, str], ...]:
    told = (("asked_at", one.asked_at), ("due_at", one.due_at), ("answered_at", one.answered_at))
    return (*one.facts, *((name, at.isoformat()) for name, at in told if at))

"""How a side answers and keeps its word: time to answer, clocks kept, actions done by their day.

Pure, and the same for both sides: the partner is measured as the company is. Sources: research/mission.md 0.3
and 5.3 (service/response), portal/issues/clocks and portal/orders/answer_clock for when an answer is due.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import NamedTuple, TypeAlias

from portal.clock import zone
from portal.partners.calendar import Calendar, working_minutes
from portal.scores.figure import Period, ProofRow
from portal.scores.summing import ONE, ZERO, yes_or_no

MINUTES = Decimal(60)
Minutes: TypeAlias = Callable[[datetime, datetime], int]


class Asked(NamedTuple):
    """One thing that a side owed a word on. answered_at: its first shared answer. left_out: why it does not
    count, whatever happened. facts: what else a reader needs to know it by.
    due_on: the company's day of due_at, where it is known. key: which question it is, among those of a day."""

    kind: str
    ref: str
    label: str
    asked_at: datetime
    due_at: datetime | None
    answered_at: datetime | None
    left_out: str | None = None
    facts: tuple[tuple[str, str], ...] = ()
    due_on: date | None = None
    key: tuple[str, int] = ("", 0)


class Answer(NamedTuple):
    """What came of a question in a metric: a row of proof that is only worded when somebody looks at it, since
    there may be a hundred thousand."""

    metric: str
    asked: Asked
    on: date
    numerator: Decimal
    denominator: Decimal
    left_out: str | None

    @property
    def ref(self) -> str:
        """The record that it opens."""
        return self.asked.ref

    @property
    def label(self) -> str:
        """What it is about."""
        return self.asked.label

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """When it was asked, due and answered."""
        return _instants(self.asked)

    def proof(self) -> ProofRow:
        """The row as others know it."""
        return ProofRow(
            self.metric, self.asked.kind, self.ref, self.label, self.on, self.numerator, self.denominator, self.left_out,
            self.facts,
        )  # fmt: skip


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


def answer_time(
    metric: str, asked: Iterable[Asked], period: Period, calendar: Calendar, minutes: Minutes | None = None
) -> list[Answer]:
    """Working hours of the company from the question to the first answer, summed and divided by the answers, for
    questions that fell due in the period. Left out: what nobody answered yet; clocks_kept counts it as missed.
    minutes: working minutes from one instant to another, if not by the calendar."""
    rows, worked = [], minutes or partial(working_minutes, calendar=calendar)
    for one in asked:
        on = _day(one, calendar)
        if on is None or not period.holds(on):
            continue
        if one.left_out or one.answered_at is None:
            rows.append(Answer(metric, one, on, ZERO, ZERO, one.left_out or "unanswered"))
        else:
            hours = max(0, worked(one.asked_at, one.answered_at)) / MINUTES
            rows.append(Answer(metric, one, on, hours, ONE, None))
    return rows


def clocks_kept(
    metric: str, asked: Iterable[Asked], period: Period, now: datetime, calendar: Calendar
) -> list[Answer]:
    """The share of clocks that fell due in the period (a question's answer, a step of a resolution, a decision on
    a proposal) and were answered by then. Unanswered and due is missed. Left out: unanswered, not yet due."""
    rows = []
    for one in asked:
        on = _day(one, calendar)
        if on is None or one.due_at is None or not period.holds(on):
            continue
        why = one.left_out
        if why is None and one.answered_at is None and one.due_at > now:
            why = "not_due"
        kept = why is None and one.answered_at is not None and one.answered_at <= one.due_at
        rows.append(Answer(metric, one, on, ONE if kept else ZERO, ZERO if why else ONE, why))
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


def _day(one: Asked, calendar: Calendar) -> date | None:
    """The day of the company on which a question is due."""
    if one.due_on is not None or one.due_at is None:
        return one.due_on
    return one.due_at.astimezone(zone(calendar.zone)).date()


def _instants(one: Asked) -> tuple[tuple[str, str], ...]:
    told = (("asked_at", one.asked_at), ("due_at", one.due_at), ("answered_at", one.answered_at))
    return (*one.facts, *((name, at.isoformat()) for name, at in told if at))

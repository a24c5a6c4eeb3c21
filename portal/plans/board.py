"""A plan's actions as its page shows them: in columns by state, and by month."""

import calendar
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal.plans.policy import OPEN

COLUMNS = ("open", "doing", "waiting", "done", "verified")


@dataclass(frozen=True, slots=True)
class Card:
    """An action on the board: its row, how many days late it is (0: not), the actions it waits for that
    are not done, and the states the reader may move it to."""

    row: Any
    late: int
    needs: list[Any]
    moves: tuple[str, ...]

    @property
    def points(self) -> tuple[int, int]:
        """How many points of its checklist are done, and how many there are."""
        return sum(point["done"] for point in self.row.checklist), len(self.row.checklist)


def card(
    row: Any, by_id: dict[int, Any], needs: Collection[int], moves: tuple[str, ...], today: date
) -> Card:
    """The card of an action; `by_id` are the plan's actions, `needs` the ids of those it needs first."""
    late = (today - row.due_on).days if row.state in OPEN and row.due_on < today else 0
    waits = [
        by_id[each]
        for each in sorted(needs)
        if each in by_id and by_id[each].state not in ("done", "verified", "dropped")
    ]
    return Card(row, late, waits, moves)


def columns(cards: Sequence[Card]) -> list[tuple[str, list[Card]]]:
    """Cards by state in COLUMNS, each by due day; what was verified last stands first."""
    found: dict[str, list[Card]] = {state: [] for state in COLUMNS}
    for each in cards:
        if each.row.state in found:
            found[each.row.state].append(each)
    for state, ones in found.items():
        if state == "verified":
            ones.sort(key=lambda one: one.row.verified_at, reverse=True)
        else:
            ones.sort(key=lambda one: (one.row.due_on, one.row.number))
    return list(found.items())


@dataclass(frozen=True, slots=True)
class Month:
    """A month as weeks of days from Monday, each with the cards due on it."""

    first: date
    weeks: list[list[tuple[date, list[Card]]]]

    @property
    def before(self) -> str:
        """The month before, as an address writes it."""
        return (self.first - timedelta(days=1)).strftime("%Y-%m")

    @property
    def after(self) -> str:
        """The month after."""
        return (self.first + timedelta(days=31)).strftime("%Y-%m")


def month(cards: Sequence[Card], first: date) -> Month:
    """The month that begins with `first`, and what is due in it."""
    by_day: dict[date, list[Card]] = {}
    for each in cards:
        by_day.setdefault(each.row.due_on, []).append(each)
    weeks = calendar.Calendar(firstweekday=0).monthdatescalendar(first.year, first.month)
    return Month(first, [[(day, by_day.get(day, [])) for day in week] for week in weeks])


def month_of(text: str | None, default: date) -> date:
    """The first day of the month that an address names ("2026-11"); of `default` for anything else."""
    try:
        named = date.fromisoformat(f"{text}-01") if text and len(text) == 7 else default
    except ValueError:
        named = default
    return named.replace(day=1) if 2000 <= named.year < 2200 else default.replace(day=1)

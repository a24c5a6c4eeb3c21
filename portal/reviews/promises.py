"""Which promises of a period were kept, on both sides: pure, from actions and days that were moved."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

SIDES = ("company", "partner")


@dataclass(frozen=True, slots=True)
class Due:
    """What somebody was to have done by a day. moved: (by which side, to which day), the oldest first, each
    with the day it was before; done_on: when they said that it is done, None before."""

    ref: str
    title: str
    side: str
    owner: str
    due_on: date
    done_on: date | None
    moved: Sequence[tuple[str, date, date]] = ()

    @property
    def promised_on(self) -> date:
        """The day by which it is judged: the first one, moved only by the side to which it is owed."""
        day = self.moved[0][1] if self.moved else self.due_on
        for side, _was, to in self.moved:
            if side != self.side:
                day = to
        return day

    def kept(self, today: date) -> bool | None:
        """True if it was done by its day, False if not, None while its day is to come."""
        if self.done_on is not None:
            return self.done_on <= self.promised_on
        return None if self.promised_on >= today else False


def judged(dues: Iterable[Due], start: date, end: date, today: date) -> dict[str, dict[str, list[Due]]]:
    """By side what was to be done from `start` to `end`: kept, and broken. What is still to come is neither."""
    found: dict[str, dict[str, list[Due]]] = {side: {"kept": [], "broken": []} for side in SIDES}
    for due in sorted(dues, key=lambda each: (each.promised_on, each.ref)):
        kept = due.kept(today)
        if start <= due.promised_on <= end and kept is not None:
            found[due.side]["kept" if kept else "broken"].append(due)
    return found


@dataclass(frozen=True, slots=True)
class Moved:
    """A promised day of a delivery that moved later, and by whose cause."""

    ref: str
    line: int
    item: str
    was: date
    to: date
    side: str
    reason: str

    @property
    def days(self) -> int:
        """By how many days."""
        return (self.to - self.was).days


def moves(commitments: Iterable[Any], start: date, end: date) -> list[Moved]:
    """Days that were moved later from `start` to `end`, the longest first. Commitments are accepted ones of
    some schedules: schedule_id, day, decided_on, cause_side, reason, order_ref, line_number, item, in the
    order in which they were made."""
    standing: dict[int, date] = {}
    found = []
    for row in commitments:
        was = standing.get(row.schedule_id)
        standing[row.schedule_id] = row.day
        if was is None or row.day <= was or row.cause_side is None or not start <= row.decided_on <= end:
            continue
        found.append(
            Moved(row.order_ref, row.line_number, row.item, was, row.day, row.cause_side, row.reason or "")
        )
    return sorted(found, key=lambda each: (-each.days, each.ref, each.line))


def by_side(moved: Iterable[Moved]) -> Mapping[str, list[Moved]]:
    """Moved days by the side whose cause it was; the carrier's and what came from outside are neither's."""
    found: dict[str, list[Moved]] = {side: [] for side in SIDES}
    for each in moved:
        if each.side in found:
            found[each.side].append(each)
    return found

"""The two clocks of an issue: until we owe no word, and until the solution.

The answer clock runs whenever the side that answers owes a word: from the opening to the first shared
reply, and again from each later word of the side that opened it. Saying "seen" does not stop it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.partners.calendar import Calendar, Terms, due_after, working_minutes

ANSWER_HOURS = {"urgent": 2, "high": 4, "normal": 8, "low": 16}
SOLUTION_HOURS = {"urgent": 16, "high": 24, "normal": 40, "low": 80}


@dataclass(frozen=True, slots=True)
class Reading:
    """A clock as it is read now: `state` running, late or met; `minutes` left (negative when late) or,
    once `at` has come, minutes it took; `fraction` of the time used, 0 to 1; `due`; `hours` in all.
    `again` says that it runs for a later word, not for the first."""

    state: str
    minutes: int
    fraction: float
    due: datetime
    at: datetime | None
    hours: float
    again: bool = False


def answer_due(start: datetime, severity: str, calendar: Calendar, answer: Mapping[str, float]) -> datetime:
    """When a word is due that is owed since `start`, by the company's hours per severity (missing ones
    the defaults above)."""
    return due_after(start, answer.get(severity, ANSWER_HOURS[severity]), calendar)


def dues(
    start: datetime,
    severity: str,
    calendar: Calendar,
    answer: Mapping[str, float],
    solution: Mapping[str, float],
) -> tuple[datetime, datetime]:
    """When an answer and when a solution is due, counted from `start` in working hours."""
    return (
        answer_due(start, severity, calendar, answer),
        due_after(start, solution.get(severity, SOLUTION_HOURS[severity]), calendar),
    )


def read(start: datetime, due: datetime, done: datetime | None, now: datetime, calendar: Calendar) -> Reading:
    """Read a clock that runs from `start` to `due`. Time is working time of the company."""
    whole = max(1, working_minutes(start, due, calendar))
    used = working_minutes(start, done or now, calendar)
    if done is not None:
        return Reading("met" if done <= due else "late", used, _part(used, whole), due, done, whole / 60)
    left = working_minutes(now, due, calendar)
    return Reading("late" if now > due else "running", left, _part(used, whole), due, None, whole / 60)


def _part(used: int, whole: int) -> float:
    return min(1.0, max(0.0, used / whole))


def _again(issue: Any, now: datetime, terms: Terms) -> Reading:
    """The answer clock of a word owed after the first answer: its beginning follows from its end."""
    hours = terms.answer.get(issue.severity, ANSWER_HOURS[issue.severity])
    left = working_minutes(now, issue.answer_due_at, terms.calendar)
    whole = max(1, int(hours * 60))
    state = "late" if now > issue.answer_due_at else "running"
    return Reading(state, left, _part(whole - left, whole), issue.answer_due_at, None, hours, again=True)


def both(issue: Any, now: datetime, terms: Terms) -> tuple[Reading, Reading]:
    """The answer clock and the solution clock of an issue."""
    solution = read(issue.opened_at, issue.solution_due_at, issue.resolved_at, now, terms.calendar)
    if issue.answered_at is None:
        return read(issue.opened_at, issue.answer_due_at, None, now, terms.calendar), solution
    if issue.unanswered and not issue.closed:
        return _again(issue, now, terms), solution
    return read(issue.opened_at, first_due(issue, terms), issue.answered_at, now, terms.calendar), solution


def first_due(issue: Any, terms: Terms) -> datetime:
    """When the first answer is or was due: answer_due_at, unless that is of a word owed later, which lies at
    least a whole answer time after the first answer."""
    if issue.answered_at is None:
        return issue.answer_due_at  # type: ignore[no-any-return]
    hours = terms.answer.get(issue.severity, ANSWER_HOURS[issue.severity])
    due: datetime = issue.answer_due_at
    if working_minutes(issue.answered_at, due, terms.calendar) < hours * 60:
        return due
    return answer_due(issue.opened_at, issue.severity, terms.calendar, terms.answer)

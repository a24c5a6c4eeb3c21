"""The two clocks of an issue: until the first answer, and until the solution."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.partners.calendar import Calendar, due_after, working_minutes

ANSWER_HOURS = {"urgent": 2, "high": 4, "normal": 8, "low": 16}
SOLUTION_HOURS = {"urgent": 16, "high": 24, "normal": 40, "low": 80}


@dataclass(frozen=True, slots=True)
class Reading:
    """A clock as it is read now: `state` running, late, met or stopped; minutes left (negative when
    late) or, once met, minutes it took; `fraction` of the time used, 0 to 1; `due` and `at`."""

    state: str
    minutes: int
    fraction: float
    due: datetime
    at: datetime | None
    hours: float


def dues(
    start: datetime, severity: str, calendar: Calendar, answer: dict[str, int], solution: dict[str, int]
) -> tuple[datetime, datetime]:
    """When an answer and when a solution is due, counted from `start` in working hours; the hours per
    severity are the company's (missing ones the defaults above)."""
    return (
        due_after(start, answer.get(severity, ANSWER_HOURS[severity]), calendar),
        due_after(start, solution.get(severity, SOLUTION_HOURS[severity]), calendar),
    )


def read(start: datetime, due: datetime, done: datetime | None, now: datetime, calendar: Calendar) -> Reading:
    """Read one clock. Time is working time of the company."""
    whole = max(1, working_minutes(start, due, calendar))
    used = working_minutes(start, done or now, calendar)
    fraction = min(1.0, max(0.0, used / whole))
    if done is not None:
        return Reading("met" if done <= due else "late", used, fraction, due, done, whole / 60)
    left = working_minutes(now, due, calendar)
    return Reading("late" if now > due else "running", left, fraction, due, None, whole / 60)


def both(issue: Any, now: datetime, calendar: Calendar) -> tuple[Reading, Reading]:
    """The answer clock and the solution clock of an issue."""
    return (
        read(issue.opened_at, issue.answer_due_at, issue.answered_at, now, calendar),
        read(issue.opened_at, issue.solution_due_at, issue.resolved_at, now, calendar),
    )

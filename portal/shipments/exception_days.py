"""By which day an exception is to be dealt with, unless people set another.

Counted in working days of the company from the day it arose; a promise at risk is dealt with before the
promised day, so it is counted back from that.
"""

from datetime import date, timedelta

from portal.partners.calendar import Calendar

# Working days from the day it arose; below zero: before the day that is promised.
ALLOWED = {"late": 1, "silent": 1, "at_risk": -1, "short": 2, "unconfirmed": 1, "contested": 3}
LONGEST = 366  # days looked through for a working day, of a calendar in which hardly anybody works


def due_on(kind: str, arose: date, calendar: Calendar) -> date:
    """The day by which an exception of this kind is to be dealt with. `arose` is the day it arose, of
    a promise at risk the promised day. A later `arose` never gives an earlier day."""
    return working_day(arose, ALLOWED[kind], calendar)


def working_day(start: date, count: int, calendar: Calendar) -> date:
    """The day on which `count` working days after `start` have begun (before it, for a count below
    zero). A calendar in which nobody works gives calendar days."""
    step = timedelta(days=1 if count > 0 else -1)
    day, left = start, abs(count)
    for _ in range(LONGEST):
        if left == 0:
            return day
        day += step
        left -= calendar.works_on(day)
    return start + count * timedelta(days=1)

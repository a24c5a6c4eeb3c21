"""Periods and days of reviews: pure, so that the calendar can be read a year ahead."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = {"monthly": 1, "quarterly": 3, "yearly": 12}


@dataclass(frozen=True, slots=True)
class Turn:
    """One review of a rhythm: the days that it covers, and the day of the meeting."""

    start: date
    end: date
    on: date


def later(day: date, months: int) -> date:
    """The same day so many months later (or, below 0, earlier); the last of the month where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def before(every: str, on: date) -> tuple[date, date]:
    """The last whole month, quarter or year before the day `on`: its first and last day."""
    step = MONTHS[every]
    this = date(on.year, (on.month - 1) // step * step + 1, 1)
    return later(this, -step), this - timedelta(days=1)


def following(every: str, first_start: date, first_on: date, start: date) -> Turn:
    """The turn after that of the period that begins with `start`; the first turn's period began with
    first_start and its meeting was on first_on, from which days are counted, so that a meeting on the 31st
    is on the 31st again after a shorter month."""
    step = MONTHS[every]
    months = (start.year - first_start.year) * 12 + start.month - first_start.month + step
    begins = later(first_start, months)
    return Turn(begins, later(first_start, months + step) - timedelta(days=1), later(first_on, months))

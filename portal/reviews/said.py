"""Periods and times of reviews in words."""

from datetime import date, datetime, timedelta
from datetime import time as clock_time

from portal import clock
from portal.reviews import rhythms
from portal.scores.figure import Period
from portal.scores.spans import Kind, Span
from portal.web import formats

KINDS: dict[str, Kind] = {"monthly": "month", "quarterly": "quarter", "yearly": "year"}


def period(start: date, end: date, locale: str) -> str:
    """'October 2026', 'Quarter 3 of 2026', '2026', or both days."""
    for every, kind in KINDS.items():
        if (start, end) == rhythms.before(every, end + timedelta(days=1)):
            return Span(kind, Period(start, end)).name(locale)
    return Span("days", Period(start, end)).name(locale)


def time(at: str | None, on: date, zone: str, locale: str) -> str:
    """'09:30 (UTC+7)': a time of the company's day, for readers whose clock may be another; empty for none."""
    if at is None:
        return ""
    when = datetime.combine(on, clock_time.fromisoformat(at), clock.zone(zone))
    shift = when.utcoffset() or timedelta()
    return f"{formats.time_of_day(when, locale)} ({formats.utc_offset(int(shift.total_seconds() // 60))})"


def asked(start: date, end: date) -> dict[str, str]:
    """What an address says to mean it."""
    for every, kind in KINDS.items():
        if (start, end) == rhythms.before(every, end + timedelta(days=1)):
            return Span(kind, Period(start, end)).asked
    return Span("days", Period(start, end)).asked

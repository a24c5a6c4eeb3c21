"""Periods of reviews in words."""

from datetime import date, timedelta

from portal.reviews import rhythms
from portal.scores.figure import Period
from portal.scores.spans import Kind, Span

KINDS: dict[str, Kind] = {"monthly": "month", "quarterly": "quarter", "yearly": "year"}


def period(start: date, end: date, locale: str) -> str:
    """'October 2026', 'Quarter 3 of 2026', '2026', or both days."""
    for every, kind in KINDS.items():
        if (start, end) == rhythms.before(every, end + timedelta(days=1)):
            return Span(kind, Period(start, end)).name(locale)
    return Span("days", Period(start, end)).name(locale)


def asked(start: date, end: date) -> dict[str, str]:
    """What an address says to mean it."""
    for every, kind in KINDS.items():
        if (start, end) == rhythms.before(every, end + timedelta(days=1)):
            return Span(kind, Period(start, end)).asked
    return Span("days", Period(start, end)).asked

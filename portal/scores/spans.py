"""Which days a score is of: a month, a quarter, a year, or from one day to another; read from an address."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from portal.scores.figure import Period
from portal.web import formats
from portal.web.i18n import _

Kind = Literal["month", "quarter", "year", "days"]
MONTHS: dict[str, int] = {"month": 1, "quarter": 3, "year": 12}
ONE = timedelta(days=1)
LONGEST = timedelta(days=12 * 366)
FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)
_MONTH, _QUARTER, _YEAR = (
    re.compile(r"(20\d\d)-(\d\d)"),
    re.compile(r"(20\d\d)-Q([1-4])"),
    re.compile(r"20\d\d"),
)


@dataclass(frozen=True, slots=True)
class Span:
    """A period as people name it."""

    kind: Kind
    period: Period

    @property
    def asked(self) -> dict[str, Any]:
        """What an address says to mean it."""
        start, end = self.period.start, self.period.end
        if self.kind == "days":
            return {"from": start.isoformat(), "to": end.isoformat()}
        words = {
            "month": f"{start:%Y-%m}",
            "quarter": f"{start.year}-Q{(start.month + 2) // 3}",
            "year": f"{start.year}",
        }
        return {"period": words[self.kind]}

    def name(self, locale: str) -> str:
        """'October 2026', 'third quarter of 2026' as 'Q3 2026', '2026', or both days."""
        start, end = self.period.start, self.period.end
        if self.kind == "month":
            return formats.month(start, locale)
        if self.kind == "quarter":
            return _("Quarter %(number)s of %(year)s", number=(start.month + 2) // 3, year=start.year)
        if self.kind == "year":
            return str(start.year)
        return _("%(first)s to %(last)s", first=_plain(start, locale), last=_plain(end, locale))

    def moved(self, by: int) -> "Span":
        """So many periods of the same length later: months by months, days by as many days."""
        if self.kind == "days":
            long = self.period.end - self.period.start + ONE
            return Span("days", Period(self.period.start + by * long, self.period.end + by * long))
        return _of_months(self.kind, later(self.period.start, by * MONTHS[self.kind]))

    @property
    def months(self) -> int:
        """How many months it has; 0 for days that are none."""
        return MONTHS.get(self.kind, 0)


def later(month: date, months: int) -> date:
    """The first day of the month so many months later."""
    years, place = divmod(month.month - 1 + months, 12)
    return date(month.year + years, place + 1, 1)


def month(day: date) -> Span:
    """The month that a day lies in."""
    return _of_months("month", day.replace(day=1))


def asked(given: Mapping[str, str], today: date) -> Span:
    """The span that an address asks for; what it does not say, or says wrongly, is the last whole month."""
    usual = month(today).moved(-1)
    text = given.get("period", "")
    if found := _QUARTER.fullmatch(text):
        return _of_months("quarter", date(int(found[1]), 3 * int(found[2]) - 2, 1))
    if (found := _MONTH.fullmatch(text)) and 1 <= int(found[2]) <= 12:
        return _of_months("month", date(int(found[1]), int(found[2]), 1))
    if _YEAR.fullmatch(text):
        return _of_months("year", date(int(text), 1, 1))
    start, end = _day(given.get("from")), _day(given.get("to"))
    if start is None or end is None:
        return usual
    start, end = min(start, end), max(start, end)
    return Span("days", Period(max(start, end - LONGEST), end))


def offered(today: date) -> list[Span]:
    """What a reader may choose by name: the last thirteen months, five quarters, three years."""
    here, quarter = today.replace(day=1), date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    return [
        *(_of_months("month", later(here, -n)) for n in range(13)),
        *(_of_months("quarter", later(quarter, -3 * n)) for n in range(5)),
        *(_of_months("year", date(today.year - n, 1, 1)) for n in range(3)),
    ]


def months_until(last: date, count: int) -> list[Period]:
    """So many whole months, the last of them the one that `last` lies in."""
    return [month(later(last.replace(day=1), -n)).period for n in reversed(range(count))]


def _of_months(kind: Kind, start: date) -> Span:
    return Span(kind, Period(start, later(start, MONTHS[kind]) - ONE))


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text) if text and len(text) == 10 else None
    except ValueError:
        return None
    return day if day and FIRST <= day <= LAST else None


def _plain(day: date, locale: str) -> str:
    return f"{day.day} {formats.month(day, locale)}"

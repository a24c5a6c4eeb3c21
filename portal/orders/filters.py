"""What a person asked the list for, read from the address and written back into it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Protocol
from urllib.parse import urlencode

VIEWS = ("open", "waiting", "risk", "week", "arrived", "all")
STATES = (
    "late",
    "at_risk",
    "unconfirmed",
    "proposed",
    "moving",
    "delivered",
    "arrived_late",
    "arrived",
    "cancelled",
)
SORTS = ("urgency", "day", "reference")
LONGEST = 200  # characters of a text that is looked for


class Query(Protocol):
    """The query of an address, as Werkzeug gives it."""

    def get(self, key: str, default: str, /) -> str: ...
    def getlist(self, key: str, /) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Filters:
    """One question to the list. Empty strings, tuples and None ask for nothing.

    view: a tab. states: any of STATES; they say more than the view, which then is 'all'.
    first, last: the promised (else asked) day lies between, both included. item: an item code.
    text: words that begin in the row. partner: a code, for staff. sort: one of SORTS.
    wrong: names of what could not be understood, which is ignored.
    """

    view: str = "open"
    states: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    item: str = ""
    mode: str = ""
    text: str = ""
    partner: str = ""
    sort: str = "urgency"
    wrong: tuple[str, ...] = field(default=(), compare=False)

    @property
    def narrowing(self) -> int:
        """How many filters are set; the view and the sort order are none."""
        days = self.first is not None or self.last is not None
        return sum(map(bool, (self.states, days, self.item, self.mode, self.text, self.partner)))

    @property
    def sorts(self) -> tuple[str, ...]:
        """The orders an index can give with these filters; the first is taken unless one is asked.

        A text gives the newest first. By reference goes only through whole stages.
        """
        if self.text:
            return ("newest",)
        days = self.first or self.last
        if self.states or days or self.item or self.mode or self.view in ("risk", "week"):
            return ("urgency", "day")
        return SORTS

    @property
    def order(self) -> str:
        """The order the rows come in."""
        return self.sort if self.sort in self.sorts else self.sorts[0]

    def pairs(self) -> list[tuple[str, str]]:
        """The query that asks this again, in a fixed order and without what says nothing."""
        given = [
            ("view", "" if self.view == "open" or self.states else self.view),
            *(("state", state) for state in self.states),
            ("from", self.first.isoformat() if self.first else ""),
            ("to", self.last.isoformat() if self.last else ""),
            ("item", self.item),
            ("mode", self.mode),
            ("q", self.text),
            ("partner", self.partner),
            ("sort", self.sort if self.sort in self.sorts and self.sort != self.sorts[0] else ""),
        ]
        return [(name, value) for name, value in given if value]

    def cleared(self) -> "Filters":
        """The same view with nothing filtered."""
        return Filters(view=self.view)

    def with_(self, **changes: Any) -> "Filters":
        """A copy with some of it changed."""
        return replace(self, **changes)


def read(query: Query, *, staff: bool) -> Filters:
    """Understand a query. What cannot be understood is left out and named in `wrong`."""
    wrong: list[str] = []
    states = tuple(state for state in STATES if state in query.getlist("state"))
    view = query.get("view", "open")
    return Filters(
        view="all" if states else view if view in VIEWS else "open",
        states=states,
        first=_day(query, "from", wrong),
        last=_day(query, "to", wrong),
        item=_words(query.get("item", "")),
        mode=_words(query.get("mode", "")),
        text=_words(query.get("q", "")),
        partner=_words(query.get("partner", "")) if staff else "",
        sort=query.get("sort", "urgency") if query.get("sort", "urgency") in SORTS else "urgency",
        wrong=tuple(wrong),
    )


def _day(query: Query, name: str, wrong: list[str]) -> date | None:
    text = query.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        wrong.append(name)
        return None


def _words(text: str) -> str:
    """Printable words with single blanks between; a lone surrogate or NUL would stop the database."""
    kept = "".join(c if c.isprintable() else " " for c in text[: 4 * LONGEST])
    return " ".join(kept.split())[:LONGEST].strip()


def week_of(today: date) -> tuple[date, date]:
    """Monday and Sunday of the week of `today`."""
    monday = today - timedelta(days=today.weekday())
    return monday, monday + timedelta(days=6)


def values_of(filters: Filters, today: date) -> Mapping[str, Any]:
    """What the list's statement is to be given for its named values."""
    monday, sunday = week_of(today)
    return {
        "today": today, "monday": monday, "sunday": sunday, "first": filters.first, "last": filters.last,
        "item": filters.item, "mode": filters.mode, "partner": filters.partner,
    }  # fmt: skip


def query_of(filters: Filters) -> str:
    """The query string that asks this again."""
    return urlencode(filters.pairs())

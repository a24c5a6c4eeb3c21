"""The lines of an order page by page, and narrowed to those in one state or with some words.

Who: a partner's sales clerk at a desk, before a contract of 500 lines, and the same on a phone with somebody
on the line: "which of it is late or waits for a word, and what about line 320?" So: how many are in which
state, the one to worry about first; a box for a number or a word; fifty lines at a time.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode

from portal.orders import labels, policy, rows
from portal.orders.addresses import LINES, of_order
from portal.orders.order_page import WORST

FEW = 20  # lines that are overlooked without help
LONGEST = 100


class Query(Protocol):
    """The query of an address, as Werkzeug gives it."""

    def get(self, key: str, default: str, /) -> str: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """What of an order's lines is asked for: the page that holds `line`, those in a `state` (a kind of
    status), those with these words (`text`)."""

    line: int = 0
    state: str = ""
    text: str = ""

    @property
    def narrows(self) -> bool:
        """Not all lines are asked for."""
        return bool(self.state or self.text)

    def query(self, **other: Any) -> str:
        """The query that asks for this, but for `other`; empty for all from the beginning."""
        asked = {"state": self.state, "q": self.text, "line": self.line, **other}
        return urlencode({name: value for name, value in asked.items() if value})


@dataclass(frozen=True, slots=True)
class Chip:
    """A state that lines are in, how many, and where those alone are shown."""

    kind: str
    label: Any
    count: int
    on: bool
    query: str


@dataclass(frozen=True, slots=True)
class LinePage:
    """A page of lines: the rows of their schedules (`shown`), of all that match (`matching`); how many lines
    the order has, how many match, the first and last that are shown counted among these; the queries of the
    pages around. helped: there are so many lines that chips and a box help."""

    asked: Asked
    shown: Sequence[Any]
    matching: Sequence[Any]
    all: int
    count: int
    first: int
    last: int
    previous: str | None
    next: str | None
    chips: Sequence[Chip]
    helped: bool

    @property
    def whole(self) -> bool:
        """All lines of the order are shown."""
        return self.count == self.all and self.first <= 1 and self.last == self.all


def read(query: Query) -> Asked:
    """What an address asks for; what cannot be understood asks for nothing."""
    line = query.get("line", "")
    state = query.get("state", "")
    return Asked(
        int(line) if line.isdecimal() and len(line) < 10 else 0,
        state if state in labels.KINDS else "",
        " ".join(query.get("q", "")[:LONGEST].split()),
    )


def page(found: Sequence[Any], asked: Asked, reader: rows.Reader) -> LinePage:
    """A page of an order's lines, whose rows (portal.orders.queries.order) are by line and part."""
    kinds = {row.id: rows.status_of_row(row, reader.today)[0] for row in found}
    lines: dict[int, list[Any]] = {}
    for row in found:
        lines.setdefault(row.line_number, []).append(row)
    words = _words(asked.text)
    named = {number: parts for number, parts in lines.items() if _has(parts[0], words)}
    numbers = [
        number for number, parts in named.items()
        if not asked.state or any(kinds[part.id] == asked.state for part in parts)
    ]  # fmt: skip
    at = next((place for place, number in enumerate(numbers) if number >= asked.line), len(numbers) - 1)
    start = max(0, at) // LINES * LINES
    on_page = numbers[start : start + LINES]

    def at_line(place: int) -> str:
        return asked.query(line=numbers[place] if place else 0)

    return LinePage(
        asked=asked,
        shown=[part for number in on_page for part in lines[number]],
        matching=[part for number in numbers for part in lines[number]],
        all=len(lines), count=len(numbers), first=start + 1 if numbers else 0, last=start + len(on_page),
        previous=at_line(start - LINES) if start else None,
        next=at_line(start + LINES) if start + LINES < len(numbers) else None,
        chips=_chips(named, kinds, asked),
        helped=len(lines) > FEW or asked.narrows,
    )  # fmt: skip


def _has(line: Any, words: Sequence[str]) -> bool:
    """All words begin a word of what the line is, or are its number."""
    told = _words(" ".join(filter(None, (line.item, line.item_code, line.detail)))) if words else []
    return all(word == str(line.line_number) or any(w.startswith(word) for w in told) for word in words)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _chips(named: Mapping[int, Sequence[Any]], kinds: Mapping[int, str], asked: Asked) -> list[Chip]:
    """All lines, and those of each state that some are in, the one to worry about first. A line of several
    parts is in the state of each."""
    counts = Counter(kind for parts in named.values() for kind in {kinds[part.id] for part in parts})
    states = [kind for kind in WORST if counts[kind] or kind == asked.state]
    every = Chip("", None, len(named), not asked.state, asked.query(state="", line=0))
    return [every] + [
        Chip(kind, labels.KINDS[kind], counts[kind], kind == asked.state, asked.query(state=kind, line=0))
        for kind in states
    ]


def promisable(actor: Any, matching: Sequence[Any], reader: rows.Reader) -> list[str]:
    """How each schedule is named whose asked day the reader may promise at once: with its version."""
    return [
        f"{row.line_number}.{row.part}.{row.version}" for row in matching
        if policy.is_open(row) and policy.can_confirm(actor, row, reader.today)
    ]  # fmt: skip


def after(ref: str, line: int | None, kept: Query) -> str:
    """Where somebody goes on who has answered a line: to it, among the lines that they looked at."""
    asked = read(kept)
    return of_order(ref, line, "lines" if asked.narrows else "", asked.query(line=0))

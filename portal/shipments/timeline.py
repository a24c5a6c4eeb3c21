"""What happened to an order, from every source in one line of time, newest first.

Promises and their moves, events on the way, receipts, and what people did. Receipts are days, so they
stand at noon of their day without a time; the rest has an instant.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from portal.shipments.queries import OPENED
from portal.web import paging

PAGE = 20
MANY = 4  # lines to which the same was done at once; fewer are told one by one


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: `glyph` (a status kind) or `side` (whose mark) stands before it. key
    orders entries of one instant. `quiet`: a note that only the company's people read. `exact`: the
    instant in full, with its offset.

    `act` is shared by what was done at once to several lines, of which `line` is one, and `many` tells
    all of it in one sentence; `times` is how many rows it has, where not all of them were read. Once folded,
    `parts` are the first of them."""

    at: datetime
    key: str
    time: str
    title: str
    note: str = ""
    glyph: str = ""
    side: str = ""
    tone: str = ""
    quiet: bool = False
    exact: str = ""
    act: tuple[Any, ...] = ()
    line: int = 0
    day: date | None = None
    many: Callable[[Sequence["Entry"], int], str] | None = None
    times: int = 0
    parts: tuple["Entry", ...] = ()


@dataclass(frozen=True, slots=True)
class Timeline:
    """Days, each with its entries, newest first; `before` continues with the older ones."""

    days: list[tuple[date, list[Entry]]]
    before: str | None
    whole: bool  # True when this is its beginning, not a continuation


def cursor(before: str | None) -> tuple[datetime, str] | None:
    """Where a continued timeline begins; None for the newest, or for a damaged word."""
    found = paging.decode(before, str, str)
    if found is None:
        return None
    try:
        at = datetime.fromisoformat(found[0])
    except ValueError:
        return None
    return (at, found[1]) if at.tzinfo else None


def build(entries: Iterable[Entry], before: tuple[datetime, str] | None, zone: str) -> Timeline:
    """A page of the timeline, its days those of `zone`."""
    newest = folded(sorted(entries, key=lambda e: (e.at, e.key), reverse=True))
    if before is not None:
        newest = [entry for entry in newest if (entry.at, entry.key) < before]
    shown, local = newest[:PAGE], ZoneInfo(zone)
    last = shown[-1] if len(newest) > PAGE else None
    return Timeline(
        days=[
            (day, list(ones)) for day, ones in groupby(shown, key=lambda e: e.at.astimezone(local).date())
        ],
        before=paging.encode((last.at.astimezone(UTC).isoformat(), last.key)) if last else None,
        whole=before is None,
    )  # fmt: skip


def folded(newest: Sequence[Entry]) -> list[Entry]:
    """The same entries, but what was done at once to MANY lines or more is one, where the newest of it stood."""
    acts: dict[tuple[Any, ...], list[Entry]] = {}
    for entry in newest:
        acts.setdefault(entry.act or (entry.key,), []).append(entry)
    found = []
    for entry in newest:
        ones = acts[entry.act or (entry.key,)]
        lines = max(len({one.line for one in ones}), entry.times)
        if entry.many is None or lines < MANY:
            found.append(entry)
        elif entry is ones[0]:
            found.append(_folded(ones, lines))
    return found


def _folded(ones: Sequence[Entry], lines: int) -> Entry:
    first, many = ones[0], ones[0].many
    note = first.note if len({one.note for one in ones}) == 1 else ""
    in_order = tuple(sorted(ones, key=lambda one: one.line))
    return replace(
        first, title=many(ones, lines) if many else "", note=note, times=lines, parts=in_order[:OPENED]
    )

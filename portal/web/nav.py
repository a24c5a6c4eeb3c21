"""The nouns of the top bar. Slices register theirs; one SELECT fetches all counts."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import request, url_for
from sqlalchemy import Select, select

from portal.actor import Actor
from portal.db import db
from portal.scope import carrying

CountQuery = Callable[[Actor], Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """A noun: its place, endpoint, label, lucide icon, who sees it, and what waits for the reader."""

    place: int
    endpoint: str
    label: Any
    icon: str
    shown: Callable[[Actor], bool]
    waiting: CountQuery | None


@dataclass(frozen=True, slots=True)
class Item:
    """An entry as one reader sees it. current: 'page' on that page itself, 'true' on a page under it
    (the values of aria-current), '' elsewhere."""

    endpoint: str
    href: str
    label: str
    icon: str
    current: str
    count: int | None


_entries: dict[str, Entry] = {}


def register(
    place: int, endpoint: str, label: Any, icon: str,
    shown: Callable[[Actor], bool] = lambda _actor: True, waiting: CountQuery | None = None,
) -> None:  # fmt: skip
    """Add a noun to the bar. `waiting(actor)` is a scoped select of one capped number;
    it may depend on nothing but the actor, since it is kept."""
    _entries[endpoint] = Entry(place, endpoint, label, icon, shown, waiting)


def items(actor: Actor | None) -> list[Item]:
    """The bar for this reader, most important first. One SELECT, none for visitors."""
    if actor is None:
        return []
    entries = sorted((e for e in _entries.values() if e.shown(actor)), key=lambda e: e.place)
    counts = waiting(actor)
    hrefs = [url_for(e.endpoint) for e in entries]
    return [
        Item(e.endpoint, href, str(e.label), e.icon, _current(href, request.path), counts.get(e.endpoint))
        for e, href in zip(entries, hrefs, strict=True)
    ]


def _current(href: str, path: str) -> str:
    if path == href:
        return "page"
    return "true" if path.startswith(href.rstrip("/") + "/") and href != "/" else ""


def waiting(actor: Actor) -> dict[str, int]:
    """What waits for the reader under each noun, by endpoint."""
    endpoints = tuple(e.endpoint for e in _entries.values() if e.waiting and e.shown(actor))
    if not endpoints:
        return {}
    row = db.session.execute(_counting(actor, endpoints)).one()
    return dict(zip(endpoints, row, strict=True))


@lru_cache(maxsize=512)
def _counting(actor: Actor, endpoints: tuple[str, ...]) -> Select[Any]:
    """Kept per person, since building it takes ten times as long as the database needs to answer."""
    queries = [_entries[endpoint].waiting(actor) for endpoint in endpoints]  # type: ignore[misc]
    return carrying(select(*(query.scalar_subquery() for query in queries)), *queries)

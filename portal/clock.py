"""The only source of time. Instants are aware and in UTC; days belong to a place."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

_standing: ContextVar[datetime | None] = ContextVar("standing", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _standing.get() or datetime.now(UTC)


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let it be this instant for what is done within, by whoever does it: what the demo tells is seen from its own
    day."""
    token = _standing.set(moment)
    try:
        yield
    finally:
        _standing.reset(token)


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """The IANA zone `name`. Raises ZoneInfoNotFoundError for a name that does not exist."""
    return ZoneInfo(name)


def today(zone_name: str) -> date:
    """The calendar day it is now at a place, given the place's IANA zone name."""
    return now().astimezone(zone(zone_name)).date()


def instant(text: str) -> datetime:
    """The instant that an ISO text with its offset names, in UTC. Raises ValueError for another text."""
    value = datetime.fromisoformat(text)
    if value.tzinfo is None:
        raise ValueError("an instant needs its offset")
    return value.astimezone(UTC)

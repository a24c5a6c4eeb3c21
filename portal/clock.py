"""The only source of time. Instants are aware and in UTC; days belong to a place."""

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


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

"""Times as carriers write them: with an offset, without any, and in two fields."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})?")


def moment(text: str, offset: str = "") -> datetime | None:
    """The time a text names. A time without offset takes `offset` ('-05:00', '-0500') if that is
    given, else stays local to its place (naive). None for what is no time of our age."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if not 1990 <= found.year <= 2100:
        return None
    if found.tzinfo is None and (zone := zone_of(offset)):
        return found.replace(tzinfo=zone)
    return found


def two_fields(day: str, clock: str, offset: str = "") -> datetime | None:
    """The time that yyyymmdd and hhmmss name together; a number has lost its leading zeros."""
    clock = clock.replace(":", "")
    return moment(f"{day}T{clock.zfill(6)}" if clock else day, offset)


def zone_of(offset: str) -> timezone | None:
    """The zone of '+02:00', '+0200', '-7:00' or 'Z'; None for another text."""
    if offset.strip() == "Z":
        return UTC
    found = _OFFSET.fullmatch(offset.strip())
    if not found:
        return None
    ahead = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    if ahead > timedelta(hours=14):
        return None
    return timezone(-ahead if found[1] == "-" else ahead)


def day(text: str) -> date | None:
    """The calendar day a text names, as it is written: never shifted by a zone."""
    found = moment(text)
    return found.date() if found else None


def instant(at: datetime) -> datetime:
    """A time for ordering, in UTC. A local time without offset is taken as it stands."""
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def written(at: datetime | None) -> str | None:
    """ISO 8601 with the offset it came with, and without one where none is known."""
    return None if at is None else at.isoformat().replace("+00:00", "Z")


def minutes(at: datetime) -> int:
    """The offset of a time in minutes; 0 where none is known."""
    ahead = at.utcoffset()
    return int(ahead.total_seconds() // 60) if ahead else 0

"""When something happened, by the clock of the place where it did, and by the reader's where that differs."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from portal.web import formats
from portal.web.i18n import _


@dataclass(frozen=True, slots=True)
class PlaceTime:
    """`local` is the instant with the offset of the place, `clock` its time of day, `exact` day, time and
    offset in full; `yours` says the same by the reader's clock, empty where both clocks agree."""

    local: datetime
    clock: str
    exact: str
    yours: str


def at_place(at: datetime, offset_minutes: int, locale: str, zone: str) -> PlaceTime:
    """The aware `at` at a place so many minutes ahead of UTC, for a reader in `zone`."""
    local = at.astimezone(timezone(timedelta(minutes=offset_minutes)))
    told = formats.time_of_day(local, locale)
    exact = f"{formats.day_exact(local.date(), locale)}, {told} ({formats.utc_offset(offset_minutes)})"
    here = at.astimezone(ZoneInfo(zone))
    if here.utcoffset() == local.utcoffset():
        return PlaceTime(local, told, exact, "")
    when = formats.time_of_day(here, locale)
    if here.date() != local.date():
        when = f"{formats.day(here.date(), locale, local.date())} {when}"
    return PlaceTime(
        local,
        told,
        exact,
        _("%(offset)s, %(time)s your time", offset=formats.utc_offset(offset_minutes), time=when),
    )


def exact_here(at: datetime, locale: str, zone: str) -> str:
    """Day, time and offset in full by the reader's clock, for a title."""
    here = at.astimezone(ZoneInfo(zone))
    shift = here.utcoffset() or timedelta()
    return at_place(at.astimezone(UTC), int(shift.total_seconds() // 60), locale, zone).exact

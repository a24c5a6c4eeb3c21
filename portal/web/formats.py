"""Days, times and numbers as the reader writes them. Pure functions over Babel, no request needed.

`locale` is 'en' or 'id'. None, where accepted, is a value nobody knows and reads as an en dash.
Lists format the same few days in every row, so what Babel makes of a day is remembered.
"""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

UNKNOWN = "\N{EN DASH}"
NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"

_WORDS = {
    "en": {
        -1: "yesterday", 0: "today", 1: "tomorrow", "ahead": "in {} days", "ago": "{} days ago",
        "h": "h", "min": "min", "clock": ":",
    },
    "id": {
        -1: "kemarin", 0: "hari ini", 1: "besok", "ahead": "{} hari lagi", "ago": "{} hari lalu",
        "h": "jam", "min": "menit", "clock": ".",
    },
}  # fmt: skip


@lru_cache(maxsize=4096)
def _day(value: date, locale: str, with_year: bool) -> str:
    return format_date(value, "EEE d MMM y" if with_year else "EEE d MMM", locale=locale)


def day(value: date, locale: str, today: date) -> str:
    """'Fri 9 May' / 'Jum 9 Mei'; with the year when it is not today's."""
    return _day(value, locale, value.year != today.year)


def day_relative(value: date, locale: str, today: date) -> str:
    """How far `value` is from `today`: 'in 3 days', 'yesterday' / '3 hari lagi', 'kemarin'."""
    words = _WORDS[locale]
    away = (value - today).days
    if away in (-1, 0, 1):
        return words[away]
    return words["ahead" if away > 0 else "ago"].format(abs(away))


@lru_cache(maxsize=4096)
def day_exact(value: date, locale: str) -> str:
    """The day in full for a title: 'Friday, 9 May 2025' / 'Jumat, 9 Mei 2025'."""
    return format_date(value, "EEEE, d MMMM y", locale=locale)


@lru_cache(maxsize=512)
def month(value: date, locale: str) -> str:
    """'May 2025' / 'Mei 2025'."""
    return format_date(value, "LLLL y", locale=locale)


@lru_cache(maxsize=64)
def month_short(value: date, locale: str) -> str:
    """'May' / 'Mei', without the year."""
    return format_date(value, "LLL", locale=locale)


@lru_cache(maxsize=64)
def weekday(value: date, locale: str) -> str:
    """'Fri' / 'Jum'."""
    return format_date(value, "EEE", locale=locale)


def time_of_day(value: datetime, locale: str) -> str:
    """'17:00' / '17.00', of `value` as it stands."""
    return f"{value.hour:02d}{_WORDS[locale]['clock']}{value.minute:02d}"


def instant(value: datetime, locale: str, zone: str, now: datetime) -> str:
    """An aware `value` in the reader's `zone`: 'Thu 12 Nov 15:20' / 'Kam 12 Nov 15.20'; the year
    when it is not that of the aware `now`."""
    reader = ZoneInfo(zone)
    here = value.astimezone(reader)
    return f"{day(here.date(), locale, now.astimezone(reader).date())} {time_of_day(here, locale)}"


def utc_offset(minutes: int) -> str:
    """'UTC+7', 'UTC+5:30', 'UTC−3', 'UTC'."""
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes > 0 else "\N{MINUS SIGN}"
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")


def instant_exact(value: datetime, locale: str, zone: str, now: datetime) -> str:
    """The same with the offset of `zone` at that time, for readers whose clock may be another:
    'Thu 12 Nov 15:20 (UTC+7)'."""
    shift = value.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    return f"{instant(value, locale, zone, now)} ({utc_offset(int(shift.total_seconds() // 60))})"


@lru_cache(maxsize=4096)
def _decimal(value: Decimal, locale: str, pattern: str) -> str:
    text: str = format_decimal(value, pattern, locale=locale)
    return text.replace("-", "\N{MINUS SIGN}")


def quantity(value: Decimal | float | None, locale: str) -> str:
    """'2,400.5' / '2.400,5': up to three decimals, none that are zero."""
    return UNKNOWN if value is None else _decimal(Decimal(str(value)), locale, "#,##0.###")


def fixed(value: Decimal, locale: str, digits: int = 1) -> str:
    """'50.0' / '50,0': always so many decimals, rounded half up."""
    rounded = value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return _decimal(rounded, locale, f"#,##0.{'0' * digits}")


def money(value: Decimal | int | None, currency: str | None, locale: str) -> str:
    """An amount with its ISO currency, if any: two decimals, up to four where a price has them."""
    if value is None:
        return UNKNOWN
    if not currency:
        return _decimal(Decimal(value), locale, "#,##0.00##")
    pattern = Locale.parse(locale).currency_formats["standard"].pattern.replace("0.00", "0.00##")
    text: str = format_currency(Decimal(value), currency, pattern, locale=locale, currency_digits=False)
    return text.replace("-", "\N{MINUS SIGN}")


def percent(value: Decimal | float | None, locale: str, digits: int = 0) -> str:
    """`value` in hundredths (86.11 reads '86 %'), rounded half up to `digits` decimals, with a
    narrow space that does not break."""
    if value is None:
        return UNKNOWN
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return _decimal(rounded, locale, f"#,##0.{'0' * digits}" if digits else "#,##0") + NARROW_SPACE + "%"


def duration_minutes(value: int | timedelta | None, locale: str) -> str:
    """Minutes as '3 h 20 min' / '3 jam 20 menit'; whole hours lose the minutes. The sign is the
    caller's to tell in words."""
    if value is None:
        return UNKNOWN
    minutes = int(value.total_seconds() // 60) if isinstance(value, timedelta) else value
    hours, minutes = divmod(abs(minutes), 60)
    words = _WORDS[locale]
    parts = [f"{_decimal(Decimal(hours), locale, '#,##0')} {words['h']}"] if hours else []
    if minutes or not hours:
        parts.append(f"{minutes} {words['min']}")
    return " ".join(parts)


def file_size(value: int | None, locale: str) -> str:
    """Bytes in the largest decimal unit that keeps a whole figure: '1.4 MB' / '1,4 MB', '38 kB'."""
    if value is None:
        return UNKNOWN
    size, unit = Decimal(value), "B"
    for larger in ("kB", "MB", "GB"):
        if round(size) < 1000:
            break
        size, unit = size / 1000, larger
    return f"{_decimal(size, locale, '#,##0.#' if unit in ('MB', 'GB') else '#,##0')} {unit}"

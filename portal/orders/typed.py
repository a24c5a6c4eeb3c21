"""What people type into a line: quantities, prices and days in the reader's own format."""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.numbers import NumberFormatError, parse_decimal

LONGEST = 40
MOST = Decimal(10) ** 12
MOST_VALUE = Decimal(9) * 10**14  # what the column of an amount holds
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)

_NUMERIC = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})([/.-])(\d{1,2})\2(\d{1,2})", re.ASCII)
_NAMED = re.compile(r"(?:[^\W\d_]+\.?,? )?(\d{1,2})[ .-]+([^\W\d_]{3,})\.?[ ,-]+(\d{4}|\d{2})")


class Unread(ValueError):
    """A day that cannot be read; `ambiguous` where it reads differently either way."""

    def __init__(self, ambiguous: bool = False) -> None:
        super().__init__()
        self.ambiguous = ambiguous


def amount(text: str, locale: str, places: int = 3) -> Decimal | None:
    """A quantity as people type it: "2,400.5" in English, "2.400,5" in Indonesian, and with the other
    language's marks where that is the only way to read it. At most `places` decimals, not negative;
    None for what cannot be read."""
    plain = "".join(text.split())
    if len(plain) > LONGEST:
        return None
    for typed in (plain, plain.translate({ord("."): ",", ord(","): "."})):
        try:
            value = parse_decimal(typed, locale=locale, strict=True)
        except NumberFormatError:
            continue
        return kept(value, places)
    return None


def kept(value: Decimal, places: int = 3) -> Decimal | None:
    """The quantity itself if it can be kept: at most `places` decimals, not negative, not endless."""
    fits = value.is_finite() and 0 <= value < MOST and value == round(value, places)
    return value if fits else None


def price(text: str, locale: str) -> Decimal | None:
    """A price, as `amount` reads it with four decimals; its currency may stand before it."""
    return amount(re.sub(r"^\s*(?:[A-Z]{3}|Rp\.?|[$€£¥])\s*", "", text), locale, places=4)


def day(text: str, locale: str) -> date:
    """The day somebody typed: "2026-12-18", "18/12/2026", "18 Dec 2026", "Fri 18 Des 2026". In Indonesian
    the day stands first; in English, where people differ, 3/4/2026 is not taken. Raises Unread."""
    text = " ".join(text.split())
    if len(text) > LONGEST:
        raise Unread
    if found := _YEAR_FIRST.fullmatch(text):
        return _date(found[1], int(found[3]), int(found[4]))
    if found := _NAMED.fullmatch(text):
        return _date(found[3], _months().get(found[2].casefold(), 0), int(found[1]))
    if found := _NUMERIC.fullmatch(text):
        first, second = int(found[1]), int(found[3])
        if second > 12:  # the only way to read it
            return _date(found[4], first, second)
        if locale == "id" or found[2] == "." or first > 12 or first == second:
            return _date(found[4], second, first)
        raise Unread(ambiguous=True)
    raise Unread


def _date(year: str, month: int, dom: int) -> date:
    try:
        made = date(int(year) + (2000 if len(year) == 2 else 0), month, dom)
    except ValueError:
        raise Unread from None
    if not FIRST_DAY <= made <= LAST_DAY:
        raise Unread
    return made


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    """The months by their names, long and short, in English and Indonesian."""
    found: dict[str, int] = {}
    for locale in ("en", "id"):
        for width in ("abbreviated", "wide"):
            for number, name in Locale.parse(locale).months["format"][width].items():
                found[name.casefold().rstrip(".")] = number
    return found | {"sept": 9, "agust": 8, "agt": 8, "nop": 11, "pebruari": 2}

"""What a cell of somebody's spreadsheet means: a number, a day, a text; or why it means nothing."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta

AMBIGUOUS = "ambiguous"
MIXED = "mixed"
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
LARGEST = Decimal(10) ** 12
LONGEST_VALUE = 40  # no number or day is written longer than this

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januari januar janvier janv gennaio gen enero ene",
            "feb february februari februar février févr fev fevr febbraio febrero",
            "mar march maret märz mär mars marzo mrz",
            "apr april avril avr aprile abril abr",
            "may mei mai maggio mag mayo",
            "jun june juni juin giugno giu junio",
            "jul july juli juil juillet luglio lug julio",
            "aug august agustus agu agt ags août aout agosto ago",
            "sep sept september septembre settembre set septiembre",
            "oct october oktober okt octobre ottobre ott octubre",
            "nov november novembre noviembre",
            "dec december desember des dezember dez décembre déc decembre dicembre dic diciembre",
        ),
        start=1,
    )
    for name in names.split()
}
_TIME = r"(?:[T ,]+\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?(?: ?[AaPp]\.?[Mm]\.?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_NUMERIC = re.compile(rf"(\d{{1,2}})([/.-])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}")
_YEAR_FIRST = re.compile(rf"(\d{{4}})([/.-])(\d{{1,2}})\2(\d{{1,2}}){_TIME}")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAY_MONTH = re.compile(rf"(\d{{1,2}})\.?[ /-]*([^\W\d_]{{3,}})\.?,?[ /-]*(\d{{4}}|\d{{2}}){_TIME}")
_MONTH_DAY = re.compile(rf"([^\W\d_]{{3,}})\.?[ -]*(\d{{1,2}}),?[ -]+(\d{{4}}|\d{{2}}){_TIME}")

_BLANKS = dict.fromkeys(map(ord, "\t\u00a0\u202f\u2009\u2007'\u2019"), " ")
_CURRENCY = re.compile(r"(?:[$€£¥]|\b(?:US\$|USD|EUR|IDR|Rp|GBP|CHF|SGD|JPY|CNY)\.?)", re.IGNORECASE)
_SHAPE = re.compile(r"[\d.,]*\d[\d.,]*")
_SPACED = re.compile(r"\d{1,3}(?: \d{3})+(?:[.,]\d*)?")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}")
_EXPORT_MARK = re.compile(r"'[=+\-@\t\r\0]")


class Meaningless(ValueError):
    """A cell that cannot be taken; `reason` is the code that records.reason_text explains."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def raw_text(cell: Cell) -> str:
    """The cell as text. Workbook numbers lose their binary noise, midnight is a day."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        return format(Decimal(format(cell, ".15g")), "f") if abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat(" ")
    return str(cell)


def plain_text(cell: Cell) -> str:
    """The cell as a text to keep: outer blanks gone, and the one apostrophe our export puts first."""
    text = cell.strip() if isinstance(cell, str) else raw_text(cell)
    return text[1:] if text[:1] == "'" and _EXPORT_MARK.match(text) else text


def number(cell: Cell, mark: str | None, places: int, rounded: bool = False) -> Decimal:
    """The number in `cell`, exact to `places` decimals.

    `mark` is the decimal mark of the column, "." or ",", or None where nobody knows; then a number
    that reads differently either way is refused. `rounded` rounds the computed numbers of workbooks
    (never typed text) to `places`. Raises Meaningless: not_a_number, ambiguous_number, too_precise,
    too_large.
    """
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise Meaningless("not_a_number")
    if not isinstance(cell, str):
        value = Decimal(format(cell, ".15g")) if isinstance(cell, float) else Decimal(cell)
        if not value.is_finite():
            raise Meaningless("not_a_number")
        if rounded and abs(value) < LARGEST:
            value = round(value, places)
        return _measured(value, places)
    if len(cell) > LONGEST_VALUE:
        raise Meaningless("not_a_number")
    return _number(cell, mark, places)


@lru_cache(maxsize=8192)
def _number(text: str, mark: str | None, places: int) -> Decimal:
    text = text.strip()
    if text.isascii() and text.isdigit():
        return _measured(Decimal(text), places)
    negative, digits = _unsigned(plain_text(text))
    if not (digits.isascii() and _SHAPE.fullmatch(digits)):
        raise Meaningless("not_a_number")
    if mark is None and (mark := mark_proved_by(digits)) == AMBIGUOUS:
        raise Meaningless("ambiguous_number")
    if mark == ",":
        digits = digits.translate({44: ".", 46: ","})
    whole, _, part = digits.partition(".")
    if "," in part or "." in part or ("," in whole and not _GROUPED.fullmatch(whole)):
        raise Meaningless("not_a_number")
    value = Decimal((whole.replace(",", "") or "0") + "." + (part or "0"))
    return _measured(-value if negative else value, places)


def _unsigned(text: str) -> tuple[bool, str]:
    """Whether `text` is below zero, and the text without sign, currency and blanks between groups of
    three; other blanks stay, so that "12 5" is no number."""
    digits = _CURRENCY.sub("", text).translate(_BLANKS).strip()
    negative = False
    if digits[:1] == "(" and digits[-1:] == ")":
        negative, digits = True, digits[1:-1]
    elif digits[:1] in ("-", "\u2212", "+"):
        negative, digits = digits[0] != "+", digits[1:]
    elif digits[-1:] == "-":
        negative, digits = True, digits[:-1]
    digits = _CURRENCY.sub("", digits).strip()
    return negative, digits.replace(" ", "") if _SPACED.fullmatch(digits) else digits


def _measured(value: Decimal, places: int) -> Decimal:
    if abs(value) > LARGEST:
        raise Meaningless("too_large")
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -places:
        whole = round(value, places)
        if whole != value:
            raise Meaningless("too_precise")
        value = whole
    return value


def mark_proved_by(text: str) -> str | None:
    """The decimal mark that `text`, a number without its sign, proves: "." or ",", "ambiguous", or None if it has no say."""
    points, commas = text.count("."), text.count(",")
    if not points and not commas:
        return None
    if points and commas:
        return "." if text.rfind(".") > text.rfind(",") else ","
    used, other, times = (".", ",", points) if points else (",", ".", commas)
    if times > 1:
        return other
    whole, _, part = text.partition(used)
    if len(part) == 3 and 1 <= len(whole) <= 3 and whole != "0":
        return AMBIGUOUS
    return used


def looks_numeric(text: str) -> str | None:
    """`text` without currency and blanks if it has the shape of a number, else None."""
    if len(text) > LONGEST_VALUE:
        return None
    digits = _unsigned(text)[1]
    return digits if digits.isascii() and _SHAPE.fullmatch(digits) else None


def day(cell: Cell, order: str | None) -> date:
    """The calendar day in `cell`.

    `order` says how days written as numbers are meant: "dmy", "mdy", "ymd", or None where nobody
    knows; then 3/4/2020 is refused and 13/4/2020 is taken. Two-digit years are 1990 to 2089.
    Raises Meaningless: not_a_date, ambiguous_date, other_date_order, out_of_range.
    """
    if isinstance(cell, datetime):
        return _possible(cell.date())
    if isinstance(cell, date):
        return _possible(cell)
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        cell = raw_text(cell)
    if not isinstance(cell, str) or len(cell) > LONGEST_VALUE:
        raise Meaningless("not_a_date")
    return _day(cell, order)


@lru_cache(maxsize=8192)
def _day(text: str, order: str | None) -> date:
    text = plain_text(text)
    if found := _NUMERIC.fullmatch(text):
        first, second, year = int(found[1]), int(found[3]), _year(found[4])
        if first == second:
            return _date(year, first, second)
        proved = order_proved_by(text)
        if order in ("dmy", "mdy"):
            if proved not in (order, AMBIGUOUS):
                raise Meaningless("other_date_order" if proved else "not_a_date")
            proved = order
        elif proved == AMBIGUOUS:
            raise Meaningless("ambiguous_date")
        return _date(year, second, first) if proved == "dmy" else _date(year, first, second)
    if found := _YEAR_FIRST.fullmatch(text):
        return _date(int(found[1]), int(found[3]), int(found[4]))
    if found := _COMPACT.fullmatch(text):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_MONTH.fullmatch(text):
        return _date(_year(found[3]), _month(found[2]), int(found[1]))
    if found := _MONTH_DAY.fullmatch(text):
        return _date(_year(found[3]), _month(found[1]), int(found[2]))
    raise Meaningless("not_a_date")


def _year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return year + (1900 if year >= 90 else 2000)


def _month(name: str) -> int:
    try:
        return _MONTHS[name.casefold()]
    except KeyError:
        raise Meaningless("not_a_date") from None


def _date(year: int, month: int, dom: int) -> date:
    try:
        return _possible(date(year, month, dom))
    except ValueError as problem:
        raise (problem if isinstance(problem, Meaningless) else Meaningless("not_a_date")) from None


def _possible(value: date) -> date:
    if not EARLIEST <= value <= LATEST:
        raise Meaningless("out_of_range")
    return value


def order_proved_by(text: str) -> str | None:
    """The order of a day written in numbers: "dmy", "mdy", "ambiguous", or None if it has no say."""
    found = _NUMERIC.fullmatch(text)
    if not found:
        return None
    first, second = int(found[1]), int(found[3])
    if first > 12 >= second:
        return "dmy"
    if second > 12 >= first:
        return "mdy"
    return AMBIGUOUS if first <= 12 and first != second else None


def looks_like_day(text: str) -> bool:
    """Whether `text` is written like a day, whatever its order."""
    if not 6 <= len(text) <= LONGEST_VALUE:
        return False
    if any(shape.fullmatch(text) for shape in (_NUMERIC, _YEAR_FIRST)):
        return True
    named = _DAY_MONTH.fullmatch(text)
    return bool(named and named[2].casefold() in _MONTHS)


def settled(votes: Iterable[str]) -> str | None:
    """One answer from what single values prove: the proved one, "mixed", "ambiguous", or None."""
    found = set(votes)
    proved = found - {AMBIGUOUS}
    if len(proved) > 1:
        return MIXED
    return proved.pop() if proved else (AMBIGUOUS if found else None)


def repaired(text: str) -> str:
    """`text` without a double encoding (UTF-8 once read as Windows-1252), if undoing it is exact."""
    if text.isascii():
        return text
    try:
        once = text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text
    return once if once.encode("utf-8").decode("cp1252") == text else text

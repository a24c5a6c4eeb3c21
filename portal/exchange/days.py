"""Days as people write them: in numbers of either order, with month names, compact, or as cells."""

import re
from datetime import date, datetime
from functools import lru_cache

from portal.exchange.values import AMBIGUOUS, LONGEST_VALUE, Cell, Meaningless, plain_text, raw_text

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
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

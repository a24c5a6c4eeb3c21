"""Numbers as people write them: decimal marks, groups, currencies, signs."""

import re
from decimal import Decimal
from functools import lru_cache

from portal.exchange.values import AMBIGUOUS, LONGEST_VALUE, Cell, Meaningless, plain_text

LARGEST = Decimal(10) ** 12
_BLANKS = dict.fromkeys(map(ord, "\t\u00a0\u202f\u2009\u2007'\u2019"), " ")
_CURRENCY = re.compile(r"(?:[$€£¥]|\b(?:US\$|USD|EUR|IDR|Rp|GBP|CHF|SGD|JPY|CNY)\.?)", re.IGNORECASE)
_SHAPE = re.compile(r"[\d.,]*\d[\d.,]*")
_SPACED = re.compile(r"\d{1,3}(?: \d{3})+(?:[.,]\d*)?")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}")


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
    """The decimal mark that `text`, a number without its sign, proves: "." or ",", "ambiguous", or
    None if it has no say."""
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

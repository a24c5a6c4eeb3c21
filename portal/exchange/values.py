"""What a cell of somebody's spreadsheet holds, and why it may mean nothing."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeAlias

Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta

AMBIGUOUS = "ambiguous"
MIXED = "mixed"
LONGEST_VALUE = 40  # no number or day is written longer than this
_EXPORT_MARK = re.compile(r"'[=+\-@\t\r\0]")


class Meaningless(ValueError):
    """A cell that cannot be taken; `reason` is the code that reasons.reason_text explains."""

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

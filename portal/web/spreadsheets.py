"""Cells that leave for a spreadsheet: text stays text there (research/security.md 4.13)."""

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}".encode()  # so that Excel reads the file as UTF-8


def harmless(text: str) -> str:
    """`text`, led by an apostrophe if a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def csv_bytes(lines: Iterable[Sequence[str]]) -> bytes:
    """Lines of cells as CSV in UTF-8. The caller makes texts harmless; a number may begin with -."""
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    return text.getvalue().encode()

"""Cells that leave for a spreadsheet: text stays text there (research/security.md 4.13)."""

import csv
import io
from collections.abc import Iterable, Iterator

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\0")


def neutral(text: str) -> str:
    """`text`, led by an apostrophe if a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def csv_response_rows(rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """CSV lines with a byte order mark, so that Excel reads them as UTF-8; one string per row."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    yield "\ufeff"
    for row in rows:
        writer.writerow([neutral(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()

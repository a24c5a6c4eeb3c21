"""From a file to neutral order records, row by row, with a reason for everything not taken."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from portal.exchange import encodings, reading, sheets, webtables
from portal.exchange.encodings import Unreadable
from portal.exchange.profiles import Profile
from portal.exchange.reading import Format, Row
from portal.exchange.record import OrderRecord, Refusal, Skipped
from portal.exchange.taking import Taker


def format_of(path: Path, profile: Profile) -> Format:
    """How the file is written, where the profile does not say. Raises Unreadable."""
    kind = encodings.kind_of(path)
    if kind in ("zip", "xls"):
        return sheets.book_format(path, kind, profile.sheet)
    encoding = encodings.encoding_of(path, profile.encoding)
    if kind == "html":
        return Format("html", encoding)
    form = reading.csv_format(path, encoding, profile.separator)
    return form if profile.quote is None else replace(form, quote=profile.quote)


def rows(path: Path, form: Format) -> Iterator[Row]:
    """The rows of a file of any kind. Raises Unreadable."""
    if form.kind == "csv":
        return reading.text_rows(path, form)
    return webtables.html_rows(path, form) if form.kind == "html" else sheets.book_rows(path, form)


def records(path: Path, profile: Profile) -> Iterator[OrderRecord | Refusal | Skipped]:
    """Every row of the file below its header, in order: a record, or one refusal per cell that
    cannot be taken, or the note that it is no order line. Blank rows are passed over. Rows count as
    a person sees them, from 1, header included.

    Nothing is merged or dropped: two equal rows are two records. Raises Unreadable when the file or
    its header cannot be read at all, before the first record.
    """
    header_row = profile.header_row or 1
    taker: Taker | None = None
    for row in rows(path, format_of(path, profile)):
        if taker is not None:
            if row.number not in profile.skip_rows:
                yield from taker.take(row)
        elif row.number >= header_row:
            if row.number > header_row or row.problem:
                break
            taker = Taker(profile, row.cells)
    if taker is None:
        raise Unreadable("no_header", str(header_row))

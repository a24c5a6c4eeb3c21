"""A file as numbered rows of cells: text files line by line, in memory that does not grow."""

import csv
import io
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from portal.exchange.encodings import UNDECODED, Unreadable, encoding_of
from portal.exchange.values import Cell

__all__ = ["Format", "Row", "Unreadable", "csv_format", "problem_of", "text_rows"]

ROW_LIMIT = 131_072  # characters of one row; also what the csv module takes as one cell
LINES_IN_ROW = 100  # a quoted cell may hold line breaks, but a quote left open must not eat the file


class Row(NamedTuple):
    """One row as a person counts it (1 is the first of the file), or why it could not be read."""

    number: int
    cells: list[Cell]
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Format:
    """How a file is written. `kind` is csv, html, xlsx, xls or ods; the rest is for csv and html,
    except `sheet`. `quote` is empty where quotes are ordinary characters."""

    kind: str
    encoding: str | None = None
    separator: str | None = None
    quote: str = '"'
    line_end: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = field(default=())


def problem_of(cells: list[Cell]) -> str | None:
    """Why a row of a workbook or web table cannot be read: row_too_long, nul, or None."""
    texts = [cell for cell in cells if isinstance(cell, str)]
    if sum(map(len, texts)) > ROW_LIMIT:
        return "row_too_long"
    return "nul" if any("\0" in text for text in texts) else None


def csv_format(path: Path, encoding: str | None = None, separator: str | None = None) -> Format:
    """How a text file is written, by its first 64 K characters; what is given is taken as given."""
    encoding = encoding or encoding_of(path)
    with path.open(encoding=encoding, errors="mark_undecoded", newline="") as file:
        sample = file.read(65_536)
    line_end = next((end for end in ("\r\n", "\n", "\r") if end in sample), "\n")
    names = {"\r\n": "CRLF", "\n": "LF", "\r": "CR"}
    hint = re.match(r'"?sep=(.)"?[\r\n]', sample)
    if hint and separator is None:
        separator = hint[1]
    separator = separator or max(",;\t|", key=lambda sep: _regularity(sample, sep))
    near = re.escape(separator)
    doubles = len(re.findall(rf'(?:{near}|^|[\r\n])"|"(?:{near}|[\r\n])', sample))
    singles = len(re.findall(rf"(?:{near}|^|[\r\n])'|'(?:{near}|[\r\n])", sample))
    quote = "'" if singles > 4 and not doubles else '"'
    return Format("csv", encoding, separator, quote, names[line_end])


def _regularity(sample: str, separator: str) -> float:
    """How much `separator` cuts the sample into rows of one width, more for wider rows."""
    lines = io.StringIO(sample, newline="")
    widths: list[int] = []
    try:
        for row in csv.reader(lines, delimiter=separator):
            if row:
                widths.append(len(row))
            if len(widths) == 200:
                break
    except csv.Error:
        return 0.0
    widths = widths[:-1] if len(widths) > 2 and len(sample) == 65_536 else widths
    if not widths:
        return 0.0
    common = max(set(widths), key=widths.count)
    return (widths.count(common) / len(widths)) ** 2 * min(common - 1, 20)


class _TooLong(Exception):
    pass


class _Cut(str):
    """The beginning of a line that was too long to hold."""


class _Lines:
    """The physical lines of a file, at most `ROW_LIMIT` characters of each held; a row that turns
    out to be broken gives back all its lines but the first."""

    def __init__(self, file: io.TextIOWrapper) -> None:
        self._read = file.readline
        self._returned: deque[str] = deque()
        self._length = 0
        self.taken: list[str] = []

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else self._read(ROW_LIMIT + 1)
        if not line:
            raise StopIteration
        if len(line) > ROW_LIMIT:
            self._skip_rest(line)
            line = _Cut(line[:80])
        self.taken.append(line)
        self._length += len(line)
        if isinstance(line, _Cut) or self._length > ROW_LIMIT or len(self.taken) > LINES_IN_ROW:
            raise _TooLong
        return line

    def _skip_rest(self, line: str) -> None:
        while line and line[-1] not in "\r\n":
            line = self._read(ROW_LIMIT + 1)

    def start_row(self) -> None:
        """Forget the lines of the row before."""
        self.taken.clear()
        self._length = 0

    def give_back(self) -> None:
        """Return all lines but the first of the row at hand."""
        self._returned.extendleft(reversed(self.taken[1:]))


def text_rows(path: Path, form: Format) -> Iterator[Row]:
    """The rows of a text file, streamed. A broken row comes with its problem and its first cells:
    row_too_long, nul, bad_quote, undecoded. A `sep=;` line counts as a row but is not given."""
    with path.open(encoding=form.encoding, errors="mark_undecoded", newline="") as file:
        lines = _Lines(file)
        reader = csv.reader(
            lines,
            delimiter=form.separator or ",",
            quotechar=form.quote or None,
            quoting=csv.QUOTE_MINIMAL if form.quote else csv.QUOTE_NONE,
            strict=True,
        )
        number = 0
        while True:
            lines.start_row()
            number += 1
            try:
                cells: list[Cell] = list(next(reader))
            except StopIteration:
                return
            except (_TooLong, csv.Error):
                first = lines.taken[0]
                lines.give_back()
                yield Row(
                    number,
                    [first.rstrip("\r\n")[:80]],
                    "row_too_long" if isinstance(first, _Cut) else "bad_quote",
                )
                continue
            line = lines.taken[0]
            if number == 1 and line[:5].lower().lstrip('"').startswith("sep=") and len(line.strip()) <= 7:
                continue
            problem = None
            for line in lines.taken:
                if "\0" in line:
                    problem = "nul"
                elif not line.isascii() and UNDECODED in line:
                    problem = "undecoded"
            yield Row(number, cells, problem)

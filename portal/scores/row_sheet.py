"""The rows behind one figure as a workbook: what each adds, or why it is left out."""

import pickle
from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Any, NamedTuple

from portal.scores import names, shown
from portal.scores.figure import Figure
from portal.scores.metrics import Metric
from portal.scores.proving import Proved
from portal.scores.workbook import Book
from portal.web.i18n import _

MOST = 1_000_000  # rows that a sheet holds


def workbook(metric: Metric, figure: Figure, rows: Iterable[Proved], period: str, locale: str) -> bytes:
    """The file: the figure with its parts above, then its rows in one sheet, a column for each of their facts."""
    book = Book(long=True)
    sheet = book.sheet(str(names.METRICS[metric.key]), (20, 40, 14, 14, 14, 36))
    part, whole = names.PARTS[metric.key]
    said = shown.figure(figure, locale)
    book.texts(sheet, 0, [str(names.METRICS[metric.key]), period], bold=True)
    book.figure(sheet, 0, 2, said.exact if said.judged else None, metric, said.text)
    amounts = [
        (f"{label}, {each.unit}", value)
        for each in (figure.units if figure.mixed else ())
        for label, value in ((part, each.numerator), (whole, each.denominator))
    ] or [(str(part), figure.numerator), (str(whole), figure.denominator)]
    amounts.append((_("Left out"), Decimal(figure.left_out)))
    for line, (label, value) in enumerate(amounts, start=1):
        book.texts(sheet, line, [label])
        book.number(sheet, line, 1, value)
    top = len(amounts) + 2
    heads = [_("Record"), _("What"), _("Day"), _("Numerator"), _("Denominator"), _("Counted as")]
    with TemporaryFile() as spool:  # the names of all facts stand above the rows
        put = _put_down(spool, islice(rows, MOST))
        book.texts(sheet, top, [*heads, *put.places], bold=True)
        for line in range(top + 1, top + 1 + put.rows):
            _row(book, sheet, line, put.places, *pickle.load(spool))  # noqa: S301 what was put down above
    reasons = book.sheet(_("Left out"), (60, 14))
    book.texts(reasons, 0, [_("Counted as"), _("Rows")], bold=True)
    for line, (words, count) in enumerate(put.why.most_common(), start=1):
        book.texts(reasons, line, [words])
        book.number(reasons, line, 1, count)
    return book.written()


class _Put(NamedTuple):
    """Rows that were put down: how many, the column of each of their facts, why so many were left out."""

    rows: int
    places: dict[str, int]
    why: Counter[str]


def _put_down(spool: IO[bytes], rows: Iterable[Proved]) -> _Put:
    """Write rows into a file, one after another."""
    places, why, count = dict[str, int](), Counter[str](), 0
    unit = _("Unit")
    for each in rows:
        row = each.row
        facts = (*row.facts, (unit, row.unit)) if row.unit else row.facts
        for label, _fact in facts:
            places.setdefault(label, 6 + len(places))
        numbers = (row.numerator, row.denominator) if row.left_out is None else None
        if numbers is None:
            why[each.counted] += 1
        pickle.dump((row.ref, row.label, row.on, numbers, each.counted, facts), spool)
        count += 1
    spool.seek(0)
    return _Put(count, places, why)


def _row(
    book: Book, sheet: Any, line: int, places: dict[str, int], ref: str, label: str, on: date | None,
    numbers: tuple[Decimal, Decimal] | None, counted: str, facts: tuple[tuple[str, str], ...],
) -> None:  # fmt: skip
    book.texts(sheet, line, [ref, label])
    book.day(sheet, line, 2, on)
    for column, number in enumerate(numbers or (), start=3):
        book.number(sheet, line, column, number)
    book.text(sheet, line, 5, counted)
    for name, fact in facts:
        book.text(sheet, line, places[name], fact)

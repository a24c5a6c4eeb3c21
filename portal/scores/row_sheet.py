"""The rows behind one figure as a workbook: what each adds, or why it is left out."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from portal.scores import names, shown
from portal.scores.figure import Figure
from portal.scores.metrics import Metric
from portal.scores.proving import Proved
from portal.scores.workbook import Book
from portal.web.i18n import _

MOST = 1_000_000  # rows that a sheet holds


def workbook(metric: Metric, figure: Figure, rows: Iterable[Proved], period: str, locale: str) -> bytes:
    """The file: the figure with its parts above, then its rows in one sheet, a column for each of their facts."""
    book = Book()
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
    places: dict[str, int] = {}
    why: Counter[str] = Counter()
    for line, each in enumerate(rows, start=top + 1):
        if line > MOST:
            break
        book.texts(sheet, line, [each.row.ref, each.row.label])
        book.day(sheet, line, 2, each.row.on)
        if each.row.left_out is not None:
            why[each.counted] += 1
        else:
            book.number(sheet, line, 3, each.row.numerator)
            book.number(sheet, line, 4, each.row.denominator)
        book.text(sheet, line, 5, each.counted)
        for label, fact in (*each.row.facts, *([(_("Unit"), each.row.unit)] if each.row.unit else ())):
            book.text(sheet, line, places.setdefault(label, 6 + len(places)), fact)
    book.texts(sheet, top, [*heads, *places], bold=True)
    reasons = book.sheet(_("Left out"), (60, 14))
    book.texts(reasons, 0, [_("Counted as"), _("Rows")], bold=True)
    for line, (words, count) in enumerate(why.most_common(), start=1):
        book.texts(reasons, line, [words])
        book.number(reasons, line, 1, count)
    return book.written()

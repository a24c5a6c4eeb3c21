"""A scorecard as a workbook: a sheet for each side, month by month, and one for how it is counted."""

from portal.scores.card import Shown, Side
from portal.scores.workbook import Book
from portal.web import formats
from portal.web.i18n import _


def workbook(card: Shown) -> bytes:
    """The file. A figure of too few rows is its words, never a number."""
    book = Book()
    for side in card.sides:
        _side_sheet(book, card, side)
    sheet = book.sheet(_("How it is counted"), (24, 90))
    lines = [
        (_("Period"), f"{card.name}, {card.standing}"),
        *(line for side in card.sides for line in _total(side)),
        *card.definition,
    ]
    for row, (label, said) in enumerate(lines):
        book.texts(sheet, row, [label], bold=True)
        book.wrapped(sheet, row, 1, said)
    return book.written()


def _total(side: Side) -> list[tuple[str, str]]:
    total = side.total
    said = [", ".join(filter(None, (total.points or _("no data"), total.counts))), *total.sentences]
    said += [*(sentence for _key, sentence in side.sentences), *filter(None, (total.spread,))]
    return [
        (_("Score of %(name)s", name=side.name) if n == 0 else "", sentence)
        for n, sentence in enumerate(said)
    ]


def _side_sheet(book: Book, card: Shown, side: Side) -> None:
    name = side.name
    sheet = book.sheet("".join(c for c in name if c not in "[]:*?/\\'") or "-", (40, 12, 14, 14, 10, 12))
    months = [formats.month(month.start, card.locale) for month in card.months]
    heads = [
        _("Measure"), card.name, _("Numerator"), _("Denominator"), _("Rows"), _("Left out"), _("Target"), card.before_name,
        _("Peers"), _("Points"), *months,
    ]  # fmt: skip
    book.texts(sheet, 0, [f"{name}, {card.name}"], bold=True)
    book.texts(sheet, 1, heads, bold=True)
    sheet.freeze_panes(2, 1)
    row = 2
    for group in side.groups:
        book.texts(sheet, row, [group.name], bold=True)
        row += 1
        for each in group.rows:
            metric, figure = each.metric, each.figure
            book.texts(sheet, row, [each.name])
            book.figure(
                sheet, row, 1, each.value.exact if each.value.judged else None, metric, each.value.text
            )
            book.number(sheet, row, 2, figure.numerator)
            book.number(sheet, row, 3, figure.denominator)
            book.number(sheet, row, 4, figure.rows)
            book.number(sheet, row, 5, figure.left_out)
            book.figure(sheet, row, 6, each.aim, metric, "")
            if each.before:
                book.figure(
                    sheet, row, 7, each.before.exact if each.before.judged else None, metric, each.before.text
                )
            book.text(sheet, row, 8, each.peers)
            book.text(sheet, row, 9, each.points_given)
            for column, point in enumerate(each.months, start=10):
                book.figure(sheet, row, column, point.exact if point.judged else None, metric, point.text)
            row += 1

"""The table of patterns as a workbook."""

import io
from collections.abc import Sequence

import xlsxwriter

from portal.desk.patterns import Bar
from portal.web.spreadsheets import harmless


def workbook(bars: Sequence[Bar], heads: Sequence[str]) -> bytes:
    """One sheet: label, how many, share and share together as fractions (empty where they are too few), then a
    column for each month, under `heads`."""
    file = io.BytesIO()
    # Without these xlsxwriter turns text into formulas, links and numbers.
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(file, {"in_memory": True, **plain})
    bold, percent = book.add_format({"bold": True}), book.add_format({"num_format": "0%"})
    sheet = book.add_worksheet()
    for column, head in enumerate(heads):
        sheet.write_string(0, column, harmless(head), bold)
    sheet.freeze_panes(1, 1)
    for line, bar in enumerate(bars, start=1):
        sheet.write_string(line, 0, harmless(bar.label))
        sheet.write_number(line, 1, bar.count)
        for column, share in ((2, bar.share), (3, bar.together)):
            if share is not None:
                sheet.write_number(line, column, share / 100, percent)
        for column, number in enumerate(bar.months, start=4):
            sheet.write_number(line, column, number)
    book.close()
    return file.getvalue()

"""A workbook whose texts stay texts, and whose figures keep their exact values behind a format."""

import io
from decimal import Decimal
from typing import Any

import xlsxwriter

from portal.scores.metrics import Metric
from portal.scores.shown import HUNDREDTHS
from portal.web.spreadsheets import harmless

_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class Book:
    """A workbook being written. Rows and columns count from 0. long: for very many rows, each of which leaves
    memory when the next one is begun, so that none can be come back to."""

    def __init__(self, *, long: bool = False) -> None:
        self._file = io.BytesIO()
        self._book = xlsxwriter.Workbook(
            self._file, {"constant_memory": long, "in_memory": not long, **_PLAIN}
        )
        self.bold = self._book.add_format({"bold": True})
        self._wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._percent = self._book.add_format({"num_format": "0.0%"})
        self._number = self._book.add_format({"num_format": "#,##0.###"})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})

    def sheet(self, name: str, widths: tuple[int, ...]) -> Any:
        """A new sheet with columns so wide."""
        made = self._book.add_worksheet(name[:31])
        for column, width in enumerate(widths):
            made.set_column(column, column, width)
        return made

    def texts(self, sheet: Any, row: int, texts: tuple[str, ...] | list[str], *, bold: bool = False) -> None:
        """Texts beside each other."""
        for column, text in enumerate(texts):
            sheet.write_string(row, column, harmless(text), self.bold if bold else None)

    def text(self, sheet: Any, row: int, column: int, text: str) -> None:
        """A text."""
        sheet.write_string(row, column, harmless(text))

    def wrapped(self, sheet: Any, row: int, column: int, text: str) -> None:
        """A long text over several lines."""
        sheet.write_string(row, column, harmless(text), self._wrapped)

    def figure(
        self, sheet: Any, row: int, column: int, exact: Decimal | None, metric: Metric, words: str
    ) -> None:
        """A figure as a number, a share as a part of 1; in words where there are not rows enough."""
        if exact is None:
            sheet.write_string(row, column, harmless(words))
        else:
            sheet.write_number(
                row, column, float(exact), self._percent if metric.kind in HUNDREDTHS else self._number
            )

    def number(self, sheet: Any, row: int, column: int, value: Decimal | int) -> None:
        """A plain number."""
        sheet.write_number(row, column, float(value), self._number)

    def day(self, sheet: Any, row: int, column: int, value: Any) -> None:
        """A day; nothing for none."""
        if value is not None:
            sheet.write_datetime(row, column, value, self._day)

    def written(self) -> bytes:
        """The file."""
        self._book.close()
        return self._file.getvalue()

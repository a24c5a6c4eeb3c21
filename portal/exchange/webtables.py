"""The tables of an HTML file, as ERP systems export them under the name .xls, as numbered rows."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from portal.exchange.encodings import Unreadable
from portal.exchange.reading import Format, Row, problem_of
from portal.exchange.values import Cell

LARGEST_PAGE = 24 << 20  # bytes
OPEN_TAG = 32_768  # characters of a tag or comment that does not end


class _Table(HTMLParser):
    """Collects the cells of every table row as text; markup is dropped, scripts and styles too."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[Cell]] = []
        self._row: list[Cell] | None = None
        self._text: list[str] | None = None
        self._span = 1
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._hidden += 1
        elif tag == "tr":
            self._end_row()
            self._row = []
        elif tag in ("td", "th"):
            self._end_cell()
            if self._row is None:
                self._row = []
            span = dict(attrs).get("colspan") or "1"
            self._span = min(int(span), 200) if span.isascii() and span.isdigit() else 1
            self._text = []
        elif tag == "br" and self._text is not None:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._hidden = max(0, self._hidden - 1)
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table"):
            self._end_row()

    def handle_data(self, data: str) -> None:
        if self._text is not None and not self._hidden:
            self._text.append(data)

    def _end_cell(self) -> None:
        if self._text is not None and self._row is not None:
            text = "".join(self._text).strip(" \t\r\n")
            self._row += [text, *[""] * (self._span - 1)]
        self._text = None

    def _end_row(self) -> None:
        self._end_cell()
        if self._row is not None:
            self.rows.append(self._row)
        self._row = None

    def close(self) -> None:
        super().close()
        self._end_row()


def html_rows(path: Path, form: Format) -> Iterator[Row]:
    """The table rows of the file, streamed; all
    tables of the file follow each other. Raises Unreadable: file_too_large, no_table."""
    if path.stat().st_size > LARGEST_PAGE:
        raise Unreadable("file_too_large")
    table, number = _Table(), 0
    with path.open(encoding=form.encoding, errors="mark_undecoded", newline="") as file:
        while True:
            piece = file.read(8_192)
            if piece:
                table.feed(piece)
                if len(table.rawdata) > OPEN_TAG:  # html.parser reads an endless tag again and again
                    raise Unreadable("damaged")
            else:
                table.close()
            for cells in table.rows:
                number += 1
                yield Row(number, cells, problem_of(cells))
            table.rows.clear()
            if not piece:
                break
    if not number:
        raise Unreadable("no_table")

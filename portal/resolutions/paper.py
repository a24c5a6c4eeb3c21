"""A sheet of paper in our own letters: headings, words, tables, pictures, page numbers."""

import io
import math
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from fpdf import FPDF
from fpdf.enums import TableBordersLayout, XPos, YPos
from fpdf.fonts import FontFace
from PIL import Image, UnidentifiedImageError

from portal.config import ROOT

FONTS = ROOT / "static" / "vendor"
INK, MUTED, RULE = (20, 23, 31), (96, 100, 110), (190, 192, 198)
MARGIN, PICTURE = 18, 34  # mm
PADDING, LINE = 1.2, 4.6  # of the cells of a table
_GONE = dict.fromkeys((*range(9), *range(11, 32), 127, 65534, 65535)) | {
    0x202F: 0xA0
}  # a blank our letters have


class Paper(FPDF):
    """An A4 document whose every page says at its head what it is and at its foot which page it is.

    head: what stands at the top, left and right. page_word: the words of the foot with {page} and {pages}.
    """

    def __init__(self, title: str, head: tuple[str, str], page_word: str, locale: str, at: datetime) -> None:
        super().__init__(format="A4")
        self._head, self._page_word = head, page_word
        self.set_margins(MARGIN, MARGIN + 4, MARGIN)
        self.set_auto_page_break(True, MARGIN + 4)
        for style, name in (("", "Regular"), ("B", "Bold")):
            self.add_font("Lato", style, FONTS / f"Lato-{name}.ttf")
        self.set_title(title)
        self.set_lang(locale)
        self.set_creation_date(at)
        self.add_page()

    def header(self) -> None:
        """What it is, above a rule."""
        self.set_y(10)
        self._ink(8, MUTED)
        half = self.epw / 2
        self.cell(half, 5, plain(self._head[0]))
        self.cell(half, 5, plain(self._head[1]), align="R")
        self.set_draw_color(*RULE)
        self.line(MARGIN, 16, self.w - MARGIN, 16)
        self.set_y(MARGIN + 4)
        self._ink()

    def footer(self) -> None:
        """Which page of how many."""
        self.set_y(-14)
        self._ink(8, MUTED)
        said = self._page_word.format(page=self.page_no(), pages="{nb}")
        self.cell(0, 5, said, align="R")

    def _ink(self, size: float = 10, colour: tuple[int, int, int] = INK, style: str = "") -> None:
        self.set_font("Lato", style, size)
        self.set_text_color(*colour)

    def heading(self, text: str, size: float = 12, keep: float = 0) -> None:
        """A heading with a rule below; it stays with what follows, `keep` mm of it."""
        if self.will_page_break(max(28, 14 + keep)):
            self.add_page()
        self.ln(4)
        self._ink(size, style="B")
        self.words(text, max(6.5, size * 0.45))
        self.set_draw_color(*INK)
        self.line(self.l_margin, self.get_y(), self.w - self.r_margin, self.get_y())
        self.ln(1.5)
        self._ink()

    def small(self, text: str) -> None:
        """A line that is said in passing."""
        self._ink(8.5, MUTED)
        self.words(text, 4.6)
        self._ink()

    def label(self, text: str, keep: float = 0) -> None:
        """What the words below are about; it stays with `keep` mm of them."""
        if self.will_page_break(max(12, 6 + keep)):
            self.add_page()
        self.ln(1)
        self._ink(9, style="B")
        self.words(text, 5)
        self._ink()

    def words(self, text: str, height: float = 5) -> None:
        """Text over as many lines as it needs."""
        self.multi_cell(0, height, plain(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def height(self, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> float:
        """About how high a table comes to stand, in mm; 0 for one that fills half a page: it may break."""
        self._ink(8.5)
        unit = self.epw / sum(widths)
        lines = [
            max(math.ceil(self.get_string_width(plain(cell)) / (unit * width - 4)) for cell, width in zip(line, widths, strict=True))
            for line in (*([head] if head else []), *rows)
        ]  # fmt: skip
        self._ink()
        whole = sum(2 * PADDING + LINE * max(1, each) for each in lines)
        return whole if whole < self.eph / 2 else 0

    def rows(self, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
        """A table; its head comes again on each page. Without one each row's first cell names it."""
        self._ink(8.5)
        self.set_draw_color(*RULE)
        bold = FontFace(emphasis="BOLD", color=INK)
        with self.table(
            borders_layout=TableBordersLayout.HORIZONTAL_LINES, col_widths=tuple(widths), text_align="LEFT", padding=PADDING,
            headings_style=bold, line_height=LINE, first_row_as_headings=bool(head),
        ) as table:  # fmt: skip
            for line in (*([head] if head else []), *rows):
                row = table.row()
                for cell in line:
                    row.cell(plain(cell))
        self.ln(1.5)
        self._ink()

    def pictures(self, files: Sequence[tuple[str, bytes]]) -> None:
        """Small pictures beside each other, each with its name."""
        left = self.l_margin
        for name, content in files:
            size = _size(content)
            if size is None:
                continue
            height = min(PICTURE * size[1] / size[0], PICTURE)
            width = height * size[0] / size[1]
            if left + PICTURE > self.w - self.r_margin:
                left = self.l_margin
                self.ln(PICTURE + 6)
            if left == self.l_margin and self.will_page_break(PICTURE + 6):
                self.add_page()
            self.image(io.BytesIO(content), x=left, y=self.get_y(), w=width, h=height, alt_text=plain(name))
            left += PICTURE + 4
        if left > self.l_margin:
            self.ln(PICTURE + 3)

    def written(self) -> bytes:
        """The document."""
        return bytes(self.output())


def plain(text: Any) -> str:
    """Text that a page can hold: without controls and lone surrogates, tabs as blanks."""
    kept = (
        str(text).replace("\t", " ").replace("\u202f", "\u00a0").translate(_GONE)
    )  # Lato has no narrow blank
    return kept.encode("utf-8", "ignore").decode()


def _size(content: bytes) -> tuple[int, int] | None:
    try:
        with Image.open(io.BytesIO(content)) as picture:
            return picture.size
    except (UnidentifiedImageError, OSError):
        return None

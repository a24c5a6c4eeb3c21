"""Which lines of an order are shown to be changed, and what was typed over the others.

Who: a buyer at a desk who moves twelve lines of a contract of 500: "let me find these, type, and see what I have
typed so far." So: fifty lines at a time, a box for a number or an item, and what was typed over lines that
are not shown travels in the form, so that one press saves all of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.orders import line_pages, rows
from portal.orders.amendment import LineForm
from portal.orders.line_pages import Asked, LinePage


@dataclass(frozen=True, slots=True)
class LinesSeen:
    """The lines that are shown; `typed` is what the form carries of the others (name, value), and
    `elsewhere` their numbers."""

    page: LinePage
    shown: Sequence[LineForm]
    typed: Sequence[tuple[str, str]]
    elsewhere: Sequence[int]


def seen(lines: Sequence[LineForm], asked: Asked, reader: rows.Reader) -> LinesSeen:
    """A page of the lines; those with errors are on each."""
    page = line_pages.page([part for line in lines for part in line.parts], asked, reader)
    on_page = {part.line_number for part in page.shown}
    shown = [line for line in lines if line.number in on_page or line.errors]
    others = [line for line in lines if not (line.number in on_page or line.errors)]
    typed = [(line.id(name), value) for line in others for name, value in line.typed().items()]
    return LinesSeen(page, shown, typed, [line.number for line in others if line.typed()])


def address(form: Mapping[str, str]) -> str:
    """The query of the lines that somebody wants to see next, from the form that they were typing into."""
    if form.get("do") == "find":
        return line_pages.read(form).query(line=0)
    return form.get("go", "")[:500]

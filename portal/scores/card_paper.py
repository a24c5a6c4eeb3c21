"""A scorecard as a paper to put on the table: the score, what moved it, both sides' measures with their months."""

from collections.abc import Sequence
from datetime import date, datetime

from fpdf.enums import XPos, YPos

from portal.resolutions.paper import INK, MUTED, RULE, Paper, plain
from portal.scores.card import Group, Row, Shown, Side
from portal.web import chart, formats
from portal.web.i18n import _

ACCENT = (51, 65, 157)
WIDTHS = (50, 22, 28, 19, 25, 30)  # mm: measure, figure, counted, target, before, months
HEIGHT, SPARK = 8.2, (26, 4.6)


def render(card: Shown, today: date, now: datetime) -> bytes:
    """The paper in the reader's language. It is the page: it shows no figure that the page does not."""
    title = f"{_('Scorecard')} {card.partner}"
    head = (f"{card.company} · {card.partner}", f"{card.name} · {formats.day_exact(today, card.locale)}")
    paper = Paper(title, head, _("Page {page} of {pages}"), card.locale, now)
    paper.heading(title, 18)
    paper.words(f"{card.name}, {card.standing}", 6)
    for side in card.sides:
        _total(paper, side)
    for side in card.sides:
        paper.heading(_("How %(name)s keeps its word", name=side.name))
        _heads(paper, card)
        if not side.groups:
            paper.small(_("Nothing was counted in this period."))
        for group in side.groups:
            _group(paper, group)
    paper.heading(_("How it is counted"))
    paper.rows((), [(label, said) for label, said in card.definition], (1, 4))
    paper.small(_("Both sides see these figures, and the rows behind each of them, in the portal."))
    return paper.written()


def _total(paper: Paper, side: Side) -> None:
    total = side.total
    paper.ln(3)
    paper.set_font("Lato", "B", 10)
    paper.cell(0, 6, plain(side.name), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    paper.set_font("Lato", "B", 26)
    said = total.points or _("no data")
    paper.cell(paper.get_string_width(said) + 2, 11, plain(said))
    paper.set_font("Lato", "", 10)
    words = [_("of 100")] if total.points else []
    paper.cell(
        0,
        13,
        plain(" · ".join([*words, *filter(None, (total.change, total.counts))])),
        new_x=XPos.LMARGIN,
        new_y=YPos.NEXT,
    )
    for text in filter(None, (*total.sentences, *(said for _key, said in side.sentences), total.spread)):
        paper.words(text)


def _heads(paper: Paper, card: Shown) -> None:
    first, last = (formats.month_short(card.months[n].start, card.locale) for n in (0, -1))
    texts = (
        _("Measure"),
        _("Figure"),
        _("Counted"),
        _("Target"),
        card.before_name,
        f"{first}\N{EN DASH}{last}",
    )
    _cells(paper, texts, 6, 8, MUTED)
    _rule(paper, INK)


def _group(paper: Paper, group: Group) -> None:
    if paper.will_page_break(8 + HEIGHT):
        paper.add_page()
    paper.ln(1.5)
    paper.set_font("Lato", "B", 9)
    paper.set_text_color(*INK)
    paper.cell(0, 5.5, plain(group.name), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    _rule(paper, RULE)
    for row in group.rows:
        _row(paper, row)


def _row(paper: Paper, row: Row) -> None:
    if paper.will_page_break(HEIGHT):
        paper.add_page()
    top = paper.get_y()
    before = row.before.text if row.before else ""
    _cells(
        paper,
        (row.name, row.value.text, row.counted, row.target, before, ""),
        HEIGHT,
        9,
        INK,
        strong=1 if row.value.judged else None,
    )
    _spark(paper, row, paper.l_margin + sum(WIDTHS[:5]) + 2, top + (HEIGHT - SPARK[1]) / 2)
    _rule(paper, RULE)


def _cells(
    paper: Paper, texts: Sequence[str], height: float, size: float, colour: tuple[int, int, int], strong: int | None = None
) -> None:  # fmt: skip
    for place, (text, width) in enumerate(zip(texts, WIDTHS, strict=True)):
        paper.set_text_color(*colour)
        _fit(paper, plain(text), width - 2, size, "B" if place == strong else "")
        paper.cell(width, height, plain(text), align="R" if 0 < place < 5 else "L")
    paper.ln(height)


def _fit(paper: Paper, text: str, width: float, size: float, style: str) -> None:
    """Letters small enough for the text to stand in one line."""
    paper.set_font("Lato", style, size)
    if (wide := paper.get_string_width(text)) > width:
        paper.set_font("Lato", style, max(5.0, size * width / wide))


def _rule(paper: Paper, colour: tuple[int, int, int]) -> None:
    paper.set_draw_color(*colour)
    paper.set_line_width(0.2)
    paper.line(paper.l_margin, paper.get_y(), paper.l_margin + sum(WIDTHS), paper.get_y())


def _spark(paper: Paper, row: Row, left: float, top: float) -> None:
    """The months as a line with its last place marked, as on the page."""
    values, axis = [point.value for point in row.points], row.axis
    if axis is None:
        return
    apart = SPARK[0] / max(1, len(values) - 1)

    def at(place: int, value: float) -> tuple[float, float]:
        return left + apart * place, top + SPARK[1] * (1 - axis.share(value))

    paper.set_draw_color(*INK)
    paper.set_line_width(0.35)
    for run in chart.runs(values):
        spots = [at(place, value) for place, value in run]
        if len(spots) == 1:
            _dot(paper, spots[0], 0.5, INK)
        else:
            paper.polyline(spots)
    if values[-1] is not None:
        _dot(paper, at(len(values) - 1, values[-1]), 0.8, ACCENT)


def _dot(paper: Paper, at: tuple[float, float], radius: float, colour: tuple[int, int, int]) -> None:
    paper.set_fill_color(*colour)
    paper.ellipse(at[0] - radius, at[1] - radius, 2 * radius, 2 * radius, style="F")
    paper.set_fill_color(255)  # else the next table is filled with it

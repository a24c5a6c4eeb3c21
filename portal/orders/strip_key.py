"""How to read a strip: the days in a column's head, the marks by themselves, the legend."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from babel.dates import format_date
from markupsafe import Markup, escape

from portal.orders.strip_pen import (
    SCREEN,
    SIDES,
    SMALL,
    Paint,
    cause_mark,
    disc,
    half_ring,
    num,
    ring,
)
from portal.orders.strip_scale import Scale, Window
from portal.orders.strip_words import Words
from portal.web.i18n import reader_locale

NEAR = 3  # days around today in which a Monday keeps its tick but not its number
LEAST_GAP = 20  # px between two numbers
WIDE_GAP = 28  # px between two names of months or years
MANY_DAYS, MANY_MONTHS = 120, 400  # days of a window from which on its head names months, and years

Mark = tuple[Markup, str]


def scale_head(window: Window, today: date, locale: str = "en") -> Markup:
    """The days of a shared window, 160 x 20, for the head of the column its strips stand in.

    Mondays, the first with its month; in a window of more than MANY_DAYS the firsts of months or years with
    their names, since ticks of weeks would run together. Today bold in the accent. Returns safe markup.
    """
    scale, words = Scale(window, SMALL.width, SMALL.pad), Words(locale, today.year)
    line, area = SCREEN.line, SCREEN.area
    ticks, numbers = "", ""
    last: float | None = None
    few = (window.last - window.first).days <= MANY_DAYS
    for day, name in _weeks(scale, words) if few else _months(window, locale):
        x = scale.x(day)
        ticks += f"M{num(x)} 16v4"
        near = few and today in window and abs((day - today).days) <= NEAR
        if near or (last is not None and x - last < (LEAST_GAP if few else WIDE_GAP)):
            continue
        number = name if last is None or not few else str(day.day)
        numbers += f'<text {area["muted"]} x="{num(x)}" y="11">{escape(number)}</text>'
        last = x
    body = f'<path {line["rule"]} d="{ticks}"/>{numbers}' if ticks else ""
    if today in window:
        x = scale.x(today)
        body += (
            f'<path {line["accent"]} stroke-width="{SMALL.today_width}" d="M{num(x)} 15v5"/>'
            f'<text {area["accent"]} font-weight="700" x="{num(x)}" y="11">{today.day}</text>'
        )
    first, last_day = words.day(window.first), words.day(window.last)
    said = escape(words.gettext("Days from %(first)s to %(last)s", first=first, last=last_day))
    return Markup(  # noqa: S704 our own drawing, its words escaped
        f'<svg class="ps" role="img" width="160" height="20" viewBox="0 0 160 20"'
        f' aria-label="{said}">{body}</svg>'
    )


def _weeks(scale: Scale, words: Words) -> Iterator[tuple[date, str]]:
    for monday in scale.mondays():
        yield monday, words.day(monday)


def _months(window: Window, locale: str) -> Iterator[tuple[date, str]]:
    """The firsts of months with their names; of years where the window is longer than MANY_MONTHS days."""
    years = (window.last - window.first).days > MANY_MONTHS
    for number in range(
        window.first.year * 12 + window.first.month - 1, window.last.year * 12 + window.last.month
    ):
        first = date(number // 12, number % 12 + 1, 1)
        if first in window and (first.month == 1 or not years):
            yield (
                first,
                str(first.year) if years or first.month == 1 else format_date(first, "LLL", locale=locale),
            )


def side_mark(side: str, paint: Paint = SCREEN) -> Markup:
    """The 12 px mark of a side or cause, hidden from readers who hear: the word stands beside it."""
    return _icon(cause_mark(side, 6, 6, 5, paint), 12, 12, paint)


def marks_key() -> list[Mark]:
    """The marks to explain under a list: the causes, expected, arrived, each with its word."""
    words = Words(reader_locale())
    goods = [
        (_icon(ring(6, SMALL, "muted", SCREEN), 12, 12, SCREEN, 7), words.gettext("expected")),
        (_icon(disc(6, SMALL, "muted", SCREEN), 12, 12, SCREEN, 7), words.gettext("arrived")),
    ]
    return [(side_mark(side), words.side(side)) for side in SIDES] + goods


def legend() -> list[tuple[str, list[Mark]]]:
    """Everything a strip may show: groups of a heading and its marks with their words."""
    words = Words(reader_locale())
    line, ink = SCREEN.line, f'{SCREEN.line["ink"]} stroke-width="1.6"'
    accent = f'{line["accent"]} stroke-width="1.6"'
    solid = f'<path {line["rule"]} d="M2 13H38"/>'
    dashed = f'<path {line["rule"]} stroke-dasharray="2 3" d="M2 13H38"/>'
    peg = f'<path {line["muted"]} stroke-width="1.75" d="M20 13V19.6"/>'
    moved = f'<path {ink} d="M20 4.5V13"/>' + cause_mark("carrier", 20, 4.5, 3.3, SCREEN)
    proposed = f'<path {accent} stroke-dasharray="2 1.5" d="M20 13V7.1"/>' + cause_mark(
        "company", 20, 4.5, 3.3, SCREEN, hollow=True
    )
    whiskers = f'<path {line["ok"]} stroke-width="1.5" d="M11 13H29M11 10v6M29 10v6"/>'
    today = f'<path {line["accent"]} stroke-width="1.25" d="M20 0V20"/>'

    def band(tone: str, width: float, dash: str = "") -> str:
        return f'{solid}<path {line[tone]} stroke-width="{width}"{dash} d="M6 13H34"/>'

    def row(body: str, meaning: str) -> Mark:
        return _icon(body, 40, 20, SCREEN), meaning

    ahead = band("warn", 4, ' stroke-dasharray="3 2"')
    return [
        (
            words.gettext("Wish, below"),
            [
                row(solid + peg, words.gettext("requested day")),
                row(dashed, words.gettext("no promise yet")),
            ],
        ),
        (
            words.gettext("Promise, above"),
            [
                row(
                    f'{solid}<path {ink} d="M20 .6V13"/>',
                    words.gettext("first promised day: bare post"),
                ),
                row(solid + moved, words.gettext("moved: post with a head")),
                row(solid + proposed, words.gettext("proposed, not yet agreed")),
            ],
        ),
        (
            words.gettext("Cause, the head"),
            [(side_mark(side), words.side(side)) for side in SIDES[:3]]
            + [(side_mark("outside"), words.gettext("outside, nobody’s"))],
        ),
        (
            words.gettext("Goods, on the line"),
            [
                row(
                    solid + whiskers + ring(20, SMALL, "ok", SCREEN),
                    words.gettext("expected, with its range"),
                ),
                row(solid + disc(20, SMALL, "ok", SCREEN), words.gettext("arrived")),
                row(solid + half_ring(20, SMALL, "ok", SCREEN), words.gettext("arrived in part")),
            ],
        ),
        (
            words.gettext("Gap, in colour"),
            [
                row(band("late", 1.5), words.gettext("late, but you were told")),
                row(band("late", 4), words.gettext("late past the last promise")),
                row(ahead, words.gettext("would be late: forecast")),
                row(today, words.gettext("today")),
            ],
        ),
    ]


def _icon(body: str, width: int, height: int, paint: Paint, top: int = 0) -> Markup:
    return Markup(  # noqa: S704 our own drawing, its words escaped
        f'<svg {paint.small} aria-hidden="true" width="{width}" height="{height}"'
        f' viewBox="0 {top} {width} {height}">{body}</svg>'
    )

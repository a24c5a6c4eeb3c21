"""The promise strip: one SVG per schedule that shows what was promised and what came of it.

The wish hangs below the line, promises stand above it, goods travel on it. Shape says whose cause,
colour how it went, length how many days, thickness whether one was told.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache

from markupsafe import Markup, escape

from portal.orders import strip_labels
from portal.orders.standing import Facts, standing, status_of
from portal.orders.strip_line import baseline, split_rise, split_x, sunday, today_line
from portal.orders.strip_marks import Marks
from portal.orders.strip_pen import LARGE, SCREEN, SMALL, Paint, Size
from portal.orders.strip_scale import Scale, Window, list_window, shared_window
from portal.orders.strip_text import strip_text
from portal.orders.strip_words import Words

OPEN_ROW = 40  # height of a list row, so that the today lines of rows join


def small_strip(
    facts: Facts,
    today: date,
    locale: str = "en",
    *,
    window: Window | None = None,
    open_list: bool = True,
    split_on: date | None = None,
    rise: int = OPEN_ROW,
    due: date | None = None,
    paint: Paint = SCREEN,
) -> Markup:
    """The strip at 160 x 20, in an open list 40 high with today running on to the next row.

    `window` defaults to that of a list of open work. `split_on` is the day a part was split off;
    its parent's baseline then lies `rise` px above. `due` is the last day that counts as on time,
    where a late window makes it later than the base day. Returns safe markup.
    """
    at = standing(facts)
    kind = status_of(facts, today, at)
    scale, body = _ground(
        window or list_window(today), today, at.promised_on is not None, split_on, rise, open_list, paint
    )
    body = body + Marks(facts, at, kind[0], today, scale, SMALL, paint, due).drawn()
    words = strip_text(facts, today, locale, at, kind)
    if open_list:
        return _wrapped(body, "0 -10 160 40", OPEN_ROW, SMALL, paint, words)
    return _wrapped(body, "0 0 160 20", SMALL.height, SMALL, paint, words)


@lru_cache(maxsize=256)
def _ground(
    window: Window,
    today: date,
    promised: bool,
    split_on: date | None,
    rise: int,
    open_list: bool,
    paint: Paint,
) -> tuple[Scale, list[str]]:
    """What lies under the marks of a small strip: the same for most rows of a list."""
    scale = Scale(window, SMALL.width, SMALL.pad)
    at_x = split_x(scale, split_on)
    body = baseline(scale, SMALL, paint, promised, at_x, sunday)
    if at_x is not None:
        body.append(split_rise(at_x, SMALL, paint, rise))
    return scale, [*body, today_line(scale, SMALL, paint, today, open_list)]


def large_strip(
    facts: Facts,
    today: date,
    locale: str = "en",
    *,
    window: Window | None = None,
    days_off: Callable[[date], bool] = sunday,
    split_on: date | None = None,
    rise: int = LARGE.height + 14,
    due: date | None = None,
    paint: Paint = SCREEN,
) -> Markup:
    """The strip at 640 x 64 with labels, as on the order page.

    `window` defaults to the schedule's own days. `days_off` tells whether the receiving site
    rests on a day. Other arguments as for `small_strip`. Returns safe markup.
    """
    at = standing(facts)
    kind = status_of(facts, today, at)
    if window is None:
        window = shared_window([(facts, at)], today, [split_on] if split_on else [])
    scale = Scale(window, LARGE.width, LARGE.pad)
    at_x = split_x(scale, split_on)
    body = baseline(scale, LARGE, paint, at.promised_on is not None, at_x, days_off)
    if at_x is not None:
        body.append(split_rise(at_x, LARGE, paint, rise))
    body.append(today_line(scale, LARGE, paint, today, False))
    marks = Marks(facts, at, kind[0], today, scale, LARGE, paint, due)
    body += marks.drawn()
    tones = marks.tone_arrived(), marks.tone_expected()
    spelled = Words(locale, today.year)
    over = strip_labels.above(facts, at, spelled)
    under = strip_labels.below(facts, at, today, spelled, tones, split_on is not None)
    body += strip_labels.drawn(over, scale, strip_labels.ABOVE, paint)
    body += strip_labels.drawn(under, scale, strip_labels.BELOW, paint)
    words = strip_text(facts, today, locale, at, kind)
    return _wrapped(body, "0 0 640 64", LARGE.height, LARGE, paint, words)


def _wrapped(body: list[str], box: str, height: int, size: Size, paint: Paint, words: str) -> Markup:
    said = escape(words)
    return Markup(  # noqa: S704 our own drawing, its words escaped
        f'<svg {paint.large if size.large else paint.small} role="img"'
        f' width="{size.width}" height="{height}" viewBox="{box}" aria-label="{said}">'
        f"<title>{said}</title>{''.join(body)}</svg>"
    )

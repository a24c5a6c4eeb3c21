"""A Pareto chart as one inline SVG: bars by how many, and the line of what the first of them make together.

Both have one scale, whose top is all issues, so the line begins on the first bar and never crosses one. Bars carry numbers, which the table beside it names; so the drawing stays legible on a phone.
"""

from collections.abc import Sequence

from markupsafe import Markup, escape

from portal.desk.patterns import Bar
from portal.orders.strip_pen import num
from portal.web import formats

WIDTH, TOP, BASE, LEFT = 640, 18, 190, 4
HEIGHT = BASE + 18
GAP = 0.28  # of a bar's place that stays empty
WIDEST = 90


def drawing(bars: Sequence[Bar], title: str, locale: str) -> Markup:
    """The chart of at least one bar; `title` says what it shows, the rest is its text equivalent."""
    place = min(WIDEST, (WIDTH - 2 * LEFT) / len(bars))
    parts, points, so_far = [], [], 0
    for number, bar in enumerate(bars):
        left, height = LEFT + number * place, (BASE - TOP) * bar.count / bar.whole
        so_far += bar.count
        middle = num(left + place / 2)
        parts.append(
            f'<rect class="bar" x="{num(left + place * GAP / 2)}" y="{num(BASE - height)}"'
            f' width="{num(place * (1 - GAP))}" height="{num(height)}"/>'
            f'<text class="value" x="{middle}" y="{num(BASE - height - 6)}" text-anchor="middle">'
            f"{escape(formats.quantity(bar.count, locale))}</text>"
            f'<text class="label" x="{middle}" y="{BASE + 14}" text-anchor="middle">{number + 1}</text>'
        )
        points.append(f"{num(left + place * (1 - GAP / 2))} {num(BASE - (BASE - TOP) * so_far / bar.whole)}")
    if len(points) > 1:
        parts.append(f'<path class="line" d="M{"L".join(points)}"/>')
    return Markup(  # noqa: S704 every text in it is escaped
        f'<svg class="chart chart-bars" role="img" viewBox="0 0 {WIDTH} {HEIGHT}"><title>{escape(title)}. '
        f'{escape(told(bars, locale))}</title><path class="grid" d="M0 {TOP}h{WIDTH}"/>'
        f'<path class="base" d="M0 {BASE}h{WIDTH}"/>{"".join(parts)}</svg>'
    )


def told(bars: Sequence[Bar], locale: str) -> str:
    """The chart in words: each sort, how many, and its share with those before it."""
    return "; ".join(
        f"{bar.label} {formats.quantity(bar.count, locale)}"
        + (f" ({formats.percent(bar.together, locale)})" if bar.together is not None else "")
        for bar in bars
    )

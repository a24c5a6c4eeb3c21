"""Charts as inline SVG, drawn on the server: a line over months, and the same small enough for a row of a table.

No script and no colours of their own: classes of chart.css carry those of the house, so dark and print come by
themselves. A place without a value is a gap, never a zero. Each drawing says in its title what a reader who
sees none of it would want to know; the table behind it is the page's to bring. Pure: numbers in, markup out.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from markupsafe import Markup, escape

Say = Callable[[float], str]
LEFT, RIGHT, TOP, BASE, WIDTH = 44, 108, 14, 172, 640
STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Point:
    """One place of the axis: `label` below it, `value` (None for a gap), `text` what is said of it in words
    ("86 %", "too few (3 rows)"), `foot` what stands under the label, `gap` what is written where a value is not."""

    label: str
    value: float | None
    text: str
    foot: str = ""
    gap: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """From `low` to `high` in steps of `step`."""

    low: float
    high: float
    step: float

    @property
    def ticks(self) -> list[float]:
        """Where the grid stands, both ends with it."""
        return [self.low + self.step * n for n in range(round((self.high - self.low) / self.step) + 1)]

    def share(self, value: float) -> float:
        """How far up a value stands, from 0 to 1."""
        return (value - self.low) / (self.high - self.low)


def scale(values: Sequence[float], least: float | None = None, most: float | None = None) -> Scale:
    """A scale with round steps that holds all of `values` and goes neither under `least` nor over `most`."""
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    if low == high:
        room = abs(low) / 10 or 1.0
        low, high = low - room, high + room
    low = low if least is None else max(low, least)
    high = high if most is None else min(high, most)
    if low >= high:  # all at an end
        low, high = (low - 1, high) if most is not None and high >= most else (low, low + 1)
    rough = (high - low) / 3
    unit = 10.0 ** floor(log10(rough))
    step = next(n * unit for n in STEPS if n * unit >= rough * 0.999)
    return Scale(floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step, step)


def runs(values: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    """The values with their places, in runs without a gap."""
    found: list[list[tuple[int, float]]] = [[]]
    for place, value in enumerate(values):
        if value is not None:
            found[-1].append((place, value))
        elif found[-1]:
            found.append([])
    return [run for run in found if run]


def told(points: Sequence[Point], title: str) -> str:
    """A chart in words: its title, then each place with what is said of it."""
    return f"{title}. " + "; ".join(f"{point.label} {point.text}" for point in points)


def spark(points: Sequence[Point], title: str, axis: Scale | None = None) -> Markup:
    """The line alone, 104 by 24, for a row of a table. Nothing for no points with a value."""
    values = [point.value for point in points]
    known = [value for value in values if value is not None]
    if not known:
        return Markup("")
    axis = axis or scale(known)
    apart = 92 / max(1, len(points) - 1)

    def at(place: int, value: float) -> tuple[str, str]:
        return _num(6 + apart * place), _num(20 - 16 * axis.share(value))

    drawn = [_path(run, at) for run in runs(values)]
    if values[-1] is not None:
        x, y = at(len(values) - 1, values[-1])
        drawn.append(f'<circle class="last" cx="{x}" cy="{y}" r="2.6"/>')
    return _svg("chart chart-spark", 104, 24, told(points, title), drawn)


def line(
    points: Sequence[Point], title: str, say: Say, *, target: tuple[float, str] | None = None,
    band: tuple[float, float] | None = None, least: float | None = None, most: float | None = None,
) -> Markup:  # fmt: skip
    """The line over its grid with what each place says, the target as a dotted line with its words, and the
    `band` of others behind it. say: a number of the axis as the reader writes it. Nothing for no values."""
    values = [point.value for point in points]
    known = [value for value in values if value is not None]
    if not known:
        return Markup("")
    axis = scale([*known, *([target[0]] if target else ()), *(band or ())], least, most)
    apart = (WIDTH - LEFT - RIGHT - 24) / max(1, len(points) - 1)

    def at(place: int, value: float) -> tuple[str, str]:
        return _num(LEFT + 12 + apart * place), _num(_up(axis, value))

    end = WIDTH - RIGHT
    drawn = [_band(axis, band, end)] if band else []
    drawn += [
        f'<path class="{"grid" if n else "base"}" d="M{LEFT} {_num(_up(axis, tick))}H{end}"/>'
        f'<text class="label" x="{LEFT - 8}" y="{_num(_up(axis, tick) + 4)}" text-anchor="end">{escape(say(tick))}</text>'
        for n, tick in enumerate(axis.ticks)
    ]
    last = next(place for place in reversed(range(len(values))) if values[place] is not None)
    if target:
        drawn.append(_target(axis, target, end, values[last]))
    drawn += [_path(run, at) for run in runs(values)]
    for place, point in enumerate(points):
        drawn.append(
            _place(point, at(place, point.value if point.value is not None else axis.low), place == last)
        )
    x, y = at(last, values[last] or 0.0)
    drawn.append(
        f'<text class="value" x="{_num(float(x) + 9)}" y="{_num(float(y) + 4)}">{escape(points[last].text)}</text>'
    )
    return _svg("chart chart-line", WIDTH, BASE + 40, told(points, title), drawn)


def _up(axis: Scale, value: float) -> float:
    return BASE - (BASE - TOP) * axis.share(value)


def _band(axis: Scale, band: tuple[float, float], end: int) -> str:
    top, bottom = _up(axis, band[1]), _up(axis, band[0])
    return f'<rect class="band" x="{LEFT}" y="{_num(top)}" width="{end - LEFT}" height="{_num(max(bottom - top, 1))}"/>'


def _target(axis: Scale, target: tuple[float, str], end: int, last: float | None) -> str:
    """The dotted line; its words keep clear of the last value's."""
    y = _up(axis, target[0])
    words = y + 4
    if last is not None and abs(words - 4 - _up(axis, last)) < 14:
        words = _up(axis, last) + (18 if target[0] < last else -10)
    return (
        f'<path class="target" d="M{LEFT} {_num(y)}H{end}"/>'
        f'<text class="label" x="{end + 5}" y="{_num(words)}">{escape(target[1])}</text>'
    )


def _place(point: Point, at: tuple[str, str], last: bool) -> str:
    x, y = at
    mark = ""
    if point.value is not None:
        mark = f'<circle class="{"last" if last else "point"}" cx="{x}" cy="{y}" r="{4 if last else 2.6}"/>'
    elif point.gap:
        mark = f'<text class="label" x="{x}" y="{BASE - 8}" text-anchor="middle">{escape(point.gap)}</text>'
    strong = "value" if last else "label"
    foot = f'<text class="label" x="{x}" y="{BASE + 35}" text-anchor="middle">{escape(point.foot)}</text>'
    return (
        f'{mark}<text class="{strong}" x="{x}" y="{BASE + 18}" text-anchor="middle">{escape(point.label)}</text>'
        f"{foot if point.foot else ''}"
    )


def _path(run: Sequence[tuple[int, float]], at: Callable[[int, float], tuple[str, str]]) -> str:
    """The line through a run; of a single value a dot."""
    spots = [at(place, value) for place, value in run]
    if len(spots) == 1:
        return f'<circle class="point" cx="{spots[0][0]}" cy="{spots[0][1]}" r="2"/>'
    return f'<path class="line" d="M{"L".join(f"{x} {y}" for x, y in spots)}"/>'


def _svg(looks: str, width: int, height: int, title: str, drawn: Sequence[str]) -> Markup:
    return Markup(  # noqa: S704 every text in it is escaped
        f'<svg class="{looks}" role="img" viewBox="0 0 {width} {height}"><title>{escape(title)}</title>{"".join(drawn)}</svg>'
    )


def _num(value: float) -> str:
    """A coordinate in as few characters as a tenth of a px needs."""
    return f"{value:.1f}".removesuffix(".0")

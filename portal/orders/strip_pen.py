"""What a promise strip is drawn with: the measures of both sizes, the colours, the marks."""

from __future__ import annotations

from dataclasses import dataclass

TONES = ("ink", "muted", "rule", "accent", "ok", "warn", "late")
SIDES = ("partner", "company", "carrier", "outside")


@dataclass(frozen=True, slots=True)
class Size:
    """Measures in px of one size of the strip."""

    width: int
    height: int
    pad: int
    line: int  # y of the baseline
    large: bool
    peg: float  # y where the wish ends
    first: float  # y where the bare post begins
    head: float  # y of the heads
    reach: float  # radius of a head
    post: float
    told: float
    untold: float
    ring: float
    ring_width: float
    disc: float
    cap: int  # half the height of a whisker's cap
    today: tuple[int, int]
    today_width: float


SMALL = Size(160, 20, 10, 13, False, 19.6, 0.6, 4.5, 3.3, 1.6, 1.5, 4, 3.3, 1.9, 4.1, 3, (0, 20), 1.25)
LARGE = Size(640, 64, 14, 36, True, 46, 15.4, 21, 4.6, 2, 2, 5, 5.2, 2.25, 6, 4, (14, 50), 1.5)


class Paint:
    """The attributes that colour a line, an area, a ring (paper inside) or a disc (paper edge)."""

    __slots__ = ("area", "disc", "large", "line", "ring", "small")

    def __init__(self, hexes: dict[str, str] | None = None) -> None:
        if hexes is None:
            self.small = 'class="ps"'
            self.large = 'class="ps ps-large"'
            self.line = {tone: f'class="ps-{tone}"' for tone in TONES}
            self.area = {tone: f'class="ps-{tone}-area"' for tone in TONES}
            self.ring = {tone: f'class="ps-{tone} ps-ring"' for tone in TONES}
            self.disc = {tone: f'class="ps-{tone}-area ps-disc"' for tone in TONES}
            return
        paper = hexes["paper"]
        self.small = 'overflow="visible" fill="none"'
        self.large = f'{self.small} font-family="Lato" font-size="11.5" text-anchor="middle"'
        self.line = {tone: f'stroke="{hexes[tone]}"' for tone in TONES}
        self.area = {tone: f'fill="{hexes[tone]}"' for tone in TONES}
        self.ring = {tone: f'fill="{paper}" stroke="{hexes[tone]}"' for tone in TONES}
        self.disc = {tone: f'fill="{hexes[tone]}" stroke="{paper}"' for tone in TONES}


SCREEN = Paint()
PRINT = Paint(
    {
        "paper": "#ffffff",
        "ink": "#1c202a",
        "muted": "#575c67",
        "rule": "#83868e",
        "accent": "#33419d",
        "ok": "#196c40",
        "warn": "#945701",
        "late": "#b72121",
    }
)


def num(value: float) -> str:
    """A coordinate in as few characters as a tenth of a px needs."""
    return f"{value:.1f}".removesuffix(".0")


def cause_mark(side: str, x: float, y: float, r: float, paint: Paint, hollow: bool = False) -> str:
    """The mark of a side or cause with its middle at (x, y), or nothing for an unknown one.

    Filled with ink; hollow and in the accent for what is only proposed.
    """
    if side == "outside":
        width = "1.25" if hollow else num(r * 0.62)
        line = paint.line["accent" if hollow else "ink"]
        a = num(r * 1.7)
        d = f"M{num(x - r * 0.85)} {num(y - r * 0.85)}l{a} {a}m-{a} 0l{a}-{a}"
        return f'<path {line} stroke-width="{width}" d="{d}"/>'
    look = paint.area["ink"]
    if hollow:
        look, r = f'{paint.ring["accent"]} stroke-width="1.25"', r * 0.9
    # A diamond and a triangle need more reach than a square to look as heavy.
    if side == "partner":
        b = num(r * 1.15)
        d = f"M{num(x)} {num(y - r * 1.15)}l{b} {b}-{b} {b}-{b}-{b}z"
    elif side == "company":
        a = num(r * 1.64)
        d = f"M{num(x - r * 0.82)} {num(y - r * 0.82)}h{a}v{a}h-{a}z"
    elif side == "carrier":
        a, b = num(r * 1.9), num(r * 1.1)
        d = f"M{num(x - r * 0.8)} {num(y - r * 1.1)}l{a} {b}-{a} {b}z"
    else:
        return ""
    return f'<path {look} d="{d}"/>'


def ring(x: float, size: Size, tone: str, paint: Paint) -> str:
    """Goods that are expected."""
    return (
        f'<circle {paint.ring[tone]} stroke-width="{size.ring_width}"'
        f' cx="{num(x)}" cy="{size.line}" r="{size.ring}"/>'
    )


def half_ring(x: float, size: Size, tone: str, paint: Paint) -> str:
    """Goods that came in part: a ring with its left half full."""
    r = size.ring
    return ring(x, size, tone, paint) + (
        f'<path {paint.area[tone]} d="M{num(x)} {num(size.line - r)}a{r} {r} 0 0 0 0 {2 * r}z"/>'
    )


def disc(x: float, size: Size, tone: str, paint: Paint) -> str:
    """Goods that came."""
    return f'<circle {paint.disc[tone]} stroke-width="1.25" cx="{num(x)}" cy="{size.line}" r="{size.disc}"/>'

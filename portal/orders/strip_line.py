"""The ground of a strip: its baseline with days off and Mondays, the split, and today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from portal.orders.strip_pen import Paint, Size, num
from portal.orders.strip_scale import Scale

LEAST_DAY = 5  # px a day needs before dots or ticks can be told apart


def sunday(day: date) -> bool:
    """The day off of a site without a calendar."""
    return day.weekday() == 6


def split_x(scale: Scale, split_on: date | None) -> float | None:
    """Where the rise to the parent's baseline stands; None without one inside the window."""
    return scale.x(split_on) if split_on and split_on in scale.window else None


def baseline(
    scale: Scale,
    size: Size,
    paint: Paint,
    promised: bool,
    rise_at: float | None,
    days_off: Callable[[date], bool],
) -> list[str]:
    """Dashed until something is promised; on the large strip dotted over the site's days off."""
    left = scale.left if rise_at is None else rise_at
    look = paint.line["rule"]
    if not promised:
        line = f'<path {look} stroke-dasharray="2 3" d="M{num(left)} {size.line}H{scale.right}"/>'
        return [line, *_ticks(scale, size, look, left)] if size.large else [line]
    if not size.large or scale.step < LEAST_DAY:
        return [f'<path {look} d="M{num(left)} {size.line}H{scale.right}"/>']
    solid, dots = _runs(scale, size, left, days_off)
    out = [f'<path {look} d="{solid}"/>'] if solid else []
    if dots:
        gap = scale.step / (_dots(scale) + 1)
        out.append(f'<path {look} stroke-dasharray="1.2 {num(gap - 1.2)}" d="{dots}"/>')
    return out + _ticks(scale, size, look, left)


def _dots(scale: Scale) -> int:
    return 4 if scale.step > 16 else 2


def _runs(scale: Scale, size: Size, left: float, days_off: Callable[[date], bool]) -> tuple[str, str]:
    """The solid parts as one path, the days off as another whose dots begin inside the day."""
    solid: list[str] = []
    dots: list[str] = []
    begun = left
    gap = scale.step / (_dots(scale) + 1)
    for ordinal in range(scale.start, scale.window.last.toordinal()):
        day = date.fromordinal(ordinal)
        if not days_off(day):
            continue
        x = scale.x(day)
        if x < left:
            continue
        if x - begun > 0.5:
            solid.append(f"M{num(begun)} {size.line}H{num(x)}")
        dots.append(f"M{num(x + gap - 0.6)} {size.line}H{num(x + scale.step - gap / 2)}")
        begun = x + scale.step
    if scale.right - begun > 0.5:
        solid.append(f"M{num(begun)} {size.line}H{scale.right}")
    return "".join(solid), "".join(dots)


def _ticks(scale: Scale, size: Size, look: str, left: float) -> list[str]:
    if scale.step < LEAST_DAY:
        return []
    ticks = [f"M{num(x)} {size.line}v4" for day in scale.mondays() if (x := scale.x(day)) >= left]
    return [f'<path {look} d="{"".join(ticks)}"/>'] if ticks else []


def split_rise(x: float, size: Size, paint: Paint, rise: int) -> str:
    """The line from a part's baseline up to its parent's, with the dot it ends in."""
    y, top = size.line, size.line - rise
    return (
        f'<path {paint.line["rule"]} d="M{num(x)} {y}V{top}"/>'
        f'<circle {paint.area["rule"]} cx="{num(x)}" cy="{top}" r="1.6"/>'
    )


def today_line(scale: Scale, size: Size, paint: Paint, today: date, open_list: bool) -> str:
    """Today, if the window holds it; in an open list it runs on, faint, so that rows join."""
    if today not in scale.window:
        return ""
    x = num(scale.x(today))
    look = f'{paint.line["accent"]} stroke-width="{size.today_width}"'
    top, bottom = size.today
    line = f'<path {look} d="M{x} {top}V{bottom}"/>'
    if open_list:
        line += f'<path {look} opacity=".38" d="M{x}-10V0M{x} 20V30"/>'
    return line

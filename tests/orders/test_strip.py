"""The small strip: where its marks stand and what colours they bear."""

import re
from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.orders.standing import Facts
from portal.orders.strip import large_strip, small_strip
from portal.orders.strip_scale import Scale, list_window, period_window
from tests.orders.schedules import (
    SVG,
    TODAY,
    VARIANTS,
    agreed,
    any_facts,
    day,
    named,
    near,
    schedule,
)

# On the list's scale a day is 4 px and 27 Oct stands at 10: 9 Nov 62, 10 Nov 66, today 94.
SMALL_MARKS = {
    "on time": [
        '<path class="ps-rule" d="M10 13H150"/>',
        '<path class="ps-accent" stroke-width="1.25" d="M94 0V20"/>',
        '<path class="ps-muted" stroke-width="1.75" d="M62 13V19.6"/>',
        '<path class="ps-ink" stroke-width="1.6" d="M66 0.6V13"/>',
        '<circle class="ps-ok-area ps-disc" stroke-width="1.25" cx="66" cy="13" r="4.1"/>',
    ],
    "early": [
        '<path class="ps-ok" stroke-width="1.5" d="M66 13H78"/>',
        '<circle class="ps-ok-area ps-disc" stroke-width="1.25" cx="66" cy="13" r="4.1"/>',
    ],
    "slipped twice, late": [
        '<path class="ps-late" stroke-width="1.5" d="M34 13H62"/>',
        '<path class="ps-late" stroke-width="4" d="M62 13H74"/>',
        '<path class="ps-ink" stroke-width="1.6" d="M34 0.6V13"/>',
        '<path class="ps-ink" stroke-width="0.96" d="M46 4.5V13"/>',
        '<path class="ps-ink" stroke-width="1.6" d="M62 4.5V13"/>',
        '<path class="ps-ink-area" d="M43.4 0.9l6.3 3.6-6.3 3.6z"/>',
        '<circle class="ps-late-area ps-disc" stroke-width="1.25" cx="74" cy="13" r="4.1"/>',
    ],
    "at risk": [
        '<path class="ps-warn" stroke-width="4" stroke-dasharray="3 2" d="M106 13H122"/>',
        '<path class="ps-warn" stroke-width="1.5" d="M122 13H134M134 10v6"/>',
        '<circle class="ps-warn ps-ring" stroke-width="1.9" cx="122" cy="13" r="3.3"/>',
    ],
    "on track": [
        '<path class="ps-ok" stroke-width="1.5" d="M110 13H118M110 10v6M118 10v6"/>',
        '<circle class="ps-ok ps-ring" stroke-width="1.9" cx="114" cy="13" r="3.3"/>',
    ],
    "moved by the company": [
        '<path class="ps-ink-area" d="M75.3 1.8h5.4v5.4h-5.4z"/>',
        '<circle class="ps-ok-area ps-disc" stroke-width="1.25" cx="78" cy="13" r="4.1"/>',
    ],
    "four causes": [
        '<path class="ps-muted" stroke-width="1.5" d="M22 13H90"/>',
        '<path class="ps-warn" stroke-width="4" stroke-dasharray="3 2" d="M90 13H102"/>',
        '<path class="ps-ink-area" d="M42 0.7l3.8 3.8-3.8 3.8-3.8-3.8z"/>',
        '<path class="ps-ink" stroke-width="2" d="M59.2 1.7l5.6 5.6m-5.6 0l5.6-5.6"/>',
    ],
    "unconfirmed": [
        '<path class="ps-rule" stroke-dasharray="2 3" d="M10 13H150"/>',
        '<path class="ps-muted" stroke-width="1.75" d="M122 13V19.6"/>',
    ],
    "new day proposed": [
        '<path class="ps-accent" stroke-width="1.6" stroke-dasharray="2 1.5" d="M126 13V7.1"/>',
        '<path class="ps-accent ps-ring" stroke-width="1.25" d="M123.6 2.1h4.9v4.9h-4.9z"/>',
    ],
    "overdue": [
        '<path class="ps-late" stroke-width="1.5" d="M66 13H74"/>',
        '<path class="ps-late" stroke-width="4" d="M74 13H94"/>',
    ],
    "off the scale": [
        '<path class="ps-muted" stroke-width="1.5" d="M10 13H146"/>',
        '<path class="ps-warn" stroke-width="4" stroke-dasharray="3 2" d="M146 13H150"/>',
        '<path class="ps-ink" stroke-width="1.6" d="M5.5 9.5l-3.5 3.5 3.5 3.5"/>',
        '<path class="ps-warn" stroke-width="1.6" d="M154.5 9.5l3.5 3.5-3.5 3.5"/>',
    ],
    "in part": [
        '<circle class="ps-ok ps-ring" stroke-width="1.9" cx="82" cy="13" r="3.3"/>',
        '<path class="ps-ok-area" d="M82 9.7a3.3 3.3 0 0 0 0 6.6z"/>',
    ],
    "in part, overdue": [
        '<path class="ps-late" stroke-width="4" d="M74 13H94"/>',
        '<circle class="ps-late ps-ring" stroke-width="1.9" cx="82" cy="13" r="3.3"/>',
    ],
    "never promised": [
        '<path class="ps-rule" stroke-dasharray="2 3" d="M10 13H150"/>',
        '<path class="ps-late" stroke-width="4" d="M62 13H82"/>',
    ],
    "cancelled": ['<path class="ps-ink" stroke-width="1.6" d="M74 0.6V13"/>'],
}
ABSENT = {
    "moved by the company": ["ps-late", 'stroke-width="4"', 'stroke-width="1.5"'],
    "new day proposed": ["ps-late", "ps-warn", 'stroke-width="4"'],
    "unconfirmed": ["ps-ink", "ps-late"],
    "off the scale": ["<circle"],
    "cancelled": ["ps-late", "ps-warn"],
    "on track": ["ps-warn", "ps-late"],
}


@pytest.mark.parametrize("name", VARIANTS)
def test_small_marks_stand_where_the_scale_puts_them(name: str) -> None:
    svg = small_strip(VARIANTS[name], TODAY)
    for mark in SMALL_MARKS[name]:
        assert mark in svg
    for mark in ABSENT.get(name, []):
        assert mark not in svg


@pytest.mark.parametrize("name", VARIANTS)
def test_sizes_in_bytes(name: str) -> None:
    assert len(small_strip(VARIANTS[name], TODAY).encode()) <= 1500
    assert len(large_strip(VARIANTS[name], TODAY).encode()) <= 3400


def test_marks_are_painted_in_order() -> None:
    svg = small_strip(VARIANTS["off the scale"], TODAY)
    order = [
        "ps-rule",  # baseline
        "M94 0V20",  # today
        'd="M10 13H146"',  # band
        'd="M146 4.5V13"',  # post
        'stroke-width="2"',  # head
        "M5.5 9.5",  # chevron
    ]
    assert [svg.index(mark) for mark in order] == sorted(svg.index(mark) for mark in order)


def test_open_lists_let_today_run_on() -> None:
    joined = small_strip(VARIANTS["on time"], TODAY)
    assert 'height="40" viewBox="0 -10 160 40"' in joined
    assert 'opacity=".38" d="M94-10V0M94 20V30"' in joined
    alone = small_strip(VARIANTS["on time"], TODAY, open_list=False)
    assert 'height="20" viewBox="0 0 160 20"' in alone
    assert "opacity" not in alone


def test_today_outside_a_period_is_not_drawn() -> None:
    october = period_window(day("1 Oct"), day("31 Oct"))
    svg = small_strip(VARIANTS["slipped twice, late"], TODAY, window=october, open_list=False)
    assert (october.first, october.last) == (date(2026, 9, 29), date(2026, 11, 2))
    assert "ps-accent" not in svg
    # What came after the period is a chevron in the colour of the goods.
    assert '<path class="ps-late" stroke-width="1.6" d="M154.5 9.5l3.5 3.5-3.5 3.5"/>' in svg


def test_close_heads_are_pushed_right_their_posts_are_not() -> None:
    moves = [agreed("9 Nov"), agreed("10 Nov", "partner"), agreed("11 Nov", "partner")]
    svg = small_strip(schedule("9 Nov", *moves), TODAY)
    assert 'd="M66 4.5V13"' in svg and 'd="M70 4.5V13"' in svg
    assert "M66 0.7l3.8" in svg
    assert "M72.3 0.7l3.8" in svg  # 66 + 3.3 + 3


def test_a_late_window_keeps_goods_green() -> None:
    facts = schedule("9 Nov", agreed("10 Nov"), came="11 Nov")
    assert "ps-late" in small_strip(facts, TODAY)
    assert "ps-late" not in small_strip(facts, TODAY, due=day("11 Nov"))


def test_a_scale_puts_first_and_last_day_at_its_pads() -> None:
    scale = Scale(list_window(TODAY), 160, 10)
    assert scale.x(day("27 Oct")) == 10
    assert scale.x(day("1 Dec")) == 150
    assert scale.x(TODAY) == 94


STEP = re.compile(r"([MHVlhvmaz])([^MHVlhvmaz]*)")
NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")


def reached(path: str) -> list[float]:
    """Every x a path goes through."""
    x, seen = 0.0, []
    for command, rest in STEP.findall(path):
        numbers = [float(each) for each in NUMBER.findall(rest)]
        if command == "M" or command == "H":
            x = numbers[0]
        elif command in "hm":
            x += numbers[0]
        elif command == "l":
            for step in numbers[::2]:
                x += step
                seen.append(x)
        seen.append(x)
    return seen


@settings(max_examples=300, deadline=None)
@given(any_facts, st.none() | near)
def test_any_facts_draw_inside_the_box(some: Facts, split_on: date | None) -> None:
    small = small_strip(some, TODAY, split_on=split_on)
    large = large_strip(some, TODAY, split_on=split_on)
    for svg, width in ((small, 160), (large, 640)):
        assert "nan" not in svg and "inf" not in svg and "e+" not in svg
        for part in ElementTree.fromstring(named(svg)).iter():
            assert part.tag.removeprefix(SVG) in {"svg", "title", "path", "rect", "circle", "text"}
            assert part.get("style") is None
            places = [*reached(part.get("d", "")), float(part.get("cx", 0)), float(part.get("x", 0))]
            assert min(places) >= -0.1
            assert max(places) <= width + 0.1
            assert part.get("class") != "ps-None"

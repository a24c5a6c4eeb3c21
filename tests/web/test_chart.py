"""Charts drawn on the server: scales, gaps, and what they say to who does not see them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.web.chart import Point, line, runs, scale, spark


@pytest.mark.parametrize(
    ("values", "least", "most", "ticks"),
    [
        ([86, 74, 92], 0, 100, [70, 80, 90, 100]),
        ([100, 100], 0, 100, [90, 95, 100]),
        ([0, 0], 0, None, [0, 0.5, 1]),
        ([-2, 5], None, None, [-2.5, 0, 2.5, 5]),
        ([1640, 900], 0, None, [750, 1000, 1250, 1500, 1750]),
    ],
)
def test_a_scale_has_round_steps(
    values: list[float], least: float | None, most: float | None, ticks: list[float]
) -> None:
    assert scale(values, least, most).ticks == ticks


@given(st.lists(st.floats(0, 100), min_size=1))
def test_a_scale_holds_its_values_and_stays_within_bounds(values: list[float]) -> None:
    axis = scale(values, 0, 100)
    assert 0 <= axis.low <= min(values) + 1e-6
    assert max(values) - 1e-6 <= axis.high <= 100 + 1e-6
    assert len(axis.ticks) <= 12


def test_a_place_without_a_value_is_a_gap() -> None:
    assert runs([1, 2, None, None, 3, None]) == [[(0, 1), (1, 2)], [(4, 3)]]
    points = [
        Point("Aug", 80, "80 %"),
        Point("Sep", None, "no data", gap="no data"),
        Point("Oct", 90, "90 %", "36"),
    ]
    drawn = str(line(points, "On <time>", lambda n: f"{n:g}", target=(96, "target 96"), least=0, most=100))
    assert 'class="line"' not in drawn  # one value each side of the gap: two dots
    assert ">no data<" in drawn and "NaN" not in drawn
    assert "<title>On &lt;time&gt;. Aug 80 %; Sep no data; Oct 90 %</title>" in drawn
    # 80 to 100 in steps of 10: 172 px is 80, 14 is 100; so 96 lies at 172 - 158 * 0.8.
    assert 'class="target" d="M44 45.6H532"' in drawn


def test_a_small_line_ends_in_a_mark_where_its_last_place_has_a_value() -> None:
    points = [Point("Sep", 80.0, "80 %"), Point("Oct", 90.0, "90 %")]
    assert 'class="line" d="M6 20L98 4"' in spark(points, "On time")
    assert 'class="last" cx="98" cy="4"' in spark(points, "On time")
    assert 'class="last"' not in spark([*points, Point("Nov", None, "no data")], "On time")


def test_nothing_is_drawn_of_nothing() -> None:
    nothing = [Point("Sep", None, "no data")]
    assert spark(nothing, "On time") == line(nothing, "On time", str) == ""


def test_a_band_of_others_lies_behind_the_line() -> None:
    drawn = str(line([Point("Oct", 90.0, "90 %")], "On time", str, band=(80.0, 94.0), least=0, most=100))
    found = re.search(r'class="band" x="44" y="([\d.]+)" width="488" height="([\d.]+)"', drawn)
    assert found and drawn.index('class="band"') < drawn.index('class="base"')
    # 80 to 95 in steps of 5: 94 lies at 172 - 158 * 14 / 15, 80 at the base.
    assert (found[1], found[2]) == ("24.5", "147.5")

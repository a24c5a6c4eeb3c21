"""The large strip: its own scale, its labels, days off, a split; and the colours of print."""

import re

from portal.orders.standing import standing
from portal.orders.strip import large_strip, small_strip
from portal.orders.strip_pen import PRINT
from portal.orders.strip_scale import Window, shared_window
from tests.orders.schedules import TODAY, VARIANTS, agreed, day, schedule, words_at


def test_own_days_are_widened_to_fourteen() -> None:
    # 9 to 10 Nov, two days each side are 5 days; 9 more make 14: 4 before, 5 after.
    window = shared_window([(VARIANTS["on time"], standing(VARIANTS["on time"]))], TODAY)
    assert window == Window(day("3 Nov"), day("17 Nov"))
    svg = large_strip(VARIANTS["on time"], TODAY)
    # A day is 612 / 14 px: 10 Nov stands at 14 + 7 x 43.714 = 320, today at 626.
    assert 'cx="320" cy="36" r="6"' in svg
    assert '<path class="ps-ink" stroke-width="2" d="M320 15.4V36"/>' in svg
    assert '<path class="ps-accent" stroke-width="1.5" d="M626 14V50"/>' in svg
    assert '<path class="ps-muted" stroke-width="1.75" d="M276.3 36V46M272.8 46h7"/>' in svg


def test_open_work_shows_today_on_its_own_scale() -> None:
    window = shared_window([(VARIANTS["at risk"], standing(VARIANTS["at risk"]))], TODAY)
    assert window == Window(day("15 Nov"), day("29 Nov"))


def test_labels_stand_over_their_day_or_beside_another() -> None:
    at = words_at(large_strip(VARIANTS["on time"], TODAY))
    assert at["promised 10 Nov"] == (320, 10.5)
    assert at["arrived 10 Nov"] == (320, 60.5)
    assert at["asked 9 Nov"][0] < 276.3
    slipped = words_at(large_strip(VARIANTS["slipped twice, late"], TODAY))
    assert list(slipped) == ["now 9 Nov", "first 2 Nov", "5 Nov", "arrived 12 Nov", "asked 30 Oct"]
    risk = words_at(large_strip(VARIANTS["at risk"], TODAY))
    assert "expected 24 Nov (22–27 Nov)" in risk
    assert "proposed 25 Nov" in words_at(large_strip(VARIANTS["new day proposed"], TODAY))


def test_sundays_are_dotted_and_mondays_ticked() -> None:
    svg = large_strip(VARIANTS["on time"], TODAY)
    # Sundays 8 and 15 Nov begin at 232.6 and 538.6; the line rests until the next day.
    assert 'd="M14 36H232.6M276.3 36H538.6M582.3 36H626"' in svg
    assert 'd="M276.3 36v4M582.3 36v4"' in svg
    worked = large_strip(VARIANTS["on time"], TODAY, days_off=lambda _: False)
    assert 'd="M14 36H626"' in worked


def test_dotted_line_joins_the_heads() -> None:
    svg = large_strip(VARIANTS["moved by the company"], TODAY)
    assert re.search(r'stroke-dasharray="1.5 2.5" d="M[\d.]+ 21H[\d.]+"', svg)
    assert "1.5 2.5" not in large_strip(VARIANTS["on time"], TODAY)


def test_a_split_part_hangs_from_its_parent() -> None:
    part = schedule("9 Nov", agreed("11 Nov"), agreed("20 Nov", "partner"))
    svg = small_strip(part, TODAY, split_on=day("5 Nov"))
    assert '<path class="ps-rule" d="M46 13H150"/>' in svg
    assert '<path class="ps-rule" d="M46 13V-27"/>' in svg
    assert '<circle class="ps-rule-area" cx="46" cy="-27" r="1.6"/>' in svg
    large = large_strip(part, TODAY, split_on=day("5 Nov"))
    assert 'cy="-42" r="1.6"' in large  # 64 high and 14 apart
    assert {"today", "asked 9 Nov"}.isdisjoint(words_at(large))
    before = small_strip(part, TODAY, split_on=day("1 Oct"))
    assert '<path class="ps-rule" d="M10 13H150"/>' in before
    assert "-27" not in before


def test_print_colours_by_attribute() -> None:
    for svg in (
        small_strip(VARIANTS["four causes"], TODAY, paint=PRINT),
        large_strip(VARIANTS["four causes"], TODAY, paint=PRINT),
    ):
        assert "class=" not in svg
        assert 'stroke="#945701"' in svg

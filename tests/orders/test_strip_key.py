"""What helps to read a strip: the days in the column's head, the marks, the legend."""

from datetime import date
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portal.orders.strip_key import legend, marks_key, scale_head, side_mark
from portal.orders.strip_scale import Window, list_window
from tests.orders.schedules import TODAY, named, words_at


def test_the_head_names_mondays_and_today() -> None:
    svg = scale_head(list_window(TODAY), TODAY)
    assert words_at(svg) == {
        "2 Nov": (34, 11),
        "9": (62, 11),
        "23": (118, 11),
        "30": (146, 11),
        "17": (94, 11),
    }
    assert "M90 16v4" in svg  # Monday 16 Nov keeps its tick beside today


def test_the_head_of_a_long_period_leaves_numbers_out() -> None:
    year = scale_head(Window(date(2026, 1, 1), date(2026, 12, 31)), date(2027, 2, 1))
    places = [x for x, _ in words_at(year).values()]
    assert min(b - a for a, b in pairwise(places)) >= 27.9
    assert list(words_at(year)) == ["2026", "Apr", "Jul", "Oct"]


def test_the_head_of_several_years_names_years() -> None:
    many = scale_head(Window(date(2009, 11, 20), date(2015, 5, 2)), date(2026, 11, 29))
    assert list(words_at(many)) == ["2010", "2012", "2014"]
    assert many.count("16v4") == 6  # 2010 to 2015


def test_the_key_names_every_mark() -> None:
    assert [word for _, word in marks_key()] == [
        "partner",
        "company",
        "carrier",
        "outside",
        "expected",
        "arrived",
    ]
    assert [len(marks) for _, marks in legend()] == [2, 3, 4, 3, 4]
    for _, marks in legend():
        for drawing, word in marks:
            assert ElementTree.fromstring(named(drawing)).get("aria-hidden") == "true"
            assert word
    assert side_mark("nobody").count("<path") == 0


def test_the_macros_print_drawings_and_escape_words() -> None:
    loader = FileSystemLoader(Path(__file__).parents[2] / "templates")
    env = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    env.globals["_"] = str
    page = env.get_template("components/strip.html").module
    drawing = side_mark("partner")
    assert drawing in page.strip(drawing)
    assert '<p class="strip-words">1 &lt; 2</p>' in page.strip(drawing, "1 < 2")
    assert page.strip_key(marks_key(), "/help/strip").count("<li>") == 7
    assert page.strip_legend(legend()).count("<h3>") == 5

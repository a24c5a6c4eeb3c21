"""Figures as they are read, and how far they moved."""

from decimal import Decimal

import pytest

from portal.scores import shown
from portal.scores.figure import Figure
from portal.scores.metrics import BY_KEY

NARROW = "\u202f"


def of(metric: str, numerator: str, denominator: str, rows: int = 36) -> Figure:
    """A figure."""
    return Figure(metric, Decimal(numerator), Decimal(denominator), rows)


@pytest.mark.parametrize(
    ("figure", "text", "exact"),
    [
        (of("otif", "31", "36"), f"86.1{NARROW}%", "0.861111"),
        (of("ppm", "2.4", "1463"), "1,640", "1640.464798"),
        (of("mean_slip", "45", "36"), "1.3 days", "1.250000"),
        (of("mean_slip", "36", "36"), "1.0 day", "1.000000"),
        (of("moves", "11", "36"), "0.31", "0.305556"),
        (of("growth", "-12", "100"), f"\N{MINUS SIGN}12.0{NARROW}%", "-0.120000"),
        (of("growth", "12", "100"), f"+12.0{NARROW}%", "0.120000"),
        (of("sales_to_target", "130", "100"), f"130.0{NARROW}%", "1.300000"),
        (of("otif", "0", "36"), f"0.0{NARROW}%", "0.000000"),
    ],
)
def test_a_figure_is_rounded_for_the_eye_and_exact_beside_it(figure: Figure, text: str, exact: str) -> None:
    found = shown.figure(figure, "en")
    assert (found.text, str(found.exact), found.judged) == (text, exact, True)


def test_too_few_and_nothing_are_said_in_words() -> None:
    few, one, nothing = of("otif", "3", "3", 3), of("otif", "0", "1", 1), of("otif", "0", "0", 0)
    assert [shown.figure(f, "en").text for f in (few, one, nothing)] == [
        "too few (3 rows)",
        "too few (1 row)",
        "no data",
    ]
    assert shown.figure(nothing, "en").exact is None
    assert not shown.figure(few, "en").judged


def test_how_far_a_figure_moved_and_whether_that_is_good() -> None:
    now, before = of("otif", "31", "36"), of("otif", "30", "36")  # 86.1 and 83.3
    assert shown.change(now, before, "en") == "+2.8 points"
    assert shown.better(now, before) is True
    less, more = of("ppm", "1", "1000"), of("ppm", "2", "1000")
    assert (shown.change(less, more, "en"), shown.better(less, more)) == ("\N{MINUS SIGN}1,000", True)
    assert (shown.change(now, now, "en"), shown.better(now, now)) == ("unchanged", None)
    assert shown.change(now, of("otif", "3", "3", 3), "en") == ""
    assert shown.change(now, None, "en") == ""


def test_a_target_is_met_by_the_way_that_is_better() -> None:
    assert shown.meets(of("otif", "31", "36"), Decimal("0.86")) is True
    assert shown.meets(of("otif", "31", "36"), Decimal("0.87")) is False
    assert shown.meets(of("ppm", "1", "1000"), Decimal("0.0005")) is False
    assert shown.meets(of("otif", "3", "3", 3), Decimal("0.9")) is None
    assert shown.meets(of("otif", "31", "36"), None) is None


def test_every_metric_has_a_name_and_says_what_it_counts() -> None:
    from portal.scores import names

    assert set(names.METRICS) == set(names.PARTS) >= set(BY_KEY)
    assert {metric.group for metric in BY_KEY.values()} <= set(names.GROUPS)

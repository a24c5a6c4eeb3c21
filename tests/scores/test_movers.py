"""What moved a figure, by cells whose answer can be worked out by hand."""

from decimal import Decimal

from portal.scores.metrics import BY_KEY
from portal.scores.movers import Cell, movers

ON_TIME, PPM = BY_KEY["on_time"], BY_KEY["ppm"]


def cell(
    item: str | None, mode: str | None, met: int, rows: int, site: str = "Rungkut", month: str = "2026-10"
) -> Cell:
    """Rows of one item by one mode."""
    return Cell({"item": item, "mode": mode, "site": site, "month": month}, Decimal(met), Decimal(rows), rows)


def test_item_and_mode_together_where_only_both_explain() -> None:
    # 14 late of 64; 11 of them among the 12 of the coil by sea. Without those 49 of 52 are on time.
    cells = [
        cell("Coil", "sea", 1, 12), cell("Coil", "road", 20, 20), cell("Plate", "sea", 19, 20), cell("Beam", "road", 10, 12),
    ]  # fmt: skip
    (first, *_) = movers(cells, ON_TIME)
    assert first.of == (("item", "Coil"), ("mode", "sea"))
    assert (first.missed, first.all_missed, first.rows) == (11, 14, 12)
    assert first.whole == Decimal(50) / 64
    assert first.without == Decimal(49) / 52


def test_the_item_alone_where_the_mode_adds_nothing() -> None:
    cells = [cell("Coil", "sea", 2, 8), cell("Plate", "sea", 20, 20)]
    (only,) = movers(cells, ON_TIME)
    assert only.of == (("item", "Coil"),)
    assert only.without == 1


def test_nothing_stands_out() -> None:
    assert movers([cell("Coil", "sea", 6, 10), cell("Plate", "sea", 6, 10)], ON_TIME) == []
    assert (
        movers([cell("Coil", "sea", 0, 2), cell("Plate", "sea", 8, 8)], ON_TIME) == []
    )  # two are no pattern
    assert movers([cell("Coil", "sea", 0, 4)], ON_TIME) == []  # too few rows
    assert movers([], ON_TIME) == []


def test_too_little_is_left_to_say_what_it_would_be_without() -> None:
    (only,) = movers([cell("Coil", "sea", 1, 9), cell("Plate", "sea", 4, 4)], ON_TIME)
    assert only.without is None


def test_what_is_not_known_is_not_a_part() -> None:
    assert movers([cell(None, None, 0, 9), cell("Plate", "sea", 9, 9)], ON_TIME) == []


def test_of_what_should_be_low_the_numerator_is_the_miss() -> None:
    # 30 of 1,000 pieces rejected, 27 of them among 100 of the plate; without it 3 of 900.
    cells = [
        Cell({"item": "Plate"}, Decimal(27), Decimal(100), 5), Cell({"item": "Coil"}, Decimal(3), Decimal(900), 20),
    ]  # fmt: skip
    (only,) = movers(cells, PPM)
    assert (only.missed, only.all_missed) == (27, 30)
    assert only.without == Decimal(3_000_000) / 900


def test_months_of_a_longer_period() -> None:
    cells = [cell("Coil", "sea", 10, 10, month="2026-08"), cell("Coil", "sea", 2, 10, month="2026-09")]
    (only,) = movers(cells, ON_TIME)
    assert only.of == (("month", "2026-09"),)

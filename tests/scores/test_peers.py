"""The band of others: of whom there are enough, and without their names."""

from decimal import Decimal

import pytest

from portal.scores.metrics import BY_KEY
from portal.scores.peers import Band, band

ON_TIME, PPM = BY_KEY["on_time"], BY_KEY["ppm"]


def shares(*hundredths: int) -> list[Decimal]:
    """Figures of others."""
    return [Decimal(n) / 100 for n in hundredths]


def test_under_five_others_there_is_none() -> None:
    assert band(shares(70, 80, 90, 95), ON_TIME) is None
    assert band([], ON_TIME) is None


def test_it_is_that_of_the_middle_half() -> None:
    # Of nine the third and the seventh; of six the place 1.25 and 3.75.
    assert band(shares(90, 10, 80, 70, 60, 50, 40, 30, 20), ON_TIME) == Band(
        Decimal("0.30"), Decimal("0.70"), 9
    )
    assert band(shares(10, 20, 30, 40, 50, 60), ON_TIME) == Band(Decimal("0.23"), Decimal("0.48"), 6)


@pytest.mark.parametrize(
    ("value", "place"), [("0.704", "within"), ("0.71", "better"), ("0.29", "worse"), ("0.295", "within")]
)
def test_where_a_value_stands(value: str, place: str) -> None:
    assert Band(Decimal("0.30"), Decimal("0.70"), 9).place(Decimal(value), ON_TIME) == place


def test_less_may_be_better() -> None:
    found = Band(Decimal(500), Decimal(900), 5)
    assert (found.place(Decimal(100), PPM), found.place(Decimal(2000), PPM)) == ("better", "worse")

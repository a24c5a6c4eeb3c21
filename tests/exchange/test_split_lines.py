"""A line that was split into parts is still known to a later file: its parts make what the file orders."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.orders.models import Schedule
from portal.orders.spreading import spread
from tests.orders import builders


def part(quantity: int, accepted: int = 0, cancelled: bool = False) -> Schedule:
    return Schedule(
        quantity=Decimal(quantity), accepted=Decimal(accepted),
        cancelled_at=builders.EARLIER + timedelta(0) if cancelled else None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("parts", "more", "then"),
    [
        ([part(10)], 5, [15]),
        ([part(10)], -4, [6]),
        ([part(4), part(6)], 5, [9, 6]),
        ([part(4), part(6)], -5, [4, 1]),
        ([part(4), part(6)], -7, [3, 0]),
        ([part(4), part(3), part(3, cancelled=True)], -2, [4, 1, 3]),
        ([part(4), part(6, accepted=5)], -3, [2, 5]),
        ([part(4, accepted=4), part(6)], -5, [4, 1]),
        ([part(4, cancelled=True), part(6)], 2, [4, 8]),
        ([part(4, cancelled=True), part(6)], -2, [4, 4]),
        ([part(4, cancelled=True)], 1, [5]),
    ],
)
def test_parts_make_the_new_quantity(parts, more, then):
    assert spread(parts, Decimal(more)) == then

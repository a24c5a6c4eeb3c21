"""How much is still to be sent: worked out by hand."""

from decimal import Decimal

import pytest

from portal.shipments.shipping import Came, shipped

TEN = Decimal(10)


def came(notice: int | None, accepted: str, rejected: str = "0", *, short: bool = False) -> Came:
    return Came(notice, Decimal(accepted), Decimal(rejected), short)


@pytest.mark.parametrize(
    ("announced", "receipts", "left"),
    [
        ({}, [], "10"),
        ({1: "6"}, [], "4"),
        ({1: "6", 2: "4"}, [], "0"),
        ({1: "6", 2: "5"}, [], "-1"),
        ({1: "6"}, [came(1, "6")], "4"),  # announced and come: the same goods
        ({1: "6"}, [came(None, "6")], "4"),  # no notice was named
        ({1: "6"}, [came(1, "4")], "4"),  # the other 2 are on their way
        ({1: "6"}, [came(1, "4", short=True)], "6"),  # the other 2 will not come with it
        ({1: "6"}, [came(1, "7")], "3"),  # more came than was announced
        ({1: "10"}, [came(1, "8", "2")], "2"),  # what was rejected is sent again
        ({1: "10", 2: "2"}, [came(1, "8", "2"), came(2, "2")], "0"),
        ({}, [came(None, "3.5")], "6.5"),
        ({1: "4"}, [came(1, "4"), came(2, "3")], "3"),  # a notice that was withdrawn brought 3 all the same
    ],
)
def test_what_is_on_its_way_and_what_came_are_counted_once(announced, receipts, left):
    found = shipped(TEN, {key: Decimal(text) for key, text in announced.items()}, receipts)
    assert found.left == Decimal(left)
    assert found.to_ship == max(Decimal(0), Decimal(left))


def test_what_is_over_counts_from_what_is_left():
    found = shipped(TEN, {1: Decimal(7)}, [])
    assert [found.over(Decimal(q)) for q in (3, 5)] == [0, 2]
    assert shipped(TEN, {1: Decimal(12)}, []).over(Decimal(1)) == 1

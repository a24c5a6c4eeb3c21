"""What a correction makes of a row before it is judged. Expected values by hand."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.scores.correcting import Corrected, corrected
from portal.scores.definition import Definition
from portal.scores.delivery import Commitment, Receipt, Schedule, verdict

DUE, LATE = date(2026, 5, 5), date(2026, 5, 12)
ROW = Schedule(
    1,
    Decimal(10),
    DUE,
    [Commitment(DUE, "accepted")],
    [Receipt(1, Decimal(6), arrived=DUE), Receipt(2, Decimal(3), arrived=LATE)],
)
EXCLUDING = Definition(excluded_causes=frozenset({"company"}))


@pytest.mark.parametrize(
    ("said", "on_time", "in_full", "left_out"),
    [
        (Corrected(), 0, 0, None),
        (Corrected(day=DUE), 0, 0, None),  # nine had come by then, the tenth is still to come
        (Corrected(quantity=Decimal(10)), 0, 1, None),  # the tenth is added to what came last, late
        (Corrected(day=DUE, quantity=Decimal(10)), 1, 1, None),
        (Corrected(cause_side="company"), 0, 0, "cause_company"),
        (Corrected(cause_side="carrier"), 0, 0, None),
    ],
)
def test_a_row_is_judged_by_what_was_agreed(
    said: Corrected, on_time: int, in_full: int, left_out: str | None
) -> None:
    found = verdict(corrected(ROW, said), EXCLUDING)
    assert (int(found.on_time), int(found.in_full), found.left_out) == (on_time, in_full, left_out)


def test_a_later_day_moves_what_came_last() -> None:
    row = ROW._replace(receipts=[Receipt(1, Decimal(10), arrived=DUE)])
    assert verdict(row, Definition()).on_time
    assert not verdict(corrected(row, Corrected(day=LATE)), Definition()).on_time


def test_less_than_was_booked_is_taken_from_it() -> None:
    row = ROW._replace(receipts=[Receipt(1, Decimal(10), arrived=DUE)])
    found = verdict(corrected(row, Corrected(quantity=Decimal(7))), Definition())
    assert (found.in_full, found.units_on_time) == (0, 7)


def test_a_later_correction_keeps_what_it_does_not_name() -> None:
    first = Corrected(cause_side="carrier")
    assert Corrected(day=DUE).over(first) == Corrected("carrier", DUE)
    assert Corrected(quantity=Decimal(0)).over(first).quantity == 0


@given(
    st.lists(st.tuples(st.integers(0, 20), st.dates(date(2026, 5, 1), date(2026, 6, 1))), max_size=5),
    st.dates(date(2026, 5, 1), date(2026, 6, 1)) | st.none(), st.integers(0, 30) | st.none(),
)  # fmt: skip
def test_a_correction_says_what_it_says_and_no_share_leaves_its_range(
    came: list[tuple[int, date]], day: date | None, quantity: int | None
) -> None:
    receipts = [Receipt(n, Decimal(amount), arrived=on) for n, (amount, on) in enumerate(came)]
    said = Corrected(day=day, quantity=None if quantity is None else Decimal(quantity))
    row = corrected(ROW._replace(receipts=receipts), said)
    accepted = sum(receipt.accepted for receipt in row.receipts)
    booked = sum(amount for amount, _ in came)
    assert accepted == (booked if quantity is None or (not came and day is None) else quantity)
    if day is not None and came:
        assert max(receipt.day for receipt in row.receipts if receipt.day) <= max(
            day, max(on for _, on in came)
        )
    found = verdict(row, Definition())
    assert 0 <= found.units_on_time <= found.units_due

"""Whose cause a delay is: the rule, and how the words of both sides make it stand."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest

from portal.orders.standing import Move
from portal.shipments.causes import Hold, Proposed, Standing, holds, late_until, propose, state_after, waited

BASE = date(2026, 11, 3)


def on(day: int) -> date:
    return date(2026, 11, day)


def move(day: int, cause: str | None = None, by: str = "partner") -> Move:
    return Move(on(day), Decimal(1), by, "accepted", cause)


def report(day: int, state: str, text: str = "") -> SimpleNamespace:
    return SimpleNamespace(at=datetime(2026, 11, day, 4, tzinfo=UTC), state=state, text=text)


@pytest.mark.parametrize(
    ("moves", "held", "waiting", "until", "expected"),
    [
        ([move(3)], [], 0, 8, Proposed("partner", "rest", 5)),
        ([move(3), move(7, "carrier")], [], 0, 8, Proposed("carrier", "moved", 4)),
        ([move(3), move(5, "carrier"), move(9, "outside")], [], 0, 9, Proposed("outside", "moved", 4)),
        ([move(3), move(5, "outside"), move(7, "partner"), move(9, "outside")], [], 0, 9, Proposed("outside", "moved", 4)),
        ([move(3), move(7)], [], 0, 8, Proposed("partner", "moved", 4)),  # nobody said why: who proposed it
        ([move(3)], [Hold("outside", on(4), on(7))], 0, 8, Proposed("outside", "customs", 3)),
        ([move(3)], [Hold("carrier", on(4), on(6))], 0, 8, Proposed("partner", "rest", 3)),
        ([move(3)], [], 6, 8, Proposed("company", "waited", 5)),  # no more than it is late
        ([move(3), move(5, "carrier")], [Hold("outside", on(5), on(7))], 0, 7, Proposed("carrier", "moved", 2)),
    ],
)  # fmt: skip
def test_the_rule_names_what_took_the_most_days(moves, held, waiting, until, expected):
    assert propose(BASE, on(until), moves, held, waiting) == expected


def test_a_move_of_the_company_is_in_the_base_and_explains_nothing():
    """First promised for the 3rd, moved to the 9th by the company: the base. It came on the 12th."""
    moves = [move(3), move(6, "carrier"), move(9, "company")]
    assert propose(on(9), on(12), moves, [], 0) == Proposed("partner", "rest", 3)


def test_a_hold_lasts_until_the_next_other_report():
    found = holds(
        [
            report(1, "picked_up"), report(2, "customs_hold"), report(4, "customs"), report(5, "unknown"), report(6, "in_transit"),
            report(7, "on_hold", "Customs inspection"), report(8, "departed"), report(9, "delayed"), report(9, "in_transit"),
            report(10, "exception"),
        ],
        on(12),
    )  # fmt: skip
    assert found == [
        Hold("outside", on(2), on(6)),
        Hold("outside", on(7), on(8)),
        Hold("carrier", on(10), on(12)),
    ]


def test_only_a_proposal_made_in_time_waits_for_the_company():
    def proposal(day: int, state: str = "proposed", by: str = "partner") -> SimpleNamespace:
        return SimpleNamespace(
            state=state, proposed_by=by, proposed_at=datetime(2026, 11, day, 9, tzinfo=UTC)
        )

    assert waited([proposal(1, "declined"), proposal(2)], BASE, on(8)) == 6
    assert waited([proposal(4)], BASE, on(8)) == 0
    assert waited([proposal(2, by="company")], BASE, on(8)) == 0


@pytest.mark.parametrize(
    ("stage", "promised", "arrived", "expected"),
    [
        ("promised", 3, None, 20), ("at_risk", 19, None, 20), ("promised", 20, None, None), ("promised", 25, None, None),
        ("arrived", 3, 5, 5), ("arrived", 9, 9, 9), ("arrived", 3, 3, None), ("arrived", 3, None, None),
        ("delivered", 3, 4, 4), ("cancelled", 3, None, None), ("unconfirmed", None, None, None),
    ],
)  # fmt: skip
def test_late_is_a_promise_that_passed_or_goods_that_came_after_their_base(
    stage, promised, arrived, expected
):
    row = SimpleNamespace(
        stage=stage, base_on=BASE, promised_on=on(promised) if promised else None, arrived_on=on(arrived) if arrived else None
    )  # fmt: skip
    assert late_until(row, on(20)) == (on(expected) if expected else None)


@pytest.mark.parametrize(
    ("before", "party", "side", "after"),
    [
        (Standing("proposed", "carrier"), "partner", "carrier", "claimed"),
        (Standing("proposed", "carrier"), "partner", "outside", "contested"),
        (Standing("proposed", "carrier"), "partner", "partner", "agreed"),  # takes it on itself
        (Standing("proposed", "partner"), "partner", "partner", "agreed"),
        (Standing("proposed", "partner"), "company", "partner", "claimed"),
        (Standing("claimed", "carrier", "company"), "partner", "carrier", "agreed"),
        (Standing("claimed", "carrier", "company"), "partner", "company", "contested"),
        (Standing("contested", "company", "partner"), "company", "company", "agreed"),
        (Standing("contested", "outside", "partner"), "company", "outside", "agreed"),
        (Standing("contested", "outside", "partner"), "company", "partner", "contested"),
    ],
)  # fmt: skip
def test_agreed_is_what_the_other_side_says_too(before, party, side, after):
    assert state_after(before, party, side) == after

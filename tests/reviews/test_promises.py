"""Which promises were kept: judged by the first day, moved only by the side to which it is owed."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from portal.reviews.promises import Due, Moved, by_side, judged, moves

TODAY, START, END = date(2026, 11, 29), date(2026, 11, 1), date(2026, 11, 30)


def d(day: int, month: int = 11) -> date:
    return date(2026, month, day)


def due(done: date | None = None, moved: Any = (), on: date | None = None, side: str = "partner") -> Due:
    return Due("PLN-1/1", "Straps", side, "Rina", on or d(10), done, moved)


@pytest.mark.parametrize(
    ("one", "kept"),
    [
        (due(d(10)), True), (due(d(11)), False), (due(), False), (due(on=d(29)), None), (due(on=d(28)), False),
        (due(d(15), [("partner", d(10), d(20))], d(20)), False),  # moved by who owes it: late all the same
        (due(d(15), [("company", d(10), d(20))], d(20)), True),  # moved by whom it is owed to
        (due(d(18), [("company", d(10), d(20)), ("partner", d(20), d(25))], d(25)), True),
        (due(d(22), [("company", d(10), d(20)), ("partner", d(20), d(25))], d(25)), False),
    ],
)  # fmt: skip
def test_kept(one: Due, kept: bool | None) -> None:
    assert one.kept(TODAY) is kept


def test_only_what_was_due_in_the_period_is_judged() -> None:
    ones = [due(d(9)), due(d(12)), due(on=d(31, 10)), due(on=d(1, 12)), due(d(10), side="company")]
    found = judged(ones, START, END, TODAY)
    counts = {side: (len(each["kept"]), len(each["broken"])) for side, each in found.items()}
    assert counts == {"partner": (1, 1), "company": (1, 0)}


def test_days_that_moved_later_by_whose_cause() -> None:
    def row(schedule: int, day: date, on: date, side: str | None) -> Any:
        return SimpleNamespace(
            schedule_id=schedule, day=day, decided_on=on, cause_side=side, reason="Wave", order_ref="PO-1",
            line_number=schedule, item="Beam",
        )  # fmt: skip

    rows = [
        row(1, d(5), d(1, 10), None), row(1, d(9), d(4), "partner"), row(1, d(7), d(6), "partner"),  # earlier again
        row(2, d(5), d(1, 10), None), row(2, d(6), d(4), "company"), row(2, d(20), d(5), "carrier"),
        row(3, d(5), d(1, 10), None), row(3, d(15), d(30, 10), "partner"),  # before the period
        row(4, d(5), d(3), "partner"),  # the first promise moves nothing
    ]  # fmt: skip
    found = moves(rows, START, END)
    assert [(each.line, each.days, each.side) for each in found] == [
        (2, 14, "carrier"),
        (1, 4, "partner"),
        (2, 1, "company"),
    ]
    assert {side: len(each) for side, each in by_side(found).items()} == {"partner": 1, "company": 1}
    assert isinstance(found[0], Moved)

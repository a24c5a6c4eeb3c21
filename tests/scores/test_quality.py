"""Causes that come back, and faults that the partner declares before we find them."""

from datetime import UTC, date, datetime
from typing import Any

from portal.scores.figure import Period, ProofRow
from portal.scores.quality import Cause, Word, declared_first, repeat_causes
from portal.scores.summing import summed

MAY = Period(date(2026, 5, 1), date(2026, 5, 31))


def cause(issue: str, on: date, **other: Any) -> Cause:
    return Cause(**{"issue": issue, "title": "Bent", "item": "A1", "code": "method", "on": on, **other})


def word(delivery: str, by: str, day: int, hour: int = 3, **other: Any) -> Word:
    at = datetime(2026, 5, day, hour, tzinfo=UTC)
    return Word(
        **{
            "delivery": delivery, "by": by, "at": at, "on": at.date(), "kind": "issue", "ref": f"{by}-{day}",
            "label": "Bent", **other,
        }
    )  # fmt: skip


def said(rows: list[ProofRow]) -> list[tuple[str, int, int, str | None]]:
    return [(row.ref, int(row.numerator), int(row.denominator), row.left_out) for row in rows]


def test_a_cause_comes_back_within_365_days() -> None:
    rows = repeat_causes(
        [
            cause("I-1", date(2025, 5, 4)),  # 365 days before I-2
            cause("I-2", date(2026, 5, 4)),
            cause("I-3", date(2025, 5, 4), item="B2"),  # 366 days before I-4
            cause("I-4", date(2026, 5, 5), item="B2"),
            cause("I-5", date(2026, 5, 6), code="machine"),
            cause("I-6", date(2026, 6, 1)),
        ],
        MAY,
    )
    assert said(rows) == [("I-2", 1, 1, None), ("I-4", 0, 1, None), ("I-5", 0, 1, None)]
    figure = summed("repeat_causes", rows)
    assert (figure.numerator, figure.denominator, figure.state) == (1, 3, "few")


def test_what_cannot_be_compared_is_left_out_and_repeats_nothing() -> None:
    rows = repeat_causes(
        [
            cause("I-1", date(2026, 5, 1), abandoned=True), cause("I-2", date(2026, 5, 2), disputed=True),
            cause("I-3", date(2026, 5, 3), code=None), cause("I-4", date(2026, 5, 4), item=None),
            cause("I-5", date(2026, 5, 5)),
        ],
        MAY,
    )  # fmt: skip
    assert said(rows) == [
        ("I-1", 0, 0, "withdrawn"), ("I-2", 0, 0, "disputed"), ("I-3", 0, 0, "no_cause"), ("I-4", 0, 0, "no_item"),
        ("I-5", 0, 1, None),
    ]  # fmt: skip
    assert summed("repeat_causes", rows).left_out == 4


def test_who_speaks_first_of_a_delivery() -> None:
    rows = declared_first(
        [
            word("s1", "partner", 4), word("s1", "company", 5),
            word("s2", "company", 6), word("s2", "partner", 7),
            word("s3", "company", 8), word("s3", "partner", 8),  # in the same instant: we found it
            word("s4", "partner", 9, disputed=True),
        ],
        MAY,
    )  # fmt: skip
    assert said(rows) == [
        ("partner-4", 1, 1, None), ("company-6", 0, 1, None), ("company-8", 0, 1, None),
        ("partner-9", 0, 0, "disputed"),
    ]  # fmt: skip


def test_a_delivery_falls_in_the_period_of_its_first_word() -> None:
    june = Period(date(2026, 5, 10), date(2026, 5, 31))
    assert declared_first([word("s1", "company", 4), word("s1", "partner", 12)], june) == []

"""Time to answer, clocks kept, actions done by their day."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from portal.clock import zone
from portal.partners.calendar import Calendar, due_after, working_minutes
from portal.scores.figure import Period, ProofRow
from portal.scores.service import Asked, Owed, Redated, actions_kept, answer_time, clocks_kept, first_due
from portal.scores.stopwatch import Stopwatch
from portal.scores.summing import summed

MAY = Period(date(2026, 5, 1), date(2026, 5, 31))
JAKARTA = Calendar("Asia/Jakarta", holidays=frozenset({date(2026, 5, 14)}))
NOW = datetime(2026, 5, 20, 3, tzinfo=UTC)  # Wednesday 10:00 at the company


def at(day: int, hour: int, minute: int = 0, month: int = 5) -> datetime:
    """An hour of the company on a day of 2026."""
    return datetime(2026, month, day, hour - 7, minute, tzinfo=UTC)


def asked(
    ref: str, start: datetime, due: datetime | None, done: datetime | None, why: str | None = None
) -> Asked:
    return Asked("issue", ref, "Bent", start, due, done, why)


def said(rows: list[ProofRow]) -> list[tuple[str, Any, int, str | None]]:
    return [(row.ref, row.numerator, int(row.denominator), row.left_out) for row in rows]


ASKED = [
    # Tuesday 16:00 to Wednesday 10:00 is 1 + 2 working hours.
    asked("A", at(5, 16), at(6, 15), at(6, 10)),
    # Wednesday 13 May 15:00 over the holiday and to Friday 9:30: 2 + 1.5; due Friday 8:30, so too late.
    asked("B", at(13, 15), at(15, 8, 30), at(15, 9, 30)),
    asked("C", at(18, 9), at(19, 8), None),  # due and silent
    asked("D", at(19, 16), at(21, 8), None),  # not due yet
    asked("E", at(6, 9), at(7, 9), at(6, 10), "by_file"),
    asked("F", at(29, 9, month=4), at(30, 9, month=4), at(29, 10, month=4)),  # fell due in April
    asked("G", at(6, 9), None, None),
]  # fmt: skip


def test_hours_of_work_until_the_first_answer() -> None:
    rows = answer_time("issue_answer_time", ASKED, MAY, JAKARTA)
    assert said(rows) == [
        ("A", Decimal(3), 1, None), ("B", Decimal("3.5"), 1, None), ("C", 0, 0, "unanswered"), ("D", 0, 0, "unanswered"),
        ("E", 0, 0, "by_file"),
    ]  # fmt: skip
    assert summed("issue_answer_time", rows).value == Decimal("3.25")


def test_clocks_kept_of_those_that_fell_due() -> None:
    rows = clocks_kept("clocks_kept", ASKED, MAY, NOW, JAKARTA)
    assert said(rows) == [
        ("A", 1, 1, None), ("B", 0, 1, None), ("C", 0, 1, None), ("D", 0, 0, "not_due"), ("E", 0, 0, "by_file"),
    ]  # fmt: skip
    assert summed("clocks_kept", rows).numerator == 1


def test_the_day_is_that_of_the_company() -> None:
    # 31 May 23:30 UTC is 1 June at the company.
    late = asked("A", at(29, 9), datetime(2026, 5, 31, 23, 30, tzinfo=UTC), None)
    assert clocks_kept("clocks_kept", [late], MAY, NOW, JAKARTA) == []


def owed(*moves: Redated, due: int = 12, done: int | None = None, state: str = "open") -> Owed:
    done_on = date(2026, 5, done) if done else None
    return Owed("PLAN-1/1", "Straps", "partner", date(2026, 5, due), state, done_on, moves)


def moved(was: int, to: int, side: str) -> Redated:
    return Redated(date(2026, 5, was), date(2026, 5, to), side)


def test_only_the_other_side_moves_what_was_promised() -> None:
    assert first_due(owed()).day == 12
    assert first_due(owed(moved(5, 12, "partner"))).day == 5
    assert first_due(owed(moved(5, 12, "company"))).day == 12
    assert first_due(owed(moved(5, 12, "partner"), moved(12, 10, "company"), due=10)).day == 10
    assert first_due(owed(moved(12, 3, "company"), due=3)).day == 12  # nobody pulls it nearer


def test_actions_done_by_their_day() -> None:
    today = date(2026, 5, 20)
    rows = actions_kept(
        "actions_kept",
        [
            owed(done=12, state="verified"), owed(done=13, state="done"),
            owed(moved(5, 12, "partner"), done=11, state="done"), owed(), owed(due=20), owed(state="dropped"),
            Owed("PLAN-1/2", "Straps", "partner", date(2026, 6, 1), "open", None),
        ],
        MAY,
        today,
    )  # fmt: skip
    assert [row[1:] for row in said(rows)] == [
        (1, 1, None), (0, 1, None), (0, 1, None), (0, 1, None), (0, 0, "not_due"), (0, 0, "dropped"),
    ]  # fmt: skip


instants = st.integers(0, 90 * 1440).map(
    lambda minutes: datetime(2026, 4, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
many = st.lists(
    st.builds(
        Asked, st.just("issue"), st.text("AB", max_size=2), st.just(""), instants, st.none() | instants,
        st.none() | instants, st.sampled_from([None, None, "by_file"]),
    ),
    max_size=12,
)  # fmt: skip


@given(many, st.integers(0, 12), st.randoms(use_true_random=False))
def test_whole_is_the_sum_of_its_parts_in_any_order(rows: list[Asked], cut: int, shuffled: Any) -> None:
    def figure(some: list[Asked]) -> Any:
        return summed("clocks_kept", clocks_kept("clocks_kept", some, MAY, NOW, JAKARTA))

    whole, first, rest = figure(rows), figure(rows[:cut]), figure(rows[cut:])
    for name in ("numerator", "denominator", "rows", "left_out"):
        assert getattr(whole, name) == getattr(first, name) + getattr(rest, name)
    assert whole.value is None or 0 <= whole.value <= 1
    assert (whole.value is None) == (whole.state == "no_data")
    again = list(rows)
    shuffled.shuffle(again)
    assert figure(again) == whole
    hours = summed("issue_answer_time", answer_time("issue_answer_time", rows, MAY, JAKARTA))
    assert hours.value is None or hours.value >= 0


places = st.builds(
    Calendar, st.sampled_from(["Asia/Jakarta", "Europe/Berlin", "America/New_York"]),
    st.sampled_from(["1111100", "1111111", "1010000"]), st.integers(0, 12 * 60), st.integers(13 * 60, 24 * 60),
    st.frozensets(st.sampled_from([date(2026, 5, day) for day in range(1, 20)])),
)  # fmt: skip


@given(places, instants, instants, st.sampled_from([0.5, 2, 8, 24, 40]))
def test_the_stopwatch_says_what_the_calendar_says(
    place: Calendar, start: datetime, end: datetime, hours: float
) -> None:
    watch = Stopwatch(place, date(2026, 3, 1), date(2027, 3, 1))
    due = due_after(start, hours, place)
    assert watch.due(start, hours) == (due, due.astimezone(zone(place.zone)).date())
    first, last = min(start, end), max(start, end)
    assert watch.minutes(first, last) == working_minutes(first, last, place)
    day = end.astimezone(zone(place.zone)).date()
    since, until = watch.asked_within(day, day + timedelta(days=30), hours)
    within = day <= due.astimezone(zone(place.zone)).date() <= day + timedelta(days=30)
    assert (since < start <= until) == within


def test_where_nobody_works_nothing_is_due() -> None:
    watch = Stopwatch(Calendar("Asia/Jakarta", "0000000"), date(2026, 3, 1), date(2026, 9, 1))
    assert watch.due(at(5, 9), 8) is None
    assert watch.minutes(at(5, 9), at(6, 9)) == 0
    since, until = watch.asked_within(MAY.start, MAY.end, 8)
    assert since == until

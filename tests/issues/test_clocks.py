"""Both clocks, in the working hours of the company: 8 to 17 in Jakarta, Monday to Friday, by hand."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from portal.issues.clocks import both
from portal.partners.calendar import Calendar, Terms

TERMS = Terms(Calendar("Asia/Jakarta"), {"normal": 8}, {"normal": 40})


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of November 2026 (the 2nd is a Monday) in Jakarta's wall time."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=7)


def issue(**changes: Any) -> Any:
    """An issue opened on Monday at 9; the answer is due at 17, the solution on Friday at 13."""
    facts = {
        "severity": "normal", "closed": False, "unanswered": True, "opened_at": at(2, 9),
        "answer_due_at": at(2, 17), "solution_due_at": at(6, 13), "answered_at": None, "resolved_at": None,
    }  # fmt: skip
    return SimpleNamespace(**{**facts, **changes})


def test_while_we_owe_the_first_answer() -> None:
    answer, solution = both(issue(), at(2, 13, 40), TERMS)
    assert (answer.state, answer.minutes, answer.fraction, answer.hours) == (
        "running",
        200,
        0.583_333_333_333_333_4,
        8,
    )
    assert (solution.state, solution.minutes, solution.hours) == ("running", 40 * 60 - 280, 40)


def test_a_night_does_not_count_but_the_morning_after_does() -> None:
    answer, _solution = both(issue(), at(3, 9, 30), TERMS)
    assert (answer.state, answer.minutes, answer.fraction) == ("late", -90, 1.0)


def test_answered_in_time() -> None:
    answer, _solution = both(issue(answered_at=at(2, 14, 10), unanswered=False), at(4, 9), TERMS)
    assert (answer.state, answer.minutes, answer.at) == ("met", 310, at(2, 14, 10))


def test_a_later_word_starts_it_again_and_the_first_answer_keeps_its_measure() -> None:
    again = issue(answered_at=at(2, 14, 10), answer_due_at=at(5, 9))  # a word came on Wednesday at 10
    answer, _solution = both(again, at(4, 11), TERMS)
    assert (answer.state, answer.minutes, answer.again) == ("running", 7 * 60, True)
    again.unanswered = False
    answer, _solution = both(again, at(4, 12), TERMS)
    assert (answer.state, answer.due, answer.minutes) == ("met", at(2, 17), 310)


def test_solved_too_late() -> None:
    solved = issue(answered_at=at(2, 10), unanswered=False, resolved_at=at(6, 14))
    _answer, solution = both(solved, at(9, 9), TERMS)
    assert (solution.state, solution.minutes) == ("late", 41 * 60)

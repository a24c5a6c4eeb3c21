"""Days that were missed: one reminder, one escalation."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.activity.models import Activity
from portal.partners.calendar import Calendar
from portal.plans.reminding import remind
from tests.plans.arrange import action, get_action, plan

CALENDAR = Calendar("Asia/Jakarta", holidays=frozenset({date(2026, 12, 24)}))
DUE = date(2026, 12, 17)  # a Thursday


def told(session: Session) -> list[tuple[str, str]]:
    rows = session.execute(
        select(Activity.verb, Activity.subject_ref)
        .where(Activity.verb.in_(("action_reminded", "action_escalated")))
        .order_by(Activity.id)
    )
    return [(row.verb, row.subject_ref) for row in rows]


def run(session: Session, day: date) -> int:
    count = remind(session, day, CALENDAR)
    session.commit()
    return count


def test_each_missed_day_is_told_once_and_after_three_working_days_again(session: Session) -> None:
    made = plan(session)
    number = action(session, made, due_on=DUE)
    ref = f"{made.ref}/{number}"
    version = get_action(session, made.ref, number).version
    assert run(session, DUE) == 0
    assert run(session, DUE + timedelta(days=1)) == 1
    assert run(session, DUE + timedelta(days=1)) == 0
    # Friday, Monday and Tuesday are the three working days that go by.
    assert [run(session, date(2026, 12, day)) for day in (19, 20, 21, 22, 23, 25)] == [0, 0, 0, 0, 1, 0]
    assert told(session) == [("action_reminded", ref), ("action_escalated", ref)]
    assert get_action(session, made.ref, number).version == version  # refuses nobody who is typing


def test_what_is_done_or_of_an_ended_plan_is_not_told(session: Session) -> None:
    made, ended = plan(session), plan(session)
    number = action(session, made, due_on=DUE)
    action(session, ended, due_on=DUE)
    get_action(session, made.ref, number).state = "done"
    ended.state = "dropped"
    session.commit()
    assert run(session, DUE + timedelta(days=30)) == 0


def test_many_are_told_in_steps(session: Session) -> None:
    made = plan(session)
    for n in range(5):
        action(session, made, title=f"Step {n}", due_on=DUE - timedelta(days=40))
    assert run(session, DUE) == 5
    assert run(session, DUE) == 0
    assert run(session, DUE + timedelta(days=1)) == 5

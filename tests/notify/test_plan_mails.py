"""Who is told of plans and actions, in their language and as they may see it."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.notify.models import Mail
from portal.partners.calendar import Calendar
from portal.plans import actions, moving
from portal.plans.reminding import remind
from portal.talk.actions import say
from tests import cast
from tests.issues.arrange import actor
from tests.notify.arrange import told
from tests.plans.arrange import action, get, get_action, plan

DUE = date(2026, 12, 15)


def fresh(session: Session, before: Counter[str]) -> list[str]:
    """Who got mail since `before`, which then counts it too."""
    new = Counter(told(session)) - before
    before.update(new)
    return sorted(new.elements())


def test_the_other_owner_hears_that_a_plan_begins_and_ends(session: Session) -> None:
    made = plan(session, "dewi")
    count: Counter[str] = Counter()
    assert fresh(session, count) == ["rina"]
    actions.propose_end(session, actor("rina"), get(session, made.ref), "dropped", "It rains.")
    assert fresh(session, count) == ["dewi"]
    actions.agree_to_end(session, actor("dewi"), get(session, made.ref))
    assert fresh(session, count) == ["rina"]


@pytest.mark.parametrize(
    ("who", "before", "after", "hears"),
    [
        ("rina", "open", "doing", []),
        ("sari", "open", "waiting", ["dewi"]),
        ("rina", "open", "done", ["dewi"]),
        ("mega", "done", "verified", ["rina"]),
        ("mega", "done", "doing", ["rina"]),
        ("mega", "open", "dropped", ["rina"]),
        ("mega", "dropped", "open", ["rina"]),
    ],
)
def test_each_move_is_told_to_whom_it_concerns(
    session: Session, who: str, before: str, after: str, hears: list[str]
) -> None:
    made = plan(session)
    number = action(session, made)
    one = get_action(session, made.ref, number)
    one.state = before
    session.flush()
    count = Counter(told(session))
    moving.move(session, actor(who), get(session, made.ref), one, after, "since it rains")
    assert fresh(session, count) == hears


def test_a_missed_day_is_told_to_who_does_it_and_then_to_the_owners(session: Session) -> None:
    made = plan(session)
    action(session, made, "sari", due_on=DUE)
    count, calendar = Counter(told(session)), Calendar("Asia/Jakarta")
    remind(session, date(2026, 12, 16), calendar)
    assert fresh(session, count) == ["sari"]
    remind(session, date(2026, 12, 30), calendar)
    assert fresh(session, count) == ["dewi", "rina", "sari"]


def test_many_missed_days_are_told_in_one_mail_with_few_look_ups(session: Session) -> None:
    """A reader who may not see the plan hears nothing of it, as when it is told alone."""
    calendar = Calendar("Asia/Jakarta")
    statements: list[str] = []

    def note(_c: Any, _cur: Any, text: str, *_rest: Any) -> None:
        statements.append(text)

    def selects(day: int) -> int:
        statements.clear()
        event.listen(session.get_bind(), "before_cursor_execute", note)
        remind(session, date(2026, 12, day), calendar)
        session.flush()
        event.remove(session.get_bind(), "before_cursor_execute", note)
        return sum(text.lstrip().upper().startswith("SELECT") for text in statements)

    made = plan(session)
    action(session, made, "sari", due_on=DUE)
    few = selects(16)
    for number in range(12):
        action(session, made, "sari" if number % 2 else "dewi", title=f"Step {number}", due_on=DUE)
    secret = plan(session, confidential=True)
    action(session, secret, "toni", due_on=DUE)
    action(session, plan(session, "mega", partner=2), "budi", due_on=DUE)
    count = Counter(told(session))
    assert selects(17) <= few  # for fourteen actions of three plans as for one
    assert Counter(told(session)) - count == {"sari": 1, "dewi": 1, "toni": 1, "budi": 1}
    mails = {mail.to_address: mail for mail in session.query(Mail).order_by(Mail.id)}
    assert mails[cast.email("sari")].subject == "6 things are due"
    assert mails[cast.email("sari")].text.count("http://localhost/plans/PLN-000001/actions/") == 6
    assert "Step 1\n" in mails[cast.email("sari")].text
    assert len(mails[cast.email("sari")].tells or ()) == 6
    assert mails[cast.email("toni")].subject == "PLN-000002/1: Change the straps"


def test_a_moved_day_is_told_to_both(session: Session) -> None:
    made = plan(session)
    number = action(session, made, "sari", due_on=DUE)
    count = Counter(told(session))
    moving.redate(
        session,
        actor("rina"),
        get(session, made.ref),
        get_action(session, made.ref, number),
        date(2026, 12, 20),
        "Rain",
    )
    assert fresh(session, count) == ["dewi", "sari"]


@pytest.mark.parametrize("kind", ["plan", "action"])
def test_an_internal_note_reaches_staff_only(session: Session, kind: str) -> None:
    made = plan(session)
    number = action(session, made)
    subject = ("plan", made.id, made.ref)
    if kind == "action":
        subject = ("action", get_action(session, made.ref, number).id, f"{made.ref}/{number}")
    say(session, actor("sari"), subject, partner_id=1, audience="shared", body="A word")
    count = Counter(told(session))
    say(session, actor("mega"), subject, partner_id=1, audience="internal", body="CANARY")
    assert fresh(session, count) == ["dewi"]
    say(session, actor("mega"), subject, partner_id=1, audience="shared", body="Shared")
    assert fresh(session, count) == ["dewi", "rina", "sari"]


def test_of_a_confidential_plan_only_the_named_hear(session: Session) -> None:
    made = plan(session, confidential=True)
    count = Counter(told(session))
    say(session, actor("rina"), ("plan", made.id, made.ref), partner_id=1, audience="shared", body="A word")
    assert fresh(session, count) == ["dewi"]


def test_the_mail_is_in_the_reader_s_language_and_leads_to_the_action(session: Session) -> None:
    session.get_one(User, cast.user_id("sari")).locale = "id"
    session.flush()
    made = plan(session)
    action(session, made, "sari", due_on=DUE)
    mail = session.query(Mail).order_by(Mail.id.desc()).first()
    assert mail is not None
    assert mail.subject == f"{made.ref}/1: Change the straps"
    assert "menambahkan" in mail.text
    assert "Sel 15 Des" in mail.text
    assert f"http://localhost/plans/{made.ref}/actions/1\n" in mail.text

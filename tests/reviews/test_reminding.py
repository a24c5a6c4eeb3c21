"""What the calendar does by itself, and who hears of it."""

from collections.abc import Callable
from datetime import date, timedelta

from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Membership
from portal.notify.models import Mail
from portal.partners.calendar import Calendar
from portal.reviews import actions, queries, reminding
from portal.reviews.models import Review
from tests import cast
from tests.issues.arrange import actor
from tests.page import CheckedClient
from tests.reviews.arrange import SECRET, get, held, review, today, verbs

Client = Callable[[str], CheckedClient]
CALENDAR = Calendar(cast.ZONE)


def test_both_are_asked_so_many_days_before(session: Session, app: Flask) -> None:
    soon, later = review(session, days=7), review(session, days=8)
    session.query(Mail).delete()
    assert reminding.ask(session, today(), CALENDAR) == 1
    session.commit()
    assert (get(session, soon).state, get(session, soon).asked_on) == ("preparing", today())
    assert get(session, later).state == "planned"
    assert reminding.ask(session, today(), CALENDAR) == 0
    mails = {m.to_address: m for m in session.query(Mail)}
    assert set(mails) == {"dewi@cahayabaja.example", "rina@sumberlogam.example"}
    assert mails["rina@sumberlogam.example"].subject == f"{soon}: October 2026"
    assert "Say before it how your side sees the work together." in mails["rina@sumberlogam.example"].text
    assert f"/reviews/{soon}" in mails["rina@sumberlogam.example"].text


def test_who_has_left_is_not_asked_and_somebody_else_is(session: Session) -> None:
    ref = review(session, days=7)
    session.execute(
        update(Membership).where(Membership.user_id == cast.user_id("rina")).values(disabled_at=clock.now())
    )
    reminding.ask(session, today(), CALENDAR)
    session.commit()
    people = [(p.side, p.name) for p in queries.people_of(session, actor("dewi"), get(session, ref).id)]
    assert people == [("company", "Dewi Anggraini"), ("partner", cast.NAMES["sari"])]  # nobody leads it now


def test_it_waits_on_the_home_of_those_who_attend(client: Client, session: Session) -> None:
    ref = review(session, days=2)
    reminding.ask(session, today(), CALENDAR)
    session.commit()
    rina, sari = client("rina"), client("sari")
    rina.get("/")
    assert ref in rina.page.text and "Say how you see it" in rina.page.text
    sari.get("/")
    assert "Say how you see it" not in sari.page.text
    actions.see(session, actor("rina"), get(session, ref), SECRET)
    session.commit()
    rina.get("/")
    assert "Say how you see it" not in rina.page.text
    held(session, ref)
    rina.get("/")
    assert "Read and accept it" in rina.page.text
    assert client("budi").get("/").status_code == 200


def test_what_was_not_held_is_missed_and_shows(client: Client, session: Session) -> None:
    fresh, gone = review(session, days=-3), review(session, days=-4)
    assert reminding.miss(session, today(), CALENDAR) == 1
    session.commit()
    assert (get(session, fresh).state, get(session, gone).state) == ("planned", "missed")
    dewi = client("dewi")
    dewi.get("/")
    assert gone in dewi.page.text and "Write down what was said" in dewi.page.text
    dewi.get(f"/reviews/{gone}")
    assert "Nobody wrote down that this review was held." in dewi.page.text
    held(session, gone)
    assert get(session, gone).state == "held"


def test_a_missed_one_can_be_planned_again(session: Session) -> None:
    ref = review(session, days=-9)
    reminding.miss(session, today(), CALENDAR)
    from tests.reviews.arrange import meeting

    actions.move(session, actor("rina"), get(session, ref), meeting(today() + timedelta(days=3)))
    session.commit()
    assert get(session, ref).state == "planned"
    assert verbs(session)[-1] == "review_moved"


def test_a_portal_that_slept_shows_each_gap(session: Session) -> None:
    dewi = actor("dewi")
    from tests.reviews.arrange import meeting

    actions.plan(
        session, dewi, 1, (date(2026, 6, 1), date(2026, 6, 30)), meeting(date(2026, 7, 31)), "monthly"
    )
    session.commit()
    day = date(2026, 11, 29)
    while reminding.miss(session, day, CALENDAR) + reminding.go_on(session, day, CALENDAR):
        session.commit()
    rows = session.query(Review).order_by(Review.id).all()
    assert [(r.period_start.month, r.meets_on.isoformat(), r.state) for r in rows] == [
        (6, "2026-07-31", "missed"), (7, "2026-08-31", "missed"), (8, "2026-09-30", "missed"),
        (9, "2026-11-02", "missed"),  # 31 October 2026 is a Saturday
        (10, "2026-11-30", "planned"),
    ]  # fmt: skip
    assert reminding.go_on(session, day, CALENDAR) == 0

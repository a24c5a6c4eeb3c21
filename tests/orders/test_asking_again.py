"""Asking a partner once, some days before a promised day, whether it still holds."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import event

from portal import clock
from portal.activity.models import Activity
from portal.db import db
from portal.notify import digests
from portal.notify.models import Mail, Tiding
from portal.orders import answering, reconfirming
from portal.orders.actions import Said
from portal.orders.models import Schedule
from tests import cast
from tests.notify.arrange import actor_of
from tests.orders import builders
from tests.orders.answers import path


def run(app, later=timedelta()):
    """Do what `flask work` would, so much later."""
    with time_machine.travel(clock.now() + later, tick=True), app.app_context():
        return reconfirming.ask(app.config["SETTINGS"])


def asked(session):
    session.rollback()
    rows = session.query(Activity).filter_by(verb="asked-again").order_by(Activity.id)
    return [
        (r.subject_ref, r.data["line"], (builders.date_of(r.data["day"]) - builders.today()).days)
        for r in rows
    ]


def promised(session, ref, *days, **columns):
    """A schedule for each of `days`, promised a month ago."""
    made = builders.order(session, ref, *days, partner_owner_id=cast.user_id("rina"), **columns)
    for schedule, day in zip(builders.schedules(session, made), days, strict=True):
        builders.promise(session, schedule, day)
    session.commit()
    return builders.schedules(session, made)


def test_a_promise_is_asked_about_once_when_its_window_opens(app, session):
    promised(session, "PO-1", 6, 7, 8, 0, -1)
    assert run(app) == 3
    assert asked(session) == [("PO-1", 1, 6), ("PO-1", 2, 7), ("PO-1", 4, 0)]
    assert run(app) == 0
    assert run(app, timedelta(hours=30)) == 1  # line 3 came within seven days
    assert len(asked(session)) == 4


def test_what_is_announced_come_proposed_or_never_promised_is_not_asked_about(app, session):
    first, second, third, fourth = promised(session, "PO-1", 3, 3, 3, 3)
    builders.dispatch(session, first, "SN-1")
    builders.arrive(session, second, -1)
    builders.propose(session, third, 9)
    fourth.cancelled_at = clock.now()
    from portal.orders.actions import restate

    restate(session, fourth)
    builders.one(session, "PO-2", 3)
    session.commit()
    assert run(app) == 0


def test_whoever_promised_or_confirmed_within_the_window_has_just_said_so(app, session):
    schedule = builders.one(session, "PO-1", 3)
    answering.accept_request(session, actor_of(session, "rina"), schedule)
    (old,) = promised(session, "PO-2", 3)
    answering.reconfirm(session, actor_of(session, "rina"), old)
    session.commit()
    assert run(app) == 0


def test_a_moved_promise_is_asked_about_anew(app, session):
    (schedule,) = promised(session, "PO-1", 3)
    assert run(app) == 1
    said = Said("company", None, "", builders.EARLIER)
    from portal.orders import actions

    session.refresh(schedule)
    day = builders.today() + timedelta(days=6)
    actions.commit_to(session, schedule, day, builders.RINA, decided=said, state="accepted")
    session.commit()
    assert session.query(Schedule).one().asked_again_at is None
    assert run(app) == 1
    assert asked(session) == [("PO-1", 1, 3), ("PO-1", 1, 6)]


def test_it_leaves_the_version_alone(app, session):
    (schedule,) = promised(session, "PO-1", 3)
    before = schedule.version
    run(app)
    session.expire_all()
    assert session.query(Schedule).one().version == before


def test_a_worker_that_dies_has_asked_about_all_or_nothing(app, session, monkeypatch):
    promised(session, "PO-1", 3, 4)

    class Died(BaseException):
        pass

    calls = []

    def die(*args, **named):
        calls.append(1)
        if len(calls) == 2:
            raise Died
        return real(*args, **named)

    real = reconfirming.record
    with monkeypatch.context() as broken:
        broken.setattr(reconfirming, "record", die)
        with pytest.raises(Died):
            run(app)
    assert asked(session) == []
    assert run(app) == 2
    assert run(app) == 0


def test_zero_days_ask_never(app, session):
    promised(session, "PO-1", 3)
    with app.app_context():
        assert reconfirming.ask(app.config["SETTINGS"].with_(reconfirm_days=0)) == 0


def test_it_costs_no_query_for_each_row(app, session):
    def selects(count, ref):
        promised(session, ref, *[3] * count)
        statements = []
        with app.app_context():
            engine = db.engine

        def note(_c, _cursor, statement, *_rest):
            if statement.startswith("SELECT"):
                statements.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            assert run(app) == count
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len(statements)

    assert selects(1, "PO-1") == selects(60, "PO-2")


def test_one_mail_for_all_of_a_run(app, session):
    promised(session, "PO-1", 3, 4, staff_owner_id=cast.user_id("dewi"))
    promised(session, "PO-2", 5)
    session.query(Tiding).delete()
    session.commit()
    run(app)
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=True), app.app_context():
        assert digests.write_due(app.config["SETTINGS"]) == 1
    (mail,) = session.query(Mail)
    assert mail.to_address == cast.email("rina")
    assert mail.subject == "2 orders: news from Mitra"
    assert mail.text.count("Does it still hold? Say so, or propose another day.") == 3


def test_the_partner_reads_it_at_home_and_on_the_order_until_they_answer(app, client, session):
    promised(session, "PO-1", 3)
    run(app)
    rina, dewi = client("rina"), client("dewi")
    rina.get("/")
    assert "Still holds, or another day" in rina.page.text
    assert "You promised it; does the day still hold?" in rina.page.text
    rina.get("/orders/PO-1")
    assert "still hold? Say so, or propose another day. Asked on" in rina.page.text
    dewi.get("/orders/PO-1")
    assert "still holds; not answered." in dewi.page.text
    session.expire_all()
    rina.send(path("reconfirmation"), {"version": str(session.query(Schedule).one().version)})
    rina.get("/")
    assert "Still holds, or another day" not in rina.page.text
    dewi.get("/orders/PO-1")
    assert "not answered" not in dewi.page.text
    assert run(app) == 0

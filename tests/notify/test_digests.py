"""What happened to orders, folded: one mail for each reader of what one person did."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from sqlalchemy import event

from portal import clock
from portal.accounts.models import Membership, User
from portal.activity.actions import record
from portal.activity.models import Activity
from portal.db import db, system_session
from portal.notify import actions, digests, outbox
from portal.notify.models import Tiding
from portal.orders import answering
from portal.orders.models import Order
from portal.shipments import loads, milestones, notice_record, noticing
from portal.web.formats import day as day_of
from tests import cast
from tests.notify.arrange import actor_of, mails
from tests.orders import builders, links


def tell(app, later=digests.PAUSE + timedelta(seconds=1)):
    """Do what `flask work` would, so much later."""
    with time_machine.travel(clock.now() + later, tick=True), app.app_context():
        return digests.write_due(app.config["SETTINGS"])


def forget(session):
    """Nothing until here is to be told."""
    session.flush()
    session.query(Tiding).delete()


def owned(session, ref, *asked, staff="dewi", partner="rina", **columns):
    return builders.order(
        session, ref, *asked, staff_owner_id=staff and cast.user_id(staff),
        partner_owner_id=partner and cast.user_id(partner), **columns,
    )  # fmt: skip


def day(ahead):
    return day_of(builders.today() + timedelta(days=ahead), "en", builders.today())


def told(session):
    """Who has mail, and with which subject."""
    return sorted((m.to_address.partition("@")[0], m.subject) for m in mails(session))


@pytest.fixture
def quiet(session):
    """An order of dewi's and rina's, of which nothing is told any more."""
    made = owned(session, "PO-1", 5, 9)
    forget(session)
    session.commit()
    return made


def test_a_new_order_is_told_to_who_answers_it(app, session):
    owned(session, "PO-1", 5, 9)
    session.commit()
    assert tell(app) == 2  # the portal itself wrote it: both owners hear
    assert told(session) == [("dewi", "PO-1: new order"), ("rina", "PO-1: new order")]
    text = mails(session)[0].text
    assert "New order, 2 lines. Please promise their days." in text
    assert "http://localhost/orders/PO-1" in text


def test_promises_say_day_quantity_and_where(app, session, quiet):
    first, second = builders.schedules(session, quiet)
    rina = actor_of(session, "rina")
    answering.accept_request(session, rina, first)
    answering.propose(
        session, rina, second, [answering.Dated(second.quantity, builders.today() + timedelta(days=12))], "No coil", "outside"
    )  # fmt: skip
    session.commit()
    assert tell(app) == 1
    (mail,) = mails(session)
    assert (mail.to_address, mail.subject) == (cast.email("dewi"), "PO-1: news from Rina Wulandari")
    assert f"Line 1, 10 t Plate 1: promised for {day(5)}.\n  http://localhost/orders/PO-1#line-1" in mail.text
    assert (
        f"Line 2, 10 t Plate 2: proposed: 10 t on {day(12)}, instead of {day(9)}. It waits for your answer. "
        "Reason: No coil (cause: Outside, like weather or a strike)"
    ) in mail.text
    assert "http://localhost/orders/PO-1#line-2" in mail.text


def test_five_hundred_answers_are_one_mail(app, session):
    for number in range(10):
        owned(session, f"PO-{number}", *[5] * 50)
    forget(session)
    rina = actor_of(session, "rina")
    for number in range(10):
        order = session.query(Order).filter_by(ref=f"PO-{number}").one()
        for schedule in builders.schedules(session, order):
            answering.accept_request(session, rina, schedule)
    session.commit()
    assert session.query(Tiding).count() == 500
    assert tell(app) == 1
    (mail,) = mails(session)
    assert mail.subject == "10 orders: news from Rina Wulandari"
    assert mail.text.count("promised for") == 40
    assert "And 460 more. See all of it: http://localhost/orders" in mail.text
    assert session.query(Tiding).count() == 0


def test_it_costs_no_more_statements_for_more_rows(app, session, client):
    def statements(lines, ref):
        made = owned(session, ref, *[5] * lines)
        forget(session)
        rina = actor_of(session, "rina")
        for schedule in builders.schedules(session, made):
            answering.accept_request(session, rina, schedule)
        session.commit()
        count = []
        with app.app_context():
            engine = db.engine

        def note(_c, _cursor, statement, *_rest):
            count.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            assert tell(app) == 1
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len(count)

    assert statements(2, "PO-1") == statements(100, "PO-2")


def test_nothing_is_told_until_its_doer_pauses_but_no_later_than_ten_minutes(app, session, quiet):
    schedule = builders.schedules(session, quiet)[0]
    rina = actor_of(session, "rina")
    answering.accept_request(session, rina, schedule)
    session.commit()
    assert tell(app, timedelta(seconds=20)) == 0
    with time_machine.travel(clock.now() + timedelta(minutes=9, seconds=50), tick=True):
        answering.reconfirm(session, rina, schedule)
        answering.propose(
            session,
            rina,
            schedule,
            [answering.Dated(schedule.quantity, builders.today() + timedelta(days=20))],
            "x",
            None,
        )
        session.commit()
    assert tell(app, timedelta(minutes=9, seconds=55)) == 0
    assert tell(app, timedelta(minutes=10, seconds=5)) == 1


def test_a_worker_that_dies_leaves_everything_as_it_was(app, session, quiet, monkeypatch):
    answering.accept_request(session, actor_of(session, "rina"), builders.schedules(session, quiet)[0])
    session.commit()

    class Died(BaseException):
        pass

    def die(*_args, **_named):
        raise Died

    with monkeypatch.context() as broken:
        broken.setattr(digests.actions, "post", die)
        with pytest.raises(Died):
            tell(app)
    assert mails(session) == []
    assert session.query(Tiding).count() == 1
    assert tell(app) == 1
    assert tell(app) == 0


def test_an_order_without_an_owner_is_told_to_who_answers(app, session):
    made = owned(session, "PO-1", 5, staff=None, partner=None)
    forget(session)
    schedule = builders.schedules(session, made)[0]
    dated = [answering.Dated(schedule.quantity, builders.today() + timedelta(days=8))]
    answering.propose(session, actor_of(session, "rina"), schedule, dated, "x", None)
    session.commit()
    tell(app)
    assert {name for name, _ in told(session)} == {"bagus", "dewi", "mega"}
    answering.decline(session, actor_of(session, "dewi"), schedule, "Too late")
    session.commit()
    tell(app)
    assert {name for name, _ in told(session)} == {"bagus", "dewi", "mega", "rina", "sari"}  # toni reads only
    assert "did not agree" in mails(session)[-1].text
    assert "Reason: Too late" in mails(session)[-1].text


def test_reach_and_partner_are_kept(app, session):
    session.query(Membership).filter_by(user_id=cast.user_id("sari")).one().reach = "own"
    owned(session, "PO-1", 5, staff=None, partner=None)
    session.commit()
    tell(app)
    assert "sari" not in {name for name, _ in told(session)}
    assert "budi" not in {name for name, _ in told(session)}
    assert "rina" in {name for name, _ in told(session)}


def test_an_internal_row_leaves_no_tiding(app, session):
    owned(session, "PO-1", 5)
    forget(session)
    order = session.query(Order).one()
    record(
        session,
        None,
        "promised",
        ("order", order.id, "PO-1"),
        partner_id=1,
        audience="internal",
        order_id=order.id,
    )
    session.commit()
    assert session.query(Tiding).count() == 0


def test_who_may_no_longer_see_one_of_the_orders_is_not_mailed(app, session, quiet):
    answering.propose(
        session, actor_of(session, "dewi"), builders.schedules(session, quiet)[0],
        [answering.Dated(builders.schedules(session, quiet)[0].quantity, builders.today() + timedelta(days=8))], "x", None,
    )  # fmt: skip
    session.commit()
    assert tell(app) == 1
    assert told(session)[0][0] == "rina"
    session.query(Membership).filter_by(user_id=cast.user_id("rina")).one().reach = "own"
    session.query(Order).one().partner_owner_id = None
    session.commit()
    with time_machine.travel(clock.now() + timedelta(minutes=5), tick=True), app.app_context():
        assert outbox.send_due(app.config["SETTINGS"]) == 0
    assert [m.state for m in mails(session)] == ["dropped"]


def test_each_reads_in_their_own_language(app, session, quiet):
    session.query(User).filter_by(id=cast.user_id("dewi")).one().locale = "id"
    answering.accept_request(session, actor_of(session, "rina"), builders.schedules(session, quiet)[0])
    session.commit()
    tell(app)
    (mail,) = mails(session)
    assert re.search(r"(Sen|Sel|Rab|Kam|Jum|Sab|Min) \d+ \w{3}", mail.text)


def test_a_row_is_told_once_though_two_work(app, session, quiet):
    answering.accept_request(session, actor_of(session, "rina"), builders.schedules(session, quiet)[0])
    session.commit()
    ids = [row.id for row in session.query(Activity).filter_by(verb="promised")]
    doer = digests.Doer(1, cast.user_id("rina"), cast.NAMES["rina"], "partner")
    with app.app_context():
        assert digests._write(doer, ids, app.config["SETTINGS"]) == 1
        assert digests._write(doer, ids, app.config["SETTINGS"]) == 0
    assert len(mails(session)) == 1


def test_a_mail_keeps_no_secret_once_it_is_sent(app, session):
    owned(session, "PO-1", 5)
    path = links.made(session)
    with app.app_context():
        outbox.send_due(app.config["SETTINGS"])
        with system_session("read") as other:
            assert other.query(actions.Mail).filter(actions.Mail.text.contains(path[7:])).count() == 0
    assert "/links/..." in links.mail_to(session)[0].text


def test_changes_files_and_new_lines_are_told_in_words(app, session, quiet):
    dewi, subject = actor_of(session, "dewi"), ("order", quiet.id, "PO-1")
    given = {"partner_id": 1, "audience": "shared", "order_id": quiet.id}
    asked = (builders.today() + timedelta(days=5)).isoformat()
    data = {
        "line": 1,
        "changes": {"quantity": ["10", "12"], "requested_on": [asked, None]},
        "reason": "Roof grew",
    }
    record(session, dewi, "amended", subject, **given, data=data)
    record(session, dewi, "added", subject, **given, data={"line": 2, "day": asked})
    record(session, dewi, "attached", subject, **given, data={"files": ["drawing.pdf"], "message": None})
    record(
        session, dewi, "attached", subject, **given, data={"files": ["told by its message.pdf"], "message": 4}
    )
    session.commit()
    assert tell(app) == 1
    (mail,) = mails(session)
    assert (
        f"changed: Quantity from 10 to 12; Requested from {day(5)} to \N{EN DASH}. Reason: Roof grew"
        in mail.text
    )
    assert f"Line 2, 10 t Plate 2: new line, wanted for {day(5)}." in mail.text
    assert "New file: drawing.pdf." in mail.text
    assert "told by its message" not in mail.text


def test_a_corrected_notice_is_told_with_what_it_says_now(app, session, quiet):
    schedule, _other = builders.schedules(session, quiet)
    notice = builders.dispatch(session, schedule, "SN-1", carrier="Samudera", tracking_number=None)
    forget(session)
    facts = {name: getattr(notice, name) for name in notice_record.FACTS} | {"carrier": "Lintas"}
    lines = loads.carried([(schedule, Decimal(7))])
    noticing.correct(session, actor_of(session, "rina"), notice, lines, facts)
    session.commit()
    assert tell(app) == 1
    assert (
        "Ship notice SN-1 was corrected. Carrier: Samudera, now Lintas; PO-1 line 1: 10 t, now 7 t."
    ) in mails(session)[0].text


def test_what_happened_on_the_way_is_one_line_of_the_mail(app, session, quiet):
    notice = builders.dispatch(session, builders.schedules(session, quiet)[0], "SN-1")
    forget(session)
    rina = actor_of(session, "rina")
    event = milestones.report(
        session, rina, notice, "k1", clock.now() - timedelta(hours=2), "packed", place="Gresik"
    )
    milestones.report(session, rina, notice, "k2", clock.now() - timedelta(hours=1), "picked_up")
    milestones.withdraw(session, rina, notice, event, "wrong pallet")
    session.commit()
    assert tell(app) == 1
    assert told(session) == [("dewi", "PO-1: something happened on the way")]
    text = mails(session)[0].text
    for sentence in (
        "Ship notice SN-1: Packed, Gresik.", "Ship notice SN-1: Picked up.",
        "A report about ship notice SN-1 was taken back: Packed. Reason: wrong pallet",
    ):  # fmt: skip
        assert sentence in text

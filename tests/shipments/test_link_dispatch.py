"""Saying by one-time link when an order ships: a notice like any other."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.activity.models import Activity
from portal.orders.models import Schedule
from portal.shipments.models import Notice, NoticeLine
from tests.orders import builders, links

BY = "Pak Joko (PT Sumber Logam Abadi, link)"


@pytest.fixture
def path(session):
    made = builders.order(session, "PO-1", 5, 9, 12)
    first, second, third = builders.schedules(session, made)
    builders.promise(session, first, 5)
    builders.promise(session, second, 9)
    builders.dispatch(session, third, "SN-3")
    builders.order(session, "PO-2", 5)
    return links.made(session, purpose="dispatch")


def form(session, *quantities, shipped=0, **more):
    versions = {s.line_number: s.version for s in session.query(Schedule).filter_by(order_ref="PO-1")}
    fields = {
        "shipped_on": (builders.today() + timedelta(days=shipped)).isoformat(),
        "carrier": "PT Lintas",
        "tracking_number": "LS 77",
    }
    for line, quantity in enumerate(quantities, start=1):
        fields |= {f"line-{line}-1-quantity": quantity, f"line-{line}-1-version": str(versions[line])}
    return fields | more


def test_it_asks_about_what_was_not_announced_yet(visitor, path):
    visitor.get(path)
    assert "Say when the order ships PO-1" in visitor.page.text
    assert "Line 1: Plate 1" in visitor.page.text and "Line 3" not in visitor.page.text
    assert visitor.page.field("line-2-1-quantity") == "10"
    assert visitor.page.field("shipped_on") == builders.today().isoformat()


def test_it_becomes_a_notice_in_the_holders_name(visitor, client, path, session):
    assert visitor.post(path, data=form(session, "10", "4.5")).status_code == 303
    session.rollback()
    notice = session.query(Notice).filter(Notice.ref != "SN-3").one()
    assert (notice.state, notice.carrier, notice.tracking_number, notice.shipped_on, notice.created_by) == (
        "announced", "PT Lintas", "LS 77", builders.today(), None,
    )  # fmt: skip
    carried = session.query(NoticeLine.quantity).filter_by(notice_id=notice.id).order_by(NoticeLine.id)
    assert [q for (q,) in carried] == [Decimal(10), Decimal("4.5")]
    told = session.query(Activity).filter_by(verb="announced", actor_name=BY).one()
    assert (told.subject_ref, told.actor_side, told.partner_id) == (notice.ref, "partner", 1)
    visitor.get(path)
    assert f"Ship notice {notice.ref}, shipped on" in visitor.page.text
    assert "Line 2, Plate 2: 4.5 t" in visitor.page.text
    for who in ("rina", "dewi"):
        reader = client(who)
        reader.get("/orders/PO-1")
        assert notice.ref in reader.page.text
    assert visitor.post(path, data=form(session, "1", "1")).status_code == 303
    session.rollback()
    assert session.query(Notice).count() == 2


def test_what_is_left_empty_does_not_ship(visitor, path, session):
    assert visitor.post(path, data=form(session, "", "3")).status_code == 303
    session.rollback()
    notice = session.query(Notice).filter(Notice.ref != "SN-3").one()
    (line,) = session.query(NoticeLine).filter_by(notice_id=notice.id)
    assert line.quantity == 3


@pytest.mark.parametrize(
    ("quantities", "more", "why"),
    [
        (("", "0"), {}, "Say how much of at least one line is in it."),
        (("11", ""), {}, "That is more than the 10 to come."),
        (("-1", ""), {}, "Write each quantity as a number above zero"),
        (("x", ""), {}, "Write each quantity as a number above zero"),
        (("1", ""), {"shipped_on": ""}, "Give the day it ships."),
        (("1", ""), {"shipped_on": "2019-01-01"}, "not long ago, and not far ahead"),
        (("1", ""), {"shipped_on": "2099-01-01"}, "not long ago, and not far ahead"),
        (("1", ""), {"carrier": "x" * 81}, "Shorten it to 80 characters"),
    ],
)
def test_an_unsound_form_comes_back_and_uses_nothing_up(visitor, path, session, quantities, more, why):
    assert visitor.post(path, data=form(session, *quantities, **more)).status_code == 422
    assert why in visitor.page.text
    session.rollback()
    assert session.query(Notice).count() == 1
    assert links.rows(session)[0].used_at is None


def test_a_line_that_was_announced_meanwhile_is_told(visitor, path, session):
    fields = form(session, "10", "")
    builders.dispatch(
        session, session.query(Schedule).filter_by(order_ref="PO-1", line_number=1).one(), "SN-9"
    )
    session.commit()
    answer = visitor.post(path, data=fields)
    assert answer.status_code in (409, 422)
    session.rollback()
    assert session.query(Notice).count() == 2
    assert links.rows(session)[0].used_at is None


def test_when_all_is_announced_it_asks_nothing(visitor, session):
    builders.dispatch(session, builders.promise(session, builders.one(session, "PO-1", 5), 5), "SN-1")
    visitor.get(links.made(session, purpose="dispatch"))
    assert "Nothing of this order waits" in visitor.page.text

"""GET /imports/<ref>/contradictions.csv, and what the page of an import says of what its file contradicts."""

import csv
import io
from datetime import timedelta

import pytest

from portal.exchange.models import Import
from portal.orders import answering
from portal.orders.models import Schedule
from portal.shipments import booking
from portal.shipments.booking import Count, Delivery
from portal.web import formats
from tests.exchange.files import wait_for
from tests.exchange.test_import_orders import run
from tests.exchange.uploads import checked, upload
from tests.orders import builders
from tests.sweep.people import actor


def day(days):
    return builders.today() + timedelta(days=days)


def row(promised, came="", key="1", item="Angle"):
    return f"PO-91,PT Sumber Logam Abadi,{key},{item},10,t,{day(promised)},{came}"


@pytest.fixture
def held(app, session, tmp_path):
    """PO-91 by file: line 1 reconfirmed by Rina, line 2 promised by files alone, line 3 booked by hand, line 4."""
    from tests.exchange.files import write

    rows = [row(9), row(9, key="2"), row(9, key="3"), row(9, key="4")]
    run(app, str(write(tmp_path / "a.csv", *rows)))
    one, _two, three, _four = session.query(Schedule).order_by(Schedule.line_number).all()
    answering.reconfirm(session, actor("rina"), one)
    booking.book(session, actor("dewi"), Delivery(day(-1), day(-1)), [Count(three, 10, 0, "good")])
    session.commit()
    return [row(12), row(12, key="2"), row(9, day(-4), key="3")]


def parts(session):
    session.rollback()
    session.expire_all()
    return session.query(Schedule).order_by(Schedule.line_number).all()


def test_the_dry_run_says_what_becomes_of_each_and_what_is_said_is_done(client, session, held):
    dewi = client("dewi")
    taken = checked(dewi, session, *held)
    dewi.get(f"/imports/{taken.ref}")
    text = dewi.page.text
    assert "2 changes become proposals to the partners, since promises stand." in text
    assert "1 receipt was booked otherwise by hand and stays, unless you say that the file is right." in text
    assert (
        "1 open line of these orders is not in the file. It stays; cancel it on the page of its order."
        in text
    )
    nine, twelve = (formats.day(day(n), "en", builders.today()) for n in (9, 12))
    answer = dewi.get(f"/imports/{taken.ref}/contradictions.csv")
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    before, four = (formats.day(day(n), "en", builders.today()) for n in (-1, -4))
    assert rows == [
        ["Row", "Order", "Line", "Here", "In the file", "What becomes of it"],
        ["2", "PO-91", "1", f"10 t on {nine}", f"10 t on {twelve}", "Becomes a proposal to the partner"],
        ["3", "PO-91", "2", f"10 t on {nine}", f"10 t on {twelve}", "Becomes a proposal to the partner"],
        [
            "4",
            "PO-91",
            "3",
            f"10 t came on {before}",
            f"10 t came on {four}",
            "Stays as it was booked by hand",
        ],
    ]
    confirmed = dewi.send(f"/imports/{taken.ref}/confirmation", {"agreed": "y", "correct_receipts": "y"})
    assert confirmed.status_code == 303
    wait_for(session, taken.ref, "done")
    one, two, three, four = parts(session)
    assert (one.promised_on, one.proposed_on, one.proposed_by) == (day(9), day(12), "company")
    assert (two.promised_on, two.proposed_on) == (day(12), None)
    assert three.arrived_on == day(-4)
    assert (four.promised_on, four.stage) == (day(9), "promised")
    rina = client("rina")
    rina.get("/orders/PO-91")
    assert "Dewi Anggraini" in rina.page.text
    assert taken.ref in rina.page.text


def test_without_a_word_the_partner_is_asked_and_what_was_booked_stays(client, session, held):
    dewi = client("dewi")
    taken = checked(dewi, session, *held)
    dewi.send(f"/imports/{taken.ref}/confirmation")
    wait_for(session, taken.ref, "done")
    one, two, three, _four = parts(session)
    assert [(p.promised_on, p.proposed_on) for p in (one, two)] == [(day(9), day(12))] * 2
    assert three.arrived_on == day(-1)


def test_a_file_that_contradicts_nothing_asks_nothing(client, session):
    dewi = client("dewi")
    taken = checked(dewi, session)
    dewi.get(f"/imports/{taken.ref}")
    for word in ("Says otherwise", "booked by hand", "partners have agreed"):
        assert word not in dewi.page.text
    assert session.query(Import).one().counts["promises"] == {"proposed": 0, "agreed": 0, "kept": 0}


@pytest.mark.parametrize("name", ["rina", "toni", "budi"])
def test_partners_may_not(client, name):
    path = upload(client("dewi"))
    assert client(name).get(f"{path}/contradictions.csv").status_code == 403


def test_a_missing_import_is_not_found(client):
    assert client("dewi").get("/imports/IMP-999999/contradictions.csv").status_code == 404


def test_a_visitor_is_sent_to_sign_in(visitor):
    assert visitor.get("/imports/IMP-000001/contradictions.csv").status_code == 303

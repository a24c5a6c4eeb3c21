"""endpoint: orders.confirm. The partner promises the days that were asked for."""

import pytest

from portal.activity.models import Activity
from tests.orders import builders
from tests.orders.answers import ledger, now

PATH = "/orders/PO-1/confirmation"


@pytest.fixture
def order(session):
    made = builders.order(session, "PO-1", 5, 9, -2)
    session.commit()
    return made


def test_the_partner_promises_the_day_asked_for(client, order, session):
    rina = client("rina")
    answer = rina.send(PATH, {"schedule": "1.1.1"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/orders/PO-1")
    (first,) = now(session)
    assert (first.stage, first.promised_on, first.first_promised_on) == (
        "promised",
        first.requested_on,
        first.requested_on,
    )
    assert ledger(session, first) == [(5, 10, "company", "accepted", "partner")]
    assert now(session, 2)[0].stage == "unconfirmed"
    told = session.query(Activity).filter_by(verb="promised").one()
    assert (told.audience, told.actor_name, told.data["line"]) == ("shared", "Rina Wulandari", 1)


def test_the_page_offers_all_days_that_can_be_promised_in_one_press(client, order, session):
    rina = client("rina")
    rina.get("/orders/PO-1")
    assert "2 lines wait for a day" in rina.page.text  # not the third: its day has passed
    marks = [
        e.get("value")
        for e in rina.page.all("form", class_="bulk")[0].iter("input")
        if e.get("name") == "schedule"
    ]
    assert marks == ["1.1.1 2.1.1"]
    assert rina.send(PATH, {"schedule": marks}).status_code == 303
    assert [now(session, line)[0].stage for line in (1, 2, 3)] == ["promised", "promised", "unconfirmed"]


def test_sending_it_twice_promises_once(client, order, session):
    rina = client("rina")
    for _ in range(2):
        assert rina.send(PATH, {"schedule": "1.1.1"}).status_code == 303
    assert len(ledger(session, now(session)[0])) == 1


@pytest.mark.parametrize("mark", ["3.1.1", "1.1.7"], ids=["the day has passed", "an older page"])
def test_one_line_that_changed_stops_them_all(client, order, session, mark):
    rina = client("rina")
    answer = rina.send(PATH, {"schedule": ["2.1.1", mark]})
    assert answer.status_code == 409
    assert "Nothing was promised" in rina.page.text
    assert now(session, 2)[0].stage == "unconfirmed"


@pytest.mark.parametrize(
    "fields", [{}, {"schedule": ""}, {"schedule": "1.1"}, {"schedule": "9.9.9"}, {"schedule": "1.1.\x00"}]
)
def test_marks_that_name_nothing_promise_nothing(client, order, session, fields):
    assert client("rina").send(PATH, fields).status_code in (303, 422)
    assert now(session)[0].stage == "unconfirmed"


@pytest.mark.parametrize(("who", "status"), [("budi", 404), ("toni", 403), ("ayu", 403)])
def test_others_cannot(client, order, session, who, status):
    assert client(who).send(PATH, {"schedule": "1.1.1"}).status_code == status
    assert now(session)[0].stage == "unconfirmed"


def test_the_company_cannot_promise_for_the_partner(client, order, session):
    client("dewi").send(PATH, {"schedule": "1.1.1"})
    assert now(session)[0].stage == "unconfirmed"


def test_a_visitor_is_sent_to_sign_in(visitor, order):
    answer = visitor.send(PATH, {"schedule": "1.1.1"})
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (303, "/login")

"""endpoint: orders.confirm_many. Days of many orders are promised from the list, ticked and in one press."""

import pytest

from portal.orders.models import Schedule
from tests.orders import builders
from tests.orders.answers import ledger, now

PATH = "/orders/confirmation"


@pytest.fixture
def orders(session):
    for ref, day in (("PO-1", 5), ("PO-2", 9), ("PO-3", -2)):
        builders.one(session, ref, day)
    builders.one(session, "BP-1", 5, partner=builders.BAUT)
    session.commit()


def ticks(reader) -> list[str]:
    reader.get("/orders?view=waiting")
    return [e.get("value") for e in reader.page.all("input", name="schedule")]


def test_the_list_offers_the_days_that_can_be_promised(client, orders, session):
    rina = client("rina")
    marks = ticks(rina)
    assert marks == ["PO-1 1.1.1", "PO-2 1.1.1"]  # the day of PO-3 has passed: give another
    assert "Give a day" in rina.page.text
    answer = rina.send(PATH, {"schedule": marks, "query": "view=waiting"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/orders?view=waiting")
    rina.get("/orders?view=waiting")
    assert "2 lines are promised for the days they were asked for." in rina.page.text
    assert [now(session, ref=ref)[0].stage for ref in ("PO-1", "PO-2", "PO-3")] == [
        "promised",
        "promised",
        "unconfirmed",
    ]


def test_one_that_changed_stops_them_all_and_is_named(client, orders, session):
    rina, marks = client("rina"), ticks(client("sari"))
    client("sari").send("/orders/PO-2/lines/1/1/proposal", {
        "version": "1", "key": "k", "what": "days", "day_1": "2099-01-05", "quantity_1": "10", "reason": "Strike", "cause_side": "outside",
    })  # fmt: skip
    assert rina.send(PATH, {"schedule": marks, "query": "view=waiting"}).status_code == 409
    assert "PO-2 1 was answered meanwhile" in rina.page.text
    kept = [e.get("value") for e in rina.page.all("input", name="schedule") if "checked" in e.attrib]
    assert kept == ["PO-1 1.1.1"]
    assert now(session)[0].stage == "unconfirmed"


def test_references_may_hold_blanks(client, session):
    builders.one(session, "PO 7 B", 5)
    session.commit()
    assert client("rina").send(PATH, {"schedule": ticks(client("rina"))}).status_code == 303
    assert now(session, ref="PO 7 B")[0].stage == "promised"


def test_sending_it_twice_promises_once(client, orders, session):
    rina, marks = client("rina"), ticks(client("rina"))
    for _ in range(2):
        assert rina.send(PATH, {"schedule": marks}).status_code == 303
    assert len(ledger(session, now(session)[0])) == 1


@pytest.mark.parametrize(
    "fields",
    [{}, {"schedule": ""}, {"schedule": "PO-1"}, {"schedule": "\x00 1.1.1"}, {"schedule": "PO-1 1.1.1.1"}],
)
def test_marks_that_name_nothing_promise_nothing(client, orders, session, fields):
    assert client("rina").send(PATH, fields).status_code in (303, 422)
    assert now(session)[0].stage == "unconfirmed"


def test_another_partners_line_is_as_good_as_missing(client, orders, session):
    for mark in ("BP-1 1.1.1", "XX-9 1.1.1"):
        answer = client("rina").send(PATH, {"schedule": mark})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/orders")
    assert now(session, ref="BP-1")[0].stage == "unconfirmed"


@pytest.mark.parametrize(("who", "status"), [("toni", 403), ("ayu", 403), ("dewi", 403)])
def test_others_cannot(client, orders, session, who, status):
    assert client(who).send(PATH, {"schedule": "PO-1 1.1.1"}).status_code == status
    assert now(session)[0].stage == "unconfirmed"


def test_readers_are_offered_nothing(client, orders):
    for who in ("toni", "dewi", "ayu"):
        assert ticks(client(who)) == []


def test_a_visitor_is_sent_to_sign_in(visitor, orders):
    assert visitor.send(PATH, {"schedule": "PO-1 1.1.1"}).status_code == 303


def test_many_lines_are_promised_by_keyboard_alone(browse, session):
    builders.order(session, "PO-1", 5, 9)
    builders.order(session, "PO-2", 12)
    session.commit()
    page = browse("rina")
    page.goto("/orders")
    keys, focus = page.keyboard, "document.activeElement"

    def go(wanted: str, key: str = "Tab") -> None:
        for _press in range(60):
            keys.press(key)
            if page.evaluate(wanted):
                return
        raise AssertionError(f"{wanted} is not reached by {key}")

    for _line in range(3):
        go(f"{focus}.name === 'schedule'")
        keys.press("Space")
    go(f"{focus}.textContent.includes('Promise the ticked days')")
    keys.press("Enter")
    page.get_by_text("Promise the ticked days").first.wait_for(state="detached")
    assert [s.stage for s in session.query(Schedule).execution_options(populate_existing=True)] == [
        "promised"
    ] * 3

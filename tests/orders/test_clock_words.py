"""The answer clock on the order's page, for both sides, in the reader's zone."""

from datetime import UTC, datetime

import pytest
import time_machine

from portal.accounts.models import User
from tests import cast
from tests.orders import builders, links

# A Friday, 10:00 in Jakarta; the company works Monday to Friday, 8 to 17.
NOW = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _friday():
    with time_machine.travel(NOW, tick=False):
        yield


def order(session, due, *asked):
    made = builders.order(session, "PO-1", *(asked or (9,)), answer_due_at=due)
    session.commit()
    return made


def clock_of(client, who):
    person = client(who)
    person.get("/orders/PO-1")
    found = person.page.all("p", class_="answer-clock")
    return " ".join("".join(found[0].itertext()).split()) if found else None, person


RUNNING = [
    (datetime(2026, 11, 27, 9, 0, tzinfo=UTC), "today 16:00, in 6 working hours."),
    (datetime(2026, 11, 27, 3, 45, tzinfo=UTC), "today 10:45, in 45 working minutes."),
    (datetime(2026, 12, 1, 9, 0, tzinfo=UTC), "Tue 1 Dec 16:00, in 24 working hours."),
]


@pytest.mark.parametrize(("due", "words"), RUNNING)
def test_it_says_until_when_and_how_much_working_time_is_left(client, session, due, words):
    order(session, due)
    assert clock_of(client, "rina")[0] == f"Please answer by {words}"
    assert clock_of(client, "dewi")[0] == f"Their answer is due by {words}"


def test_it_says_that_it_has_run_out(client, session):
    order(session, datetime(2026, 11, 26, 9, 0, tzinfo=UTC))
    said, rina = clock_of(client, "rina")
    assert said == "Your answer was due yesterday 16:00."
    assert rina.page.one("p", class_="answer-clock").get("data-tone") == "late"
    assert clock_of(client, "dewi")[0] == "Their answer was due yesterday 16:00."


def test_each_reads_it_in_their_zone_with_the_exact_time_in_the_title(client, session):
    session.query(User).filter_by(id=cast.user_id("dewi")).one().zone = "Asia/Tokyo"
    order(session, datetime(2026, 11, 27, 9, 0, tzinfo=UTC))
    said, dewi = clock_of(client, "dewi")
    assert said == "Their answer is due by today 18:00, in 6 working hours."
    (time,) = dewi.page.one("p", class_="answer-clock").iter("time")
    assert time.get("title") == "Friday, 27 November 2026, 18:00 (Asia/Tokyo)"


def test_an_order_of_which_nothing_waits_has_none(client, session):
    made = order(session, datetime(2026, 11, 27, 9, 0, tzinfo=UTC), 9, 9)
    first, second = builders.schedules(session, made)
    builders.promise(session, first, 9)
    session.commit()
    assert clock_of(client, "rina")[0] is not None
    builders.promise(session, second, 9)
    session.commit()
    assert clock_of(client, "rina")[0] is clock_of(client, "dewi")[0] is None


def test_a_proposal_of_ours_keeps_it_and_one_of_theirs_stops_it(client, session):
    made = order(session, datetime(2026, 11, 27, 9, 0, tzinfo=UTC))
    (schedule,) = builders.schedules(session, made)
    builders.propose(session, schedule, 12)
    session.commit()
    assert clock_of(client, "dewi")[0] is None


def test_it_stands_on_the_page_of_a_link(visitor, session):
    order(session, datetime(2026, 11, 27, 9, 0, tzinfo=UTC))
    visitor.get(links.made(session))
    said = "".join(visitor.page.one("p", class_="answer-clock").itertext())
    assert said == "Please answer by today 16:00, in 6 working hours."

"""endpoint: orders.reconfirm. Saying that a promise still holds is a row of the ledger and no move."""

import pytest

from tests.orders import builders
from tests.orders.answers import ledger, now, path

PATH = path("reconfirmation")


@pytest.fixture
def schedule(session):
    made = builders.promise(session, builders.one(session, "PO-1", 5), 5)
    session.commit()
    return made


def test_the_promise_is_kept_without_a_move(client, schedule, session):
    assert client("rina").send(PATH, {"version": str(schedule.version)}).status_code == 303
    (row,) = now(session)
    assert (row.stage, row.moves, (row.promised_on - builders.today()).days) == ("promised", 0, 5)
    assert ledger(session, row)[1:] == [(5, 10, "company", "accepted", "partner")]
    dewi = client("dewi")
    dewi.get("/orders/PO-1")
    assert "kept, line 1" in dewi.page.text


def test_a_promise_that_has_passed_cannot_be_said_to_hold(client, session):
    builders.promise(session, builders.one(session, "PO-1", -5), -5)
    session.commit()
    rina = client("rina")
    rina.get("/orders/PO-1")
    assert "Still holds" not in rina.page.text
    assert rina.send(PATH, {"version": str(now(session)[0].version)}).status_code == 409


@pytest.mark.parametrize(("who", "status"), [("budi", 404), ("toni", 403), ("ayu", 403), ("dewi", 409)])
def test_others_cannot(client, schedule, session, who, status):
    assert client(who).send(PATH, {"version": str(schedule.version)}).status_code == status
    assert len(ledger(session, now(session)[0])) == 1


def test_a_visitor_is_sent_to_sign_in(visitor, schedule):
    assert visitor.send(PATH, {"version": "1"}).status_code == 303

"""endpoint: orders.withdraw. A proposal can be taken back until it is decided."""

import pytest

from portal.activity.models import Activity
from tests.orders import builders
from tests.orders.answers import ledger, now, path

PATH = path("withdrawal")


@pytest.fixture
def schedule(session):
    """Promised for in 5 days; the partner proposes 9."""
    made = builders.propose(session, builders.promise(session, builders.one(session, "PO-1", 5), 5), 9)
    session.commit()
    return made


def test_the_promise_stands_again(client, schedule, session):
    assert client("sari").send(PATH, {"version": str(schedule.version)}).status_code == 303
    (row,) = now(session)
    assert (row.stage, row.proposed_on) == ("promised", None)
    assert ledger(session, row)[1:] == [(9, 10, "partner", "withdrawn", "partner")]
    assert session.query(Activity).filter_by(verb="withdrew").one().actor_name == "Sari Utami"


def test_who_comes_second_is_told(client, schedule, session):
    assert client("rina").send(PATH, {"version": str(schedule.version)}).status_code == 303
    assert client("sari").send(PATH, {"version": str(schedule.version)}).status_code == 409
    assert len(ledger(session, now(session)[0])) == 2


@pytest.mark.parametrize(("who", "status"), [("budi", 404), ("toni", 403), ("ayu", 403), ("dewi", 409)])
def test_others_cannot(client, schedule, session, who, status):
    assert client(who).send(PATH, {"version": str(schedule.version)}).status_code == status
    assert now(session)[0].stage == "proposed"


def test_a_visitor_is_sent_to_sign_in(visitor, schedule):
    assert visitor.send(PATH, {"version": "1"}).status_code == 303

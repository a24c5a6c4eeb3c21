"""endpoint: orders.refuse. Not agreeing leaves the promise as it was, and says why."""

import pytest

from portal.activity.models import Activity
from tests.orders import builders
from tests.orders.answers import ledger, now, path

PATH = path("refusal")


@pytest.fixture
def schedule(session):
    """Promised for in 5 days; the partner proposes 9."""
    made = builders.propose(session, builders.promise(session, builders.one(session, "PO-1", 5), 5), 9)
    session.commit()
    return made


def refusal(schedule, reason="We need it for the shutdown") -> dict[str, str]:
    return {"version": str(schedule.version), "reason": reason}


def test_the_promise_stays_and_the_other_side_reads_why(client, schedule, session):
    assert client("dewi").send(PATH, refusal(schedule)).status_code == 303
    (row,) = now(session)
    assert (row.stage, (row.promised_on - builders.today()).days) == ("promised", 5)
    assert ledger(session, row)[1:] == [(9, 10, "partner", "declined", "company")]
    assert (
        session.query(Activity).filter_by(verb="declined").one().data["reason"]
        == "We need it for the shutdown"
    )
    rina = client("rina")
    rina.get("/")
    assert "We need it for the shutdown" in rina.page.text


@pytest.mark.parametrize(
    ("reason", "why"), [(" ", "Say why you do not agree."), ("x" * 501, "Shorten it to 500 characters")]
)
def test_without_a_reason_it_comes_back(client, schedule, session, reason, why):
    dewi = client("dewi")
    assert dewi.send(PATH, refusal(schedule, reason)).status_code == 422
    assert why in dewi.page.text
    assert now(session)[0].stage == "proposed"


def test_what_was_withdrawn_meanwhile_is_told_and_the_reason_kept(client, schedule, session):
    sent = refusal(schedule)
    client("rina").send(path("withdrawal"), {"version": str(schedule.version)})
    dewi = client("dewi")
    assert dewi.send(PATH, sent).status_code == 409
    assert "This line was answered meanwhile" in dewi.page.text
    assert "We need it for the shutdown" in dewi.page.html


@pytest.mark.parametrize(("who", "status"), [("budi", 404), ("toni", 403), ("ayu", 403), ("rina", 409)])
def test_others_cannot(client, schedule, session, who, status):
    assert client(who).send(PATH, refusal(schedule)).status_code == status
    assert now(session)[0].stage == "proposed"


def test_a_visitor_is_sent_to_sign_in(visitor, schedule):
    assert visitor.send(PATH, refusal(schedule)).status_code == 303

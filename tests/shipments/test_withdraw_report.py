"""endpoint: shipments.withdraw_report, endpoint: shipments.new_withdrawal. A wrong report is taken back."""

from datetime import timedelta

import pytest

from portal import clock
from portal.shipments import actions, milestones
from portal.shipments.models import Event
from tests.issues.arrange import actor
from tests.orders import builders
from tests.shipments.receipts import now, told

PATH = f"/shipments/SN-9/milestones/{milestones.key_of(actor('rina'), 'm1')}/withdrawal"
SENT = {"key": "k", "reason": "It was the truck before"}


@pytest.fixture
def notice(session):
    """Rina said that it arrived."""
    schedule = builders.promise(session, builders.one(session, "PO-1"), -3)
    made = builders.dispatch(session, schedule, "SN-9")
    milestones.report(
        session, actor("rina"), made, "m1", clock.now() - timedelta(hours=9), "arrived_at_site", "Gate 2"
    )
    session.commit()
    assert schedule.stage == "delivered"
    return made


def test_a_new_row_names_it_and_it_counts_no_more(client, notice, session):
    rina = client("rina")
    rina.get("/shipments/SN-9")
    (link,) = [a for a in rina.page.all("a") if (a.get("href") or "").endswith("/withdrawal")]
    rina.get(link.get("href"))
    assert "Arrived at the site" in rina.page.text and "Gate 2" in rina.page.text
    answer = rina.send(PATH, SENT)
    assert (answer.status_code, answer.location) == (303, "/shipments/SN-9")
    session.rollback()
    wrong, row = session.query(Event).order_by(Event.id)
    assert (wrong.state, wrong.place, wrong.corrects_id) == ("arrived_at_site", "Gate 2", None)  # as it was
    assert (row.state, row.text, row.corrects_id) == ("withdrawn", "It was the truck before", wrong.id)
    assert (now(session).stage, now(session).arrived_on) == ("promised", None)
    assert [data.get("withdrawn") for _who, _audience, data in told(session, "milestone")] == [None, True]
    dewi = client("dewi")
    dewi.get("/shipments/SN-9")
    assert "It was the truck before" in dewi.page.text and "Gate 2" not in dewi.page.text


def test_once_and_with_a_reason(client, notice, session):
    rina = client("rina")
    assert rina.send(PATH, {**SENT, "reason": ""}).status_code == 422
    assert "Say why it is wrong." in rina.page.text
    assert [rina.send(PATH, SENT).status_code for _ in range(2)] == [303, 303]
    assert rina.send(PATH, {**SENT, "key": "k2"}).status_code == 409
    assert "This report was taken back already." in rina.page.text
    session.rollback()
    assert session.query(Event).count() == 2


@pytest.mark.parametrize(
    ("name", "status"), [("sari", 303), ("toni", 403), ("dewi", 403), ("ayu", 403), ("budi", 404)]
)
def test_a_side_takes_back_its_own(client, notice, session, name, status):
    person = client(name)
    assert person.get(PATH).status_code == (200 if status == 303 else status)
    assert person.send(PATH, SENT).status_code == status
    session.rollback()
    assert session.query(Event).count() == (2 if status == 303 else 1)


def test_what_a_carrier_said_is_nobodys_to_take_back(client, notice, session):
    actions.report_event(session, notice, "c1", clock.now(), "in_transit", "hermes", recorded_at=clock.now())
    session.commit()
    for name in ("rina", "dewi"):
        assert client(name).send("/shipments/SN-9/milestones/c1/withdrawal", SENT).status_code == 403
    assert client("rina").get("/shipments/SN-9/milestones/none/withdrawal").status_code == 404


def test_a_visitor_is_sent_to_sign_in(visitor, notice):
    assert visitor.get(PATH).status_code == 303

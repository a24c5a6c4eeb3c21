"""endpoint: scores.months, endpoint: scores.close_month, endpoint: scores.restate_month. The months of a score, for both sides."""

from datetime import date
from decimal import Decimal

import pytest

from portal.orders.models import Schedule
from portal.scores import delivery
from portal.scores.period_model import ClosedMonth
from portal.shipments import booking
from portal.shipments.models import Receipt
from tests.scores import written
from tests.sweep.people import actor

DAY, TEN, HERE = date(2026, 5, 5), Decimal(10), "/scorecard/SUMBER/months"
SELECTS = 7  # who reads, the company, the bar, the partner, the months


@pytest.fixture(autouse=True)
def order(session):
    came = [delivery.Receipt(1, TEN, arrived=DAY)]
    rows = [delivery.Schedule(n, TEN, DAY, [delivery.Commitment(DAY, "accepted")], came) for n in range(5)]
    written.order(session, "PO-1", *rows)
    session.commit()


def test_a_manager_closes_and_both_sides_see_it(client, session):
    mega = client("mega")
    mega.get("/scorecard/SUMBER")
    assert HERE in [a.get("href") for a in mega.page.all("a")]
    mega.get(HERE)
    assert "Over, not closed" in mega.page.text and "Running" in mega.page.text
    assert "April 2026" not in mega.page.text
    for _ in range(2):  # pressed twice
        assert mega.send(f"{HERE}/2026-05/closure", {}).location == HERE
    assert session.query(ClosedMonth).count() == 1
    rina = client("rina")
    rina.get(HERE)
    assert rina.selects <= SELECTS
    assert "closed by Mega Lestari" in rina.page.text and "Restate" not in rina.page.text


def test_a_restatement_says_what_moved_and_why(client, session):
    mega = client("mega")
    mega.send(f"{HERE}/2026-05/closure", {})
    assert mega.send(f"{HERE}/2026-05/restatement", {"reason": ""}).status_code == 422
    assert "Say why the month is restated." in mega.page.text
    assert mega.send(f"{HERE}/2026-05/restatement", {"reason": "Nothing"}).status_code == 200
    assert "Nothing has changed since" in mega.page.text
    first = session.query(Schedule).order_by(Schedule.id).first()
    receipt = session.query(Receipt).filter_by(schedule_id=first.id).one()
    booking.reverse(session, actor("dewi"), first, receipt, "counted wrong")
    session.commit()
    assert mega.send(f"{HERE}/2026-05/restatement", {"reason": "One was counted wrong"}).location == HERE
    rina = client("rina")
    rina.get(HERE)
    for words in (
        "restated",
        "One was counted wrong",
        "On time and in full 100.0 % → 80.0 %",
        "closed by Mega Lestari",
    ):
        assert words in rina.page.text
    assert session.query(ClosedMonth).count() == 2


@pytest.mark.parametrize("name", ["dewi", "ayu", "rina", "toni"])
def test_nobody_else_closes(client, session, name):
    assert client(name).send(f"{HERE}/2026-05/closure", {}).status_code == 403
    assert client(name).send(f"{HERE}/2026-05/restatement", {"reason": "x"}).status_code == 403
    assert session.query(ClosedMonth).count() == 0


def test_a_month_that_is_not_over_or_none_is_refused(client):
    mega = client("mega")
    assert mega.send(f"{HERE}/2099-01/closure", {}).status_code == 422
    assert "once it is over" in mega.page.text
    assert mega.send(f"{HERE}/2026-04/restatement", {"reason": "x"}).status_code == 409
    for none in ("2026-13", "2026-5", "may"):
        assert mega.send(f"{HERE}/{none}/closure", {}).status_code == 404


def test_another_partner_finds_none(client, visitor):
    assert client("budi").get(HERE).status_code == 404
    assert client("budi").send(f"{HERE}/2026-05/closure", {}).status_code == 404
    assert visitor.get(HERE).location.startswith("/login")

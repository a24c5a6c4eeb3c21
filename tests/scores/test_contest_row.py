"""endpoint: scores.new_contest, endpoint: scores.contest_row. A side says that a row of a score is counted wrong."""

import io
from datetime import date
from decimal import Decimal

import pytest

from portal.issues.models import Issue
from portal.partners.models import Partner
from portal.scores import delivery, queries
from portal.scores.contest_model import RowContest
from portal.scores.figure import Period
from tests.scores import written
from tests.sweep.people import actor

DAY, LATE, TEN = date(2026, 5, 5), date(2026, 5, 12), Decimal(10)
MAY = Period(date(2026, 5, 1), date(2026, 5, 31))
PATH = "/orders/PO-1/lines/1/1/score-contest"
CLAIM = {"what": "day", "day": DAY.isoformat(), "words": "The gate pass is of 5 May.", "key": "k1"}


@pytest.fixture(autouse=True)
def order(session):
    row = delivery.Schedule(
        1, TEN, DAY, [delivery.Commitment(DAY, "accepted")], [delivery.Receipt(1, TEN, arrived=LATE)]
    )
    written.order(session, "PO-1", row)
    session.commit()


def otif(session) -> int:
    found = queries.figures(session, actor("dewi"), session.get(Partner, 1), MAY)
    return int(next(each for each in found if each.metric == "otif").numerator)


@pytest.mark.parametrize("name", ["rina", "dewi"])
def test_an_issue_opens_that_is_bound_to_the_row_and_nothing_is_counted_anew(client, session, name):
    person = client(name)
    person.get(PATH)
    assert "Now: Tue 12 May." in person.page.text
    answer = person.send(PATH, {**CLAIM, "files": (io.BytesIO(b"gate pass"), "gate.txt")})
    issue = session.query(Issue).one()
    assert (answer.status_code, answer.location) == (303, f"/issues/{issue.ref}")
    contest = session.query(RowContest).one()
    side = "partner" if name == "rina" else "company"
    assert (contest.what, contest.day, contest.cause_side, contest.side) == ("day", DAY, None, side)
    assert (issue.what_happened, issue.kind) == ("The gate pass is of 5 May.", "late_or_missing")
    person.get(answer.location)
    for words in ("Row of the score", "all had come by Tue 5 May", "as it was booked", "gate.txt"):
        assert words in person.page.text
    assert otif(session) == 0


def test_sent_twice_it_opens_one_and_the_same_is_not_contested_twice(client, session):
    rina = client("rina")
    assert rina.send(PATH, CLAIM).location == rina.send(PATH, CLAIM).location
    answer = rina.send(PATH, {**CLAIM, "key": "k2", "words": "Once more"})
    assert answer.status_code == 409
    assert "contested already in ISS-" in rina.page.text and "Once more" in rina.page.html
    assert session.query(RowContest).count() == 1
    assert (
        rina.send(PATH, {**CLAIM, "key": "k3", "what": "cause", "cause_side": "carrier"}).status_code == 303
    )


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"what": ""}, "Say what is wrong."),
        ({"day": ""}, "Choose the day on which all had come."),
        ({"day": "2099-01-01"}, "This day is still to come."),
        ({"what": "quantity", "quantity": "ten"}, "Write the quantity as a number"),
        ({"what": "cause"}, "Say whose cause it is."),
        ({"words": " "}, "Say how you know."),
    ],
)
def test_what_cannot_be_read_is_said_and_kept(client, session, sent, said):
    rina = client("rina")
    assert rina.send(PATH, {**CLAIM, **sent}).status_code == 422
    assert said in rina.page.text
    if "words" not in sent:
        assert "The gate pass is of 5 May." in rina.page.html
    assert session.query(Issue).count() == 0


@pytest.mark.parametrize("name", ["ayu", "toni"])
def test_who_only_reads_may_not(client, name):
    assert client(name).get(PATH).status_code == 403
    assert client(name).send(PATH, CLAIM).status_code == 403


def test_another_partner_finds_no_such_row(client, visitor):
    budi = client("budi")
    assert budi.get(PATH).status_code == 404
    assert budi.send(PATH, CLAIM).status_code == 404
    assert client("rina").get("/orders/PO-1/lines/1/2/score-contest").status_code == 404
    assert visitor.get(PATH).location.startswith("/login")

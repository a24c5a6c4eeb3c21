"""A partner contests a receipt: an issue bound to it, one for each."""

from decimal import Decimal

import pytest

from portal.activity.models import Activity
from portal.issues import actions as issues
from portal.issues import contests, queries
from portal.issues.models import Contest, Issue
from portal.shipments import actions, booking
from portal.shipments.models import Receipt
from tests import cast
from tests.issues.arrange import actor
from tests.orders import builders

ASK = "/feedback/new?receipt=GR-7&order=PO-1&line=1&part=1"
SENT = {
    "receipt": "GR-7", "order": "PO-1", "line": "1", "part": "1", "key": "k", "about": "receipt", "kind": "damaged",
    "what_happened": "The photos show another truck", "quantity_affected": "2",
}  # fmt: skip


@pytest.fixture
def receipt(session):
    made = builders.order(session, "PO-1", 3, staff_owner_id=cast.user_id("dewi"))
    (schedule,) = builders.schedules(session, made)
    row = actions.receive(
        session, actor("dewi"), schedule, ref="GR-7", arrived_on=builders.today(), received_on=builders.today(),
        accepted=Decimal(8), rejected=Decimal(2), condition="damaged",
    )  # fmt: skip
    session.commit()
    return row


def test_the_partner_starts_from_the_receipt_with_what_is_known(client, receipt):
    rina = client("rina")
    rina.get("/orders/PO-1")
    (link,) = [a for a in rina.page.all("a") if "Contest it" in "".join(a.itertext())]
    rina.get(link.get("href"))
    assert "GR-7, PO-1 1, Plate 1" in rina.page.text and "Booked in are 10 t." in rina.page.text
    assert "Confidential" not in rina.page.text
    checked = {i.get("value") for i in rina.page.all("input", type="radio") if "checked" in i.attrib}
    assert checked == {"receipt", "damaged"}


def test_it_opens_an_issue_that_both_find_at_the_receipt(client, receipt, session):
    rina = client("rina")
    answer = rina.send("/feedback/new", SENT)
    assert (answer.status_code, answer.location) == (303, "/issues/ISS-000001?sent=1")
    issue = session.query(Issue).one()
    assert (issue.about_label, issue.kind, issue.quantity_affected) == ("GR-7, PO-1 1, Plate 1", "damaged", 2)
    assert (issue.order_id, issue.schedule_id, issue.owner_id) == (
        receipt.order_id,
        receipt.schedule_id,
        cast.user_id("dewi"),
    )
    bound = session.query(Contest).one()
    assert (bound.receipt_id, bound.issue_id, bound.partner_id) == (receipt.id, issue.id, builders.SUMBER)
    told = session.query(Activity).filter_by(verb="contested").one()
    assert (told.actor_name, told.audience, told.subject_ref) == ("Rina Wulandari", "shared", "ISS-000001")
    for name, state in (("rina", "Not yet seen"), ("dewi", "Not yet seen"), ("toni", "Not yet seen")):
        person = client(name)
        person.get("/orders/PO-1")
        assert "Contested: ISS-000001" in person.page.text and state in person.page.text
        assert "GR-7, PO-1 1, Plate 1 contested" in person.page.text  # in the timeline
        assert "Contest it" not in person.page.text
    client("dewi").get("/")
    issues.take(session, actor("dewi"), session.query(Issue).one(), "resolve", "Right, we looked again")
    session.commit()
    rina.get("/orders/PO-1")
    assert "Solved, to be confirmed" in rina.page.text


def test_there_is_one_contest_of_a_receipt(client, receipt, session):
    rina, sari = client("rina"), client("sari")
    assert [rina.send("/feedback/new", SENT).status_code for _ in range(2)] == [303, 303]
    assert session.query(Issue).count() == 1
    answer = sari.get(ASK)
    assert (answer.status_code, answer.location) == (302, "/issues/ISS-000001")
    assert sari.send("/feedback/new", {**SENT, "key": "hers"}).status_code == 409
    assert "It is contested already, see ISS-000001." in sari.page.text
    assert sari.page.field("what_happened") == SENT["what_happened"]
    session.rollback()
    assert (session.query(Issue).count(), session.query(Contest).count()) == (1, 1)


def test_the_database_holds_it_to_one(session, receipt):
    rina = actor("rina")
    matter = contests.matter(session, rina, "PO-1", 1, 1, "GR-7")
    report = issues.Report("damaged", "Not so")
    first, second = (issues.open_issue(session, rina, matter, report) for _ in range(2))
    assert contests.bind(session, rina, first, matter) is True
    assert contests.bind(session, rina, second, matter) is False
    assert session.query(Contest).one().issue_id == first.id


@pytest.mark.parametrize(
    ("name", "get", "post"),
    [
        ("sari", 200, 303),
        ("toni", 403, 403),
        ("dewi", 403, 403),
        ("adi", 403, 403),
        ("ayu", 403, 403),
        ("budi", 404, 404),
    ],
)
def test_the_company_and_readers_contest_nothing(client, receipt, session, name, get, post):
    person = client(name)
    assert person.get(ASK).status_code == get
    assert person.send("/feedback/new", SENT).status_code == post
    session.rollback()
    assert session.query(Contest).count() == (post == 303)
    if post != 404:
        person.get("/orders/PO-1")
        assert ("Contest it" in person.page.text) is False  # done, or not for them


def test_what_was_taken_back_is_contested_no_more(client, receipt, session):
    booking.reverse(
        session,
        actor("dewi"),
        builders.schedules(session, queries_order(session))[0],
        session.get(Receipt, receipt.id),
        "no",
    )
    session.commit()
    rina = client("rina")
    rina.get("/orders/PO-1")
    assert "Contest it" not in rina.page.text
    assert rina.get(ASK).status_code == 404
    assert rina.send("/feedback/new", SENT).status_code == 404


def queries_order(session):
    from portal.orders.models import Order

    return session.query(Order).one()


def test_a_contest_says_what_happened(client, receipt, session):
    rina = client("rina")
    assert rina.send("/feedback/new", {**SENT, "what_happened": " "}).status_code == 422
    assert rina.get(ASK.replace("GR-7", "GR-8")).status_code == 404
    assert rina.get(ASK.replace("&line=1", "&line=x")).status_code == 404
    session.rollback()
    assert session.query(Issue).count() == 0 and queries.OWNERS


def test_it_cannot_be_made_confidential(client, receipt, session):
    rina = client("rina")
    rina.send("/feedback/new", {**SENT, "confidential": "y"})
    session.rollback()
    assert session.query(Issue).one().confidential is False

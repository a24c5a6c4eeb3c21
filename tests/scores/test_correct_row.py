"""endpoint: scores.new_correction, endpoint: scores.correct_row, endpoint: scores.agree_row, endpoint: scores.end_claim. How a contested row
is counted from then on, and that a closed month is restated by it."""

from datetime import date
from decimal import Decimal

import pytest

from portal.disputes import actions as disputes
from portal.disputes import deciding
from portal.disputes.actions import Clocks
from portal.issues import queries as issues
from portal.issues.models import Issue
from portal.partners.models import Partner
from portal.scores import closing, contesting, delivery, months, queries, snapshots
from portal.scores.contest_model import RowCorrection
from portal.scores.correcting import Corrected
from tests.scores import written
from tests.sweep.people import actor

DAY, LATE, TEN = date(2026, 5, 5), date(2026, 5, 12), Decimal(10)
MAY = months.month(DAY)


@pytest.fixture
def ref(session):
    """The issue in which Rina claims that the goods came on their day. May is closed with them late."""
    row = delivery.Schedule(
        1, TEN, DAY, [delivery.Commitment(DAY, "accepted")], [delivery.Receipt(1, TEN, arrived=LATE)]
    )
    written.order(session, "PO-1", row)
    session.commit()
    closing.close(session, None, session.get(Partner, 1), MAY, date(2026, 11, 1))
    matter = issues.matter_of_line(session, actor("rina"), "PO-1", 1, 1)
    issue = contesting.contest(
        session, actor("rina"), matter, "day", Corrected(day=DAY), "The gate pass is of 5 May."
    )
    session.commit()
    return issue.ref


def version(session, ref) -> str:
    session.expire_all()
    return str(session.query(Issue).filter_by(ref=ref).one().version)


def otif(session) -> int:
    found = queries.figures(session, actor("dewi"), session.get(Partner, 1), MAY)
    return int(next(each for each in found if each.metric == "otif").numerator)


def test_the_other_sides_manager_agrees_and_the_closed_month_is_restated(client, session, ref):
    mega = client("mega")
    mega.get(f"/issues/{ref}")
    assert "Agree, count it so" in mega.page.text
    sent = {"version": mega.page.field("version", f"/issues/{ref}/score-agreement")}
    assert mega.send(f"/issues/{ref}/score-agreement", sent).location == f"/issues/{ref}#score"
    assert otif(session) == 1
    now, before = snapshots.history(session, actor("rina"), 1, MAY.start)
    assert (before.figures["otif"].numerator, now.figures["otif"].numerator, now.reason) == (0, 1, ref)
    assert session.query(Issue).filter_by(ref=ref).one().state == "resolved"
    rina = client("rina")
    rina.get(f"/issues/{ref}")
    assert "all had come by Tue 5 May" in rina.page.text and "Agreed as it was claimed." in rina.page.text
    assert mega.send(f"/issues/{ref}/score-agreement", sent).status_code == 303  # pressed twice
    assert session.query(RowCorrection).count() == 1


def test_who_claimed_it_may_give_it_up_and_the_month_is_as_before(client, session, ref):
    client("mega").send(f"/issues/{ref}/score-agreement", {"version": version(session, ref)})
    assert client("mega").send(f"/issues/{ref}/score-claim-end", {"reason": "no"}).status_code == 403
    rina = client("rina")
    assert rina.send(f"/issues/{ref}/score-claim-end", {"reason": ""}).status_code == 422
    assert "Say why. Both sides read it." in rina.page.text
    for _ in range(2):
        assert (
            rina.send(f"/issues/{ref}/score-claim-end", {"reason": "It was another truck."}).status_code
            == 303
        )
    assert otif(session) == 0
    history = snapshots.history(session, actor("rina"), 1, MAY.start)
    assert [int(each.figures["otif"].numerator) for each in history] == [0, 1, 0]
    assert session.query(RowCorrection).count() == 2


@pytest.mark.parametrize("name", ["rina", "dewi", "ayu", "toni"])
def test_nobody_else_agrees(client, session, ref, name):
    answer = client(name).send(f"/issues/{ref}/score-agreement", {"version": version(session, ref)})
    assert answer.status_code == 403
    assert otif(session) == 0


def test_what_both_decided_in_a_dispute_is_put_in_by_a_manager(client, session, ref):
    issue = session.query(Issue).filter_by(ref=ref).one()
    dispute = disputes.open_dispute(
        session, actor("rina"), issue, "It came on 5 May.", "Count it so.", Clocks(), None
    )
    session.commit()
    mega, path = client("mega"), f"/issues/{ref}/score-correction"
    decided = {"what": "cause", "cause_side": "company", "words": "The dock was closed."}
    assert mega.send(path, {**decided, "version": version(session, ref)}).status_code == 403
    assert mega.send(f"/issues/{ref}/score-agreement", {"version": version(session, ref)}).status_code == 403
    made = deciding.propose(
        session, actor("mega"), dispute, deciding.Proposal("The dock was closed.", cause_side="company")
    )
    deciding.accept(session, actor("rina"), dispute, made)
    session.commit()
    mega.get(path)
    assert "Count it as decided" in mega.page.text
    assert mega.send(path, {**decided, "words": "", "version": version(session, ref)}).status_code == 422
    assert mega.send(path, {**decided, "version": "99"}).status_code == 409
    assert "changed meanwhile" in mega.page.text and "The dock was closed." in mega.page.html
    assert mega.send(path, {**decided, "version": version(session, ref)}).status_code == 303
    (row,) = session.query(RowCorrection).all()
    assert (row.cause_side, row.day, row.by_name) == ("company", None, "Mega Lestari")
    assert client("dewi").send(path, {**decided, "version": version(session, ref)}).status_code == 403


def test_a_version_that_went_by_changes_nothing(client, session, ref):
    mega = client("mega")
    assert mega.send(f"/issues/{ref}/score-agreement", {"version": "99"}).status_code == 409
    assert "counted as before" in mega.page.text
    assert session.query(RowCorrection).count() == 0


def test_another_partner_and_other_issues_know_of_none(client, session, ref):
    for path in ("score-correction", "score-agreement", "score-claim-end"):
        assert client("budi").send(f"/issues/{ref}/{path}", {}).status_code == 404
    assert client("budi").get(f"/issues/{ref}/score-correction").status_code == 404

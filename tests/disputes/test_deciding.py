"""Deciding a dispute: proposals, acceptance by both sides, managers, taking it back.

endpoint: disputes.propose
endpoint: disputes.accept
endpoint: disputes.escalate
endpoint: disputes.withdraw
"""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Membership
from portal.disputes.models import Acceptance, Decision, Dispute, Escalation
from portal.issues.models import IssuePerson
from tests import cast
from tests.disputes.arrange import DECISION, OPEN, act, get, issue, opened, verbs
from tests.page import CheckedClient

Client = Callable[[str], CheckedClient]
NAMED = {
    "reason": "We do not get further.", "staff_manager": cast.user_id("mega"), "partner_manager": cast.user_id("rina"),
}  # fmt: skip


def accepted(session: Session) -> list[tuple[str, str]]:
    session.rollback()
    return [
        (row.side, row.by_name) for row in session.query(Acceptance).order_by(Acceptance.at, Acceptance.side)
    ]


def later(session: Session, ref: str, days: int) -> None:
    """Let a dispute have been opened so many days earlier."""
    ago = timedelta(days=days)
    row = get(session, ref)
    session.execute(
        update(Dispute)
        .where(Dispute.id == row.id)
        .values(position_due_on=row.position_due_on - ago, escalation_on=row.escalation_on - ago)
    )
    session.commit()


def test_it_is_settled_by_the_word_of_both_sides(client: Client, session: Session) -> None:
    ref, rina, sari, dewi = issue(session), client("rina"), client("sari"), client("dewi")
    opened(session, rina, ref)
    assert act(dewi, session, ref, "acceptance") == 409  # nothing is proposed
    assert act(rina, session, ref, "decision", **DECISION) == 303
    assert get(session, ref).waits_for == "company"
    assert act(sari, session, ref, "acceptance") == 409  # her own side's
    assert act(dewi, session, ref, "acceptance") == 303
    assert {name for _side, name in accepted(session)} == {"Rina Wulandari", "Dewi Anggraini"}
    made, decision = get(session, ref), session.query(Decision).one()
    assert (made.state, made.waits_for, made.ended_name) == ("accepted", None, "Dewi Anggraini")
    assert (decision.cause_side, decision.quantity, decision.unit) == ("carrier", Decimal(10), "t")
    assert verbs(session)[-2:] == ["dispute_proposed", "dispute_accepted"]
    frozen = verbs(session)
    for who in (rina, dewi):
        for noun in ("position", "fact", "decision", "acceptance", "escalation", "withdrawal"):
            data = {**DECISION, **NAMED, "says": "x", "wants": "x", "words": "x"}
            assert act(who, session, ref, noun, key=f"{noun}-late", **data) in (403, 409)
        assert who.send(f"/issues/{ref}/dispute", {**OPEN, "key": "again"}).status_code == 409
    assert verbs(session) == frozen


def test_a_decision_is_answered_with_another(client: Client, session: Session) -> None:
    ref, rina, dewi = issue(session), client("rina"), client("dewi")
    opened(session, rina, ref)
    assert act(rina, session, ref, "decision", **DECISION) == 303
    dewi.get(f"/issues/{ref}/dispute")
    assert dewi.page.field("credit", f"/issues/{ref}/dispute/decision") == "none"  # begins with what stands
    assert (
        act(dewi, session, ref, "decision", **{**DECISION, "words": "Half each.", "cause_side": "both"})
        == 303
    )
    assert act(dewi, session, ref, "acceptance") == 409  # hers stands now
    assert act(rina, session, ref, "acceptance") == 303
    first, second = session.query(Decision).order_by(Decision.id)
    assert get(session, ref).standing_id == second.id
    assert {a.side for a in session.query(Acceptance).filter_by(decision_id=second.id)} == {
        "company",
        "partner",
    }
    assert {a.side for a in session.query(Acceptance).filter_by(decision_id=first.id)} == {"partner"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"words": ""}, "Say what is decided."),
        ({"cause_side": ""}, "Choose whose cause it was."),
        ({"quantity": "many"}, "Write it as a number, like 12.5."),
    ],
)
def test_a_decision_says_who_bears_what(
    client: Client, session: Session, wrong: dict[str, str], said: str
) -> None:
    ref, rina = issue(session), client("rina")
    opened(session, rina, ref)
    assert act(rina, session, ref, "decision", **{**DECISION, **wrong}) == 422
    assert said in rina.page.text
    assert rina.page.field("credit", f"/issues/{ref}/dispute/decision") == "none"


def test_two_who_decide_at_once(client: Client, session: Session) -> None:
    """Rina takes her proposal's terms back by a new one while Dewi accepts the old: Dewi is told."""
    ref, rina, dewi = issue(session), client("rina"), client("dewi")
    opened(session, rina, ref)
    assert act(rina, session, ref, "decision", **DECISION) == 303
    seen = get(session, ref).version
    assert act(rina, session, ref, "decision", **{**DECISION, "words": "All goes back."}) == 303
    late = {"version": seen, "key": "accept"}
    assert dewi.send(f"/issues/{ref}/dispute/acceptance", late).status_code == 409
    assert "All goes back." in dewi.page.text and "Somebody was faster." in dewi.page.text
    assert get(session, ref).state == "open"
    # The same key, now with what she has seen, is no repeat: nothing was done with it.
    assert dewi.send(f"/issues/{ref}/dispute/acceptance", {**late, "version": seen + 1}).status_code == 303
    assert dewi.send(f"/issues/{ref}/dispute/acceptance", {**late, "version": seen + 1}).status_code == 303
    assert len(accepted(session)) == 3
    assert get(session, ref).state == "accepted"


def test_what_was_typed_too_late_is_shown(client: Client, session: Session) -> None:
    ref, rina, dewi = issue(session), client("rina"), client("dewi")
    opened(session, rina, ref)
    assert act(rina, session, ref, "decision", **DECISION) == 303
    seen = get(session, ref).version
    assert act(dewi, session, ref, "acceptance") == 303
    lost = {**DECISION, "version": seen, "key": "late", "words": "On second thoughts, all of it."}
    assert rina.send(f"/issues/{ref}/dispute/decision", lost).status_code == 409
    assert "What you typed, to keep:" in rina.page.text and lost["words"] in rina.page.text


def test_when_managers_may_be_called(client: Client, session: Session) -> None:
    ref, rina, dewi = issue(session), client("rina"), client("dewi")
    opened(session, rina, ref)
    assert act(rina, session, ref, "escalation", **NAMED) == 409  # too early
    assert act(dewi, session, ref, "escalation", **NAMED, key="e1") == 409
    later(session, ref, 8)  # the company's position is overdue, ten days are not over
    assert act(dewi, session, ref, "escalation", **NAMED, key="e2") == 409
    assert act(rina, session, ref, "position", says="x", wants="x") == 303
    assert act(rina, session, ref, "escalation", **NAMED, key="e3") == 303
    assert get(session, ref).escalated_at is not None


def test_our_people_let_nobody_into_a_confidential_one(client: Client, session: Session) -> None:
    """Sari's issue is not read by Rina, the administrator: Dewi may name Sari alone, Sari whom she likes."""
    ref, sari, dewi = issue(session, "sari", confidential=True), client("sari"), client("dewi")
    opened(session, sari, ref)
    assert act(sari, session, ref, "decision", **DECISION) == 303
    dewi.get(f"/issues/{ref}/dispute")
    assert "Rina Wulandari" not in dewi.page.text
    assert act(dewi, session, ref, "escalation", **NAMED) == 422
    assert client("rina").get(f"/issues/{ref}").status_code == 404
    session.execute(
        update(Membership).where(Membership.user_id == cast.user_id("sari")).values(role="reader")
    )
    session.commit()
    assert act(dewi, session, ref, "escalation", **NAMED, key="e2") == 422
    assert "Nobody at PT Sumber Logam Abadi who reads this could decide." in dewi.page.text


@pytest.mark.parametrize("how", ["answer", "ten days"])
def test_escalated_only_the_named_decide(client: Client, session: Session, how: str) -> None:
    ref = issue(session)
    rina, sari, dewi, mega = (client(name) for name in ("rina", "sari", "dewi", "mega"))
    opened(session, sari, ref)
    if how == "answer":
        assert act(sari, session, ref, "decision", **DECISION) == 303
    else:
        later(session, ref, 10)
    assert act(dewi, session, ref, "escalation", **NAMED) == 303
    made = get(session, ref)
    assert (made.staff_manager_name, made.partner_manager_name) == ("Mega Lestari", "Rina Wulandari")
    assert (made.standing_id, made.waits_for) == (None, "both")
    for who in (sari, dewi):
        assert act(who, session, ref, "decision", **DECISION, key="d") == 403
        assert act(who, session, ref, "acceptance", key="a") == 403
        assert act(who, session, ref, "fact", words="Still speaks") == 303
    assert act(mega, session, ref, "decision", **DECISION) == 303
    assert act(sari, session, ref, "withdrawal", words="no") == 403
    assert act(rina, session, ref, "acceptance") == 303
    assert get(session, ref).state == "accepted"
    last = session.query(Acceptance).filter_by(decision_id=get(session, ref).standing_id)
    assert {row.by_name for row in last} == {"Mega Lestari", "Rina Wulandari"}


def test_a_partner_names_its_own_and_is_given_the_company_s(client: Client, session: Session) -> None:
    ref, rina = issue(session), client("rina")
    opened(session, client("dewi"), ref)
    later(session, ref, 10)
    rina.get(f"/issues/{ref}/dispute")
    assert "Adi Nugroho" not in rina.page.text
    assert rina.page.all("select", name="staff_manager") == []
    chosen = {**NAMED, "staff_manager": cast.user_id("adi")}
    assert act(rina, session, ref, "escalation", **chosen) == 303
    assert get(session, ref).staff_manager_name == "Mega Lestari"  # the manager, whatever was sent
    assert (
        act(rina, session, ref, "escalation", reason="On leave", partner_manager=cast.user_id("dewi")) == 422
    )
    assert (
        act(client("dewi"), session, ref, "escalation", reason="Away", staff_manager=cast.user_id("mega"))
        == 303
    )
    assert session.query(Escalation).count() == 2
    assert verbs(session)[-2:] == ["dispute_escalated", "dispute_renamed"]


def test_the_named_manager_reads_a_confidential_issue(client: Client, session: Session) -> None:
    ref, rina = issue(session, "sari", ref=None, confidential=True), client("rina")
    opened(session, client("sari"), ref)
    later(session, ref, 10)
    assert rina.get(f"/issues/{ref}/dispute").status_code == 404
    assert act(client("sari"), session, ref, "escalation", **NAMED) == 303
    assert rina.get(f"/issues/{ref}/dispute").status_code == 200
    assert [row.user_id for row in session.query(IssuePerson)] == [cast.user_id("rina")]


def test_both_managers_leave_it_as_not_agreed(client: Client, session: Session) -> None:
    ref, rina, mega = issue(session), client("rina"), client("mega")
    opened(session, rina, ref)
    early = {"outcome": "not_agreed", "words": "We see it otherwise."}
    assert act(rina, session, ref, "decision", **early) == 422  # there is no such choice yet
    later(session, ref, 10)
    assert act(mega, session, ref, "escalation", **NAMED) == 303
    assert act(mega, session, ref, "decision", **early, key="leave") == 303
    assert act(mega, session, ref, "acceptance") == 409
    assert act(rina, session, ref, "acceptance", words="Ours stands.") == 303
    made = get(session, ref)
    assert (made.state, made.waits_for) == ("not_agreed", None)
    for who in (rina, mega):
        who.get(f"/issues/{ref}/dispute")
        for words in ("Left as not agreed", "We see it otherwise.", "Ours stands.", OPEN["says"]):
            assert words in who.page.text
    assert verbs(session)[-1] == "dispute_left"


def test_the_opening_side_takes_it_back_and_may_open_another(client: Client, session: Session) -> None:
    ref, rina, sari, dewi = issue(session), client("rina"), client("sari"), client("dewi")
    opened(session, rina, ref)
    assert act(dewi, session, ref, "withdrawal", words="no") == 403
    assert act(sari, session, ref, "withdrawal", words="") == 422
    assert act(sari, session, ref, "withdrawal", words="We found the label.") == 303
    assert get(session, ref).state == "withdrawn"
    again = opened(session, dewi, ref, key="second", says="Not so fast.")
    assert (again.number, again.opened_side) == (2, "company")
    rina.get(f"/issues/{ref}/dispute?number=1")
    assert "We found the label." in rina.page.text
    assert rina.get(f"/issues/{ref}/dispute?number=7").status_code == 404


@pytest.mark.parametrize("noun", ["decision", "acceptance", "escalation", "withdrawal"])
def test_who_may_not_decide(client: Client, session: Session, noun: str) -> None:
    ref = issue(session)
    opened(session, client("rina"), ref)
    for name, status in (("toni", 403), ("ayu", 403), ("budi", 404)):
        assert act(client(name), session, ref, noun, **DECISION) == status
    assert clock.now() is not None

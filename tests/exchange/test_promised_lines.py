"""A file that says otherwise than what was promised: the promise stays, and the partner is asked."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.exchange.models import ImportContradiction
from portal.orders import answering
from portal.orders.answering import Dated
from portal.orders.models import Commitment, Line, Order, Schedule
from tests.exchange.test_by_hand import file
from tests.exchange.test_import_orders import run
from tests.orders import builders
from tests.sweep.people import actor

HEAD = "PO number,Vendor,Line ID,Item code,Item,Quantity,Unit,Unit price,Requested date,Promised date,Delivered date"


def day(days):
    return builders.today() + timedelta(days=days)


def row(quantity="100", price="5", asked=20, promised=None, came="", key="1", order="PO-81"):
    said = day(promised) if promised is not None else ""
    wanted = day(asked) if asked is not None else ""
    return f"{order},PT Sumber Logam Abadi,{key},BLT-8,Bolt M8,{quantity},pcs,{price},{wanted},{said},{came}"


@pytest.fixture
def send(app, session, tmp_path):
    """Import rows; what the command said, and afterwards the session sees it."""

    def bring(*rows, options=()):
        code, found = run(app, file(tmp_path / "a.csv", *rows, head=HEAD), *options, "--json")
        assert code == 0, found
        session.rollback()
        session.expire_all()
        return found

    return bring


def part(session, number=1):
    session.rollback()
    session.expire_all()
    return session.query(Schedule).filter_by(order_ref="PO-81", part=number).one()


def ledger(session):
    rows = session.query(Commitment).order_by(Commitment.id)
    return [
        ((c.day - builders.today()).days, int(c.quantity), c.proposed_by, c.state, c.cause_side) for c in rows
    ]


def promised_here(session, days=20):
    """Rina promises the day that the file asked for."""
    answering.accept_request(session, actor("rina"), part(session))
    session.commit()
    assert (part(session).promised_on, part(session).stage) == (day(days), "promised")


def test_another_day_than_the_partner_promised_is_a_proposal_of_the_company(send, session):
    send(row())
    promised_here(session)
    found = send(row(promised=27), options=("--dry-run",))
    assert found["promises"] == {"proposed": 1, "agreed": 0, "kept": 0}
    (told,) = found["contradictions"]
    assert (told["row"], told["order"], told["line"], told["kind"]) == (2, "PO-81", 1, "proposed")
    assert (told["ours"]["day"], told["file"]["day"]) == (str(day(20)), str(day(27)))
    assert len(ledger(session)) == 1
    send(row(promised=27))
    stands = part(session)
    assert (stands.promised_on, stands.base_on, stands.stage, stands.proposed_on, stands.proposed_by) == (
        day(20), day(20), "proposed", day(27), "company",
    )  # fmt: skip
    assert ledger(session) == [
        (20, 100, "company", "accepted", None), (27, 100, "company", "proposed", "company"),
    ]  # fmt: skip
    assert session.query(Order).one().answer_due_at is not None
    assert session.query(ImportContradiction).count() == 2  # of the dry run and of the import


def test_the_same_file_again_proposes_nothing_more_also_once_it_was_declined(send, session):
    send(row())
    promised_here(session)
    send(row(promised=27))
    found = send(row(promised=27))
    assert (found["lines"]["unchanged"], found["promises"]["proposed"]) == (1, 0)
    answering.decline(session, actor("rina"), part(session), "no earlier truck")
    session.commit()
    found = send(row(promised=27, price="6"))
    assert (found["lines"]["changed"], found["promises"]["proposed"]) == (1, 0)
    assert [r[3] for r in ledger(session)] == ["accepted", "declined"]
    assert session.query(Line).one().unit_price == 6


def test_a_day_that_an_earlier_file_said_is_no_news(send, session):
    """The promise moved here meanwhile; the ERP still has the old day and changes a price."""
    send(row(promised=20))
    answering.propose(
        session, actor("rina"), part(session), [Dated(Decimal(100), day(24))], "furnace", "partner"
    )
    session.commit()
    answering.accept(session, actor("dewi"), part(session), builders.today())
    session.commit()
    found = send(row(promised=20, price="6"))
    assert (found["lines"]["changed"], found["promises"]["proposed"]) == (1, 0)
    assert (part(session).promised_on, part(session).stage) == (day(24), "promised")


def test_another_quantity_of_a_promised_line_is_proposed_and_balances_once_agreed(send, session):
    send(row())
    promised_here(session)
    found = send(row(quantity="80"))
    assert found["promises"]["proposed"] == 1
    assert (part(session).quantity, session.query(Line).one().quantity) == (100, 100)
    assert ledger(session)[-1] == (20, 80, "company", "proposed", "company")
    answering.accept(session, actor("rina"), part(session), builders.today())
    session.commit()
    parts = session.query(Schedule).order_by(Schedule.part).all()
    assert [(p.quantity, p.stage) for p in parts] == [(80, "promised"), (20, "cancelled")]
    found = send(row(quantity="80", price="6"))  # what it says stands: nothing is taken off again
    assert found["promises"]["proposed"] == 0
    assert sum(p.quantity for p in session.query(Schedule) if p.stage != "cancelled") == 80


def test_more_of_a_promised_line_is_proposed_and_grows_once_agreed(send, session):
    send(row())
    promised_here(session)
    send(row(quantity="130"))
    assert part(session).quantity == 100
    answering.accept(session, actor("rina"), part(session), builders.today())
    session.commit()
    assert (part(session).quantity, session.query(Line).one().quantity) == (130, 130)


def test_the_day_that_the_partner_proposes_is_agreed_to(send, session):
    send(row())
    answering.propose(
        session, actor("rina"), part(session), [Dated(Decimal(100), day(24))], "furnace", "partner"
    )
    session.commit()
    found = send(row(promised=24))
    assert found["promises"] == {"proposed": 0, "agreed": 1, "kept": 0}
    assert (part(session).promised_on, part(session).stage) == (day(24), "promised")
    assert ledger(session) == [(24, 100, "partner", "accepted", "partner")]


def test_another_wish_for_a_promised_line_is_proposed_and_for_an_open_one_stands(send, session):
    send(row(), row(key="2"))
    answering.accept_request(session, actor("rina"), session.query(Schedule).filter_by(line_number=1).one())
    session.commit()
    found = send(row(asked=25), row(key="2", asked=25))
    assert found["promises"]["proposed"] == 1
    one, two = session.query(Schedule).order_by(Schedule.line_number).all()
    assert (one.requested_on, one.promised_on, one.proposed_on) == (day(20), day(20), day(25))
    assert (two.requested_on, two.stage) == (day(25), "unconfirmed")


def test_a_line_that_is_missing_from_a_later_file_stays_and_is_counted(send, session):
    send(row(), row(key="2"))
    promised = session.query(Schedule).filter_by(line_number=2).one()
    answering.accept_request(session, actor("rina"), promised)
    session.commit()
    found = send(row())
    assert (found["lines"]["unchanged"], found["missing"]) == (1, {"lines": 1})
    assert session.query(Schedule).filter_by(line_number=2).one().stage == "promised"


def test_a_day_that_only_files_promised_is_agreed_outside_if_the_user_says_so(send, session):
    send(row(promised=20))
    found = send(row(promised=27), options=("--dry-run",))
    assert found["contradictions"][0]["by_file"] is True
    send(row(promised=27), options=("--agreed",))
    stands = part(session)
    assert (stands.promised_on, stands.base_on, stands.stage) == (day(27), day(20), "promised")
    answering.reconfirm(session, actor("rina"), stands)
    session.commit()
    send(row(promised=30), options=("--agreed",))  # the partner has said its word here since
    assert (part(session).promised_on, part(session).proposed_on) == (day(27), day(30))


def test_a_promise_is_moved_by_no_file_once_the_goods_are_there(send, session):
    send(row(promised=-3))
    found = send(row(promised=1, came=day(0)))
    assert found["promises"] == {"proposed": 0, "agreed": 0, "kept": 1}
    stands = part(session)
    assert (stands.promised_on, stands.arrived_on, stands.stage) == (day(-3), day(0), "arrived")


def test_a_day_that_has_passed_is_proposed_to_nobody(send, session):
    send(row())
    promised_here(session)
    found = send(row(promised=-1))
    assert found["promises"] == {"proposed": 0, "agreed": 0, "kept": 1}
    assert found["contradictions"][0]["why"] == "passed"
    assert (part(session).promised_on, len(ledger(session))) == (day(20), 1)


def test_a_line_in_parts_keeps_its_days_and_is_asked_for_less(send, session):
    send(row())
    rina = actor("rina")
    answering.propose(
        session,
        rina,
        part(session),
        [Dated(Decimal(40), day(20)), Dated(Decimal(60), day(30))],
        "two",
        "partner",
    )
    session.commit()
    answering.accept(session, actor("dewi"), part(session), builders.today())
    session.commit()
    found = send(row(quantity="90", promised=27))
    assert found["promises"] == {"proposed": 1, "agreed": 0, "kept": 1}
    assert [(p.quantity, p.promised_on, p.stage) for p in (part(session), part(session, 2))] == [
        (40, day(20), "promised"), (60, day(30), "proposed"),
    ]  # fmt: skip
    assert ledger(session)[-1] == (30, 50, "company", "proposed", "company")


def test_the_partner_reads_of_the_proposal_and_answers_it(send, session, client):
    send(row())
    promised_here(session)
    send(row(promised=27))
    rina = client("rina")
    rina.get("/orders/PO-81")
    assert "Cahaya Baja" in rina.page.text
    answer = rina.send("/orders/PO-81/lines/1/1/agreement", {"version": part(session).version})
    assert answer.status_code == 303
    assert (part(session).promised_on, part(session).base_on) == (day(27), day(27))

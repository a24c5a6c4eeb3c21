"""endpoint: orders.propose. Other days, other quantities, or nothing: until the other side agrees it
changes nothing."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.activity.models import Activity
from portal.shipments import actions as shipments
from tests.orders import builders
from tests.orders.answers import ledger, now, path, proposal

PATH = path("proposal")


@pytest.fixture
def schedule(session):
    """10 t, asked for in 5 days, promised for then."""
    made = builders.promise(session, builders.one(session, "PO-1", 5), 5)
    session.commit()
    return made


def test_a_proposal_changes_nothing_and_both_sides_read_it(client, schedule, session):
    rina = client("rina")
    answer = rina.send(PATH, proposal(("10", 9), version=schedule.version))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/orders/PO-1#line-1")
    (row,) = now(session)
    assert (row.stage, row.promised_on, row.base_on) == ("proposed", row.requested_on, row.requested_on)
    assert ledger(session, row)[1:] == [(9, 10, "partner", "proposed", None)]
    told = session.query(Activity).filter_by(verb="proposed").one()
    assert (told.data["reason"], told.data["cause_side"]) == ("vessel omitted Gresik", "carrier")
    for who, words in (("rina", "You propose:"), ("dewi", "Rina Wulandari proposes:")):
        reader = client(who)
        reader.get("/orders/PO-1")
        assert words in reader.page.text
        assert "4 days later than promised" in reader.page.text
        assert "vessel omitted Gresik. Cause: Carrier." in reader.page.text


def test_the_company_may_propose_too(client, schedule, session):
    client("dewi").send(PATH, proposal(("10", 3), version=schedule.version, cause_side="company"))
    assert ledger(session, now(session)[0])[1:] == [(3, 10, "company", "proposed", None)]


def test_an_own_proposal_is_replaced_and_the_other_sides_is_answered(client, schedule, session):
    rina, dewi = client("rina"), client("dewi")
    rina.send(PATH, proposal(("10", 9), version=schedule.version, key="a"))
    rina.send(PATH, proposal(("10", 8), version=now(session)[0].version, key="b"))
    dewi.send(PATH, proposal(("10", 6), version=now(session)[0].version, key="c"))
    assert ledger(session, now(session)[0])[1:] == [
        (9, 10, "partner", "withdrawn", "partner"),
        (8, 10, "partner", "declined", "company"),
        (6, 10, "company", "proposed", None),
    ]


def test_answering_a_split_with_other_days_begins_with_its_parts(client, schedule, session):
    shipments.receive(session, None, schedule, accepted=Decimal(1))
    session.commit()
    client("rina").send(PATH, proposal(("3", 9), ("6", 12), version=now(session)[0].version))
    dewi = client("dewi")
    dewi.get("/orders/PO-1")
    names = ("quantity_1", "quantity_2", "quantity_3")
    assert [dewi.page.field(name, PATH) for name in names] == ["3", "6", ""]
    assert dewi.page.field("day_1", PATH) < dewi.page.field("day_2", PATH)


def test_proposing_what_the_other_side_proposes_is_agreeing(client, schedule, session):
    client("rina").send(PATH, proposal(("4", 9), ("6", 12), version=schedule.version))
    same = proposal(("6", 12), ("4", 9), version=now(session)[0].version, reason="", cause_side="")
    answer = client("dewi").send(PATH, same)
    assert answer.status_code == 303
    first, second = now(session)
    assert [(p.stage, p.quantity) for p in (first, second)] == [("promised", 4), ("promised", 6)]
    assert ledger(session, first)[1:] == [
        (9, 4, "partner", "accepted", "company"),
        (12, 6, "partner", "withdrawn", "company"),
    ]
    assert ledger(session, second)[-1] == (12, 6, "partner", "accepted", "company")
    assert client("dewi").send(PATH, same).status_code == 303  # sent twice, agreed once
    assert len(now(session)) == 2


def test_what_came_meanwhile_does_not_make_an_agreement_a_proposal(client, schedule, session):
    client("rina").send(PATH, proposal(("4", 9), ("6", 12), version=schedule.version))
    builders.arrive(session, now(session)[0], 0, (1, 10))
    session.commit()
    client("dewi").send(PATH, proposal(("3", 9), ("6", 12), version=now(session)[0].version, reason=""))
    assert [(p.stage, p.quantity, p.accepted) for p in now(session)] == [
        ("promised", 4, 1),
        ("promised", 6, 0),
    ]


def test_saying_as_the_other_side_that_nothing_comes_is_agreeing(client, schedule, session):
    client("rina").send(PATH, proposal(version=schedule.version, what="nothing"))
    client("dewi").send(PATH, proposal(version=now(session)[0].version, what="nothing", reason=""))
    assert now(session)[0].stage == "cancelled"


def test_the_same_days_with_other_quantities_are_a_counter_proposal(client, schedule, session):
    client("rina").send(PATH, proposal(("4", 9), ("6", 12), version=schedule.version))
    other = proposal(("5", 9), ("5", 12), version=now(session)[0].version)
    assert client("dewi").send(PATH, other | {"reason": ""}).status_code == 422
    client("dewi").send(PATH, other)
    assert [row[1:4] for row in ledger(session, now(session)[0])[1:]] == [
        (4, "partner", "declined"), (6, "partner", "declined"), (5, "company", "proposed"), (5, "company", "proposed"),
    ]  # fmt: skip


def test_other_expected_days_do_not_make_a_form_old(client, schedule, session):
    rina = client("rina")
    rina.get("/orders/PO-1")
    version = rina.page.field("version")
    shipments.expect(session, now(session)[0], builders.today() + timedelta(days=11))
    session.commit()
    assert now(session)[0].stage == "at_risk"
    assert rina.send(PATH, proposal(("10", 9), version=int(version))).status_code == 303
    assert now(session)[0].stage == "proposed"


def test_what_came_in_makes_a_form_old(client, schedule, session):
    rina = client("rina")
    rina.get("/orders/PO-1")
    version = rina.page.field("version")
    builders.arrive(session, now(session)[0], 0, (1, 10))
    session.commit()
    assert rina.send(PATH, proposal(("9", 9), version=int(version))).status_code == 409


def test_a_split_is_written_in_any_rows(client, schedule, session):
    fields = proposal(("2,5", 6), version=schedule.version) | {
        "quantity_3": "7.5", "day_3": proposal(("", 12), version=1)["day_1"],
    }  # fmt: skip
    assert client("rina").send(PATH, fields).status_code == 303
    assert ledger(session, now(session)[0])[1:] == [
        (6, Decimal("2.5"), "partner", "proposed", None), (12, Decimal("7.5"), "partner", "proposed", None),
    ]  # fmt: skip
    dewi = client("dewi")
    dewi.get("/orders/PO-1")
    assert "2.5 t on" in dewi.page.text and "; 7.5 t on" in dewi.page.text


def test_nothing_will_come(client, schedule, session):
    client("rina").send(PATH, proposal(version=schedule.version, what="nothing"))
    assert ledger(session, now(session)[0])[1:] == [(5, 0, "partner", "proposed", None)]
    dewi = client("dewi")
    dewi.get("/orders/PO-1")
    assert "10 t will not be delivered" in dewi.page.text


@pytest.mark.parametrize(("name", "side"), [("rina", "partner"), ("dewi", "company")])
def test_nobody_blames_the_other_side_without_choosing_to(client, schedule, name, side):
    reader = client(name)
    reader.get("/orders/PO-1")
    first = next(reader.page.one("select", name="cause_side").iter("option"))
    assert first.get("value") == side


@pytest.mark.parametrize(
    ("parts", "more", "why"),
    [
        ([], {}, "Give at least one day and its quantity"),
        ([("", 4)], {}, "Write each quantity as a number above zero"),
        ([("0", 4)], {}, "Write each quantity as a number above zero"),
        ([("-3", 4)], {}, "Write each quantity as a number above zero"),
        ([("NaN", 4)], {}, "Write each quantity as a number above zero"),
        ([("1e9", 4)], {}, "Together that is 1,000,000,000"),
        ([("2.0005", 4)], {}, "Write each quantity as a number above zero"),
        ([("10", -1)], {}, "A day that has passed cannot be promised"),
        ([("10.001", 4)], {}, "Together that is 10.001, more than the 10 to come"),
        ([("4", 4), ("5", 6)], {}, "The parts make 9 of 10. Give a day for the rest as well."),
        ([("4", 4), ("6", 4)], {}, "Two parts have the same day"),
        ([("10", 5)], {}, "That is what is promised already"),
        ([("10", 9)], {"reason": " "}, "Say why."),
        ([("10", 9)], {"reason": "x" * 501}, "Shorten it to 500 characters"),
        ([("10", 9)], {"cause_side": "nobody"}, "Not a valid choice"),
        ([("10", 9)], {"day_1": "9 May"}, "Choose a day, like 2026-05-09."),
    ],
)
def test_what_cannot_be_comes_back_with_what_was_typed(client, schedule, session, parts, more, why):
    rina = client("rina")
    answer = rina.send(PATH, proposal(*parts, version=schedule.version, **more))
    assert answer.status_code == 422
    assert why in rina.page.text
    if "reason" not in more:
        assert rina.page.field("reason") == "vessel omitted Gresik"
    if parts:
        assert rina.page.field("quantity_1") == parts[0][0]
    assert len(ledger(session, now(session)[0])) == 1


def test_indonesian_numbers(client, schedule, session):
    from portal.accounts.models import User
    from tests import cast

    session.query(User).filter_by(id=cast.user_id("rina")).one().locale = "id"
    session.commit()
    rina = client("rina")
    assert rina.send(PATH, proposal(("1.000", 9), version=schedule.version)).status_code == 422
    assert "1.000" in rina.page.text
    assert rina.send(PATH, proposal(("9,5", 9), version=schedule.version)).status_code == 303
    assert ledger(session, now(session)[0])[1:] == [(9, Decimal("9.5"), "partner", "proposed", None)]


def test_sending_it_twice_proposes_once(client, schedule, session):
    rina, fields = client("rina"), proposal(("10", 9), version=schedule.version)
    for _ in range(2):
        assert rina.send(PATH, fields).status_code == 303
    assert len(ledger(session, now(session)[0])) == 2


def test_the_second_of_two_sees_the_first_and_keeps_what_was_typed(client, schedule, session):
    client("sari").send(PATH, proposal(("10", 8), version=schedule.version, key="a"))
    rina = client("rina")
    answer = rina.send(PATH, proposal(("10", 9), version=schedule.version, key="b", reason="mine"))
    assert answer.status_code == 409
    assert "This line was answered meanwhile" in rina.page.text
    assert rina.page.field("reason") == "mine"
    assert rina.page.field("version") == str(now(session)[0].version)
    assert "You propose:" in rina.page.text
    assert len(ledger(session, now(session)[0])) == 2


def test_what_has_arrived_takes_no_proposal(client, schedule, session):
    builders.arrive(session, session.merge(schedule), -1)
    session.commit()
    answer = client("rina").send(PATH, proposal(("10", 9), version=now(session)[0].version))
    assert answer.status_code == 409


def test_what_was_typed_and_not_sent_is_still_there(client, schedule, session):
    rina, fields = client("rina"), proposal(("7", 9), version=schedule.version)
    assert rina.send(f"/drafts{PATH}", fields).status_code == 200
    rina.get("/orders/PO-1")
    assert rina.page.field("quantity_1") == "7"
    assert rina.page.field("reason") == "vessel omitted Gresik"
    rina.send(PATH, fields)
    rina.get("/orders/PO-1")
    assert rina.page.field("reason") == ""


@pytest.mark.parametrize(("who", "status"), [("budi", 404), ("toni", 403), ("ayu", 403)])
def test_others_cannot(client, schedule, session, who, status):
    assert client(who).send(PATH, proposal(("10", 9), version=schedule.version)).status_code == status
    assert len(ledger(session, now(session)[0])) == 1


def test_a_visitor_is_sent_to_sign_in(visitor, schedule):
    answer = visitor.send(PATH, proposal(("10", 9), version=schedule.version))
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (303, "/login")

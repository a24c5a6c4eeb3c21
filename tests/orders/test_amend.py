"""POST /orders/<ref>/amendment: what nobody promised changes at once, what is promised is proposed."""

from decimal import Decimal

import pytest

from portal import clock
from portal.accounts.models import Assignment, User
from portal.activity.models import Draft
from tests import cast
from tests.orders import answers, builders
from tests.orders.amending import AMEND, form, order, parts, schedule, told
from tests.orders.entering import iso, lines, row
from tests.page import HTMX


@pytest.fixture
def made(session):
    """Two lines of 10 t each, wanted in 5 and in 8 days; the second is promised for its day."""
    made = builders.order(session, "PO-1", 5, 8)
    builders.promise(session, builders.schedules(session, made)[1], 8)
    session.commit()
    return made


def send(who, **typed):
    who.get(AMEND)
    return who.send(AMEND, form(who.page, **typed))


def test_what_nobody_promised_changes_at_once_and_says_what_it_was(client, made, session):
    before = lines(session, "PO-1")[0][0].id
    answer = send(
        client("dewi"),
        line1_quantity="7.5",
        line1_wanted=iso(12),
        line1_detail="S355",
        line1_price="1,200",
        reason="demand fell",
    )
    assert (answer.status_code, answer.location) == (303, "/orders/PO-1")
    line, part = lines(session, "PO-1")[0]
    assert (line.id, line.number, line.quantity, line.detail, line.unit_price, line.value) == (
        before, 1, Decimal("7.5"), "S355", 1200, 9000,
    )  # fmt: skip
    assert (part.quantity, part.requested_on.isoformat(), part.detail, part.stage) == (
        Decimal("7.5"),
        iso(12),
        "S355",
        "unconfirmed",
    )
    assert "s355" in part.words and part.due_on == part.requested_on
    ((_verb, data),) = told(session, "amended", "proposed")
    assert {k: list(map(Decimal, v)) for k, v in data["changes"].items() if k == "quantity"} == {
        "quantity": [10, Decimal("7.5")]
    }
    assert data["changes"]["wanted_on"] == [iso(5), iso(12)]
    assert data["changes"]["detail"] == ["SS400", "S355"]
    assert (data["line"], data["reason"], data["unit"]) == (1, "demand fell", "t")


@pytest.mark.parametrize("who", ["dewi", "rina"])
def test_both_sides_read_it_in_words(client, made, session, who):
    send(client("dewi"), line1_quantity="7.5", reason="demand fell")
    reader = client(who)
    reader.get("/orders/PO-1")
    assert "Dewi Anggraini changed line 1: 10 to 7.5 t" in reader.page.text
    assert "demand fell" in reader.page.text
    other = client("bagus" if who == "dewi" else "sari")
    other.get("/")
    assert "Dewi Anggraini changed PO-1 line 1: 10 to 7.5 t" in other.page.text


def test_what_is_promised_is_proposed_as_the_companys_cause(client, made, session):
    send(client("dewi"), line2_quantity="6", line2_wanted=iso(15), reason="demand fell")
    part = schedule(session, 2)
    assert (part.quantity, part.promised_on.isoformat(), part.stage, part.proposed_by) == (
        10,
        iso(8),
        "proposed",
        "company",
    )
    assert answers.ledger(session, part) == [
        (8, 10, "partner", "accepted", "company"), (15, 6, "company", "proposed", None),
    ]  # fmt: skip
    assert lines(session, "PO-1")[1][0].quantity == 10
    assert [verb for verb, _data in told(session, "amended", "proposed")] == ["proposed"]
    rina = client("rina")
    rina.get("/orders/PO-1")
    assert "6 t on" in rina.page.text and "4 t will not be delivered" in rina.page.text
    assert "demand fell. Cause: Company." in rina.page.text
    rina.send("/orders/PO-1/lines/2/1/agreement", {"version": part.version})
    assert parts(session)[1:] == [(2, 1, 6, "promised"), (2, 2, 4, "cancelled")]
    kept, gone = schedule(session, 2), schedule(session, 2, 2)
    assert (kept.promised_on.isoformat(), kept.base_on.isoformat(), kept.first_promised_on.isoformat()) == (
        iso(15),
        iso(15),
        iso(8),
    )
    assert (gone.cancelled_by, gone.cause_side) == ("company", "company")


def test_more_of_what_is_promised_counts_once_the_partner_agrees(client, made, session):
    send(client("dewi"), line2_quantity="14", reason="demand rose")
    part = schedule(session, 2)
    assert (part.quantity, answers.ledger(session, part)[-1]) == (10, (8, 14, "company", "proposed", None))
    client("rina").send("/orders/PO-1/lines/2/1/agreement", {"version": part.version})
    line, part = lines(session, "PO-1")[1]
    assert (line.quantity, part.quantity, part.stage, part.moves) == (14, 14, "promised", 0)


def test_the_partner_may_refuse_and_the_promise_stands(client, made, session):
    send(client("dewi"), line2_quantity="14", reason="demand rose")
    client("rina").send(
        "/orders/PO-1/lines/2/1/refusal", {"version": schedule(session, 2).version, "reason": "no steel"}
    )
    line, part = lines(session, "PO-1")[1]
    assert (line.quantity, part.quantity, part.promised_on.isoformat(), part.stage) == (
        10,
        10,
        iso(8),
        "promised",
    )


def test_an_open_proposal_of_the_partner_is_answered_by_ours(client, made, session):
    builders.propose(session, session.merge(schedule(session)), 9)
    session.commit()
    send(client("dewi"), line1_quantity="4", reason="demand fell")
    assert answers.ledger(session, schedule(session)) == [
        (9, 10, "partner", "declined", "company"), (5, 4, "company", "proposed", None),
    ]  # fmt: skip


def test_a_proposal_of_ours_that_waits_is_not_lost_to_a_second_one(client, made, session):
    dewi = client("dewi")
    send(dewi, line2_quantity="6", reason="demand fell")
    dewi.get(AMEND)
    assert "A proposal of ours waits for the partner." in dewi.page.text
    assert "line2-quantity" not in dewi.page.html and "line2-wanted" not in dewi.page.html
    dewi.send(
        AMEND,
        {**form(dewi.page, line2_detail="S355", reason="x"), "line2-wanted": iso(20), "line2-quantity": "3"},
    )
    assert answers.ledger(session, schedule(session, 2))[1:] == [(8, 6, "company", "proposed", None)]
    assert schedule(session, 2).detail == "S355"


def test_a_line_is_added_under_the_next_number(client, made, session):
    send(client("dewi"), **{k.replace("-", "_"): v for k, v in row(1).items()})
    line, part = lines(session, "PO-1")[2]
    assert (line.number, line.item, part.stage, part.quantity) == (3, "Bolt M8", "unconfirmed", 500)
    ((_verb, data),) = told(session, "added")
    assert (data["line"], data["item"], Decimal(data["quantity"]), data["unit"]) == (3, "Bolt M8", 500, "pcs")


def test_a_line_is_cancelled_and_stays_to_be_seen(client, made, session):
    send(client("dewi"), line1_cancel="y", line2_cancel="y", reason="project stopped")
    assert parts(session) == [(1, 1, 10, "cancelled"), (2, 1, 10, "proposed")]
    part = schedule(session)
    assert (part.cancelled_by, part.cause_side, part.cancelled_at is not None) == ("company", "company", True)
    assert answers.ledger(session, schedule(session, 2))[-1] == (8, 0, "company", "proposed", None)
    for who in ("rina", "dewi"):
        reader = client(who)
        reader.get("/orders/PO-1")
        struck = ["".join(e.itertext()) for e in reader.page.root.iter("s")]
        assert struck == ["10", "Plate 1"] or struck == ["Plate 1", "10"]
        assert "Cancelled by Dewi Anggraini on" in reader.page.text and "project stopped" in reader.page.text
    reader.get("/orders?view=all")
    assert "Cancelled" in reader.page.text


def test_what_came_in_cannot_be_cancelled(client, made, session):
    builders.arrive(session, session.merge(schedule(session)), -1, (1, 4))
    session.commit()
    dewi = client("dewi")
    assert send(dewi, line1_quantity="2", reason="x").status_code == 422
    assert "2.5 have come already; it cannot be less." in dewi.page.text
    send(dewi, line1_cancel="y", reason="project stopped")
    assert parts(session)[0] == (1, 1, Decimal("2.5"), "arrived") or parts(session)[0][3] == "proposed"


def test_the_head_changes_and_both_values_are_kept(client, made, session):
    send(client("dewi"), owner="4", site="RKT", note="Gate 3")
    now = order(session)
    assert (now.ref, now.staff_owner_id, now.site_id, now.note) == ("PO-1", 4, 1, "Gate 3")
    ((_verb, data),) = told(session, "amended")
    assert data["changes"] == {
        "site": ["", "Surabaya, Rungkut"],
        "owner": ["", "Bagus Pratama"],
        "note": ["", "Gate 3"],
    }


def test_a_split_line_takes_less_from_its_last_part(client, made, session):
    rina, dewi = client("rina"), client("dewi")
    rina.send(
        answers.path("proposal"), answers.proposal(("4", 6), ("6", 12), version=schedule(session).version)
    )
    dewi.send(answers.path("agreement"), {"version": schedule(session).version})
    assert parts(session)[:2] == [(1, 1, 4, "promised"), (1, 2, 6, "promised")]
    dewi.get(AMEND)
    assert "Its parts have days of their own" in dewi.page.text
    send(dewi, line1_quantity="7", reason="demand fell")
    assert parts(session)[:2] == [(1, 1, 4, "promised"), (1, 2, 6, "proposed")]
    assert answers.ledger(session, schedule(session, 1, 2))[-1] == (12, 3, "company", "proposed", None)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"line1_quantity": "7"}, "Say why."),
        ({"line1_quantity": "0", "reason": "x"}, "Write a number above zero, or tick to cancel"),
        ({"line1_quantity": "-1", "reason": "x"}, "Write a number above zero, or tick to cancel"),
        ({"line1_quantity": "NaN", "reason": "x"}, "Write a number above zero, or tick to cancel"),
        ({"line1_quantity": "9" * 10_000, "reason": "x"}, "Write a number above zero, or tick to cancel"),
        ({"line1_wanted": "0001-01-01", "reason": "x"}, "Write the day like"),
        ({"line1_wanted": "9999-12-31", "reason": "x"}, "Write the day like"),
        ({"line1_wanted": iso(-1), "reason": "x"}, "The day has passed."),
        ({"line1_detail": "x" * 301, "reason": "x"}, "Shorten it to 300 characters"),
        ({"line1_price": "much", "reason": "x"}, "Write the price as a number"),
        (
            {"line1_quantity": "999999999999", "line1_price": "999999999999", "reason": "x"},
            "Quantity times price",
        ),
        ({"reason": "x" * 501}, "Shorten it to 500 characters"),
        ({"site": "MOON"}, "Not a valid choice."),
        ({"owner": "6"}, "Not a valid choice."),
        ({"row1_item": "Nut"}, "Row 1: Write the quantity"),
        ({}, "Nothing is changed yet."),
    ],
)
def test_what_cannot_be_comes_back_with_all_that_was_typed(client, made, session, typed, why):
    dewi = client("dewi")
    assert send(dewi, note="Gate 3" if typed else "", **typed).status_code == 422
    assert why in dewi.page.text
    if typed:
        assert dewi.page.field("note").strip() == "Gate 3"
    assert told(session, "amended", "added", "proposed", "cancelled") == []


def test_the_second_of_two_sees_what_the_first_changed(client, made, session):
    dewi, bagus = client("dewi"), client("bagus")
    bagus.get(AMEND)
    late = form(bagus.page, line1_quantity="3", reason="mine")
    send(dewi, line1_quantity="7", reason="demand fell")
    assert bagus.send(AMEND, late).status_code == 409
    assert "Line 1 was changed or answered meanwhile." in bagus.page.text
    assert (bagus.page.field("line1-quantity"), bagus.page.field("reason")) == ("3", "mine")
    assert schedule(session).quantity == 7
    assert bagus.send(AMEND, form(bagus.page, key="k2")).status_code == 303
    assert schedule(session).quantity == 3


def test_a_change_of_the_head_is_seen_too(client, made, session):
    dewi, bagus = client("dewi"), client("bagus")
    bagus.get(AMEND)
    late = form(bagus.page, note="mine")
    send(dewi, note="Gate 3")
    assert bagus.send(AMEND, late).status_code == 409
    assert "Site, owner or note were changed meanwhile." in bagus.page.text
    assert order(session).note == "Gate 3"


def test_sending_it_twice_changes_it_once(client, made, session):
    dewi = client("dewi")
    dewi.get(AMEND)
    fields = form(dewi.page, **{k.replace("-", "_"): v for k, v in row(1).items()})
    for _n in range(2):
        assert dewi.send(AMEND, fields).status_code == 303
    assert len(lines(session, "PO-1")) == 3


def test_the_answer_clock_starts_anew_only_where_nothing_waited(client, made, session):
    first = order(session).answer_due_at
    send(client("dewi"), **{k.replace("-", "_"): v for k, v in row(1).items()})
    assert order(session).answer_due_at == first  # line 1 waits since then
    now = order(session)
    now.answer_due_at = clock.now().replace(year=2020)
    for number in (0, 2):
        builders.promise(session, builders.schedules(session, now)[number], 9)
    session.commit()
    send(client("dewi"), line2_quantity="6", reason="demand fell")
    assert order(session).answer_due_at > clock.now()


def test_more_lines_bring_back_what_was_typed(client, made, session):
    dewi = client("dewi")
    answer = send(dewi, line1_quantity="7", line1_cancel="y", reason="why", row1_item="Nut", do="rows")
    assert (answer.status_code, answer.location) == (303, f"{AMEND}#new-lines")
    dewi.get(AMEND)
    assert [dewi.page.field(n) for n in ("line1-quantity", "reason", "row1-item", "row5-item")] == [
        "7",
        "why",
        "Nut",
        "",
    ]
    dewi.send(AMEND, form(dewi.page, line1_cancel="y", row1_item=""))
    assert (parts(session)[0][3], session.query(Draft).count()) == ("cancelled", 0)


def test_more_lines_in_place_with_htmx(client, made, session):
    dewi = client("dewi")
    dewi.get(AMEND)
    answer = dewi.send(AMEND, form(dewi.page, row1_item="Nut", do="rows"), headers=HTMX)
    assert (answer.status_code, dewi.page.field("row1-item")) == (200, "Nut")
    assert b"<html" not in answer.data


def test_hostile_words_are_kept_as_words(client, made, session):
    send(client("dewi"), line1_detail="<b>\u202ex\x00</b>", reason="<script>alert(1)</script>")
    assert lines(session, "PO-1")[0][0].detail == "<b>\u202ex</b>"
    rina = client("rina")
    assert b"<script>alert" not in rina.get("/orders/PO-1").data


@pytest.mark.parametrize(
    ("who", "status"), [("budi", 404), ("rina", 403), ("sari", 403), ("toni", 403), ("ayu", 403)]
)
def test_others_cannot(client, made, session, who, status):
    person = client(who)
    assert person.get(AMEND).status_code == status
    assert person.send(AMEND, {"version": "1", "key": "k", "note": "x"}).status_code == status
    assert order(session).note is None
    if status == 403:
        person.get("/orders/PO-1")
        assert "amendment" not in person.page.html and "cancellation" not in person.page.html


def test_who_is_limited_to_others_does_not_see_it(client, made, session):
    session.query(User).filter_by(id=cast.user_id("bagus")).one().limited = True
    session.add(Assignment(user_id=cast.user_id("bagus"), partner_id=2))
    session.commit()
    assert client("bagus").get(AMEND).status_code == 404
    assert client("bagus").send(AMEND, {"version": "1", "key": "k"}).status_code == 404


def test_a_visitor_is_sent_to_sign_in(visitor, made):
    assert visitor.send(AMEND, {"version": "1"}).status_code == 303

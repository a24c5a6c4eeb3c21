"""endpoint: shipments.receive_notice, endpoint: shipments.new_notice_receipt. All that a notice carries, at once."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal import clock
from portal.orders.models import Schedule
from portal.shipments import actions, events
from portal.shipments.models import Notice, Receipt
from tests.orders import builders
from tests.shipments import receipts
from tests.shipments.receipts import form, mark, now, rows, told

FORM, PATH = "/shipments/SN-9/receipts/new", "/shipments/SN-9/receipts"


@pytest.fixture
def notice(session):
    """Carries 10 t of PO-1 and 4 of 10 t of PO-2."""
    first, second = builders.one(session, "PO-1"), builders.promise(session, builders.one(session, "PO-2"), 3)
    made = actions.announce(
        session, None, [(first, Decimal(10)), (second, Decimal(4))], "SN-9", created_at=clock.now()
    )
    session.commit()
    return made


def pressed(page) -> dict[str, str]:
    """What the button sends that says all came."""
    (button,) = [f for f in page.all("form", class_="post-button") if f.get("action", "").startswith(PATH)]
    return {i.get("name"): i.get("value") or "" for i in button.iter("input")}


def test_one_press_books_all_as_announced(client, notice, session):
    dewi = client("dewi")
    dewi.get("/shipments/SN-9")
    assert "All came as announced: book it in" in dewi.page.text
    sent = pressed(dewi.page)
    answer = dewi.send(PATH, sent)
    assert (answer.status_code, answer.location) == (303, "/shipments/SN-9#receipts")
    assert rows(session) == [(10, 0, "good", 0, 0, False), (4, 0, "good", 0, 0, False)]
    assert len({r.ref for r in session.query(Receipt)}) == 1
    assert {r.notice_id for r in session.query(Receipt)} == {session.query(Notice.id).scalar()}
    assert (now(session).stage, now(session, "PO-2").stage) == ("arrived", "promised")
    assert [data["line"] for _who, _audience, data in told(session, "received")] == [1, 1]
    assert dewi.send(PATH, sent).status_code == 303  # pressed twice
    assert len(rows(session)) == 2
    dewi.get("/shipments/SN-9")
    assert "All came as announced" not in dewi.page.text and "Book in" in dewi.page.text
    rina = client("rina")
    rina.get("/shipments/SN-9")
    assert "GR-0" in rina.page.text and "All came as announced" not in rina.page.text


def test_it_arrived_when_its_carrier_delivered(client, notice, session):
    at = clock.now() - timedelta(days=2)
    actions.report_event(session, notice, "k", at, "delivered", "carrier", recorded_at=at)
    for schedule in session.query(Schedule):
        events.restate(session, schedule)
    session.commit()
    dewi = client("dewi")
    dewi.get("/shipments/SN-9")
    dewi.send(PATH, pressed(dewi.page))
    assert {row[3:5] for row in rows(session)} == {(-2, 0)}


def test_only_what_is_not_booked_in_yet_is_offered(client, notice, session):
    first, second = now(session), now(session, "PO-2")
    dewi = client("dewi")
    dewi.send(
        "/orders/PO-1/lines/1/1/receipts", form({"mark": mark(first), "accepted": "3"})
    )  # names no notice
    dewi.send(
        PATH,
        form({"mark": mark(second), "accepted": "2", "rejected": "1", "condition": "wrong_item"}, key="b"),
    )
    dewi.get(FORM)
    assert [dewi.page.field(f"rows-{n}-accepted") for n in (0, 1)] == ["7", "1"]
    assert "Announced: 10 t; not booked in yet: 7 t." in dewi.page.text
    other = actions.announce(
        session, None, [(now(session, "PO-2"), Decimal(3))], "SN-10", created_at=clock.now()
    )
    session.commit()
    dewi.get(f"/shipments/{other.ref}/receipts/new")
    assert dewi.page.field("rows-0-accepted") == "3"  # what came with the first is not of the second


def test_short_and_over_are_worked_out_and_said(client, notice, session):
    dewi = client("dewi")
    first, second = now(session), now(session, "PO-2")
    dewi.send(PATH, form({"mark": mark(first), "accepted": "9.5"}, {"mark": mark(second), "accepted": "4.5"}))
    assert [row[:3] for row in rows(session)] == [(Decimal("9.5"), 0, "short"), (Decimal("4.5"), 0, "over")]
    for name in ("dewi", "rina"):
        person = client(name)
        person.get("/shipments/SN-9")
        assert "0.5 t short of the notice" in person.page.text
        assert "over what was ordered" not in person.page.text  # 4.5 of 10 ordered
    assert "over" in client("rina").get("/shipments/SN-9").text


def test_a_line_left_empty_is_not_booked(client, notice, session):
    dewi = client("dewi")
    first, second = now(session), now(session, "PO-2")
    dewi.send(PATH, form({"mark": mark(first), "accepted": "10"}, {"mark": mark(second), "accepted": ""}))
    assert rows(session) == [(10, 0, "good", -1, 0, False)]


def test_old_versions_and_wrong_figures_book_nothing_of_it(client, notice, session):
    dewi = client("dewi")
    first, second = mark(now(session)), mark(now(session, "PO-2"))
    both = form({"mark": first, "accepted": "10"}, {"mark": second, "accepted": "x"})
    assert dewi.send(PATH, both).status_code == 422
    assert rows(session) == [] and dewi.page.field("rows-0-accepted") == "10"
    dewi.send("/orders/PO-2/lines/1/1/receipts", form({"mark": second, "accepted": "1"}, key="b"))
    assert dewi.send(PATH, both | {"rows-1-accepted": "4"}).status_code == 409
    assert "PO-2 1 was changed meanwhile" in dewi.page.text
    assert len(rows(session)) == 1


def test_what_the_notice_does_not_carry_is_not_booked_with_it(client, notice, session):
    other = builders.one(session, "PO-3")
    session.commit()
    dewi = client("dewi")
    assert dewi.send(PATH, form({"mark": mark(other), "accepted": "4"})).status_code == 422


def test_what_was_withdrawn_cannot_come_in(client, notice, session):
    notice.state = "voided"
    session.commit()
    dewi = client("dewi")
    dewi.get("/shipments/SN-9")
    assert "Book in" not in dewi.page.text
    dewi.get(FORM)
    assert "Nothing is to be booked in here." in dewi.page.text
    assert dewi.send(PATH, form({"mark": mark(now(session)), "accepted": "4"})).status_code == 422


@pytest.mark.parametrize(
    ("name", "status"),
    [("adi", 303), ("bagus", 303), ("ayu", 403), ("rina", 403), ("toni", 403), ("budi", 404)],
)
def test_who_books(client, notice, session, name, status):
    person = client(name)
    assert person.send(PATH, form({"mark": mark(now(session)), "accepted": "4"})).status_code == status
    assert person.get(FORM).status_code == (200 if status == 303 else status)
    assert len(rows(session)) == (status == 303)


def test_partners_number_their_notices_alike(client, notice, session):
    builders.dispatch(session, builders.one(session, "BP-1", partner=builders.BAUT), "SN-9")
    session.commit()
    dewi = client("dewi")
    dewi.get("/shipments/SN-9?order=PO-1")
    dewi.send(f"{PATH}?order=PO-1", pressed(dewi.page))
    assert len(rows(session)) == 2
    assert now(session, "BP-1").accepted == 0


def test_a_visitor_is_sent_to_sign_in(visitor, notice):
    assert visitor.get(FORM).status_code == 303
    assert receipts.day(0)

"""endpoint: shipments.receive_line, endpoint: shipments.new_line_receipt. What came of one line."""

from decimal import Decimal

import pytest

from portal.files.models import Attachment
from tests.orders import builders
from tests.shipments import receipts
from tests.shipments.receipts import form, mark, now, rows, told

FORM, PATH = "/orders/PO-1/lines/1/1/receipts/new", "/orders/PO-1/lines/1/1/receipts"
SELECTS = 7  # sign-in, navigation, schedules, sites, zone of the company, drafts of files, company
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)


@pytest.fixture
def schedule(session):
    made = builders.promise(session, builders.one(session, "PO-1"), 3)
    session.commit()
    return made


def test_the_form_is_filled_in_with_what_is_open(client, schedule, session):
    builders.arrive(session, schedule, -1, (4, 10))
    session.commit()
    dewi = client("dewi")
    dewi.get(FORM)
    assert dewi.selects <= SELECTS
    assert dewi.page.field("rows-0-accepted") == "6"
    assert dewi.page.field("rows-0-mark") == mark(now(session))
    assert (dewi.page.field("arrived_on"), dewi.page.field("received_on")) == (receipts.day(0),) * 2
    assert "Ordered: 10 t; still to come: 6 t." in dewi.page.text


def test_a_whole_line_comes_in(client, schedule, session):
    dewi = client("dewi")
    answer = dewi.send(PATH, form({"mark": mark(schedule), "accepted": "10"}))
    assert (answer.status_code, answer.location) == (303, "/orders/PO-1#line-1")
    assert rows(session) == [(10, 0, "good", -1, 0, False)]
    row = now(session)
    assert (row.stage, row.accepted, row.arrived_on.isoformat(), row.received_on.isoformat()) == (
        "arrived", 10, receipts.day(-1), receipts.day(0),
    )  # fmt: skip
    ((who, audience, data),) = told(session, "received")
    assert (who, audience) == ("Dewi Anggraini", "shared")
    assert (data["line"], data["accepted"], data["condition"]) == (1, "10", "good")
    assert data["receipt"].startswith("GR-0")
    rina = client("rina")
    rina.get("/orders/PO-1")
    assert data["receipt"] in rina.page.text and "in good condition" in rina.page.text


def test_a_part_leaves_the_rest_with_its_promise_and_says_what_comes_next(client, schedule, session):
    base = schedule.base_on
    dewi = client("dewi")
    dewi.send(
        PATH,
        form(
            {
                "mark": mark(schedule),
                "accepted": "5.5",
                "rejected": "0.5",
                "condition": "damaged",
                "note": "wet",
            }
        ),
    )
    row = now(session)
    assert (row.stage, row.accepted, row.promised_on, row.base_on) == ("promised", Decimal("5.5"), base, base)
    assert rows(session) == [(Decimal("5.5"), Decimal("0.5"), "damaged", -1, 0, False)]
    rina = client("rina")
    rina.get("/orders/PO-1")
    assert "Of line 1, 4.5 t are still to come, promised for" in rina.page.text
    assert "Propose another day for the rest" in rina.page.text
    assert "damaged, wet" in rina.page.text
    assert "Short, 5.5 of 10 t" in rina.page.text
    toni = client("toni")
    toni.get("/orders/PO-1")
    assert "4.5 t are still to come" in toni.page.text and "Propose another day" not in toni.page.text


def test_more_than_ordered_is_flagged_and_fills_nothing_else(client, session):
    first, _second = builders.schedules(session, builders.order(session, "PO-1", 2, 9))
    session.commit()
    dewi = client("dewi")
    dewi.send(PATH, form({"mark": mark(first), "accepted": "12"}))
    assert rows(session)[0][:3] == (12, 0, "over")
    dewi.get("/orders/PO-1")
    assert "10 of 20 t, and 2 t more" in dewi.page.text  # the second line waits for all of its 10
    assert "2 t over what was ordered" in dewi.page.text
    assert "2 t more than ordered" in dewi.page.text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"arrived_on": receipts.day(1), "received_on": receipts.day(1)}, "That day is still to come."),
        ({"received_on": receipts.day(1)}, "That day is still to come."),
        ({"arrived_on": receipts.day(0), "received_on": receipts.day(-1)}, "It cannot be booked in before it arrived."),
        ({"arrived_on": ""}, "Say on which day it arrived."),
        ({"rows-0-accepted": "many"}, "Write a number that is not below zero"),
        ({"rows-0-accepted": "-3"}, "Write a number that is not below zero"),
        ({"rows-0-accepted": "1.2345"}, "Write a number that is not below zero"),
        ({"rows-0-accepted": "0"}, "Write how much came in."),
        ({"rows-0-rejected": "1"}, "Say what is wrong with what you reject."),
        ({"rows-0-condition": "rejected"}, "Not a valid choice"),
        ({"rows-0-note": "x" * 501}, "Shorten it to 500 characters"),
        ({"ref": "x" * 41}, "Shorten it to 40 characters"),
    ],
)  # fmt: skip
def test_what_cannot_be_comes_back_with_what_was_typed(client, schedule, session, changed, said):
    dewi = client("dewi")
    sent = form({"mark": mark(schedule), "accepted": "7", "note": "wet"}) | changed
    assert dewi.send(PATH, sent).status_code == 422
    assert said in dewi.page.text
    for name in ("rows-0-accepted", "rows-0-note", "arrived_on"):
        assert dewi.page.field(name) == sent[name]
    assert rows(session) == []


def test_today_is_that_of_the_site(client, session, app):
    from portal.partners.models import Site

    session.get(
        Site, 1
    ).zone = "Pacific/Kiritimati"  # always a day or the same as the company's, never before
    schedule = builders.one(session, "PO-1", site_id=1)
    session.commit()
    from portal import clock

    there = clock.today("Pacific/Kiritimati").isoformat()
    dewi = client("dewi")
    sent = form({"mark": mark(schedule), "accepted": "1"}) | {"arrived_on": there, "received_on": there}
    assert dewi.send(PATH, sent).status_code == 303


def test_pressed_twice_it_is_booked_once(client, schedule, session):
    dewi, sent = client("dewi"), form({"mark": mark(schedule), "accepted": "4"}, ref="GR/2026/7")
    assert [dewi.send(PATH, sent).status_code for _ in range(2)] == [303, 303]
    assert len(rows(session)) == 1 and now(session).accepted == 4


def test_what_was_counted_before_somebody_else_booked_is_not_booked(client, schedule, session):
    sent = form({"mark": mark(schedule), "accepted": "4"})
    bagus = client("bagus")
    bagus.send(PATH, form({"mark": mark(schedule), "accepted": "10"}, key="other"))
    dewi = client("dewi")
    assert dewi.send(PATH, sent).status_code == 409
    assert "PO-1 1 was changed meanwhile. Nothing was booked by you" in dewi.page.text
    assert dewi.page.field("rows-0-accepted") == "4"
    assert dewi.page.field("rows-0-mark") == mark(now(session))
    assert len(rows(session)) == 1
    again = {**sent, "rows-0-mark": dewi.page.field("rows-0-mark")}
    assert dewi.send(PATH, again).status_code == 303  # with the same key, knowing what stands
    assert [row[0] for row in rows(session)] == [10, 4]


def test_a_number_stands_once_on_a_line(client, schedule, session):
    dewi = client("dewi")
    dewi.send(PATH, form({"mark": mark(schedule), "accepted": "1"}, ref="GR-7"))
    sent = form({"mark": mark(now(session)), "accepted": "1"}, ref="GR-7", key="k2")
    assert dewi.send(PATH, sent).status_code == 422
    assert "PO-1 1 has a receipt with this number." in dewi.page.text


def test_photos_are_shown_to_the_partner_too(client, schedule, session):
    dewi = client("dewi")
    sent = form({"mark": mark(schedule), "accepted": "9", "rejected": "1", "condition": "damaged"})
    import io

    assert dewi.send(PATH, {**sent, "files": (io.BytesIO(PNG), "bent.png")}).status_code == 303
    (kept,) = session.query(Attachment).all()
    assert (kept.subject_type, kept.audience, kept.name) == ("receipt", "shared", "bent.png")
    rina = client("rina")
    rina.get("/orders/PO-1")
    assert any(a.get("href") == f"/files/{kept.token}" for a in rina.page.all("a"))
    assert rina.get(f"/files/{kept.token}").status_code == 200
    assert client("budi").get(f"/files/{kept.token}").status_code == 404


def test_photos_wait_for_a_form_that_comes_back(client, schedule, session):
    import io

    dewi = client("dewi")
    sent = form({"mark": mark(schedule), "accepted": "many"})
    assert dewi.send(PATH, {**sent, "files": (io.BytesIO(PNG), "bent.png")}).status_code == 422
    assert "bent.png" in dewi.page.text
    kept = dewi.page.field("kept")
    again = form({"mark": mark(schedule), "accepted": "9"}) | {"kept": kept}
    assert dewi.send(PATH, again).status_code == 303
    assert session.query(Attachment).one().subject_type == "receipt"


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("adi", 303),
        ("mega", 303),
        ("bagus", 303),
        ("ayu", 403),
        ("rina", 403),
        ("sari", 403),
        ("toni", 403),
        ("budi", 404),
    ],
)
def test_the_companys_people_book(client, schedule, session, name, status):
    person = client(name)
    assert person.send(PATH, form({"mark": mark(schedule), "accepted": "4"})).status_code == status
    assert person.get(FORM).status_code == (200 if status == 303 else status)
    assert len(rows(session)) == (status == 303)
    if status != 404:
        person.get("/orders/PO-1")
        assert ("Book in line 1" in person.page.text) is (status == 303)


def test_a_row_of_another_partner_is_not_booked(client, schedule, session):
    other = builders.one(session, "BP-1", partner=builders.BAUT)
    session.commit()
    dewi = client("dewi")
    assert dewi.send(PATH, form({"mark": mark(other), "accepted": "4"})).status_code == 422
    assert rows(session) == []


def test_what_is_missing_and_who_is_not_signed_in(client, visitor, schedule):
    dewi = client("dewi")
    assert dewi.get("/orders/PO-1/lines/2/1/receipts/new").status_code == 404
    assert dewi.send("/orders/PO-9/lines/1/1/receipts").status_code == 404
    assert visitor.get(FORM).status_code == 303


def test_what_was_cancelled_cannot_come_in(client, schedule, session):
    from portal import clock
    from portal.orders import actions

    schedule.cancelled_at = clock.now()
    actions.restate(session, schedule)
    session.commit()
    dewi = client("dewi")
    dewi.get(FORM)
    assert "Nothing is to be booked in here." in dewi.page.text
    assert dewi.send(PATH, form({"mark": mark(schedule), "accepted": "4"})).status_code == 422
    assert rows(session) == []

"""POST /orders/new: an order is entered by hand, once, with all its lines or not at all."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from portal import clock
from portal.accounts.models import Assignment, Membership, SignIn, User
from portal.activity.models import Activity, Draft
from tests import cast
from tests.orders import builders
from tests.orders.entering import head, iso, lines, orders, row
from tests.page import HTMX

PATH = "/orders/new"


def test_an_order_is_entered_and_the_partner_reads_it(client, session):
    answer = client("dewi").send(
        PATH, {**head(note="Gate 3"), **row(1), **row(2, item="Nut M8", price="", mode="")}
    )
    assert (answer.status_code, answer.location) == (303, "/orders/PO-77")
    (order,) = orders(session)
    assert (order.partner_id, order.ref, order.site_id, order.staff_owner_id) == (1, "PO-77", 1, 3)
    assert (order.note, order.currency, order.incoterm, order.ordered_on) == (
        "Gate 3",
        "IDR",
        "DAP",
        builders.today(),
    )
    (bolt, part), (nut, _part) = lines(session)
    assert (bolt.number, bolt.item_code, bolt.item, bolt.detail) == (1, "BLT-8", "Bolt M8", "zinc plated")
    assert (bolt.quantity, bolt.unit, bolt.unit_price, bolt.value) == (500, "pcs", 1200, 600_000)
    assert (nut.number, nut.unit_price, nut.value) == (2, None, None)
    assert (part.stage, part.requested_on.isoformat(), part.mode, part.promised_on) == (
        "unconfirmed",
        iso(10),
        "road",
        None,
    )
    told = session.query(Activity).filter_by(verb="ordered").one()
    assert (told.actor_name, told.order_id, told.data) == ("Dewi Anggraini", order.id, {"lines": 2})
    rina = client("rina")
    assert rina.get("/orders/PO-77").status_code == 200
    assert "Bolt M8" in rina.page.text and "Gate 3" in rina.page.text


def test_a_word_is_due_after_24_working_hours(session):
    """Monday 10:00: 7 hours to 17:00, 9 on Tuesday, 8 on Wednesday: due at 16:00."""
    at = datetime(2026, 11, 30, 10, 0, tzinfo=ZoneInfo(cast.ZONE))
    made = builders.order(session, "PO-1", 7, created_at=at.astimezone(ZoneInfo("UTC")))
    assert made.answer_due_at == datetime(2026, 12, 2, 16, 0, tzinfo=ZoneInfo(cast.ZONE))


def test_the_company_says_in_how_many_hours(session):
    from portal.partners.models import Company

    session.query(Company).one().answer_hours = {"normal": 8, "order": 9}
    session.flush()
    made = builders.order(session, "PO-1", 7, created_at=datetime(2026, 11, 30, 3, 0, tzinfo=ZoneInfo("UTC")))
    assert made.answer_due_at == datetime(2026, 12, 1, 10, 0, tzinfo=ZoneInfo(cast.ZONE))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"partner": ""}, "Choose a partner."),
        ({"partner": "NOBODY"}, "Not a valid choice."),
        ({"reference": " "}, "Give the order a reference."),
        ({"reference": "PO//77"}, "dashes and slashes"),
        ({"reference": "PO/7/amendment"}, "dashes and slashes"),
        ({"reference": "new"}, "dashes and slashes"),
        ({"reference": "P" * 41}, "dashes and slashes"),
        ({"reference": "PO-1"}, "Another order has this reference."),
        ({"ordered_on": "0001-01-01"}, "Choose a day between 2000 and 2199."),
        ({"ordered_on": "2198-12-31"}, "Choose a day that is not ahead"),
        ({"ordered_on": ""}, "Give the day of the order."),
        ({"site": "MOON"}, "Not a valid choice."),
        ({"owner": "6"}, "Not a valid choice."),  # rina is no staff
        ({"owner": "5"}, "Not a valid choice."),  # ayu reads only
        ({"currency": "RUPIAH"}, "three letters"),
        ({"incoterm": "x" * 21}, "Shorten it to 20 characters"),
        ({"note": "x" * 4001}, "Shorten it to 4000 characters"),
        ({"row1-item": ""}, "Row 1: Name the item."),
        ({"row1-item": "x" * 301}, "Row 1: Shorten it to 300 characters"),
        ({"row1-code": "x" * 61}, "Row 1: Shorten it to 60 characters"),
        ({"row1-unit": ""}, "Row 1: Give a unit"),
        ({"row1-quantity": ""}, "Row 1: Write the quantity as a number above zero"),
        ({"row1-quantity": "0"}, "Row 1: Write the quantity as a number above zero"),
        ({"row1-quantity": "-5"}, "Row 1: Write the quantity as a number above zero"),
        ({"row1-quantity": "NaN"}, "Row 1: Write the quantity as a number above zero"),
        ({"row1-quantity": "Infinity"}, "Row 1: Write the quantity as a number above zero"),
        ({"row1-quantity": "9" * 10_000}, "Row 1: Write the quantity as a number above zero"),
        ({"row1-quantity": "1.0005"}, "Row 1: Write the quantity as a number above zero"),
        ({"row1-price": "much"}, "Row 1: Write the price as a number"),
        ({"row1-price": "-1"}, "Row 1: Write the price as a number"),
        ({"row1-quantity": "999999999999", "row1-price": "999999999999"}, "Quantity times price is too much"),
        ({"row1-wanted": ""}, "Row 1: Give the day on which it is wanted."),
        ({"row1-wanted": "0001-01-01"}, "Row 1: Write the day like"),
        ({"row1-wanted": "9999-12-31"}, "Row 1: Write the day like"),
        ({"row1-wanted": "soon"}, "Row 1: Write the day like"),
        ({"row1-wanted": "3/4/2027"}, "3/4/2027 reads as two days"),
        ({"row1-wanted": iso(-1)}, "Row 1: The day lies before the day of the order."),
        ({"row1-mode": "camel"}, "Row 1: Choose one of the ways of transport."),
    ],
)
def test_what_cannot_be_comes_back_with_all_that_was_typed(client, session, change, why):
    builders.order(session, "PO-1", 7)
    session.commit()
    dewi = client("dewi")
    fields = {**head(), **row(1), **row(2, item="Nut M8"), **change}
    assert dewi.send(PATH, fields).status_code == 422
    assert why in dewi.page.text
    assert dewi.page.field("row2-item") == "Nut M8"
    assert dewi.page.field("row1-detail") == "zinc plated"
    for name, value in change.items():
        if name.startswith("row1") and "mode" not in name and len(value) < 400:
            assert dewi.page.field(name) == value.strip()
    assert [o.ref for o in orders(session)] == ["PO-1"]


def test_no_line_is_no_order(client, session):
    dewi = client("dewi")
    assert dewi.send(PATH, head()).status_code == 422
    assert "Type at least one line" in dewi.page.text
    assert orders(session) == []


def test_hostile_words_are_kept_as_words(client, session):
    text = "<b>Bolt</b> \u202eM8\u202c \x00'; DROP TABLE lines"
    answer = client("dewi").send(PATH, {**head(), **row(1, item=text, price="IDR 1,200.5055")})
    assert answer.status_code == 303
    ((line, _part),) = lines(session)
    assert line.item == "<b>Bolt</b> \u202eM8\u202c '; DROP TABLE lines"
    assert line.unit_price == Decimal("1200.5055")
    rina = client("rina")
    assert b"<b>Bolt" not in rina.get("/orders/PO-77").data


def test_numbers_and_days_in_the_readers_own_form(client, session):
    session.query(User).filter_by(id=cast.user_id("dewi")).one().locale = "id"
    session.commit()
    fields = {
        **head(ordered_on="2026-01-05"),
        **row(1, quantity="1.250,5", price="12.500", wanted="3/4/2027"),
    }
    assert client("dewi").send(PATH, fields).status_code == 303
    ((line, part),) = lines(session)
    assert (line.quantity, line.unit_price) == (Decimal("1250.5"), 12_500)
    assert part.requested_on.isoformat() == "2027-04-03"


def test_sending_it_twice_enters_one(client, session):
    dewi, fields = client("dewi"), {**head(), **row(1)}
    places = {dewi.send(PATH, fields).location for _n in range(3)}
    assert (places, len(orders(session))) == ({"/orders/PO-77"}, 1)


def test_five_hundred_lines_at_once_and_no_more(client, session):
    fields = head() | {k: v for n in range(1, 502) for k, v in row(n, item=f"Part {n}").items()}
    assert client("dewi").send(PATH, fields).status_code == 303
    found = lines(session)
    assert (len(found), found[-1][0].number, found[-1][0].item) == (500, 500, "Part 500")


def test_more_lines_bring_back_what_was_typed_without_script(client, session):
    dewi = client("dewi")
    answer = dewi.send(PATH, {**head(note="Gate 3"), **row(1), "do": "rows"})
    assert (answer.status_code, answer.location) == (303, "/orders/new#lines")
    dewi.get(PATH)
    assert (dewi.page.field("row1-item"), dewi.page.field("note").strip()) == ("Bolt M8", "Gate 3")
    assert dewi.page.field("row6-item") == ""
    assert dewi.page.field("key") == "k1"
    assert orders(session) == []


def test_more_lines_in_place_with_htmx(client, session):
    dewi = client("dewi")
    answer = dewi.send(PATH, {**head(), **row(1), "do": "rows"}, headers=HTMX)
    assert answer.status_code == 200
    assert dewi.page.one("section", id="entry") is not None
    assert dewi.page.field("row1-item") == "Bolt M8" and dewi.page.field("row6-item") == ""
    dewi.get(PATH)  # left and come back to
    assert dewi.page.field("row1-item") == "Bolt M8" and dewi.page.field("row6-item") == ""


def test_pasted_cells_are_shown_before_they_are_saved(client, session):
    text = (
        "Code\tItem\tQty\tUnit\tDay\n"
        f"BLT-8\tBolt M8\t1,500\tpcs\t{iso(10)}\n"
        "\tWasher, 'plain'\t2,5\tkg\t18 Dec 2027\t0.25\n"
        '\t"Plate 3 mm\nSS400"\tmany\tt\t3/4/2027\n'
    )
    dewi = client("dewi")
    assert dewi.send(PATH, {**head(), "pasted": text}).status_code == 303
    dewi.get(PATH)
    page = dewi.page
    assert [page.field(f"row1-{n}") for n in ("code", "item", "quantity", "unit", "wanted")] == [
        "BLT-8", "Bolt M8", "1,500", "pcs", iso(10),
    ]  # fmt: skip
    assert [page.field(f"row2-{n}") for n in ("code", "quantity", "wanted", "price")] == [
        "",
        "2.5",
        "2027-12-18",
        "0.25",
    ]
    assert [page.field(f"row3-{n}") for n in ("item", "quantity", "wanted")] == [
        "Plate 3 mm SS400",
        "many",
        "3/4/2027",
    ]
    assert orders(session) == []


def test_a_pasted_number_is_shown_as_it_was_understood(client, session):
    """In English 1.500 is one and a half; who meant a thousand more sees it before it is entered."""
    dewi = client("dewi")
    dewi.send(PATH, {**head(), "pasted": f"B\tBolt\t1.500\tpcs\t{iso(4)}\tRp 12,500"}, headers=HTMX)
    assert (dewi.page.field("row1-quantity"), dewi.page.field("row1-price")) == ("1.5", "12,500.00")
    session.query(User).filter_by(id=cast.user_id("dewi")).one().locale = "id"
    session.commit()
    dewi.send(PATH, {**head(), "pasted": f"B\tBolt\t1.500\tpcs\t{iso(4)}\tRp 12.500"}, headers=HTMX)
    assert (dewi.page.field("row1-quantity"), dewi.page.field("row1-price")) == ("1.500", "12.500,00")


def test_pasted_with_htmx_says_at_once_what_cannot_be_read(client, session):
    dewi = client("dewi")
    text = f"BLT-8\tBolt M8\tmany\tpcs\t{iso(10)}"
    assert dewi.send(PATH, {**head(), "pasted": text, "do": "paste"}, headers=HTMX).status_code == 200
    assert "Row 1: Write the quantity as a number above zero" in dewi.page.text
    assert dewi.page.field("pasted") == ""


def test_pasted_lines_stand_after_those_that_were_typed(client, session):
    dewi = client("dewi")
    dewi.send(
        PATH, {**head(), **row(1), **row(4, item="Nut"), "pasted": f"\tWasher\t5\tkg\t{iso(4)}"}, headers=HTMX
    )
    assert [dewi.page.field(f"row{n}-item") for n in (1, 2, 3, 4)] == ["Bolt M8", "Nut", "Washer", ""]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("just some words", "No columns were found"),
        ("Code\tItem\tQty", "No line was found"),
        ("\t\t\t", "No line was found"),
        ("A\t" + "x" * 200_000, "No line was found"),
        ("A\tB\t1\tpcs\t2027-01-01\n" * 501, "That is 501 lines"),
    ],
)
def test_what_is_pasted_and_no_line(client, session, text, why):
    dewi = client("dewi")
    assert dewi.send(PATH, {**head(), **row(1), "pasted": text}).status_code == 422
    assert why in dewi.page.text
    assert dewi.page.field("row1-item") == "Bolt M8"


def test_what_was_typed_is_gone_once_it_is_entered(client, session):
    dewi = client("dewi")
    dewi.send(PATH, {**head(), **row(1), "do": "rows"})
    dewi.send(PATH, {**head(), **row(1)})
    dewi.get(PATH)
    assert dewi.page.field("row1-item") == ""
    assert session.query(Draft).count() == 0


def test_an_expired_session_loses_nothing(client, session):
    dewi = client("dewi")
    token = dewi.token()
    session.query(SignIn).update({"expires_at": clock.now() - timedelta(minutes=1)})
    session.commit()
    answer = dewi.post(PATH, data={**head(note="Gate 3"), **row(1), "csrf_token": token})
    assert answer.location.startswith("/login")
    again = client("dewi")
    again.get(PATH)
    assert (again.page.field("row1-item"), again.page.field("note").strip()) == ("Bolt M8", "Gate 3")


@pytest.mark.parametrize("who", ["rina", "sari", "toni", "budi", "ayu"])
def test_partners_people_and_who_only_reads_may_not(client, session, who):
    assert client(who).send(PATH, {**head(), **row(1)}).status_code == 403
    assert orders(session) == []


@pytest.mark.parametrize("who", ["adi", "mega", "bagus"])
def test_all_staff_who_write_may(client, session, who):
    assert client(who).send(PATH, {**head(), **row(1)}).status_code == 303


def test_who_is_limited_orders_only_from_theirs(client, session):
    session.query(User).filter_by(id=cast.user_id("bagus")).one().limited = True
    session.add(Assignment(user_id=cast.user_id("bagus"), partner_id=2))
    builders.order(session, "PO-1", 7)
    session.commit()
    bagus = client("bagus")
    assert bagus.send(PATH, {**head(), **row(1)}).status_code == 422
    assert "Not a valid choice." in bagus.page.text and "Sumber" not in bagus.page.text
    assert (
        bagus.send(PATH, {**head(partner="BAUT", owner="4", reference="PO-1"), **row(1)}).status_code == 422
    )
    assert "Another order has this reference." in bagus.page.text  # of a partner that bagus does not see
    assert bagus.send(PATH, {**head(partner="BAUT", owner="4"), **row(1)}).status_code == 303
    assert [(o.ref, o.partner_id) for o in orders(session)] == [("PO-1", 1), ("PO-77", 2)]


def test_an_owner_works_with_the_partner(client, session):
    session.query(User).filter_by(id=cast.user_id("bagus")).one().limited = True
    session.add(Assignment(user_id=cast.user_id("bagus"), partner_id=2))
    session.commit()
    dewi = client("dewi")
    assert dewi.send(PATH, {**head(owner="4"), **row(1)}).status_code == 422
    assert "This person does not work with the partner." in dewi.page.text
    assert orders(session) == []


def test_a_visitor_is_sent_to_sign_in(visitor):
    answer = visitor.send(PATH, {**head(), **row(1)})
    assert (answer.status_code, answer.location.split("?")[0]) == (303, "/login")


def test_an_expired_session_loses_nothing_of_five_hundred_lines(client, session):
    dewi = client("dewi")
    token = dewi.token()
    session.query(SignIn).update({"expires_at": clock.now() - timedelta(minutes=1)})
    session.commit()
    many = {k: v for n in range(1, 501) for k, v in row(n, item=f"Hexagon bolt {n}").items()}
    dewi.post(PATH, data={**head(), **many, "csrf_token": token})
    again = client("dewi")
    again.get(PATH)
    assert again.page.field("row500-item") == "Hexagon bolt 500"


def owners(session):
    return [(order.ref, order.partner_owner_id, order.partner_team) for order in orders(session)]


def test_it_goes_to_whom_the_form_names_else_to_who_had_the_last_one_else_to_the_administrator(
    client, session
):
    rina, sari = cast.user_id("rina"), cast.user_id("sari")
    session.query(Membership).filter_by(user_id=sari).update({"team": "Export"})
    session.commit()
    dewi = client("dewi")
    for number, chosen in enumerate(("", str(sari), "", str(rina)), start=1):
        form = {**head(key=f"k{number}", reference=f"PO-{number}", partner_owner=chosen), **row(1)}
        assert dewi.send(PATH, form).status_code == 303
    assert owners(session) == [
        ("PO-1", rina, None), ("PO-2", sari, "Export"), ("PO-3", sari, "Export"), ("PO-4", rina, None),
    ]  # fmt: skip


def test_who_left_gets_no_more_of_them(client, session):
    sari = cast.user_id("sari")
    builders.order(session, "PO-1", 5, partner_owner_id=sari)
    session.query(Membership).filter_by(user_id=sari).update({"disabled_at": clock.now()})
    session.commit()
    client("dewi").send(PATH, {**head(), **row(1)})
    assert owners(session)[-1] == ("PO-77", cast.user_id("rina"), None)


@pytest.mark.parametrize("who", ["budi", "toni"])
def test_an_owner_elsewhere_or_who_only_reads_is_no_choice(client, session, who):
    dewi = client("dewi")
    answer = dewi.send(PATH, {**head(partner_owner=str(cast.user_id(who))), **row(1)})
    assert answer.status_code == 422
    assert "This person does not work there. Choose another." in dewi.page.text
    assert orders(session) == []

"""The page of a long order: fifty lines at a time, narrowed by state or words (endpoint orders.show)."""

from decimal import Decimal

import pytest
from werkzeug.datastructures import MultiDict

from portal.orders import addresses
from portal.orders.line_pages import Asked, after, read
from portal.orders.models import Schedule
from portal.scope import insert_rows
from portal.shipments.models import NoticeLine, Receipt
from tests.orders import answers, builders
from tests.page import HTMX, Page


@pytest.fixture
def orders(session):
    """PO-500 of 500 lines, of all of which a notice carries something and something came in, and PO-1 of one.
    Of PO-500 lines 3 and 320 are overdue, the other 498 wait for a day."""
    for ref, lines in (("PO-1", 1), ("PO-500", 500)):
        made = builders.long(session, ref, lines)
        schedules = builders.schedules(session, made)
        for schedule in schedules[2:320:317]:
            builders.promise(session, schedule, -2)
        notice = builders.dispatch(session, schedules[0], f"SN-{ref}")
        of = [
            {"partner_id": 1, "order_id": made.id, "schedule_id": s.id, "notice_id": notice.id}
            for s in schedules
        ]
        insert_rows(session, NoticeLine, [row | {"quantity": Decimal(10)} for row in of[1:]])
        booked = {
            "ref": "GR-1", "accepted": Decimal(1), "rejected": Decimal(0), "condition": "good",
            "arrived_on": builders.today(), "recorded_at": builders.EARLIER,
        }  # fmt: skip
        insert_rows(session, Receipt, [row | booked for row in of])
    session.commit()


def numbers(page: Page) -> list[int]:
    """The lines on the page."""
    return [int(str(e.get("id")).removeprefix("line-")) for e in page.all("article", class_="line")]


def query_of(page: Page, words: str) -> str:
    """Where the link with these words leads."""
    (found,) = {str(a.get("href")) for a in page.all("a") if words in "".join(a.itertext())}
    return found


def test_a_page_of_five_hundred_lines_is_bounded_and_costs_what_one_does(client, orders):
    for name in ("rina", "dewi"):
        person = client(name)
        person.get("/orders/PO-1")
        few = person.selects
        size = len(person.get("/orders/PO-500").data)
        assert (person.selects, size < 400_000) == (few, True)
        assert numbers(person.page) == list(range(1, 51))
        assert "1 to 50 of 500 lines" in person.page.text and "500, in 500 schedules" in person.page.text
        assert "50 receipts are of the lines that are shown." in person.page.text
        assert "and 450 parts more" in person.page.text


def test_pages_follow_each_other_there_and_back(client, orders):
    rina = client("rina")
    rina.get("/orders/PO-500?line=451")
    assert numbers(rina.page) == list(range(451, 501)) and "Lines after" not in rina.page.text
    assert query_of(rina.page, "Lines before") == "/orders/PO-500?line=401#lines"
    rina.get("/orders/PO-500?line=51")
    assert query_of(rina.page, "Lines before") == "/orders/PO-500#lines"
    assert query_of(rina.page, "Lines after") == "/orders/PO-500?line=101#lines"
    answer = rina.get("/orders/PO-500?line=101", headers=HTMX)
    assert answer.data.startswith(b'<div id="order">') and numbers(rina.page)[0] == 101


def test_a_line_stands_on_its_page(client, orders):
    rina = client("rina")
    for line in (320, 301, 350):
        rina.get(f"/orders/PO-500?line={line}")
        assert numbers(rina.page) == list(range(301, 351)), line


def test_nonsense_asks_for_nothing(client, orders):
    rina = client("rina")
    for query in ("line=", "line=x", "line=-3", "line=0", "state=nonsense", "q=%20", "line=99999999999"):
        assert rina.get(f"/orders/PO-500?{query}").status_code == 200
        assert numbers(rina.page)[0] == 1, query


def test_what_to_worry_about_is_counted_first_and_shown_alone(client, orders):
    rina = client("rina")
    rina.get("/orders/PO-500?line=51")
    chips = ["".join(a.itertext()).split() for a in rina.page.one("nav", aria_label="Which lines").iter("a")]
    assert chips == [["All", "500"], ["Overdue", "2"], ["Not", "confirmed", "498"]]
    rina.get(query_of(rina.page, "Overdue\u00a02"))
    assert numbers(rina.page) == [3, 320]
    assert "1 to 2 of 2 lines that are like that, of 500 in the order" in rina.page.text
    assert "2 receipts are of the lines that are shown." in rina.page.text


def test_a_line_is_found_by_its_number_or_its_words(client, orders):
    dewi = client("dewi")
    found = {"320": [320], "plate 49": [49, *range(490, 500)], "SS400 499": [499], "nothing": []}
    for words, lines in found.items():
        dewi.get("/orders/PO-500", query_string={"q": words})
        assert numbers(dewi.page) == lines, words
        assert ("No line is like that." in dewi.page.text) is (lines == []), words


def test_the_press_that_promises_all_says_how_many_and_means_those(client, orders, session):
    rina = client("rina")
    rina.get("/orders/PO-500")
    assert "498 lines wait for a day, on all pages" in rina.page.text
    assert "Promise all 498 days as asked for" in rina.page.text
    rina.get("/orders/PO-500?q=plate+49")
    assert "11 of these lines wait for a day" in rina.page.text
    form = rina.page.one("form", class_="bulk")
    marks = [i.get("value") for i in form.iter("input") if i.get("name") == "schedule"]
    assert rina.send("/orders/PO-500/confirmation", {"schedule": marks}).status_code == 303
    promised = session.query(Schedule.line_number).where(
        Schedule.order_ref == "PO-500", Schedule.promised_on > builders.today()
    )
    assert sorted(n for (n,) in promised) == [49, *range(490, 500)]


def test_an_answer_goes_on_where_its_writer_was(client, orders):
    rina = client("rina")
    rina.get("/orders/PO-500?state=unconfirmed&line=320")
    assert 321 in numbers(rina.page) and 320 not in numbers(rina.page)
    kept = {i.get("value") for i in rina.page.all("input") if i.get("name") == "kept"}
    assert kept == {"state=unconfirmed"}
    form = answers.proposal(("10", 12), version=1) | {"kept": "state=unconfirmed"}
    answer = rina.send("/orders/PO-500/lines/321/1/proposal", form)
    assert answer.location == "/orders/PO-500?state=unconfirmed&line=321#lines"
    rina.get(answer.location.partition("#")[0])
    assert 321 not in numbers(rina.page) and 322 in numbers(rina.page)
    empty = answers.proposal(("", 12), version=1, key="k2") | {"kept": "state=unconfirmed"}
    assert rina.send("/orders/PO-500/lines/400/1/proposal", empty).status_code == 422
    assert 400 in numbers(rina.page) and 3 not in numbers(rina.page)


@pytest.mark.parametrize(
    ("line", "section", "asked", "address"),
    [
        (None, "", "", "/orders/PO/7%20b"),
        (50, "", "", "/orders/PO/7%20b#line-50"),  # it stands on the first page, however lines are numbered
        (51, "", "", "/orders/PO/7%20b?line=51#line-51"),
        (320, "receipts", "", "/orders/PO/7%20b?line=320#receipts"),
        (None, "thread", "", "/orders/PO/7%20b#thread"),
        (2, "", "state=overdue", "/orders/PO/7%20b?state=overdue&line=2#line-2"),
    ],
)
def test_an_order_has_one_address(line, section, asked, address):
    assert addresses.of_order("PO/7 b", line, section, asked) == address


def test_other_pages_lead_to_the_page_of_a_line(client, orders):
    rina = client("rina")
    rina.get("/orders?state=late")
    assert "/orders/PO-500?line=320#line-320" in {a.get("href") for a in rina.page.all("a")}
    rina.get("/")
    assert "/orders/PO-500#line-3" in {a.get("href") for a in rina.page.all("a")}


def test_a_short_order_is_shown_as_it_is(client, orders):
    rina = client("rina")
    rina.get("/orders/PO-1")
    assert (
        not rina.page.all("nav", aria_label="Which lines")
        and "of the lines that are shown" not in rina.page.text
    )


def test_what_was_asked_goes_back_into_an_address():
    asked = Asked(320, "overdue", "plate & co")
    assert read(MultiDict([("line", "320"), ("state", "overdue"), ("q", " plate  & co ")])) == asked
    assert asked.query() == "state=overdue&q=plate+%26+co&line=320"
    assert after("PO-1", 3, MultiDict()) == "/orders/PO-1#line-3"

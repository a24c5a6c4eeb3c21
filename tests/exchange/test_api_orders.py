"""Orders for programs. endpoint: exchange.api_orders, endpoint: exchange.api_order"""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.exchange.api_documents import decimal
from tests.orders import builders

ORDERS = "/api/v1/orders"


def walk(program, path):
    """Every row from a page on, by the addresses in next."""
    rows, pages = [], 0
    while path:
        found = program.get(path)
        assert program.status == 200
        rows += found["schedules"]
        path, pages = found["next"] and found["next"].removeprefix("http://localhost"), pages + 1
    return rows, pages


def test_each_sees_its_own_orders_and_staff_all(session, program):
    builders.order(session, "PO-1")
    builders.order(session, "PO-2", partner=builders.BAUT)
    session.commit()
    seen = {
        name: {row["order"] for row in walk(program(name), ORDERS)[0]} for name in ("rina", "budi", "adi")
    }
    assert seen == {"rina": {"PO-1"}, "budi": {"PO-2"}, "adi": {"PO-1", "PO-2"}}
    rina = program("rina")
    rina.get(f"{ORDERS}/PO-2")
    assert rina.status == 404
    missing, hidden = rina.get(f"{ORDERS}/PO-9"), rina.get(f"{ORDERS}/PO-2")
    assert {**missing, "request_id": ""} == {**hidden, "request_id": ""}


def test_a_row_says_its_six_days(session, program):
    schedule = builders.promise(session, builders.one(session, "PO-1042", 7), 5, 9, cause="carrier")
    builders.arrive(session, schedule, 8)
    session.commit()
    ((row,), _pages) = walk(program("rina"), f"{ORDERS}?view=all")
    day = {n: (builders.today() + timedelta(days=n)).isoformat() for n in (5, 7, 8, 9)}
    assert row["days"] == {
        "requested": day[7], "first_promised": day[5], "promised": day[9], "expected": None, "arrived": day[8],
        "received": None,
    }  # fmt: skip
    assert (row["order"], row["line"], row["part"], row["quantity"], row["unit"]) == (
        "PO-1042",
        1,
        1,
        "10",
        "t",
    )
    assert (row["stage"], row["accepted"], row["moves"]) == ("arrived", "10", 1)
    assert row["partner"] is None  # it is its own
    ((row,), _pages) = walk(program("adi"), f"{ORDERS}?view=all")
    assert row["partner"] == {"code": "SUMBER", "name": "PT Sumber Logam Abadi"}
    assert row["href"] == "http://localhost/api/v1/orders/PO-1042"


def test_an_order_has_its_lines_and_ledgers(session, program):
    made = builders.order(session, "PO-1042", 3, 7, currency="IDR")
    first, _second = builders.schedules(session, made)
    builders.promise(session, first, 5)
    builders.propose(session, first, 9)
    session.commit()
    rina = program("rina")
    order = rina.get(f"{ORDERS}/PO-1042")
    assert rina.selects == 6  # the token, whom it stands for (twice), the company, the order, its ledger
    assert [line["line"] for line in order["lines"]] == [1, 2]
    assert (order["currency"], order["lines"][0]["quantity"]) == ("IDR", "10")
    ledger = order["lines"][0]["schedules"][0]["commitments"]
    assert [(one["state"], one["proposed_by"], one["quantity"]) for one in ledger] == [
        ("accepted", "partner", "10"), ("proposed", "partner", "10"),
    ]  # fmt: skip
    assert order["lines"][0]["schedules"][0]["proposed"]["by"] == "partner"
    assert order["lines"][1]["schedules"][0]["commitments"] == []


def test_pages_follow_each_other_without_a_gap(session, program):
    for number in range(7):
        builders.one(session, f"PO-{number}", number)
    session.commit()
    rows, pages = walk(program("rina"), f"{ORDERS}?size=3&sort=day&state=unconfirmed")
    assert pages == 3
    assert [row["order"] for row in rows] == [f"PO-{number}" for number in reversed(range(7))]


def test_filters_are_those_of_the_list(session, program):
    builders.each_kind(session)
    session.commit()
    rina = program("rina")
    kinds = {row["status"] for row in walk(rina, f"{ORDERS}?state=arrived_late")[0]}
    assert kinds == {"arrived_late"}
    assert {row["order"] for row in walk(rina, f"{ORDERS}?view=all&q=PO-11")[0]} == {"PO-11"}


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("view=mine", "view"), ("state=gone", "state"), ("from=tomorrow", "from"), ("size=0", "size"),
        ("size=1e3", "size"), ("size=99999999999999999999", "size"), ("after=xyz", "after"), ("colour=red", "colour"), ("sort=price", "sort"),
    ],
)  # fmt: skip
def test_what_the_list_would_leave_out_is_refused(program, query, name):
    rina = program("rina")
    problem = rina.get(f"{ORDERS}?{query}")
    assert rina.status == 422
    assert [one["parameter"] for one in problem["errors"]] == [name]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("10.000", "10"),
        ("0.500", "0.5"),
        ("100", "100"),
        ("0", "0"),
        ("-3.250", "-3.25"),
        ("1E+3", "1000"),
        (None, None),
    ],
)
def test_numbers_keep_every_digit(value, text):
    assert decimal(None if value is None else Decimal(value)) == text

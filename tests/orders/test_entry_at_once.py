"""Two people, or one with two fingers, at the same moment."""

import threading
from typing import Any

from portal.orders.models import Order, Schedule
from tests.orders import builders
from tests.orders.amending import AMEND, form, told
from tests.orders.entering import head, orders, row


def at_once(*sends: Any) -> list[int]:
    """Start them together; their status codes, sorted."""
    start, codes = threading.Barrier(len(sends)), []

    def go(send: Any) -> None:
        start.wait()
        codes.append(send())

    threads = [threading.Thread(target=go, args=(send,)) for send in sends]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(codes)


def posting(client, who: str, path: str, fields: dict[str, str]) -> Any:
    person = client(who)
    data = {**fields, "csrf_token": person.token()}
    return lambda: person.post(path, data=data).status_code


def test_one_key_enters_one_order(client, session):
    fields = {**head(), **row(1)}
    assert at_once(*(posting(client, "dewi", "/orders/new", fields) for _n in range(8))) == [303] * 8
    assert [order.ref for order in orders(session)] == ["PO-77"]


def test_one_reference_goes_to_one_of_two(client, session):
    sends = [
        posting(client, who, "/orders/new", {**head(key=who), **row(1, item=who)})
        for who in ("dewi", "bagus", "mega", "adi")
    ]
    assert at_once(*sends) == [303, 422, 422, 422]
    assert session.query(Order).count() == 1


def test_one_of_two_changes_wins_and_the_other_is_told(client, session):
    builders.order(session, "PO-1", 5)
    session.commit()
    sends = []
    for who, quantity in (("dewi", "7"), ("bagus", "3")):
        person = client(who)
        person.get(AMEND)
        sends.append(posting(client, who, AMEND, form(person.page, line1_quantity=quantity, reason=who)))
    assert at_once(*sends) == [303, 409]
    ((_verb, data),) = told(session, "amended")
    (schedule,) = session.query(Schedule)
    assert schedule.quantity == {"dewi": 7, "bagus": 3}[data["reason"]]

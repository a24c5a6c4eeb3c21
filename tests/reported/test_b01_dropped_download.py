"""pallets/flask#6123: a client that left a streamed download left its identity on the thread.

Rina's largest export is cut off again and again; between, Budi and a visitor ask who they are. (A server
that never closes an answer: tests/web/test_identity.py.)
"""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert
from sqlalchemy.orm import Session

from portal.db import db
from portal.orders import export
from portal.orders.models import Line, Schedule
from tests import cast
from tests.accounts import arrange
from tests.browser import Live
from tests.orders import builders as b
from tests.reported.callers import Caller, cookie_of, wait_until

ROWS = 5_000


@pytest.fixture
def _thousands(app: Flask) -> None:
    """Orders enough that an export comes in several pieces."""
    arrange.change(app, _fill)


def _fill(session: Session) -> None:
    order = b.order(session, "PO-1", 7)
    lines = [
        {"partner_id": b.SUMBER, "order_id": order.id, "number": number, "item": f"Plate {number}",
         "quantity": Decimal(10), "unit": "t"}
        for number in range(2, ROWS + 1)
    ]  # fmt: skip
    ids = session.scalars(insert(Line).returning(Line.id, sort_by_parameter_order=True), lines).all()
    wanted = b.today() + timedelta(days=7)
    parts = [
        {"partner_id": b.SUMBER, "order_id": order.id, "line_id": line_id, "quantity": Decimal(10),
         "requested_on": wanted, "order_ref": "PO-1", "line_number": line["number"], "item": line["item"],
         "unit": "t", "words": "po-1 plate", "stage": "unconfirmed", "due_on": wanted, "accepted": Decimal(0)}
        for line_id, line in zip(ids, lines, strict=True)
    ]  # fmt: skip
    session.execute(insert(Schedule), parts)


class Ends:
    """How the exports ended: read `out` to the last row, or `cut` off."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun = self.out = self.cut = 0
        self._read = export.read
        monkeypatch.setattr(export, "read", self._counting)

    def _counting(self, *arguments: Any) -> Iterator[list[Any]]:
        self.begun += 1
        try:
            yield from self._read(*arguments)
            self.out += 1
        except GeneratorExit:
            self.cut += 1
            raise

    def all_ended(self) -> bool:
        """True once no export is under way."""
        return self.begun == self.out + self.cut


@pytest.mark.usefixtures("_thousands")
@pytest.mark.parametrize("threads", [1, 4])
@pytest.mark.parametrize("times", [30, pytest.param(500, marks=pytest.mark.sweep)])
def test_nobody_is_taken_for_who_left(
    app: Flask, client: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
    threads: int, times: int,
) -> None:  # fmt: skip
    monkeypatch.setattr("portal.server.THREADS", threads)
    ends = Ends(monkeypatch)
    live = Live(app)
    try:
        port = int(live.url.rpartition(":")[2])
        rina, budi = (Caller(port, cookie_of(app, client(name))) for name in ("rina", "budi"))
        wrong = []
        for number in range(times):
            assert rina.cut("/orders/export.csv").startswith(b"HTTP/1.1 200")
            who, visitor = budi.get("/profile"), Caller(port).get("/profile")
            if who.status != 200 or cast.NAMES["budi"] not in who.text or cast.NAMES["rina"] in who.text:
                wrong.append((number, "budi", who))
            if visitor.status != 303 or "/login" not in visitor.location or visitor.text.count("Rina"):
                wrong.append((number, "visitor", visitor))
        wait_until(ends.all_ended)
        with app.app_context():
            pool: Any = db.engine.pool
            wait_until(lambda: pool.checkedout() == 0)
    finally:
        live.stop()
    figures = f"{threads} threads, {times} resets: {ends.cut} cut off, {ends.out} read out"
    print(f"\nB01: {figures}; {len(wrong)} wrong identities")  # noqa: T201
    assert wrong == []
    assert ends.begun == times
    assert ends.cut > 0
    assert [r for r in caplog.records if r.levelno > logging.WARNING] == []

"""Answering by spreadsheet: what understanding and sending 5,000 rows cost beside reading the file, and
what memory they take."""

import gc
import statistics
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from benchmarks import rows
from benchmarks.asking import Portal, ratio, seconds
from portal.actor import Actor
from portal.db import db
from portal.exchange import answering
from portal.exchange.answer_columns import FILLED, IDENTITY, label
from portal.exchange.answer_page import PAGE
from portal.exchange.answer_reading import filled_rows, sheet_format
from portal.exchange.answer_sheet import open_lines, state_of

BAR = 10.0  # sending, of which understanding is a part, against reading the file
FLAT = 1.5  # memory of ten times the rows
ROWS = 5000
ROUNDS = 5
ACTOR = Actor(1, "Rina partner", "partner", "administrator", "en", "Asia/Jakarta", partner_id=1)


def measured(portal: Portal, folder: Path, most: int = ROWS) -> dict[str, float]:
    """Ratios to the reading of a file of `most` rows, in CPU time, and peaks of memory in MB for that file
    and for one with a tenth of the rows."""
    with portal.app.test_request_context():
        books = {count: folder / f"answers-{count}.xlsx" for count in (most // 10, most)}
        for count, path in books.items():
            _fill(db.engine, path, count)
        spent: dict[str, list[float]] = {"reading": [], "understanding": [], "sending": []}
        for _ in range(ROUNDS):
            for name, work in _works(db.engine, books[most]).items():
                spent[name].append(seconds(work, 1))
        found = {name: ratio(times, spent["reading"]) for name, times in spent.items()}
        found["seconds of reading"] = statistics.median(spent["reading"])
        few, many = (_peak(_works(db.engine, path)["sending"]) for path in books.values())
        return found | {"few MB": few, "many MB": many, "memory ratio": many / few}


def _works(engine: Engine, path: Path) -> dict[str, Callable[[], Any]]:
    """What is measured. All of it is taken back afterwards."""

    def reading() -> None:
        for _row in filled_rows(path, sheet_format(path), "en"):
            pass

    def understanding() -> None:
        with _session(engine) as session:
            answering.understand(session, ACTOR, path, rows.TODAY, "en", 0, PAGE)

    def sending() -> None:
        with _session(engine) as session:
            answering.send(session, ACTOR, path, rows.TODAY, "en")

    return {"reading": reading, "understanding": understanding, "sending": sending}


@contextmanager
def _session(engine: Engine) -> Iterator[Session]:
    session = db.session()
    session.info["actor"] = ACTOR
    try:
        yield session
    finally:
        session.rollback()
        db.session.remove()


def _peak(work: Callable[[], Any]) -> float:
    """The most memory, in MB, that Python held for one more run of `work`."""
    gc.collect()
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def _fill(engine: Engine, path: Path, count: int) -> None:
    """A sheet with `count` filled rows: promises as asked where they can be, other days, splits, refusals."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet()
    names = (*IDENTITY, *FILLED)
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    for column, name in enumerate(names):
        sheet.write_string(0, column, label(name))
    lines = [row for row in open_lines(engine, ACTOR) if row.quantity - row.accepted > 1][:count]
    if len(lines) < count:
        raise RuntimeError(f"only {len(lines)} of {count} lines are open")
    for number, row in enumerate(lines, start=1):
        cells: dict[str, Any] = {
            "order": row.order_ref, "line": row.line_number, "part": row.part, "state": state_of(row.version, 0),
        }  # fmt: skip
        cells |= _answer(number, row)
        for column, name in enumerate(names):
            value = cells.get(name)
            if isinstance(value, date):
                sheet.write_datetime(number, column, value, days)
            elif value is not None:
                sheet.write(number, column, value)
    book.close()


def _answer(number: int, row: Any) -> Mapping[str, Any]:
    if row.stage == "unconfirmed" and row.requested_on >= rows.TODAY:
        return {"day_1": row.requested_on}
    why = {"reason": "vessel omitted Gresik", "cause": "Carrier"}
    if number % 10 == 0:
        return {"nothing": "x", **why}
    first = rows.TODAY + timedelta(days=70 + number % 20)
    left = float(row.quantity - row.accepted)
    if number % 3 == 0:
        return {
            "day_1": first,
            "quantity_1": 1,
            "day_2": first + timedelta(days=7),
            "quantity_2": left - 1,
            **why,
        }
    return {"day_1": first, "quantity_1": left, **why}

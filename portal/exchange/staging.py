"""A file's records on disk, in the order a database wants them, so that memory does not grow.

Lines of one order may lie anywhere in a file. They are first laid down in a small database of their
own beside the uploaded file, keyed, and then read back order by order.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Self, get_args, get_type_hints

from portal.exchange.record import OrderRecord, Refusal, Skipped

_SCHEMA = """
CREATE TABLE lines (
  id INTEGER PRIMARY KEY, row INTEGER NOT NULL, order_ref TEXT NOT NULL, key TEXT NOT NULL,
  partner TEXT NOT NULL, notice_ref TEXT, digest TEXT NOT NULL, record TEXT NOT NULL,
  UNIQUE (order_ref, key)
);
CREATE TABLE refusals (row INTEGER NOT NULL, column_name TEXT, value TEXT NOT NULL, reason TEXT NOT NULL);
CREATE INDEX refusals_row ON refusals (row);
"""
_COMMIT_EVERY = 5_000


@dataclass(frozen=True, slots=True)
class StagedLine:
    """A record with its key within the order and the digest of what it says."""

    row: int
    key: str
    digest: str
    record: OrderRecord


class Stage:
    """The staged records of one import. Use as a context manager."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection = sqlite3.connect(path)
        self.connection.execute("PRAGMA synchronous=OFF")  # made anew from the file if it is lost

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()

    @classmethod
    def fresh(cls, path: Path) -> "Stage":
        """An empty stage at `path`, in place of whatever was there."""
        path.unlink(missing_ok=True)
        stage = cls(path)
        stage.connection.executescript(_SCHEMA)
        return stage

    def fill(self, records: Iterator[OrderRecord | Refusal | Skipped]) -> None:
        """Lay down every record and refusal. A second record with the same key is refused."""
        for seen, record in enumerate(records, start=1):
            if isinstance(record, OrderRecord):
                self._add(record)
            elif isinstance(record, Refusal):
                self.refuse(record)
            if seen % _COMMIT_EVERY == 0:
                self.connection.commit()
        self.connection.commit()

    def refuse(self, refusal: Refusal) -> None:
        """Note why a row is not taken."""
        self.connection.execute(
            "INSERT INTO refusals VALUES (?, ?, ?, ?)",
            (refusal.row, refusal.column, refusal.value[:300], refusal.reason),
        )

    def _add(self, record: OrderRecord) -> None:
        key = record.line_ref or (f"#{record.line_number}" if record.line_number else None)
        if key is None:
            like = f"{record.item_code or record.item}|"
            (earlier,) = self.connection.execute(
                "SELECT count(*) FROM lines WHERE order_ref = ? AND key >= ? AND key < ?",
                (record.order_ref, like, like + "\U0010ffff"),
            ).fetchone()
            key = f"{like}{earlier + 1}"
        partner = record.partner_code or record.partner_name or ""
        text = _dumps(record)
        digest = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
        try:
            self.connection.execute(
                "INSERT INTO lines (row, order_ref, key, partner, notice_ref, digest, record)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (record.row, record.order_ref, key, partner, record.notice_ref, digest, text),
            )
        except sqlite3.IntegrityError:
            self.refuse(Refusal(record.row, None, f"{record.order_ref} {key}"[:300], "repeated_line"))

    def drop_orders_of_two_partners(self) -> None:
        """Refuse the rows that name another partner than the first row of their order."""
        other = (
            "FROM lines l JOIN (SELECT order_ref, partner, min(id) FROM lines GROUP BY order_ref) f"
            " ON f.order_ref = l.order_ref WHERE l.partner <> f.partner"
        )
        self.connection.execute(
            f"INSERT INTO refusals SELECT l.row, NULL, l.order_ref || ': ' || l.partner, 'two_partners' {other}"
        )
        self.connection.execute(f"DELETE FROM lines WHERE id IN (SELECT l.id {other})")  # noqa: S608
        self.connection.commit()

    def drop_order(self, order_ref: str, reason: str) -> None:
        """Refuse every row of an order."""
        self.connection.execute(
            "INSERT INTO refusals SELECT row, NULL, order_ref, ? FROM lines WHERE order_ref = ?",
            (reason, order_ref),
        )
        self.connection.execute("DELETE FROM lines WHERE order_ref = ?", (order_ref,))

    def partners(self) -> list[tuple[str, OrderRecord]]:
        """Each partner named in the file with the first record that names it."""
        rows = self.connection.execute(
            "SELECT partner, record, min(id) FROM lines GROUP BY partner ORDER BY 3"
        )
        return [(partner, loads(record)) for partner, record, _ in rows]

    def orders(self, size: int) -> Iterator[list[str]]:
        """Order references in the order they first occur, `size` at a time."""
        rows = self.connection.execute("SELECT order_ref, min(id) FROM lines GROUP BY order_ref ORDER BY 2")
        while chunk := rows.fetchmany(size):
            yield [ref for ref, _ in chunk]

    def lines_of(self, refs: Sequence[str]) -> dict[str, list[StagedLine]]:
        """The lines of these orders, in file order."""
        marks = ", ".join("?" * len(refs))
        rows = self.connection.execute(
            f"SELECT order_ref, row, key, digest, record FROM lines WHERE order_ref IN ({marks}) ORDER BY id",  # noqa: S608
            list(refs),
        )
        found: dict[str, list[StagedLine]] = {ref: [] for ref in refs}
        for ref, row, key, digest, record in rows:
            found[ref].append(StagedLine(row, key, digest, loads(record)))
        return found

    def count(self, what: str) -> int:
        """How many distinct `lines`, `orders`, `notices`, `partners` or `refused` rows there are."""
        column = {
            "lines": "count(*) FROM lines",
            "orders": "count(DISTINCT order_ref) FROM lines",
            "notices": "count(DISTINCT partner || char(31) || notice_ref) FROM lines",
            "partners": "count(DISTINCT partner) FROM lines",
            "refused": "count(DISTINCT row) FROM refusals",
        }[what]
        (number,) = self.connection.execute(f"SELECT {column}").fetchone()
        return int(number)

    def refusals(self) -> Iterator[Refusal]:
        """Every refusal, by row."""
        for row in self.connection.execute("SELECT * FROM refusals ORDER BY row, rowid"):
            yield Refusal(*row)


def _plain(value: Any) -> Any:
    return (
        value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Decimal) else value
    )


def _dumps(record: OrderRecord) -> str:
    data = {k: _plain(v) for k, v in asdict(record).items() if k != "row" and v is not None}
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


_HINTS = get_type_hints(OrderRecord)
_DATES = {f.name for f in fields(OrderRecord) if date in (_HINTS[f.name], *get_args(_HINTS[f.name]))}
_DECIMALS = {f.name for f in fields(OrderRecord) if Decimal in (_HINTS[f.name], *get_args(_HINTS[f.name]))}


def loads(text: str) -> OrderRecord:
    """The record that was staged as this JSON."""
    data = json.loads(text)
    for name in data.keys() & _DATES:
        data[name] = date.fromisoformat(data[name])
    for name in data.keys() & _DECIMALS:
        data[name] = Decimal(data[name])
    return OrderRecord(row=0, **data)

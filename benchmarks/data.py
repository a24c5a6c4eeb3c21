"""Databases of 10,000 orders and more, made once and kept in a folder outside the checkout."""

import hashlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import insert

from benchmarks import rows
from portal import create_app
from portal.accounts.models import Membership, SignIn, User
from portal.accounts.tokens import hashed
from portal.activity.models import Batch
from portal.config import ROOT, Settings
from portal.db import db, system_session
from portal.partners.models import Company, Partner, Site

SECRETS = {"partner": "benchmark-partner", "staff": "benchmark-staff", "own": "benchmark-own"}
MEMBERSHIPS = {"partner": 1, "own": 2}  # 'own': a colleague who sees only what is hers
CHUNK = 50_000  # orders written by one statement
_NEVER = datetime(2100, 1, 1, tzinfo=UTC)
_ZONE = "Asia/Jakarta"


def settings(folder: Path, orders: int, port: int = 8000, database: Path | None = None) -> Settings:
    """Settings of the installation with that many orders, or on this other database."""
    return Settings(
        data=folder, database_url=f"sqlite:///{database or path_of(folder, orders)}", secret_key="benchmark" * 5,
        port=port, base_url=f"http://127.0.0.1:{port}", trusted_hosts=("127.0.0.1",),
    )  # fmt: skip


def prepare(folder: Path, orders: int, say: Callable[[str], None]) -> None:
    """Make the database with that many orders in `folder` unless it is there. Files of the same size
    that another version of the tables or of the rows made are deleted."""
    folder.mkdir(parents=True, exist_ok=True)
    path = path_of(folder, orders)
    if path.exists():
        return
    for old in folder.glob(f"orders-{orders}-*"):
        old.unlink()
    began = time.monotonic()
    draft = path.with_suffix(".draft")
    app = create_app(settings(folder, orders).with_(database_url=f"sqlite:///{draft}"))
    with app.app_context():
        upgrade()
        _people()
        db.engine.dispose()
    _fill(draft, orders)
    os.replace(draft, path)
    for left in (f"{draft}-wal", f"{draft}-shm", f"{draft}.checkpoint", f"{draft}.turn"):
        Path(left).unlink(missing_ok=True)
    say(f"made {orders:,} orders in {time.monotonic() - began:.0f} s, {path.stat().st_size / 1e6:,.0f} MB")


def path_of(folder: Path, orders: int) -> Path:
    """Where the database is kept; its name tells by which tables and rows it was made."""
    made_by = [*sorted((ROOT / "migrations" / "versions").glob("*.py")), Path(rows.__file__), Path(__file__)]
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in made_by)).hexdigest()
    return folder / f"orders-{orders}-{digest[:10]}.sqlite3"


def _people() -> None:
    """The company, its partners, and people of both sides with a sign-in that never ends."""
    with system_session() as session:
        session.add(
            Company(
                id=1, name="PT Cahaya Baja Nusantara", short_name="Cahaya Baja", city="Surabaya", zone=_ZONE,
                answer_hours={"urgent": 2, "high": 4, "normal": 8, "low": 16},
                solution_hours={"urgent": 16, "high": 24, "normal": 40, "low": 80},
            )
        )  # fmt: skip
        session.add(Site(id=1, code="RKT", name="Surabaya, Rungkut", city="Surabaya", zone=_ZONE))
        names = [(n, f"P-{n:03d}", f"PT Mitra {n:03d}") for n in range(1, rows.PARTNERS + 1)]
        session.execute(
            insert(Partner),
            [
                {
                    "id": n,
                    "code": code,
                    "name": name,
                    "kind": "supplier",
                    "zone": _ZONE,
                    "created_at": rows.NOW,
                }
                for n, code, name in names
            ],
        )
        published = [
            {"id": n, "created_at": rows.NOW, "published_at": rows.NOW} for n in range(1, rows.BATCHES + 1)
        ]
        session.execute(insert(Batch), published)
        session.add(Batch(id=rows.BATCHES + 1, created_at=rows.NOW))  # an import under way
        for number, side in enumerate(SECRETS, start=1):
            session.add(
                User(id=number, email=f"{side}@benchmark.example", name=f"Rina {side}", zone=_ZONE,
                     staff_role="agent" if side == "staff" else None, created_at=rows.NOW)
            )  # fmt: skip
        session.flush()
        session.add(Membership(id=1, partner_id=1, user_id=1, role="administrator", created_at=rows.NOW))
        session.add(
            Membership(id=2, partner_id=1, user_id=3, role="member", reach="own", created_at=rows.NOW)
        )
        session.flush()
        for number, (side, secret) in enumerate(SECRETS.items(), start=1):
            session.add(
                SignIn(
                    token_hash=hashed(secret), user_id=number, membership_id=MEMBERSHIPS.get(side),
                    created_at=rows.NOW, used_at=rows.NOW, expires_at=_NEVER, since_at=rows.NOW,
                    agent="benchmark", address="127.0.0.1",
                )
            )  # fmt: skip
        session.commit()


def _fill(path: Path, orders: int) -> None:
    """Write the orders. Indexes are dropped and made again after the rows, and the words of all rows
    go into the search at once, since row by row both take minutes."""
    database = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000", "foreign_keys=OFF"):
        database.execute(f"PRAGMA {pragma}")
    later = database.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND (type = 'index' OR type = 'trigger')"
        " AND tbl_name IN ('orders', 'lines', 'schedules', 'commitments')"
    ).fetchall()
    figures = database.execute("SELECT * FROM sqlite_stat1").fetchall()  # an index takes its own along
    for kind, name, _ in later:
        database.execute(f"DROP {kind} {name}")
    database.execute("BEGIN")
    for table, columns, made in (
        ("orders", rows.ORDER, rows.orders), ("lines", rows.LINE, rows.lines),
        ("schedules", rows.SCHEDULE, rows.schedules), ("commitments", rows.COMMITMENT, rows.commitments),
    ):  # fmt: skip
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        for chunk in _chunks(orders, made):
            database.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", chunk)  # noqa: S608
    database.execute(
        "INSERT INTO schedule_words(rowid, words) SELECT id, 'pid' || partner_id || ' ' || words FROM schedules ORDER BY id"
    )
    database.execute("COMMIT")
    for _, _, sql in later:
        database.execute(sql)
    database.execute("DELETE FROM sqlite_stat1")
    database.executemany("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", figures)
    database.execute("PRAGMA journal_mode=WAL")
    database.close()


def _chunks(orders: int, made: Callable[[int, int], Iterator[tuple[Any, ...]]]) -> Iterator[Any]:
    for first in range(1, orders + 1, CHUNK):
        yield made(first, min(first + CHUNK - 1, orders))

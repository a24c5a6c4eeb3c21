"""Databases of 500 and of 50,000 issues, made once and kept beside those of the orders."""

import hashlib
import json
import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import case_rows, data, issue_rows
from benchmarks.asking import Portal

CHUNK = 5_000  # issues written by one statement
TABLES = ("issues", "issue_people", "messages", "activity")
# Words that triggers would take down row by row.
SEARCHED = (
    """
    INSERT INTO issue_words(rowid, marks, words)
    SELECT id, 'pid' || partner_id || ' turn' || turn || ' for' || coalesce(waits_for, ''),
        ref || ' ' || title || ' ' || about_label FROM issues ORDER BY id
    """,
    """
    INSERT INTO message_words(rowid, marks, words)
    SELECT id, 'pid' || partner_id || audience || ' issue' || subject_id, body FROM messages ORDER BY id
    """,
    """
    INSERT INTO thread_words(rowid, marks, words)
    SELECT subject_id << 32 | id, 'pid' || partner_id || audience || ' issue' || subject_id, body
    FROM messages ORDER BY 1
    """,
)


class IssuePortal(Portal):
    """The application on the database with so many issues."""

    def __init__(self, folder: Path, issues: int) -> None:
        self.issues = issues
        super().__init__(folder, issue_rows.ORDERS, database=path_of(folder, issues))


def prepare(folder: Path, issues: int, say: Callable[[str], None]) -> None:
    """Make the database with that many issues in `folder` unless it is there."""
    data.prepare(folder, issue_rows.ORDERS, say)
    path = path_of(folder, issues)
    if path.exists():
        return
    for old in folder.glob(f"issues-{issues}-*"):
        old.unlink()
    began, draft = time.monotonic(), path.with_suffix(".draft")
    shutil.copy(data.path_of(folder, issue_rows.ORDERS), draft)
    _fill(draft, issues)
    os.replace(draft, path)
    say(f"made {issues:,} issues in {time.monotonic() - began:.0f} s, {path.stat().st_size / 1e6:,.0f} MB")


def path_of(folder: Path, issues: int) -> Path:
    """Where the database is kept; its name tells by which rows and tables it was made."""
    made_by = (Path(issue_rows.__file__), Path(case_rows.__file__), Path(__file__))
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in made_by)).hexdigest()
    return (
        folder / f"issues-{issues}-{digest[:6]}-{data.path_of(folder, issue_rows.ORDERS).stem[-10:]}.sqlite3"
    )


def _fill(path: Path, issues: int) -> None:
    database = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000", "foreign_keys=OFF"):
        database.execute(f"PRAGMA {pragma}")
    later = database.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND (type = 'index' OR type = 'trigger')"
        " AND tbl_name IN (SELECT value FROM json_each(?))",
        (json.dumps(TABLES),),
    ).fetchall()
    figures = database.execute("SELECT * FROM sqlite_stat1").fetchall()  # an index takes its own along
    for kind, name, _ in later:
        database.execute(f"DROP {kind} {name}")
    database.execute("BEGIN")
    _own(database)
    for table, columns, made in (
        ("issues", issue_rows.ISSUE, issue_rows.issues), ("issue_people", issue_rows.PERSON, issue_rows.people),
        ("messages", issue_rows.MESSAGE, issue_rows.messages), ("activity", issue_rows.ACTIVITY, issue_rows.activity),
    ):  # fmt: skip
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        for first in range(1, issues + 1, CHUNK):
            chunk = made(first, min(first + CHUNK - 1, issues))
            database.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", chunk)  # noqa: S608
    for table, columns, made_rows in case_rows.rows(issues):
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        database.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", made_rows)  # noqa: S608
    for statement in SEARCHED:
        database.execute(statement)
    database.execute("COMMIT")
    for _, _, sql in later:
        database.execute(sql)
    database.execute("DELETE FROM sqlite_stat1")
    database.executemany("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", figures)
    database.execute("PRAGMA journal_mode=WAL")
    database.close()


def _own(database: sqlite3.Connection) -> None:
    """Another person of the staff, and the orders of the one who sees only what is hers."""
    columns = [row[1] for row in database.execute("PRAGMA table_info(users)")]
    new = {"id": str(issue_rows.OTHER), "email": "'other@benchmark.example'", "name": "'Bagus'"}
    taken = ", ".join(new.get(column, column) for column in columns)
    database.execute(f"INSERT INTO users SELECT {taken} FROM users WHERE id = {issue_rows.DEWI}")  # noqa: S608
    hers = [(issue_rows.OWN, order) for order in range(1, 1_000, 50)]  # nobody reported about these
    database.executemany("UPDATE orders SET partner_owner_id = ? WHERE id = ?", hers)

"""Each migration down and up again by itself on the filled demo: no row is lost or changed."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from portal import create_app
from portal.config import ROOT
from portal.db import Base, db, system_session
from portal.desk.demo import filling
from tests.conftest import settings_for

DAY = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)
SEARCHED = (
    "schedule_words", "issue_words", "message_words", "thread_words", "schedules_words", "issues_words", "messages_words",
)  # fmt: skip
WORDS = (
    "schedule_words",
    "issue_words",
    "message_words",
    "thread_words",
)  # SQLite's searches, made of rows that are compared themselves


@pytest.fixture
def filled(database_url: str, tmp_path: Path) -> Flask:
    """The application on a database with the demo company in it."""
    app = create_app(settings_for(database_url, tmp_path))
    with app.app_context(), system_session() as session:
        filling.fill(session, tmp_path, DAY, "hash")
        session.commit()
    return app


def revisions() -> list[str]:
    """All revisions, newest first."""
    return [script.revision for script in ScriptDirectory(ROOT / "migrations").walk_revisions()]


def sums() -> dict[str, tuple[int, str]]:
    """Rows of each table, and a sum over all that is in them, column by column in a fixed order."""
    found = {}
    with system_session("none") as session:
        names = [n for n in inspect(session.connection()).get_table_names() if not n.startswith(WORDS)]
        for name in sorted(set(names) - {"alembic_version"}):
            columns = sorted(c["name"] for c in inspect(session.connection()).get_columns(name))
            listed = ", ".join(f'"{column}"' for column in columns)
            rows = session.execute(text(f'SELECT {listed} FROM "{name}"')).all()  # noqa: S608 our own names
            lines = sorted(repr(tuple(row)) for row in rows)
            found[name] = len(lines), hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return found


def searches() -> dict[str, int]:
    """How many rows each of SQLite's searches finds."""
    if db.engine.dialect.name != "sqlite":
        return {}
    with system_session("none") as session:
        return {
            name: session.execute(
                text(f"SELECT count(*) FROM {name} WHERE {name} MATCH 'pid1* OR pid2* OR pid3*'")  # noqa: S608
            ).scalar_one()
            for name in WORDS
        }


def test_each_migration_goes_down_and_up_on_rows(filled: Flask) -> None:
    with filled.app_context():
        before, found = sums(), searches()
        assert sum(rows for rows, _ in before.values()) > 10_000
        assert all(found.values())
        for revision in revisions()[:-1]:  # the first made the tables; below it there are no rows
            try:
                downgrade(revision=f"{revision}-1")
                kept = {name: rows for name, (rows, _) in sums().items()}
            finally:
                upgrade()
            assert kept == {name: rows for name, (rows, _) in before.items() if name in kept}, revision
            now = sums()
            made = {name: now[name] for name in before if name not in kept}  # its own tables come back empty
            assert all(rows == 0 for rows, _ in made.values()), revision
            before |= made
            assert (now, searches()) == (before, found), revision
        db.engine.dispose()


def test_the_migrations_make_what_the_models_say(app: Flask) -> None:
    with app.app_context(), db.engine.execution_options(system=True).connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_object": lambda _o, name, *_: (
                    not (name or "").removeprefix("ix_").startswith(SEARCHED)
                )
            },
        )
        assert compare_metadata(context, Base.metadata) == []

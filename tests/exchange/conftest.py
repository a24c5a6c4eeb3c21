"""Programs of the cast, and work on imports without a process for each."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.config import Settings
from portal.db import system_session
from portal.exchange import actions, running
from portal.exchange.models import Import
from portal.exchange.profiles import Profile
from tests.exchange import programs


@pytest.fixture
def processes() -> None:
    """Asked for by tests in which imports are worked on by `flask work-import`, as they are in earnest."""


@pytest.fixture(autouse=True)
def _at_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Elsewhere they are worked on at once, on a thread: a process takes two seconds to start."""
    if "processes" not in request.fixturenames:
        monkeypatch.setattr("portal.exchange.routes.imports.launch", _launch)


def _launch(ref: str, settings: Settings) -> None:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    thread = threading.Thread(target=_work, args=(app, ref, settings))
    thread.start()
    thread.join()


def _work(app: Flask, ref: str, settings: Settings) -> None:
    with app.app_context():
        with system_session() as session:
            row = session.scalars(select(Import).where(Import.ref == ref)).one()
            row.worker = actions.worker_name()
            session.commit()
        if row.state == "running":
            running.run(ref, settings.data)
        elif row.state == "checking":
            running.check(ref, settings.data, Profile.from_json(row.profile or {}))


@pytest.fixture
def program(app: Flask, session: Session) -> Callable[..., programs.Program]:
    """`program("rina", "orders:read")` is a program with a new token of hers."""
    return programs.programs(app, session)

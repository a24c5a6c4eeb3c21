"""The world, the caller and what the pages offer: made once a process, since each test leaves the
world as it found it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from portal.accounts import api_rate
from portal.db import system_session
from tests import cast
from tests.conftest import make_app
from tests.sweep import crawl
from tests.sweep.caller import Caller
from tests.sweep.figures import FIGURE
from tests.sweep.world import NOW, World, build

HERE = Path(__file__).parent

_made: dict[str, object] = {}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One process has the sweep (--dist loadgroup), so that the world and what pages offer are made once."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.xdist_group("sweep"))


@pytest.fixture(autouse=True)
def _still() -> Iterator[None]:
    """Time stands still, so that two answers differ only in what they tell."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def _no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Imports are not run beside the sweep."""
    monkeypatch.setattr("portal.exchange.routes.imports.launch", lambda *_: None)


@pytest.fixture(autouse=True)
def _no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sweep asks more often than any program, in a minute that does not pass."""
    monkeypatch.setattr(api_rate, "PER_MINUTE", 10**6)
    monkeypatch.setattr(api_rate, "BAD_PER_MINUTE", 10**6)


@pytest.fixture(scope="session")
def sweep_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the sweep keeps its database and its files."""
    return tmp_path_factory.mktemp("sweep")


@pytest.fixture(scope="session")
def sweep_app(template: str, sweep_folder: Path, shared_folder: Path) -> Flask:
    """The application on a database of its own."""
    path = sweep_folder / "sweep.sqlite3"
    shutil.copyfile(template, path)
    return make_app(f"sqlite:///{path}", sweep_folder, shared_folder)


@pytest.fixture(scope="session")
def world(sweep_app: Flask) -> World:
    """Data of every kind of both sides."""
    with time_machine.travel(NOW, tick=False), sweep_app.app_context(), system_session() as session:
        cast.seed(session)
        return build(session)


@pytest.fixture
def app(sweep_app: Flask) -> Flask:
    """The sweep's application, in place of every other test's."""
    return sweep_app


@pytest.fixture(scope="session")
def _caller(world: World, sweep_app: Flask) -> Iterator[Caller]:
    with time_machine.travel(NOW, tick=False):  # cookies say when they were signed
        made = Caller(sweep_app)
    made.keep()
    yield made
    made.close()


@pytest.fixture
def caller(_caller: Caller, record_property: Callable[[str, object], None]) -> Iterator[Caller]:
    """Asks as anybody; remembers the world, and finds it again; its figures stand in the report."""
    _caller.tell = lambda what, cases, faults: record_property(FIGURE, (what, cases, len(faults)))
    _caller.count = _caller.bytes = 0
    yield _caller
    assert _caller.unchanged(), "this test changed the world and left it so"


@pytest.fixture
def offered(app: Flask, caller: Caller, world: World) -> crawl.Harvest:
    """What the pages offer."""
    if "offered" not in _made:
        _made["offered"] = crawl.harvest(app, caller, world)
        caller.count = caller.bytes = 0
    return _made["offered"]  # type: ignore[return-value]

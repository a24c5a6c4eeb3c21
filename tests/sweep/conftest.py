"""The world, the caller and what the pages offer, for each test."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from tests.sweep import crawl
from tests.sweep.caller import Caller
from tests.sweep.world import NOW, World, build

_offered: dict[str, crawl.Harvest] = {}


@pytest.fixture
def _still() -> Iterator[None]:
    """Time stands still, so that two answers differ only in what they tell."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def _no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Imports are not run beside the sweep."""
    monkeypatch.setattr("portal.exchange.routes.launch", lambda *_: None)


@pytest.fixture
def world(_still: None, _no_processes: None, app: Flask, session: Session) -> World:
    """Data of every kind of both sides."""
    with app.app_context():
        return build(session)


@pytest.fixture
def caller(world: World, app: Flask) -> Iterator[Caller]:
    """Asks as anybody; remembers the world."""
    made = Caller(app)
    made.keep()
    yield made
    made.close()


@pytest.fixture
def offered(app: Flask, caller: Caller, world: World) -> crawl.Harvest:
    """What the pages offer; the world is the same in every test, so it is read once a process."""
    if "all" not in _offered:
        _offered["all"] = crawl.harvest(app, caller, world)
    return _offered["all"]

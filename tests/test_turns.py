"""Turns to write: first come, first served, across threads and processes (research/bugs_to_try.md B10)."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from portal import turns
from portal.activity.models import Draft
from portal.config import ROOT
from portal.db import checkpoint, db, system_session
from tests import cast
from tests.page import CheckedClient
from tests.reported.callers import wait_until

HOLD = """
import sys, time
from portal import turns
turn = turns.take(sys.argv[1], 10)
print("mine", flush=True)
time.sleep(60)
"""


def waiting(path: str) -> int:
    """How many stand in line at a file, as the kernel tells."""
    inode = f":{os.stat(path).st_ino} "
    return sum("->" in line and inode in line for line in Path("/proc/locks").read_text().splitlines())


def in_line(path: str, works: list[Callable[[], Any]]) -> list[threading.Thread]:
    """Start each work on a thread of its own once the one before stands in line at the file."""
    threads = []
    for number, work in enumerate(works, start=1):
        threads.append(threading.Thread(target=work))
        threads[-1].start()
        wait_until(lambda number=number: waiting(path) == number)  # type: ignore[misc]
    return threads


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "turn")


@pytest.fixture
def other(path: str) -> Any:
    """Another process whose turn it is."""
    with subprocess.Popen([sys.executable, "-c", HOLD, path], cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"mine\n"
        yield process
        process.kill()


def test_threads_are_served_as_they_came(path: str) -> None:
    served: list[int] = []

    def work(number: int) -> None:
        turn = turns.take(path, 30)
        assert turn
        served.append(number)
        turn.end()

    first = turns.take(path, 0)
    assert first
    threads = in_line(path, [lambda n=n: work(n) for n in range(8)])  # type: ignore[misc]
    assert served == []
    first.end()
    for thread in threads:
        thread.join()
    assert served == [0, 1, 2, 3, 4, 5, 6, 7]


def test_a_process_that_is_killed_leaves_its_turn(path: str, other: subprocess.Popen[bytes]) -> None:
    assert turns.take(path, 0) is None
    threading.Timer(0.2, other.send_signal, [signal.SIGKILL]).start()
    began = time.monotonic()
    turn = turns.take(path, 30)
    assert turn
    assert 0.1 < time.monotonic() - began < 15
    turn.end()


def test_a_process_that_hangs_is_not_waited_for_for_ever(path: str, other: subprocess.Popen[bytes]) -> None:
    other.send_signal(signal.SIGSTOP)
    began = time.monotonic()
    assert turns.take(path, 0.3) is None
    assert 0.3 <= time.monotonic() - began < 5


def test_whoever_went_on_gives_the_late_turn_back(path: str) -> None:
    first = turns.take(path, 0)
    assert first
    assert turns.take(path, 0.05) is None
    assert waiting(path) == 1  # what stood in for us still does
    first.end()
    after = turns.take(path, 10)
    assert after
    after.end()
    assert waiting(path) == 0


def test_a_program_started_meanwhile_does_not_keep_the_turn(path: str) -> None:
    turn = turns.take(path, 0)
    assert turn
    assert turn._file is not None
    with subprocess.Popen(["/bin/sleep", "60"], pass_fds=[turn._file]) as started:
        turn.end()
        after = turns.take(path, 0)
        started.kill()
    assert after
    after.end()


@pytest.mark.parametrize("without", ["fcntl", "folder"])
def test_where_files_cannot_be_locked_nobody_waits(
    path: str, monkeypatch: pytest.MonkeyPatch, without: str
) -> None:
    if without == "fcntl":
        monkeypatch.setattr(turns, "fcntl", None)
    else:
        path += "/nowhere/turn"
    for _ in range(2):
        turn = turns.take(path, 0)
        assert turn
        turn.end()


def line_of(app: Flask) -> str:
    """The file at which the writers of the test's database stand in line."""
    with app.app_context():
        return f"{db.engine.url.database}.turn"


def free(app: Flask) -> bool:
    """True if it is nobody's turn to write."""
    turn = turns.take(line_of(app), 0)
    if turn:
        turn.end()
    return turn is not None


def write(session: Session, what: str) -> None:
    """A write without a meaning."""
    session.add(Draft(user_id=cast.user_id("rina"), key=what, fields={}, updated_at=cast.BORN))
    session.flush()


@pytest.mark.sqlite
def test_writers_follow_each_other_and_readers_do_not_wait(app: Flask) -> None:
    def work(number: int) -> None:
        with app.app_context(), system_session() as session:
            write(session, f"later {number}")
            session.commit()

    with app.app_context(), system_session() as session:
        write(session, "first")
        threads = in_line(line_of(app), [lambda n=n: work(n) for n in range(4)])  # type: ignore[misc]
        with system_session("read") as looking:
            assert looking.scalars(select(Draft.key)).all() == []
        session.commit()
    for thread in threads:
        thread.join()
    with app.app_context(), system_session("read") as looking:
        keys = looking.scalars(select(Draft.key).order_by(Draft.id)).all()
    assert keys == ["first", "later 0", "later 1", "later 2", "later 3"]
    assert free(app)


@pytest.mark.sqlite
@pytest.mark.parametrize("end", ["commit", "rollback", "close", "raise"])
def test_a_turn_ends_with_its_transaction(app: Flask, end: str) -> None:
    with app.app_context(), system_session() as session:
        write(session, "mine")
        assert not free(app)
        if end == "raise":
            with pytest.raises(OperationalError):
                session.execute(text("SELECT nonsense"))
            end = "rollback"
        getattr(session, end)()
        assert free(app)


@pytest.mark.sqlite
def test_a_request_takes_its_turn_only_to_write(
    app: Flask, client: Callable[[str], CheckedClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[str] = []
    take = turns.take
    rina = client("rina")
    rina.get("/profile")
    monkeypatch.setattr(turns, "take", lambda at, seconds: taken.append(at) or take(at, seconds))
    assert rina.get("/orders").status_code == 200
    assert taken == []
    assert rina.send("/theme", {"theme": "dark"}).status_code == 303
    assert taken == [line_of(app)]
    assert free(app)


@pytest.fixture
def hurried(app: Flask) -> Iterator[Flask]:
    """The application on an SQLite that waits for a tenth of a second only."""

    def hurry(connection: Any, _record: Any, _proxy: Any) -> None:
        connection.execute("PRAGMA busy_timeout=100")

    with app.app_context():
        event.listen(db.engine, "checkout", hurry)
        yield app
        event.remove(db.engine, "checkout", hurry)


@pytest.mark.sqlite
def test_a_thread_that_opens_a_second_writer_does_not_wait_for_itself(hurried: Flask) -> None:
    """It is a fault of ours, and SQLite says so."""
    began = time.monotonic()
    with system_session() as session:
        write(session, "outer")
        with system_session() as inner, pytest.raises(OperationalError, match="locked"):
            write(inner, "inner")
        assert time.monotonic() - began < 5
        assert not free(hurried)  # the outer one's
        session.commit()
    assert free(hurried)


@pytest.mark.sqlite
def test_one_that_holds_the_database_without_a_turn_is_left_to_sqlite(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(checkpoint.__globals__, "BUSY_SECONDS", 0.1)
    held = turns.take(line_of(app), 0)
    assert held
    with app.app_context(), system_session() as session:
        write(session, "went on")
        session.commit()
    held.end()
    assert free(app)


@pytest.mark.sqlite
def test_a_writer_that_sqlite_refuses_leaves_its_turn(hurried: Flask) -> None:
    """A program of somebody else holds the database and knows of no turns."""
    stranger = sqlite3.connect(line_of(hurried).removesuffix(".turn"), isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    with system_session() as session, pytest.raises(OperationalError, match="locked"):
        write(session, "refused")
    assert free(hurried)
    stranger.rollback()
    stranger.close()
    with system_session() as session:
        write(session, "taken")
        session.commit()


@pytest.mark.postgres
def test_postgresql_needs_no_turns(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "take", None)
    with app.app_context(), system_session() as session:
        write(session, "mine")
        session.commit()

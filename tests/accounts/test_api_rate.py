"""How often a program may ask: counted over all processes, threads and restarts, per key and minute."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
import time_machine

from portal.accounts import api_rate
from portal.config import ROOT

AT = datetime(2026, 11, 29, 12, 0, 20, tzinfo=UTC)
ASKS = """
import sys, time_machine
from datetime import datetime
from pathlib import Path
from portal.accounts import api_rate
with time_machine.travel(datetime.fromisoformat(sys.argv[2]), tick=False):
    print(sum(api_rate.wait(Path(sys.argv[1]), "token a", 500) == 0 for _ in range(400)))
"""


@pytest.fixture(autouse=True)
def _still():
    with time_machine.travel(AT, tick=False) as moment:
        yield moment


def test_two_processes_with_threads_count_together(tmp_path):
    others = [
        subprocess.Popen([sys.executable, "-c", ASKS, str(tmp_path), AT.isoformat()], cwd=ROOT, stdout=subprocess.PIPE)
        for _ in range(2)
    ]  # fmt: skip
    assert sum(int(other.communicate()[0]) for other in others) == 500
    assert api_rate.wait(tmp_path, "token a", 500) == 40  # of a process that began later
    allowed: list[int] = []
    asking = [
        Thread(target=lambda: allowed.extend(api_rate.wait(tmp_path, "b", 30) for _ in range(20)))
        for _ in range(3)
    ]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert allowed.count(0) == 30


def test_each_key_has_its_own_count_and_each_minute_begins_anew(tmp_path, _still):
    for _ in range(2):
        assert api_rate.wait(tmp_path, "a", 2) == 0
    assert api_rate.wait(tmp_path, "a", 2) == 40
    assert api_rate.wait(tmp_path, "b", 2) == 0
    _still.shift(timedelta(seconds=40))
    assert api_rate.wait(tmp_path, "a", 2) == 0


def test_a_full_table_still_counts_and_empties_with_the_minute(tmp_path, _still, monkeypatch):
    monkeypatch.setattr(api_rate, "_PLACES", 4)
    monkeypatch.setattr(api_rate, "_TRIES", 4)
    assert [api_rate.wait(tmp_path, f"key {n}", 2) for n in range(4)] == [0, 0, 0, 0]
    assert {api_rate.wait(tmp_path, f"more {n}", 3) for n in range(50)} == {0, 40}
    _still.shift(timedelta(seconds=40))
    assert api_rate.wait(tmp_path, "key 0", 1) == 0

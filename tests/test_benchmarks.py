"""The benchmarks run: rows, questions, comparison and plans, at a size that takes a second."""

import pytest

from benchmarks import cases, constants, data, plans, rows
from benchmarks.asking import Portal, compare, ratio
from portal import clock

pytestmark = pytest.mark.sqlite


def test_the_harness_asks_compares_and_reads_plans(tmp_path, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: rows.NOW)
    data.prepare(tmp_path, 200, lambda _: None)
    portal = Portal(tmp_path, 200)
    assert b"PO-0000001" in portal.ask("/orders?q=po-0000001&view=all")
    spent = compare({"same": lambda: portal.ask("/orders")}, rounds=2, times=1)
    assert ratio(spent["same"], spent["same"]) == 1
    assert plans.misses(portal, "/orders") == []


def test_constants_give_the_html_of_the_list(tmp_path, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: rows.NOW)
    monkeypatch.setattr(constants, "ROUNDS", 1)
    data.prepare(tmp_path, 200, lambda _: None)
    found = constants.measured(Portal(tmp_path, 200, constants.extend))  # raises where the pages differ
    assert {"cold ratio", "warm ratio", "worded ratio"} <= set(found)


def test_every_filter_of_the_list_is_asked_for():
    assert {"view open; by reference", "states late; by day", "item BAU-00; by urgency"} <= set(cases.every())

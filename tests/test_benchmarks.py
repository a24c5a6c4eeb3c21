"""The benchmarks run: rows, questions, comparison and plans, at a size that takes a second."""

import sqlite3

import pytest

from benchmarks import cases, constants, data, issue_data, issue_rows, issues, plans, rows, sheets
from benchmarks.asking import Portal, compare, ratio
from portal import clock
from portal.issues import listing
from portal.orders.filters import query_of

pytestmark = [
    pytest.mark.sqlite,
    pytest.mark.xdist_group("benchmarks"),
]  # groups come first, and these take long


def test_the_harness_asks_compares_and_reads_plans(tmp_path, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: rows.NOW)
    data.prepare(tmp_path, 200, lambda _: None)
    portal = Portal(tmp_path, 200)
    assert b"PO-0000001" in portal.ask("/orders?q=po-0000001&view=all")
    spent = compare({"same": lambda: portal.ask("/orders")}, rounds=2, times=1)
    assert ratio(spent["same"], spent["same"]) == 1
    assert plans.misses(portal, "/orders") == []


@pytest.mark.parametrize("side", ["partner", "staff"])
def test_no_question_has_a_plan_that_grows(tmp_path, monkeypatch, side):
    """An item with a mode was sorted, as if a partner had one row of them."""
    monkeypatch.setattr(clock, "now", lambda: rows.NOW)
    data.prepare(tmp_path, 200, lambda _: None)
    portal = Portal(tmp_path, 200)
    found = {
        name: plans.misses(portal, f"/orders?{query_of(filters)}", side)
        for name, filters in cases.every(side).items()
    }
    assert {name: misses for name, misses in found.items() if misses} == {}


def test_constants_give_the_html_of_the_list(tmp_path, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: rows.NOW)
    monkeypatch.setattr(constants, "ROUNDS", 1)
    data.prepare(tmp_path, 200, lambda _: None)
    found = constants.measured(Portal(tmp_path, 200, constants.extend))  # raises where the pages differ
    assert {"cold ratio", "warm ratio", "worded ratio"} <= set(found)


def test_a_sheet_is_read_understood_and_sent(tmp_path, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: rows.NOW)
    monkeypatch.setattr(sheets, "ROUNDS", 1)
    data.prepare(tmp_path, 400, lambda _: None)
    found = sheets.measured(Portal(tmp_path, 400), tmp_path, 20)
    assert 1 < found["understanding"] < found["sending"]
    assert found["many MB"] > 0


def test_every_filter_of_the_list_is_asked_for():
    assert {"view open; by reference", "states late; by day", "item BAU-00; by urgency"} <= set(cases.every())


def test_counting_what_lies_ahead_does_not_walk_over_all_that_is_late(tmp_path, monkeypatch):
    """The steps of the tabs' counts with 500 rows at risk and 500 proposed, beside 20 that are late and
    beside 4,000."""
    monkeypatch.setattr(clock, "now", lambda: rows.NOW)
    steps = []
    for late in (10, 2_000):
        folder = tmp_path / str(late)
        data.prepare(folder, 200, lambda _: None)
        add(data.path_of(folder, 200), 500, "2026-12-05")
        add(data.path_of(folder, 200), late, "2026-10-05")
        portal = Portal(folder, 200)
        with portal.statements() as seen:
            portal.ask("/orders")
        (counts,) = [(text, values) for text, values in seen if "AS cancelled" in text]
        steps.append(steps_of(data.path_of(folder, 200), *counts))
    assert steps[1] < 2 * steps[0]


def add(path, number, day):
    """So many schedules of partner 1 at risk, and as many proposed, that are due and expected on `day`."""
    with sqlite3.connect(path) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(schedules)")]
        (first,) = connection.execute("SELECT max(id) FROM schedules").fetchone()
        for stage in ("at_risk", "proposed"):
            new = {
                "id": f"{first} + n", "part": f"{first} + n", "stage": f"'{stage}'", "due_on": f"'{day}'",
                "promised_on": f"'{day}'", "expected_on": f"'{day}'", "proposed_by": "iif(n % 2, 'partner', 'company')",
            }  # fmt: skip
            taken = ", ".join(new.get(column, column) for column in columns)
            connection.execute(
                "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)"  # noqa: S608
                f" INSERT INTO schedules ({', '.join(columns)}) SELECT {taken} FROM numbers, schedules WHERE id = 1",
                [number],
            )
            first += number
    connection.close()


def steps_of(path, text, values):
    """How many steps SQLite's machine takes for a statement."""
    taken = 0

    def step():
        nonlocal taken
        taken += 1

    connection = sqlite3.connect(path)
    connection.set_progress_handler(step, 1)
    connection.execute(text, values).fetchall()
    connection.close()
    return taken


def test_questions_about_issues_are_asked_at_both_sizes(tmp_path, monkeypatch):
    """Whatever the times: as many SELECTs for 200 issues as for 100."""
    monkeypatch.setattr(clock, "now", lambda: rows.NOW)
    monkeypatch.setattr(issue_rows, "ORDERS", 100)
    monkeypatch.setattr(listing, "PAGE", listing.PAGE)
    few = {"TYPED": ("kontainer",), "STATES": (), "KINDS": (), "DEEP": 2, "SIDES": ("staff", "own")}
    for name, chosen in few.items():  # all questions take a minute
        monkeypatch.setattr(issues, name, chosen)
    monkeypatch.setattr(issues, "compare", lambda works, _rounds: {each: [1.0] for each in works})
    for number in (100, 200):
        issue_data.prepare(tmp_path, number, lambda _: None)
    found = issues.measured([issue_data.IssuePortal(tmp_path, n) for n in (100, 200)], lambda _: None)
    assert [each.name for each in found if not each.passed] == []
    assert {"own: queue, open, page 2", "staff: search, rare"} <= {each.name for each in found}


def test_the_home_of_an_agent_reads_no_order_that_nobody_has(tmp_path, monkeypatch):
    """SQLite took the orders without an owner for ten, and walked over all of them."""
    monkeypatch.setattr(clock, "now", lambda: rows.NOW)
    data.prepare(tmp_path, 200, lambda _: None)
    portal = Portal(tmp_path, 200)
    with portal.statements() as seen:
        portal.ask("/", "staff")
    (waiting,) = [(text, values) for text, values in seen if "answer_due_at" in text and "schedules" in text]
    with sqlite3.connect(data.path_of(tmp_path, 200)) as connection:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {waiting[0]}", waiting[1])]
    connection.close()
    assert [step for step in plan if "owner_id" in step or "ANY(" in step] == []

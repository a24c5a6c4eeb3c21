"""How SQLite goes about the queue and the issue page: no table is walked, no range is sorted."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text, update
from sqlalchemy.orm import Session

from portal.accounts.models import Assignment, User
from portal.db import db
from tests import cast
from tests.issues.arrange import issue, orders
from tests.page import CheckedClient

pytestmark = pytest.mark.sqlite

Client = Callable[[str], CheckedClient]
LARGE = (
    "issues",
    "issue_people",
    "messages",
    "attachments",
    "activity",
    "orders",
    "lines",
    "schedules",
    "notices",
)
STAFF = [
    f"/issues?{tab}{narrow}{after}"
    for tab in ("", "tab=waiting&", "tab=closed&")
    for narrow in (
        "", "whose=mine&", "whose=team&", "whose=unassigned&", "kind=damaged&", "state=resolved&", "partner=SUMBER&",
        "partner=SUMBER&kind=damaged&", "whose=mine&state=open&kind=damaged&",
    )
    for after in ("", "after=WzAsICIyMDI2LTEwLTAxVDAwOjAwOjAwKzAwOjAwIiwgNV0")
]  # fmt: skip
PARTNER = [
    f"/issues?{tab}{n}"
    for tab in ("", "tab=waiting&", "tab=closed&")
    for n in ("", "kind=damaged&", "state=open&")
]
BOTH = [
    "/issues?q=truck",
    "/issues?q=truck&tab=closed&kind=damaged&after=WzVd",
    "/issues/ISS-000001",
    "/issues/ISS-000001?messages-before=9",
]


def statements(app: Flask, person: CheckedClient, path: str) -> list[tuple[str, Any]]:
    """The SELECTs of the page and their values."""
    seen: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: bool) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            seen.append((statement, values))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert person.get(path).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return seen


def misses(plan: list[Any]) -> list[str]:
    """What in a plan grows with the rows of a large table."""
    beside: dict[int, list[str]] = defaultdict(list)
    for _, parent, _, detail in plan:
        beside[parent].append(detail)
    found = [d for _, _, _, d in plan if d.startswith("SCAN") and d.split(" ")[1] in LARGE]
    for _, parent, _, detail in plan:
        ranges = [
            d for d in beside[parent]
            if d.split(" ")[0] in ("SEARCH", "SCAN") and d.split(" ")[1] in LARGE and "PRIMARY KEY" not in d
        ]  # fmt: skip
        if detail == "USE TEMP B-TREE FOR ORDER BY" and ranges:
            found.append(f"sorts {ranges[0]}")
    return found


@pytest.mark.parametrize(
    ("name", "paths"),
    [("dewi", [*STAFF, *BOTH]), ("mega", [*STAFF[:12], *BOTH]), ("rina", [*PARTNER, *BOTH]), ("toni", BOTH)],
)
def test_no_list_walks_a_table_or_sorts_a_range(
    app: Flask, client: Client, session: Session, name: str, paths: list[str]
) -> None:
    session.execute(update(User).where(User.id == cast.user_id("mega")).values(limited=True))
    session.add_all([Assignment(user_id=cast.user_id("mega"), partner_id=each) for each in (1, 2)])
    session.execute(update(User).where(User.staff_role.is_not(None)).values(staff_team="Purchasing"))
    orders(session)
    issue(session)
    person, found = client(name), defaultdict(set)
    with app.app_context():
        engine = db.engine
    with engine.connect() as connection:
        raw = connection.connection.cursor()
        for path in paths:
            for statement, values in statements(app, person, path):
                for miss in misses(raw.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()):
                    found[miss].add(path)
    assert found == {}


def test_sqlite_is_told_how_large_every_index_of_issues_is(session: Session) -> None:
    told = set(session.scalars(text("SELECT idx FROM sqlite_stat1 WHERE tbl = 'issues'")))
    assert told == set(session.scalars(text("SELECT name FROM pragma_index_list('issues')")))

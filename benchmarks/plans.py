"""How SQLite goes about the list's statements: none may walk a table or sort more than a page."""

from collections import defaultdict
from typing import Any

from benchmarks.asking import Portal
from portal.db import db

LARGE = (
    "schedules",
    "orders",
    "lines",
    "commitments",
    "events",
    "receipts",
    "notices",
    "activity",
    "messages",
)
# Indexes of nothing but what is asked for: to walk one and be cut is no miss.
WHOLE = ("ix_schedules_late", "ix_schedules_p_late")


def misses(portal: Portal, path: str, side: str = "partner") -> list[str]:
    """What in the plans of the page's statements grows with the number of orders."""
    with portal.statements() as seen:
        portal.ask(path, side)
    with portal.app.app_context():
        raw = db.engine.raw_connection()
        try:
            plans = [
                raw.cursor().execute(f"EXPLAIN QUERY PLAN {text}", values).fetchall() for text, values in seen
            ]
        finally:
            raw.close()
    return sorted({miss for plan in plans for miss in _misses(plan, side)})


def _misses(plan: list[tuple[Any, ...]], side: str) -> list[str]:
    """A scan of a large table, a partner's range over an index of all partners, and a sort beside
    either; sorting the rows of cut sub-selects is no miss."""
    found = []
    beside: dict[int, list[str]] = defaultdict(list)
    for _, parent, _, detail in plan:
        beside[parent].append(detail)
    for _, parent, _, detail in plan:
        verb, _, rest = detail.partition(" ")
        table = rest.split(" ")[0]
        if verb == "SCAN" and table in LARGE and not rest.endswith(WHOLE):
            found.append(f"walks {detail[5:]}")
        elif detail.startswith("USE TEMP B-TREE FOR ORDER BY") and any(
            each.startswith(("SEARCH schedules", "SCAN schedules")) and "INTEGER PRIMARY KEY" not in each
            for each in beside[parent]
        ):
            found.append(f"sorts {next(each for each in beside[parent] if 'schedules' in each)}")
        elif side == "partner" and verb == "SEARCH" and table == "schedules" and "(" in detail:
            by = detail[detail.index("(") :]
            if "partner_id" not in by and "rowid" not in by:
                found.append(f"ranges over all partners: {detail}")
    return found

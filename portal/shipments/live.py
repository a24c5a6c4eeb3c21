"""What stands of rows that are only added: those that no later row takes back."""

from collections.abc import Iterable
from typing import Any


def live_receipts(rows: Iterable[Any]) -> list[Any]:
    """Receipts (id, reverses_id) in their order, without reversals and what they took back."""
    kept = list(rows)
    gone = {row.reverses_id for row in kept}
    return [row for row in kept if row.reverses_id is None and row.id not in gone]


def live_events(rows: Iterable[Any]) -> list[Any]:
    """Events (id, corrects_id) in their order, without those that another one corrects or withdraws."""
    kept = list(rows)
    gone = {row.corrects_id for row in kept}
    return [row for row in kept if row.id not in gone]

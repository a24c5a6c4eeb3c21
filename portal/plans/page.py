"""One plan as its readers see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.plans import board, policy, queries
from portal.plans.models import Plan


@dataclass(frozen=True, slots=True)
class Seen:
    """A plan: its cards in their order, how far it is, what its measure was (the oldest first), how far
    that went from baseline to target (0 to 1, None where it cannot be said), and the other plans of its
    programme."""

    cards: list[board.Card]
    progress: queries.Progress
    readings: list[Any]
    reached: float | None
    siblings: list[Any]

    @property
    def columns(self) -> list[tuple[str, list[board.Card]]]:
        """The cards in the columns of the board."""
        return board.columns(self.cards)

    @property
    def dropped(self) -> list[board.Card]:
        """What is not needed any more."""
        return [card for card in self.cards if card.row.state == "dropped"]


def seen(session: Session, actor: Actor, plan: Plan, today: date) -> Seen:
    """Everything about a plan that was found. Three SELECTs, one more for staff where it has a programme."""
    rows = queries.actions_of(session, actor, plan.id)
    needs = queries.needs_of(session, actor, plan.id)
    by_id = {row.id: row for row in rows}
    cards = [
        board.card(row, by_id, needs.get(row.id, ()), policy.moves(actor, plan, row), today) for row in rows
    ]
    states: dict[str, int] = {}
    for row in rows:
        states[row.state] = states.get(row.state, 0) + 1
    readings = queries.readings_of(session, actor, plan.id)
    return Seen(
        cards, queries.progress_of(states), readings, reached(plan.baseline, plan.target, readings),
        queries.siblings(session, actor, plan),
    )  # fmt: skip


def reached(baseline: Decimal | None, target: Decimal | None, readings: Sequence[Any]) -> float | None:
    """How far the newest reading is on the way from baseline to target, 0 to 1; None where one of the
    three is missing or there is no way to go."""
    if baseline is None or target is None or not readings or baseline == target:
        return None
    way = (readings[-1].value - baseline) / (target - baseline)
    return float(min(max(way, Decimal(0)), Decimal(1)))

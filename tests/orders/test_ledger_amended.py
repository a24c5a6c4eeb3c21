"""Any sequence of answers, changes and cancellations keeps the ledger: it balances, it only grows, what came
in stays, and no line gets another id."""

import random
from datetime import timedelta
from decimal import Decimal

import pytest

from portal.orders import amending, policy
from portal.orders.amending import Change
from portal.orders.models import Line, Order, Schedule
from tests.orders import builders
from tests.orders.test_ledger import DEWI, check, step

STEPS = 25


def amend(session, dice: random.Random, line: Line, today) -> str:
    """Change the line's quantity or day, or cancel what is to come of it, as the page would let somebody."""
    parts = session.query(Schedule).filter_by(line_id=line.id).order_by(Schedule.part).all()
    still = [part for part in parts if policy.is_open(part)]
    if not still:
        return ""
    came = sum((p.quantity for p in amending.live(parts)), Decimal(0)) - sum(
        p.quantity - p.accepted for p in still
    )
    change = dice.choice(
        [
            Change(quantity=max(Decimal(1), came + dice.randint(0, 14))),
            Change(
                quantity=max(Decimal(1), came + dice.randint(0, 14)),
                wanted_on=today + timedelta(days=dice.randint(0, 40)),
            ),
            Change(wanted_on=today + timedelta(days=dice.randint(0, 40)), detail=f"S{dice.randint(1, 9)}"),
            Change(cancelled=dice.random() < 0.3, unit_price=Decimal(dice.randint(1, 9))),
        ]
    )
    amending.amend_line(session, DEWI, session.query(Order).one(), line, parts, change, "because", today)
    return "cancel" if change.cancelled else "amend"


@pytest.mark.parametrize("seed", range(24))
def test_any_sequence_of_changes_keeps_the_ledger(session, seed):
    dice, today = random.Random(seed), builders.today()  # noqa: S311 a sequence, not a secret
    builders.one(session, "PO-1", dice.randint(-5, 9))
    line = session.query(Line).one()
    id_, seen, firsts, done, received = line.id, {}, {}, set(), Decimal(0)
    for _ in range(STEPS):
        parts = session.query(Schedule).filter_by(line_id=line.id).all()
        done.add(
            amend(session, dice, line, today) if dice.random() < 0.4 else step(session, dice, parts, today)
        )
        session.flush()
        check(session, line, seen, firsts, today)
        parts = session.query(Schedule).filter_by(line_id=line.id).all()
        assert sum(p.accepted for p in parts) >= received, "what came in is less"
        received = sum(p.accepted for p in parts)
        assert all(p.quantity >= p.accepted or p.stage == "arrived" for p in parts)
        assert all(p.quantity > 0 for p in parts)
    assert (line.id, line.number) == (id_, 1)
    assert done & {"amend", "cancel"}

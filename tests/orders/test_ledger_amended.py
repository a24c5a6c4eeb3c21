"""Any sequence of answers, changes and cancellations keeps the ledger: it balances, it only grows, what came
in stays, and no line gets another id."""

import random
from datetime import timedelta
from decimal import Decimal

import pytest

from portal.orders import amending, policy
from portal.orders.amending import Change
from portal.orders.models import Line, Order, Schedule
from tests.orders.test_ledger import DEWI, Play

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


class Amended(Play):
    """A line whose company also changes what it asks for."""

    def wanted(self, schedule):
        return schedule.requested_on


@pytest.mark.parametrize("seed", range(24))
def test_any_sequence_of_changes_keeps_the_ledger(session, seed):
    play = Amended(session, seed)
    line, id_, received = play.line, play.line.id, {}
    done = set()
    for _ in range(STEPS):
        amends = play.dice.random() < 0.4
        done.add(amend(session, play.dice, line, play.today) if amends else play.step()[0])
        session.flush()
        play.check()
        for part in play.schedules():
            if not amends:
                received[part.id] = part.accepted  # only receipts and reversals change it
            assert part.accepted == received.get(part.id, part.accepted), "an amendment changed what came in"
            assert part.quantity > 0
        assert line.id == id_
    assert (line.id, line.number) == (id_, 1)
    assert done & {"amend", "cancel"}

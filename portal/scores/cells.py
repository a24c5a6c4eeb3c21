"""The rows of a figure summed by item, mode, site and month: what portal.scores.movers looks through."""

from typing import Any

from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.scores.figure import Period
from portal.scores.metrics import Metric
from portal.scores.movers import Cell


def cells(session: Session, actor: Actor, partner: Any, period: Period, metric: Metric) -> list[Cell]:
    """The sums."""
    return []

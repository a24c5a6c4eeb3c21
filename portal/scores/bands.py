"""The bands of others of a partner's kind, out of their closed months. Only the bands leave: a partner may know how
it stands among others, and nobody's figures."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from portal.db import system_session
from portal.partners.models import Partner
from portal.scores import months
from portal.scores.figure import Figure, Period
from portal.scores.metrics import BY_KEY
from portal.scores.peers import Band, band
from portal.scores.period_model import ClosedMonth


def bands(partner: Any, period: Period) -> dict[str, Band]:
    """By metric, over the others of the kind whose months of the period are all closed; of a period that is not
    of whole months there is none. One SELECT, of every partner's rows, so the session of the reader does not do."""
    wanted = {month.start for month in months.within(period)}
    if not wanted:
        return {}
    statement = (
        select(ClosedMonth.partner_id, ClosedMonth.month, ClosedMonth.figures)
        .join(Partner, Partner.id == ClosedMonth.partner_id)
        .where(
            Partner.kind == partner.kind, Partner.id != partner.id, Partner.internal_warehouse.is_(False),
            ClosedMonth.month >= period.start, ClosedMonth.month <= period.end,
        )
        .order_by(ClosedMonth.number)
    )  # fmt: skip
    closed: dict[int, dict[Any, dict[str, Figure]]] = defaultdict(dict)
    with system_session("read") as session:
        for row in session.execute(statement):  # the highest number, which counts, comes last
            closed[row.partner_id][row.month] = months.read(row.figures)
    values: dict[str, list[Decimal]] = defaultdict(list)
    for theirs in closed.values():
        for figure in months.summed(theirs.values()) if theirs.keys() == wanted else ():
            if figure.state == "enough" and figure.value is not None:
                values[figure.metric].append(figure.value)
    found = {metric: band(each, BY_KEY[metric]) for metric, each in values.items()}
    return {metric: each for metric, each in found.items() if each is not None}

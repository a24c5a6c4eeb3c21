"""By which definition each day of a period is counted: closed months by the one they were closed by, whatever holds now."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.partners.models import Partner
from portal.scores import definitions, months, snapshots
from portal.scores.definition import Definition, read
from portal.scores.figure import Period


def parts(
    session: Session, actor: Actor, partner: Partner, period: Period
) -> list[tuple[Period, Definition]]:
    """The period in stretches that are counted alike, in order. Three SELECTs at most."""
    wanted = months.within(period)
    closed = snapshots.newest(session, actor, partner.id, period.start, period.end) if wanted else {}
    if not wanted or any(each.start not in closed for each in wanted):
        return [(period, definitions.holding(session, actor, partner, period.start).definition)]
    found: list[tuple[Period, Definition]] = []
    for month in wanted:
        by = read(closed[month.start].definition)
        if found and found[-1][1] == by:
            month = Period(found.pop()[0].start, month.end)
        found.append((month, by))
    return found


def on(parts: Sequence[tuple[Period, Definition]], day: date) -> Definition:
    """The definition of the stretch that a day of the period lies in."""
    return next(definition for part, definition in parts if part.holds(day))

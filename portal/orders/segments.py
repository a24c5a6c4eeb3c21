"""The groups of the list, each a few ranges of one index.

A row's group says what to do about it: late, at risk, waiting for you, waiting for them, to be booked
in, on the way, arrived, cancelled. Every range is (partner, stage) and a span of days, so a page costs the same
however many rows there are; what a range holds beyond its group is told apart by a condition that
only meets open rows.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Date, String, bindparam, literal_column, or_

from portal.actor import Actor
from portal.orders.filters import Filters
from portal.orders.models import Schedule

GROUPS = ("late", "at_risk", "yours", "theirs", "delivered", "moving", "arrived", "cancelled")
OPEN_GROUPS = GROUPS[:6]
CLOSED_GROUPS = GROUPS[6:]
VIEW_GROUPS = {
    "open": OPEN_GROUPS, "waiting": ("yours",), "risk": ("late", "at_risk"),
    "week": ("late", "at_risk", "moving"), "arrived": ("arrived",), "all": GROUPS,
}  # fmt: skip

TODAY = bindparam("today", type_=Date)
MONDAY, SUNDAY = bindparam("monday", type_=Date), bindparam("sunday", type_=Date)
FIRST, LAST = bindparam("first", type_=Date), bindparam("last", type_=Date)
ITEM, MODE = bindparam("item", type_=String), bindparam("mode", type_=String)

# Written out, as the partial index is: PostgreSQL and SQLite use that only for the same words.
ARRIVED_LATE = (
    Schedule.stage == literal_column("'arrived'"),
    Schedule.arrived_on > Schedule.base_on,
    Schedule.accepted >= Schedule.quantity,
)


@dataclass(frozen=True, slots=True)
class Segment:
    """One range: the group its rows stand under, the state one filters by, its stage, what else."""

    group: str
    state: str
    stage: str
    rest: tuple[ColumnElement[bool], ...] = ()

    @property
    def ahead(self) -> bool:
        """True where its rows stand at the end of a range that begins with what is late: who counts them
        from the beginning walks over all that is late first."""
        return self.state in ("at_risk", "proposed")

    def conditions(self) -> list[ColumnElement[bool]]:
        """All that holds for its rows."""
        if self.state == "arrived_late":
            return list(self.rest)
        return [Schedule.stage == self.stage, *self.rest]


def _segments(party: str) -> tuple[Segment, ...]:
    """All segments as one side sees them; together each schedule lies in exactly one of them, but
    for `arrived_late`, which is a part of `arrived`."""
    past = Schedule.due_on < TODAY
    unseen = or_(Schedule.expected_on.is_(None), Schedule.expected_on < TODAY)
    ahead = Schedule.expected_on >= TODAY
    kept = or_(Schedule.due_on >= TODAY, Schedule.promised_on.is_(None), ahead)
    other = "company" if party == "partner" else "partner"
    return (
        Segment("late", "late", "promised", (past,)),
        Segment("late", "late", "at_risk", (past, unseen)),
        Segment("late", "late", "proposed", (past, Schedule.promised_on.is_not(None), unseen)),
        Segment("at_risk", "at_risk", "at_risk", (ahead,)),
        Segment("yours" if party == "partner" else "theirs", "unconfirmed", "unconfirmed"),
        Segment("yours", "proposed", "proposed", (kept, Schedule.proposed_by == other)),
        Segment("theirs", "proposed", "proposed", (kept, Schedule.proposed_by == party)),
        Segment("delivered", "delivered", "delivered"),
        Segment("moving", "moving", "promised", (Schedule.due_on >= TODAY,)),
        Segment("arrived", "arrived", "arrived"),
        Segment("cancelled", "cancelled", "cancelled"),
        Segment("arrived", "arrived_late", "arrived", ARRIVED_LATE),
    )


SEGMENTS = {party: _segments(party) for party in ("company", "partner")}


WAITING = {
    "partner": (
        Segment("yours", "proposed", "proposed", (Schedule.proposed_by == "company",)),
        Segment("yours", "unconfirmed", "unconfirmed"),
    ),
    "company": (Segment("yours", "proposed", "proposed", (Schedule.proposed_by == "partner",)),),
}


def of_group(actor: Actor, group: str) -> tuple[Segment, ...]:
    """The segments of one group, for its count."""
    return tuple(s for s in SEGMENTS[actor.party] if s.group == group and s.state != "arrived_late")


def waiting(actor: Actor) -> tuple[Segment, ...]:
    """Days to give and proposals to answer. Whatever day it is: a proposal waits for an answer even
    when the promise before it has passed, and the row then stands under "late" in the open list."""
    return WAITING[actor.party]


def chosen(actor: Actor, filters: Filters) -> tuple[Segment, ...]:
    """The segments that hold what was asked for."""
    groups = VIEW_GROUPS[filters.view]
    if filters.view == "waiting" and not filters.states:
        return waiting(actor)
    if not filters.states:
        return tuple(s for s in SEGMENTS[actor.party] if s.group in groups and s.state != "arrived_late")
    states = set(filters.states)
    if "arrived" in states:
        states.discard("arrived_late")
    return tuple(s for s in SEGMENTS[actor.party] if s.state in states)


def narrowed(filters: Filters) -> list[ColumnElement[bool]]:
    """What the filters ask of every row, but for the text and the partner."""
    conditions: list[Any] = []
    if filters.view == "week" and not filters.states:
        conditions += [Schedule.due_on >= MONDAY, Schedule.due_on <= SUNDAY]
    if filters.first:
        conditions.append(Schedule.due_on >= FIRST)
    if filters.last:
        conditions.append(Schedule.due_on <= LAST)
    if filters.item:
        conditions.append(Schedule.item_code == ITEM)
    if filters.mode:
        conditions.append(Schedule.mode == MODE)
    return conditions


def descending(filters: Filters, group: str) -> bool:
    """True where the newest day comes first: for what is over, and by day where all are asked for."""
    if filters.order == "day":
        return filters.view in ("arrived", "all")
    return filters.order == "urgency" and group in CLOSED_GROUPS

"""Receipts that one side contests. The issues know them, and stand below: they say here where to look."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select

from portal.actor import Actor
from portal.scope import AnySelect, carrying

# Gives partner_id, schedule_id, at, party ('company' or 'partner', whose word waits for the other side), ref (of
# the issue), state (of its dispute, None where it is not disputed) and ended_at (of that) of each receipt that is
# contested by an issue which is not closed, as the actor may see them.
Source = Callable[[Actor], AnySelect]

_source: list[Source] = []


def register(source: Source) -> None:
    """Say where contested receipts are found."""
    _source[:] = [source]


def of_schedules(actor: Actor) -> Any:
    """One row for each schedule of which a receipt is contested, with the columns of Source: since when,
    and by whose issue. A subquery."""
    found = _source[0](actor)
    each = found.subquery()
    first = select(
        each.c.partner_id, each.c.schedule_id, func.min(each.c.at).label("at"), func.min(each.c.party).label("party"),
        func.min(each.c.ref).label("ref"), func.min(each.c.state).label("state"),
        func.min(each.c.ended_at).label("ended_at"),
    ).group_by(each.c.partner_id, each.c.schedule_id)  # fmt: skip
    return carrying(first, found).subquery("disputes")

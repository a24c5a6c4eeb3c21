"""A group of metrics whose figures are sums of rows that are few enough to be read: one way to answer for all."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Protocol

from sqlalchemy.orm import Session

from portal import clock
from portal.actor import Actor
from portal.partners.models import Partner
from portal.scores import definitions, queries
from portal.scores.definition import Definition
from portal.scores.facts import worded
from portal.scores.figure import Figure, Period
from portal.scores.summing import Counted, summed

PAGE = 100


class FindRows(Protocol):
    """The rows of some metrics of a group over a period, as the actor sees them."""

    def __call__(
        self, session: Session, actor: Actor, partner: Partner, period: Period, metrics: Collection[str], /
    ) -> Mapping[str, Sequence[Counted]]: ...


def register(keys: Sequence[str], find: FindRows, sums: queries.FindFigures | None = None) -> None:
    """Answer for `keys` by the rows that `find` finds: figures are their sums, or what `sums` says, which a test holds
    to the rows; proof is the rows by their day."""

    def figures(
        session: Session, actor: Actor, partner: Partner, period: Period, definition: Definition | None
    ) -> list[Figure]:
        few = (definition or definitions.holding(session, actor, partner, period.start).definition).few
        found = find(session, actor, partner, period, keys)
        return [summed(key, found[key], few) for key in keys if key in found]

    def proof(
        session: Session, actor: Actor, partner: Partner, period: Period, metric: str, after: str | None,
        most: int | None = None,
    ) -> queries.Proof:  # fmt: skip
        return proved(find(session, actor, partner, period, (metric,)).get(metric, ()), actor, after, most)

    queries.register(keys, sums or figures, proof)


def proved(
    found: Sequence[Counted], actor: Actor, after: str | None, most: int | None = None
) -> queries.Proof:
    """A page of the rows by their day, in the words of the reader."""
    rows, following = page(sorted(found, key=_place), after, most or PAGE)
    return worded(rows, actor.locale, actor.zone), following


def place_of(after: str | None) -> int:
    """The number of rows before a page, as its mark says it; none for a mark that is none."""
    return int(after) if after and after.isascii() and after.isdecimal() and len(after) < 10 else 0


def page(rows: Sequence[Counted], after: str | None, most: int = PAGE) -> queries.Proof:
    """A page of the rows after as many as `after` says, and how many those are then if more follow."""
    start = place_of(after)
    end = start + most
    return [row.proof() for row in rows[start:end]], str(end) if end < len(rows) else None


def _place(row: Counted) -> tuple[str, str, str]:
    return row.on.isoformat() if row.on else "", row.ref, row.label


def instants(period: Period, zone: str, before: timedelta = timedelta()) -> tuple[datetime, datetime]:
    """When the period begins (or as much before) and when it has ended, at a place."""
    here = clock.zone(zone)
    start = datetime.combine(period.start, time(), here) - before
    end = datetime.combine(period.end + timedelta(days=1), time(), here)
    return start.astimezone(UTC), end.astimezone(UTC)

"""How the rows behind a figure count: how many met it, missed it, or are left out for each reason, and which they are."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.partners.models import Partner
from portal.scores import (
    answer_states,
    changes_rows,
    delivery_figures,
    delivery_states,
    labels,
    proving,
    queries,
)
from portal.scores.figure import Period, ProofRow
from portal.scores.grouping import place_of

AT_ONCE = 10_000  # rows of a figure that are read together where the database does not count them
PAGE = 100


class _States(NamedTuple):
    """What counts the rows of a metric by their states, and what finds a page of those of one."""

    counts: Callable[[Session, Actor, Partner, Period, str], Counter[str]]
    page: Callable[[Session, Actor, Partner, Period, str, str, str | None], queries.Proof]


# Metrics of which the database counts the rows and finds those of one state; of all others they are read.
_OWN: Mapping[str, _States] = {
    **dict.fromkeys(delivery_figures.PARTS, _States(delivery_states.counts, delivery_states.page)),
    **dict.fromkeys(answer_states.KINDS, _States(answer_states.counts, answer_states.page)),
    changes_rows.KEY: _States(changes_rows.counts, changes_rows.page),
}


def known(state: str) -> bool:
    """True for a word that a row may be asked for by."""
    return state == "missed" or state in labels.LEFT_OUT


def counts(session: Session, actor: Actor, partner: Partner, period: Period, metric: str) -> Counter[str]:
    """How many rows there are of each state, as they stand now."""
    if (own := _OWN.get(metric)) is not None:
        return own.counts(session, actor, partner, period, metric)
    return Counter(proving.way_of(row) for row in _every(session, actor, partner, period, metric))


def page(
    session: Session, actor: Actor, partner: Partner, period: Period, metric: str, state: str, after: str | None
) -> queries.Proof:  # fmt: skip
    """A page of the rows of one state."""
    if (own := _OWN.get(metric)) is not None:
        return own.page(session, actor, partner, period, metric, state, after)
    start = place_of(after)
    chosen = (row for row in _every(session, actor, partner, period, metric) if proving.way_of(row) == state)
    rows = list(islice(chosen, start, start + PAGE + 1))
    return rows[:PAGE], str(start + PAGE) if len(rows) > PAGE else None


def _every(
    session: Session, actor: Actor, partner: Partner, period: Period, metric: str
) -> Iterator[ProofRow]:
    after = None
    while True:
        rows, after = queries.proof(session, actor, partner, period, metric, after, AT_ONCE)
        yield from rows
        if after is None:
            return

"""How the rows behind a figure count: how many met it, missed it, or are left out for each reason, and which they are."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice

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
from portal.scores.metrics import BY_KEY

AT_ONCE = 10_000  # rows of a figure that are read together where the database does not count them
PAGE = 100


def of(row: ProofRow) -> str:
    """'counted', 'missed', or why it is left out."""
    return proving.way_of(row)


def known(state: str) -> bool:
    """True for a word that a row may be asked for by."""
    return state == "missed" or state in labels.LEFT_OUT


def counts(session: Session, actor: Actor, partner: Partner, period: Period, metric: str) -> Counter[str]:
    """How many rows there are of each state, as they stand now."""
    if metric in delivery_figures.PARTS:
        return delivery_states.counts(session, actor, partner, period, BY_KEY[metric])
    if metric in answer_states.KINDS:
        return answer_states.counts(session, actor, partner, period, metric)
    if metric == changes_rows.KEY:
        return changes_rows.counts(session, actor, partner, period)
    return Counter(of(row) for row in _every(session, actor, partner, period, metric))


def page(
    session: Session, actor: Actor, partner: Partner, period: Period, metric: str, state: str, after: str | None
) -> queries.Proof:  # fmt: skip
    """A page of the rows of one state."""
    if metric in delivery_figures.PARTS:
        return delivery_states.page(session, actor, partner, period, BY_KEY[metric], state, after)
    if metric in answer_states.KINDS:
        return answer_states.page(session, actor, partner, period, metric, state, after)
    if metric == changes_rows.KEY:
        return changes_rows.proof(session, actor, partner, period, metric, after, None, state)
    start = int(after) if after and after.isascii() and after.isdecimal() and len(after) < 10 else 0
    chosen = (row for row in _every(session, actor, partner, period, metric) if of(row) == state)
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

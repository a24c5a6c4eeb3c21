"""Everything that a scorecard shows, read for one partner and one span."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.scores import definitions, mover_words, queries, weighing
from portal.scores.card import Measured
from portal.scores.cells import cells
from portal.scores.definitions import Held
from portal.scores.figure import Figure, Period, ProofRow
from portal.scores.metrics import BY_KEY, Metric
from portal.scores.movers import movers
from portal.scores.spans import Span, months_until
from portal.scores.trend import trend
from portal.scores.weighing import Score

MOVED = ("otif", "ppm")  # figures whose movers stand above a card
MOST_PAGES = 5000  # of a sheet of rows; a workbook holds no more


@dataclass(frozen=True, slots=True)
class Card:
    """What a page of scores is made of, the definition that holds, and the scores in all of then and before."""

    measured: Measured
    held: Held
    score: Score
    before: Score


def card(session: Session, actor: Actor, partner: Any, span: Span, months: int) -> Card:
    """The figures of the span, of the one before it, and of so many months up to its end."""
    held = definitions.holding(session, actor, partner, span.period.start)
    now = figures(session, actor, partner, span.period)
    before = figures(session, actor, partner, span.moved(-1).period)
    past = months_until(span.period.end, months)
    monthly = trend(session, actor, partner, past)
    return Card(
        Measured(now, before, past, monthly, held.definition.targets, {}), held,
        weighing.score(now.values(), held.definition), weighing.score(before.values(), held.definition),
    )  # fmt: skip


def figures(session: Session, actor: Actor, partner: Any, period: Period) -> dict[str, Figure]:
    """The figures of a period by metric."""
    return {each.metric: each for each in queries.figures(session, actor, partner, period)}


def every_row(
    session: Session, actor: Actor, partner: Any, period: Period, metric: str
) -> Iterator[ProofRow]:
    """All rows behind a figure, page by page."""
    after: str | None = None
    for _page in range(MOST_PAGES):
        rows, after = queries.proof(session, actor, partner, period, metric, after)
        yield from rows
        if after is None:
            return


def sentences(
    session: Session, actor: Actor, partner: Any, span: Span, metric: Metric, locale: str, most: int = 2
) -> list[str]:
    """What moved a figure, in words, what moved it most first; none where nothing stands out."""
    if metric.key not in mover_words.MISSES:
        return []
    found = cells(session, actor, partner, span.period, metric)
    return [mover_words.sentence(mover, metric, locale) for mover in movers(found, metric, most)]


def moved(session: Session, actor: Actor, partner: Any, span: Span, locale: str) -> list[tuple[str, str]]:
    """What moved the score: of each of some figures the sentence on what moved it most, with its metric."""
    found = []
    for key in MOVED:
        found += [(key, each) for each in sentences(session, actor, partner, span, BY_KEY[key], locale, 1)]
    return found

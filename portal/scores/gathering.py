"""Everything that a scorecard shows, read for one partner and one span."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.actor import Actor
from portal.partners import calendar
from portal.scores import cells, definitions, mover_words, queries, snapshots, weighing
from portal.scores.bands import bands
from portal.scores.card import Measured
from portal.scores.definition import Definition, read
from portal.scores.definitions import Held
from portal.scores.figure import Figure, Period, ProofRow, by_metric
from portal.scores.metrics import BY_KEY, PARTIES
from portal.scores.months import summed
from portal.scores.movers import Mover, movers, worst_unit
from portal.scores.peers import Band
from portal.scores.snapshots import Snapshot
from portal.scores.spans import Span, months_until
from portal.scores.weighing import Score

MOVED = ("otif", "ppm")  # figures whose movers stand above a card
AT_ONCE = 5_000  # rows of a sheet that are read at a time
MOST_PAGES = 200  # of so many rows; a sheet holds no more


@dataclass(frozen=True, slots=True)
class Card:
    """What a page of scores is made of, the definition that holds, the partner's score in all of then and before,
    the closed months that the figures rest on (none while the period is open), and the company's own score."""

    measured: Measured
    held: Held
    score: Score
    before: Score
    closed: Sequence[Snapshot]
    company: Score
    company_before: Score

    def scores(self, party: str) -> tuple[Score, Score]:
        """The score in all of a side, and the one before."""
        return (self.company, self.company_before) if party == "company" else (self.score, self.before)


def card(session: Session, actor: Actor, partner: Any, span: Span, months: int) -> Card:
    """The figures of the span, of the one before it, and of so many months up to its end. Closed months are as
    they were frozen, by the definition they were closed by. One SELECT for all closed months (one more where one was
    restated); each other period takes those of queries.figures, once."""
    before, past = span.moved(-1).period, months_until(span.period.end, months)
    start = min([before.start, *(each.start for each in past)])
    closed = snapshots.newest(session, actor, partner.id, start, span.period.end)
    read = snapshots.Periods(session, actor, partner, closed)
    found = read.rest_on(span.period)
    held = held_by(session, actor, partner, span.period, found)[-1]
    first = _first_said(session, actor, [partner.id], {partner.id: found}).get(partner.id, {})
    near = bands(partner, span.period) if months else {}
    return _card(read, span, held, past, near, first)


def cards(session: Session, actor: Actor, partners: Sequence[Any], span: Span) -> list[Card]:
    """The cards of several partners without months and bands. Two SELECTs for all that is closed of them (one more
    where it was restated); an open period takes for each of them its definition's and those of queries.figures."""
    ids = [partner.id for partner in partners]
    closed = snapshots.of_partners(session, actor, ids, span.moved(-1).period.start, span.period.end)
    reads = {each.id: snapshots.Periods(session, actor, each, closed.get(each.id, {})) for each in partners}
    found = {partner_id: read.rest_on(span.period) for partner_id, read in reads.items()}
    first = _first_said(session, actor, ids, found)
    return [
        _card(
            reads[each.id], span, _by(found[each.id]) or definitions.holding(session, actor, each, span.period.start),
            (), {}, first.get(each.id, {}),
        )
        for each in partners
    ]  # fmt: skip


def _card(
    periods: snapshots.Periods, span: Span, held: Held, past: Sequence[Period], near: Mapping[str, Band],
    first: Mapping[str, Figure],
) -> Card:  # fmt: skip
    now, before = (by_metric(periods.figures(each)) for each in (span.period, span.moved(-1).period))
    total, then, ours, ours_then = (
        weighing.score(each.values(), held.definition, party) for party in PARTIES for each in (now, before)
    )
    measured = Measured(
        now, before, past, periods.trend(past), held.definition.targets, near, first,
        {part.metric: part for part in (*total.parts, *ours.parts)},
    )  # fmt: skip
    return Card(measured, held, total, then, periods.rest_on(span.period), ours, ours_then)


def _by(closed: Sequence[Snapshot]) -> Held | None:
    """The definition that the last of these months was closed by, without its words; None for no months."""
    if not closed:
        return None
    return Held(read(closed[-1].definition), closed[-1].definition_of, closed[-1].definition_number)


def held_by(
    session: Session, actor: Actor, partner: Any, period: Period, closed: Sequence[Snapshot]
) -> list[Held]:
    """By which versions of the definition a period is counted: of closed months each that one of them was closed
    by, the latest last; else the one that holds."""
    if not closed:
        return [definitions.holding(session, actor, partner, period.start)]
    chosen = {(each.definition_of, each.definition_number): each.definition for each in reversed(closed)}
    return [
        definitions.version(session, actor, partner, of, number, read(values))
        for (of, number), values in reversed(chosen.items())
    ]


def figures(session: Session, actor: Actor, partner: Any, period: Period) -> dict[str, Figure]:
    """The figures of a period by metric, of closed months as they stand now."""
    return by_metric(snapshots.figures(session, actor, partner, period)[0])


def _first_said(
    session: Session, actor: Actor, partner_ids: Sequence[int], closed: Mapping[int, Sequence[Snapshot]]
) -> dict[int, Mapping[str, Figure]]:
    """Of partners of whom one of these months was restated the figures as they were when the months closed. One
    SELECT, none where nothing was restated."""
    restated = [each for each in partner_ids if any(month.restated for month in closed[each])]
    if not restated:
        return {}
    days = [month.month.start for each in restated for month in closed[each]]
    first = snapshots.of_partners(session, actor, restated, min(days), max(days), first=True)
    return {
        each: by_metric(summed(first[each][month.month.start].figures for month in closed[each]))
        for each in restated
    }


def every_row(
    session: Session, actor: Actor, partner: Any, period: Period, metric: str
) -> Iterator[ProofRow]:
    """All rows behind a figure, so many at a time."""
    after: str | None = None
    for _page in range(MOST_PAGES):
        rows, after = queries.proof(session, actor, partner, period, metric, after, AT_ONCE)
        yield from rows
        if after is None:
            return


def movers_of(
    session: Session,
    actor: Actor,
    partner: Any,
    span: Span,
    definition: Definition,
    found: Mapping[str, Figure],
    keys: Sequence[str],
    most: int,
) -> list[tuple[str, Mover]]:
    """What moved some of the figures `found` most, each with its metric; none where nothing stands out."""
    wanted = [BY_KEY[key] for key in keys if key in mover_words.MISSES and key in found]
    if not wanted:
        return []
    today = clock.today(calendar.of_company(session).zone)
    summed_up = cells.read(session, actor, partner.id, span.period, definition, today)
    said = []
    for metric in wanted:
        unit = worst_unit(found[metric.key], metric)
        for mover in movers(summed_up.of(metric, unit), metric, most, definition.few):
            said.append((metric.key, replace(mover, unit=unit or "")))
    return said

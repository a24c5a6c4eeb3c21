"""What others ask of scores: the figures of a partner over a period, and the rows that prove one.

Each group of metrics registers how it finds them; whoever asks does not know which group answers.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.partners.models import Partner
from portal.scores import definitions, weighing
from portal.scores.definition import Definition
from portal.scores.figure import Figure, Period, ProofRow
from portal.scores.metrics import METRICS, Party

Proof = tuple[list[ProofRow], str | None]


class FindFigures(Protocol):
    """All figures of a group, by the definition that is given, else by the one that holds for the partner then."""

    def __call__(
        self,
        session: Session,
        actor: Actor,
        partner: Partner,
        period: Period,
        definition: Definition | None,
        /,
    ) -> list[Figure]: ...


class FindProof(Protocol):
    """The rows of one metric of a group, a page of at most so many of them after `after` (None: as many as the
    group shows at once), and what the next page is after."""

    def __call__(
        self,
        session: Session,
        actor: Actor,
        partner: Partner,
        period: Period,
        metric: str,
        after: str | None,
        most: int | None = None,
        /,
    ) -> Proof: ...


class _Group(NamedTuple):
    figures: FindFigures
    proof: FindProof


_groups: dict[tuple[str, ...], _Group] = {}


def register(keys: Sequence[str], figures: FindFigures, proof: FindProof) -> None:
    """Answer for the metrics `keys`. A later answer for the same keys takes the place of an earlier one."""
    _groups[tuple(keys)] = _Group(figures, proof)


def figures(
    session: Session, actor: Actor, partner: Partner, period: Period, definition: Definition | None = None
) -> list[Figure]:
    """All figures of a partner that `actor` may see, in the order of METRICS; without a definition by the one
    that holds for periods of the partner that begin then."""
    definition = definition or definitions.holding(session, actor, partner, period.start).definition
    found = {
        figure.metric: figure
        for group in _groups.values()
        for figure in group.figures(session, actor, partner, period, definition)
    }
    return [found[metric.key] for metric in METRICS if metric.key in found]


def proof(
    session: Session, actor: Actor, partner: Partner, period: Period, metric: str, after: str | None = None,
    most: int | None = None,
) -> Proof:  # fmt: skip
    """The rows behind one figure, those that are left out among them, and the mark of the next page (None:
    there is no more). most: of a page, if not as many as are shown at once. Raises KeyError for a metric that nobody answers for."""
    for keys, group in _groups.items():
        if metric in keys:
            return group.proof(session, actor, partner, period, metric, after, most)
    raise KeyError(metric)


def score(
    session: Session, actor: Actor, partner: Partner, period: Period, found: Sequence[Figure] | None = None,
    party: Party = "partner",
) -> weighing.Score:  # fmt: skip
    """What the figures of a side come to in all; `found` where they are at hand."""
    definition = definitions.holding(session, actor, partner, period.start).definition
    if found is None:
        found = figures(session, actor, partner, period, definition)
    return weighing.score(found, definition, party)

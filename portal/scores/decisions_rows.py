"""Proposals of the partner and when the company decided on them. There may be a hundred thousand in a period: those
that are decided are summed as they were judged and kept; a test holds the figure to the rows that prove it."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from portal import clock
from portal.actor import Actor
from portal.partners.models import Partner
from portal.scores import answer_pages, definitions, kept_answers, queries, service
from portal.scores.answer_pages import hours_of
from portal.scores.asked_rows import Hours
from portal.scores.definition import Definition
from portal.scores.figure import Figure, Period
from portal.scores.service import Answer, Asked
from portal.scores.summing import Kept, summed

KEY = "decisions_in_time"
ASKED = ("partner",)  # whose proposals they are


def figures(
    session: Session, actor: Actor, partner: Partner, period: Period, definition: Definition | None
) -> list[Figure]:
    """The one figure. Four SELECTs, three more where something is not kept."""
    few = (definition or definitions.holding(session, actor, partner, period.start).definition).few
    hours = hours_of(session, period)
    found = kept_answers.found(session, actor, partner.id, hours, ASKED)
    kept = found.sums.get("partner", kept_answers.Sums())
    in_time = Kept(Decimal(kept.in_time), kept.judged, kept.counts - kept.judged)
    return [summed(KEY, judged(found.anew.get("partner", ()), hours), few, in_time)]


def proof(
    session: Session, actor: Actor, partner: Partner, period: Period, metric: str, after: str | None, most: int | None = None
) -> queries.Proof:  # fmt: skip
    """A page of proposals by the day on which a decision was due."""
    hours, size = hours_of(session, period), most or answer_pages.PAGE
    found = answer_pages.read(session, actor, partner.id, hours, ASKED, after, size)
    return answer_pages.proved(found, lambda asked: judged(asked, hours), actor, size)


def judged(asked: Sequence[Asked], hours: Hours) -> list[Answer]:
    """What the figure counts of these."""
    return service.clocks_kept(KEY, asked, hours.period, clock.now(), hours.calendar)


queries.register((KEY,), figures, proof)

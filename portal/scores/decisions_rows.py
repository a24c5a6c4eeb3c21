"""Proposals of the partner and when the company decided on them. There may be a hundred thousand in a period: those
that were surely decided in time are counted by the database; a test holds the figure to the rows that prove it."""

from sqlalchemy.orm import Session

from portal import clock
from portal.actor import Actor
from portal.partners.calendar import terms
from portal.partners.models import Partner
from portal.scores import asked_rows, definitions, queries, service
from portal.scores.definition import Definition
from portal.scores.figure import Figure, Period
from portal.scores.grouping import proved
from portal.scores.summing import summed

KEY = "decisions_in_time"


def figures(
    session: Session, actor: Actor, partner: Partner, period: Period, definition: Definition | None
) -> list[Figure]:
    """The one figure. Three SELECTs."""
    few = (definition or definitions.holding(session, actor, partner, period.start).definition).few
    hours = _hours(session, period)
    count, others = asked_rows.decided_at_once(session, actor, partner.id, hours, "partner")
    asked = asked_rows.proposals(session, actor, partner.id, hours, "partner", others)
    found = summed(KEY, service.clocks_kept(KEY, asked, period, clock.now(), hours.calendar), few)
    return [
        Figure(
            KEY, found.numerator + count, found.denominator + count, found.rows + count, found.left_out, few
        )
    ]


def proof(
    session: Session, actor: Actor, partner: Partner, period: Period, metric: str, after: str | None
) -> queries.Proof:
    """A page of proposals by the day on which a decision was due. Two SELECTs."""
    hours = _hours(session, period)
    asked = asked_rows.proposals(session, actor, partner.id, hours, "partner")
    return proved(service.clocks_kept(metric, asked, period, clock.now(), hours.calendar), actor, after)


def _hours(session: Session, period: Period) -> asked_rows.Hours:
    company = terms(session)
    return asked_rows.Hours(company, period, clock.today(company.calendar.zone))


queries.register((KEY,), figures, proof)

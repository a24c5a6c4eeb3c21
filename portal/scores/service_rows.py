"""The figures of a partner's service and the rows behind them: what it was asked and answered, and the actions it owes.

There may be a hundred thousand orders and proposals: those that are settled are summed as they were judged and kept
(portal.scores.kept_answers), all else is read and judged.
"""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from portal import clock
from portal.actor import Actor
from portal.partners.models import Partner
from portal.scores import (
    answer_pages,
    asked_issue_rows,
    definitions,
    kept_answers,
    owed_rows,
    queries,
    service,
)
from portal.scores.answer_pages import hours_of
from portal.scores.asked_rows import Hours
from portal.scores.definition import Definition
from portal.scores.figure import Figure, Period
from portal.scores.grouping import proved
from portal.scores.service import Answer, Asked
from portal.scores.summing import Counted, Kept, summed

KEYS = ("order_answer_time", "issue_answer_time", "clocks_kept", "actions_kept")
ASKED = ("order", "company")  # what a partner is to answer: orders, and what the company proposes


def figures(
    session: Session, actor: Actor, partner: Partner, period: Period, definition: Definition | None
) -> list[Figure]:
    """Orders, the company's proposals and its issues, steps that the partner is to fill, and its actions. Ten
    SELECTs, six more where something is not kept."""
    few = (definition or definitions.holding(session, actor, partner, period.start).definition).few
    hours = hours_of(session, period)
    found = kept_answers.found(session, actor, partner.id, hours, ASKED)
    orders = [asked for kind in ASKED for asked in found.anew.get(kind, ())]
    kept = kept_answers.Sums()
    for sums in found.sums.values():
        kept = kept.plus(sums)
    issues, steps = _issues(session, actor, partner.id, hours), _steps(session, actor, partner.id, hours)
    took = Kept(Decimal(kept.minutes) / service.MINUTES, kept.answered, kept.counts - kept.answered)
    in_time = Kept(Decimal(kept.in_time), kept.judged, kept.counts - kept.judged)
    return [
        summed("order_answer_time", times("order_answer_time", orders, hours), few, took),
        summed("issue_answer_time", times("issue_answer_time", issues, hours), few),
        summed("clocks_kept", clocks([*orders, *issues, *steps], hours), few, in_time),
        summed("actions_kept", _actions(session, actor, partner.id, hours), few),
    ]


def proof(
    session: Session, actor: Actor, partner: Partner, period: Period, metric: str, after: str | None, most: int | None = None
) -> queries.Proof:  # fmt: skip
    """A page of what one of them counts, by day."""
    hours, size = hours_of(session, period), most or answer_pages.PAGE
    if metric == "actions_kept":
        return proved(_actions(session, actor, partner.id, hours), actor, after, most)
    if metric == "issue_answer_time":
        return proved(times(metric, _issues(session, actor, partner.id, hours), hours), actor, after, most)
    found = answer_pages.read(session, actor, partner.id, hours, ASKED, after, size)
    if metric == "order_answer_time":
        return answer_pages.proved(found, lambda asked: times(metric, asked, hours), actor, size)
    found = answer_pages.merged(found, beside(session, actor, partner.id, hours), after)
    return answer_pages.proved(found, lambda asked: clocks(asked, hours), actor, size)


def times(metric: str, asked: Sequence[Asked], hours: Hours) -> list[Answer]:
    """What a time to answer counts of these."""
    watch = hours.watch.minutes if metric == "order_answer_time" else None
    return service.answer_time(metric, asked, hours.period, hours.calendar, watch)


def clocks(asked: Sequence[Asked], hours: Hours) -> list[Answer]:
    """What the clocks that were kept count of these."""
    return service.clocks_kept("clocks_kept", asked, hours.period, clock.now(), hours.calendar)


def beside(session: Session, actor: Actor, partner_id: int, hours: Hours) -> list[Asked]:
    """What clocks of a partner are kept beside those of orders and proposals."""
    return [*_issues(session, actor, partner_id, hours), *_steps(session, actor, partner_id, hours)]


def _issues(session: Session, actor: Actor, partner_id: int, hours: Hours) -> list[Asked]:
    return asked_issue_rows.issues(session, actor, partner_id, hours.period, hours.terms, "company")


def _steps(session: Session, actor: Actor, partner_id: int, hours: Hours) -> list[Asked]:
    return asked_issue_rows.steps(session, actor, partner_id, hours.period, hours.terms, "partner")


def _actions(session: Session, actor: Actor, partner_id: int, hours: Hours) -> Sequence[Counted]:
    zone = hours.calendar.zone
    owed = owed_rows.actions(session, actor, partner_id, "partner", zone)
    return service.actions_kept("actions_kept", owed, hours.period, clock.today(zone))


queries.register(KEYS, figures, proof)

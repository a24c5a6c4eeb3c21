"""How orders and proposals count in a measure: how many in each way, and a page of those of one, without reading all."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import and_, case, func
from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.partners.models import Partner
from portal.scores import answer_pages, decisions_rows, kept_answers, proving, queries, service_rows
from portal.scores.answer_model import KeptAnswer
from portal.scores.asked_rows import Hours
from portal.scores.figure import Period
from portal.scores.service import Answer, Asked

KINDS: Mapping[str, Collection[str]] = {
    "order_answer_time": service_rows.ASKED, "clocks_kept": service_rows.ASKED, "decisions_in_time": decisions_rows.ASKED,
}  # fmt: skip


def counts(session: Session, actor: Actor, partner: Partner, period: Period, metric: str) -> Counter[str]:
    """How many there are of each: of what is kept the database counts them, all else is judged."""
    hours, kinds, way = answer_pages.hours_of(session, period), KINDS[metric], _way(metric)
    keeping_id = kept_answers.kept_by(session, actor, partner.id, hours.terms)
    found, anew = Counter[str](), list[Asked]()
    for kind in kinds:
        gone: Any = None
        if keeping_id is not None:
            gone = kept_answers.changed(session, actor, partner.id, keeping_id, hours, kind, None)
            listed = kept_answers.due(actor, keeping_id, hours, [kind]).where(KeptAnswer.counts == 1)
            if gone is not None:
                listed = listed.where(kept_answers.of(kind).not_in(gone))
            grouped = listed.with_only_columns(way, func.count()).group_by(way)
            for state, count in session.execute(grouped):
                found[state] += count
        if keeping_id is None or gone is not None:
            anew += kept_answers.fresh(session, actor, partner.id, hours, kind, gone)
    anew += _beside(session, actor, partner.id, hours, metric)
    return found + Counter(proving.way_of(each.proof()) for each in _judged(metric, anew, hours))


def page(
    session: Session, actor: Actor, partner: Partner, period: Period, metric: str, state: str, after: str | None
) -> queries.Proof:  # fmt: skip
    """A page of those that count in one way, by day."""
    hours = answer_pages.hours_of(session, period)

    def chosen(asked: Sequence[Asked]) -> list[Asked]:
        return [each.asked for each in _judged(metric, asked, hours) if proving.way_of(each.proof()) == state]

    found = answer_pages.read(
        session, actor, partner.id, hours, KINDS[metric], after, answer_pages.PAGE, _way(metric) == state, chosen
    )  # fmt: skip
    beside = chosen(_beside(session, actor, partner.id, hours, metric))
    found = answer_pages.merged(found, beside, after)
    return answer_pages.proved(found, lambda asked: _judged(metric, asked, hours), actor, answer_pages.PAGE)


def _way(metric: str) -> Any:
    """In which way a kept answer counts, as proving.way_of says it of a row."""
    if metric == "order_answer_time":
        return case(
            (KeptAnswer.answered == 1, "counted"), else_=func.coalesce(KeptAnswer.left_out, "unanswered")
        )
    missed = and_(KeptAnswer.judged == 1, KeptAnswer.in_time == 0)
    return case((missed, "missed"), (KeptAnswer.judged == 1, "counted"), else_=KeptAnswer.left_out)


def _judged(metric: str, asked: Sequence[Asked], hours: Hours) -> list[Answer]:
    if metric == "decisions_in_time":
        return decisions_rows.judged(asked, hours)
    return (
        service_rows.clocks(asked, hours)
        if metric == "clocks_kept"
        else service_rows.times(metric, asked, hours)
    )


def _beside(session: Session, actor: Actor, partner_id: int, hours: Hours, metric: str) -> list[Asked]:
    """What clocks of a partner are kept beside those of orders and proposals."""
    return service_rows.beside(session, actor, partner_id, hours) if metric == "clocks_kept" else []

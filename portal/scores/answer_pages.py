"""Pages of questions that prove a figure, those that are kept and those that are read anew together, by their day."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import and_, or_
from sqlalchemy.orm import Session

from portal import clock
from portal.actor import Actor
from portal.orders.models import Line, Order
from portal.partners.calendar import terms
from portal.scope import AnySelect, also_visible, carrying
from portal.scores import kept_answers, queries
from portal.scores.answer_model import KeptAnswer
from portal.scores.asked_rows import Hours
from portal.scores.facts import worded
from portal.scores.figure import Period
from portal.scores.service import Answer, Asked

PAGE = 100
Place = tuple[str, str, int]
Choose: TypeAlias = Callable[[Sequence[Asked]], list[Asked]]


def hours_of(session: Session, period: Period) -> Hours:
    """The company's hours around a period. One SELECT."""
    company = terms(session)
    return Hours(company, period, clock.today(company.calendar.zone))


def place(asked: Asked) -> Place:
    """Where a question stands among the rows of proof: by the day on which it fell due."""
    return asked.due_on.isoformat() if asked.due_on else "", *asked.key


def read(
    session: Session, actor: Actor, partner_id: int, hours: Hours, kinds: Collection[str], after: str | None, most: int,
    way: Any = None, chosen: Choose = list,
) -> list[Asked]:  # fmt: skip
    """One more of these orders and proposals than fit on a page, after a mark. Only some: `way` is the condition of
    those that are kept, `chosen` picks them out of those that are not."""
    return _page(session, actor, partner_id, hours, kinds, _mark(after), most + 1, way, chosen)


def merged(page: Sequence[Asked], others: Sequence[Asked], after: str | None) -> list[Asked]:
    """A page with all others that come after the same mark, by their place."""
    mark = _mark(after)
    return sorted([*page, *(each for each in others if mark is None or place(each) > mark)], key=place)


def proved(
    found: Sequence[Asked], judge: Callable[[Sequence[Asked]], list[Answer]], actor: Actor, most: int
) -> queries.Proof:
    """The first `most` of these as they are judged, in the reader's words, and the mark of the next page."""
    judged = judge(found)  # what is due on no day of the period is not among them
    rows = worded((each.proof() for each in judged[:most]), actor.locale, actor.zone)
    if len(judged) <= most:
        return rows, None
    day, kind, number = place(judged[most - 1].asked)
    return rows, f"{day}.{kind}.{number}"


def _mark(after: str | None) -> Place | None:
    """The place that a page comes after; a mark that is none begins anew."""
    day, _dot, rest = (after or "").partition(".")
    kind, _dot, number = rest.partition(".")
    try:
        return date.fromisoformat(day).isoformat(), kind, int(number[:15])
    except ValueError:
        return None


def _page(
    session: Session, actor: Actor, partner_id: int, hours: Hours, kinds: Collection[str], after: Place | None, most: int,
    way: Any, chosen: Choose,
) -> list[Asked]:  # fmt: skip
    """So many orders and proposals that fell due in the period, by day and key, after such a place. Of each kind
    at least as many as there are. Three SELECTs for each kind at most, and those of `found`."""
    keeping_id, rows = kept_answers.kept_by(session, actor, partner_id, hours.terms), list[Asked]()
    for kind in kinds:
        if keeping_id is None:
            rows += chosen(kept_answers.fresh(session, actor, partner_id, hours, kind))
            continue
        changed = kept_answers.changed(session, actor, partner_id, keeping_id, hours, kind, None)
        statement = kept_answers.due(actor, keeping_id, hours, [kind]).where(KeptAnswer.counts == 1)
        if way is not None:
            statement = statement.where(way)
        if changed is not None:
            statement = statement.where(kept_answers.of(kind).not_in(changed))
            rows += chosen(kept_answers.fresh(session, actor, partner_id, hours, kind, changed))
        rows += _asked(session, actor, statement, after, most)
    return sorted((row for row in rows if after is None or place(row) > after), key=place)[:most]


def _asked(
    session: Session, actor: Actor, statement: AnySelect, after: Place | None, most: int
) -> list[Asked]:
    """Kept answers of one kind as they were asked. One SELECT."""
    if after is not None:
        day, kind, row_id = date.fromisoformat(after[0]), *after[1:]
        later = KeptAnswer.due_on > day
        here = and_(
            KeptAnswer.due_on == day,
            or_(KeptAnswer.kind > kind, and_(KeptAnswer.kind == kind, KeptAnswer.row_id > row_id)),
        )
        statement = statement.where(KeptAnswer.due_on >= day, or_(later, here))
    statement = (
        statement.with_only_columns(
            KeptAnswer.kind, KeptAnswer.row_id, KeptAnswer.asked_at, KeptAnswer.due_at, KeptAnswer.due_on,
            KeptAnswer.answered_at, KeptAnswer.left_out, Order.ref, Line.number, Line.item,
        )
        .join(Order, and_(Order.partner_id == KeptAnswer.partner_id, Order.id == KeptAnswer.order_id))
        .outerjoin(Line, and_(Line.partner_id == KeptAnswer.partner_id, Line.id == KeptAnswer.line_id, *Line.visible_if(actor)))
        .order_by(KeptAnswer.due_on, KeptAnswer.row_id)
        .limit(most)
    )  # fmt: skip
    scoped = also_visible(statement, actor, Order)
    return [
        Asked(
            "order", row.ref, row.ref if row.item is None else f"{row.ref} {row.number} · {row.item}", row.asked_at, row.due_at,
            row.answered_at, row.left_out, (), row.due_on, (row.kind, row.row_id),
        )
        for row in session.execute(carrying(scoped, scoped, Line.visible_to(actor)))
    ]  # fmt: skip

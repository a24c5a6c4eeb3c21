"""Keeping the answers that portal.scores.kept_answers sums, outside of requests: `flask work` does it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, exists, func, insert, or_, select
from sqlalchemy.orm import Session

from portal import clock
from portal.config import Settings
from portal.orders.models import Commitment, Order, Schedule
from portal.partners.calendar import terms
from portal.partners.models import Partner
from portal.scores import asked_rows, keeping, kept_answers, rounds, service
from portal.scores.answer_model import KeptAnswer
from portal.scores.asked_rows import Hours
from portal.scores.figure import Period
from portal.scores.models import Keeping
from portal.scores.service import Answer, Asked
from portal.shipments.expecting import EVERYTHING

AT_ONCE = 5_000


def run(_settings: Settings) -> int:
    """Keep the answers of every partner, in steps that are committed one by one. Returns how many were judged."""
    return rounds.of_partners(keep)


def keep(session: Session, partner: Partner, today: date) -> Iterator[int]:
    """Keep what is settled and not kept yet of a partner. Yields how many were judged after each step; the caller
    commits between them."""
    company = terms(session)
    held = keeping.keeping_of(session, partner.id, kept_answers.digest(company))
    first = _first_day(session, partner.id)
    if first is None:
        return
    hours = Hours(company, Period(first, max(first, today) + asked_rows.LOOK_BACK), today)
    for kind in ("company", "partner"):
        decided = Commitment.decided_by.is_not(None)
        for lines in _chunks(session, partner.id, held.id, hours, kind, decided):
            yield _proposals(session, held, hours, kind, lines)
    said = exists().where(
        Commitment.partner_id == Order.partner_id, Commitment.order_id == Order.id,
        or_(Commitment.proposed_by == "partner", Commitment.decided_by == "partner"),
    )  # fmt: skip
    for ids in _chunks(session, partner.id, held.id, hours, "order", said):
        yield _orders(session, held, hours, ids)


def _first_day(session: Session, partner_id: int) -> date | None:
    """The day on which anything was first asked of a partner or by it."""
    asked = (
        select(func.min(Order.created_at)).where(Order.partner_id == partner_id),
        select(func.min(Commitment.proposed_at)).where(Commitment.partner_id == partner_id),
    )
    known = [at for each in asked if (at := session.scalar(each)) is not None]
    return min(known).date() - timedelta(days=1) if known else None


def _chunks(
    session: Session, partner_id: int, keeping_id: int, hours: Hours, kind: str, condition: Any
) -> Iterator[list[int]]:
    statement = kept_answers.changed_ids(EVERYTHING, partner_id, keeping_id, hours, kind, condition)
    ids = list(session.scalars(statement))
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def _proposals(session: Session, held: Keeping, hours: Hours, kind: str, lines: Sequence[int]) -> int:
    found = asked_rows.proposed(
        session, EVERYTHING, held.partner_id, hours, kind, Schedule.line_id.in_(lines)
    )
    settled = [each for each in found if each.settled and hours.period.holds(each.asked.due_on)]
    judged = _judged([each.asked for each in settled], hours)
    rows = []
    for each, said in zip(settled, judged, strict=True):
        first, *others = each.entries
        nothing = dict.fromkeys(kept_answers.SUMMED, 0)
        place = {"order_id": each.order_id, "line_id": each.line_id, "entries": 0}
        rows.append({**_row(held, kind, first, each.asked), **place, **(said if each.question else nothing)})
        rows += [{**_row(held, kind, other, each.asked), **place, **nothing} for other in others]
    return _write(session, held, kind, KeptAnswer.line_id.in_(lines), rows)


def _orders(session: Session, held: Keeping, hours: Hours, ids: Sequence[int]) -> int:
    found = asked_rows.orders_asked(session, EVERYTHING, held.partner_id, hours, Order.id.in_(ids))
    settled = [each for each in found if each.asked.answered_at and hours.period.holds(each.asked.due_on)]
    rows = [
        {**_row(held, "order", each.id, each.asked), "order_id": each.id, "line_id": None, "entries": each.entries, **said}
        for each, said in zip(settled, _judged([each.asked for each in settled], hours), strict=True)
    ]  # fmt: skip
    return _write(session, held, "order", KeptAnswer.row_id.in_(ids), rows)


def _judged(asked: Sequence[Asked], hours: Hours) -> list[Mapping[str, int]]:
    """What portal.scores.service says of each, as numbers."""
    clocks = service.clocks_kept("clocks_kept", asked, hours.period, clock.now(), hours.calendar)
    times = service.answer_time("answer_time", asked, hours.period, hours.calendar, hours.watch.minutes)
    return [_numbers(kept, took) for kept, took in zip(clocks, times, strict=True)]


def _numbers(kept: Answer, took: Answer) -> Mapping[str, int]:
    return {
        "counts": 1, "judged": int(kept.denominator), "in_time": int(kept.numerator), "answered": int(took.denominator),
        "minutes": round(took.numerator * service.MINUTES),
    }  # fmt: skip


def _row(held: Keeping, kind: str, row_id: int, asked: Asked) -> dict[str, Any]:
    return {
        "partner_id": held.partner_id, "keeping_id": held.id, "kind": kind, "row_id": row_id, "due_on": asked.due_on,
        "asked_at": asked.asked_at, "due_at": asked.due_at, "answered_at": asked.answered_at, "left_out": asked.left_out,
    }  # fmt: skip


def _write(session: Session, held: Keeping, kind: str, replaced: Any, rows: list[dict[str, Any]]) -> int:
    session.execute(
        delete(KeptAnswer).where(KeptAnswer.keeping_id == held.id, KeptAnswer.kind == kind, replaced)
    )
    if rows:
        session.execute(insert(KeptAnswer), rows)
    held.kept_at = clock.now()
    return len(rows)

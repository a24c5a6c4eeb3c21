"""Keeping the verdicts that portal.scores.kept sums, outside of requests: `flask work` does it."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from portal import clock
from portal.config import Settings
from portal.orders.models import Schedule
from portal.partners.calendar import terms
from portal.partners.models import Partner
from portal.scores import definitions, kept, kept_answers, reading, rounds
from portal.scores.answer_model import KeptAnswer
from portal.scores.definition import Definition
from portal.scores.delivery import SUMMED, Verdict, verdict
from portal.scores.models import UNITS, Keeping, KeptVerdict
from portal.shipments.expecting import EVERYTHING

AT_ONCE = 5_000


def run(_settings: Settings) -> int:
    """Keep the verdicts of every partner by the definitions in use, in steps that are committed one by one.
    Returns how many were judged."""
    return rounds.of_partners(
        lambda session, partner, today: keep(session, partner, _in_use(session, partner, today))
    )


def keep(session: Session, partner: Partner, by: Sequence[Definition]) -> Iterator[int]:
    """Keep what is not kept yet of a partner by these definitions, and forget what was kept by others. Yields
    how many were judged after each step; the caller commits between them."""
    places = reading.places(session)
    wanted = {kept.digest(definition, places): definition for definition in by}
    _forget(session, partner.id, {*wanted, kept_answers.digest(terms(session))})
    for digest, definition in wanted.items():
        keeping = keeping_of(session, partner.id, digest)
        same = kept.fresh(EVERYTHING, partner.id, keeping.id, definition, places)
        ids = list(session.scalars(kept.to_keep(EVERYTHING, partner.id, same, definition)))
        for start in range(0, len(ids), AT_ONCE):
            yield _judge(session, keeping, definition, ids[start : start + AT_ONCE])


def _in_use(session: Session, partner: Partner, today: date) -> list[Definition]:
    """The definitions of the periods that people look at: this month, and the year that it lies in."""
    days = (today.replace(day=1), today.replace(month=1, day=1))
    return [definitions.holding(session, EVERYTHING, partner, day).definition for day in days]


def keeping_of(session: Session, partner_id: int, digest: str) -> Keeping:
    """What is kept of a partner under a digest, made where there is none."""
    found = session.scalars(kept.keepings(EVERYTHING, partner_id, digest)).first()
    if found is None:
        found = Keeping(partner_id=partner_id, digest=digest, kept_at=clock.now())
        session.add(found)
        session.flush()
    return found


def _forget(session: Session, partner_id: int, digests: set[str]) -> None:
    old = list(
        session.scalars(
            select(Keeping.id).where(Keeping.partner_id == partner_id, Keeping.digest.not_in(digests))
        )
    )
    if old:
        for model in (KeptVerdict, KeptAnswer):
            session.execute(delete(model).where(model.keeping_id.in_(old)))
        session.execute(delete(Keeping).where(Keeping.id.in_(old)))


def _judge(session: Session, keeping: Keeping, definition: Definition, ids: list[int]) -> int:
    """Judge these schedules and keep the verdicts in place of what was kept of them."""
    chosen = Schedule.visible_to(EVERYTHING).with_only_columns(Schedule.id).where(Schedule.id.in_(ids))
    read = reading.rows(session, EVERYTHING, keeping.partner_id, chosen)
    session.execute(
        delete(KeptVerdict).where(
            KeptVerdict.partner_id == keeping.partner_id, KeptVerdict.schedule_id.in_(ids),
            KeptVerdict.keeping_id == keeping.id,
        )
    )  # fmt: skip
    rows = [_row(keeping, each, verdict(each.judged, definition)) for each in read]
    if rows:
        session.execute(insert(KeptVerdict), rows)
    keeping.kept_at = clock.now()
    return len(rows)


def _row(keeping: Keeping, read: reading.Read, judged: Verdict) -> dict[str, object]:
    row, numbers = read.row, {name: getattr(judged, name) for name in SUMMED}
    return {
        "partner_id": keeping.partner_id, "keeping_id": keeping.id, "base_on": row.base_on, "schedule_id": row.id,
        "version": row.version, "received_on": row.received_on, "mode": row.mode, "item_code": row.item_code,
        "site_id": row.site_id, "last_day": judged.last_day, "done_on": judged.done, "left_out": judged.left_out,
        **{name: value if name in UNITS else int(value) for name, value in numbers.items()},
    }  # fmt: skip

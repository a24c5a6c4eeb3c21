"""Closing months, by hand or by the calendar, and finding closed ones anew when later data says otherwise."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import clock
from portal.activity.actions import record
from portal.activity.models import Activity
from portal.actor import Actor
from portal.config import Settings
from portal.orders.models import Schedule
from portal.partners.models import Partner
from portal.scores import definitions, months, policy, queries, rounds, snapshots, weighing
from portal.scores.definition import Definition, read, write
from portal.scores.figure import Figure, Period, by_metric
from portal.scores.period_model import ClosedMonth
from portal.shipments.expecting import EVERYTHING

CLOSES_AFTER = 10  # days after its end a month is closed by the calendar: receipts are booked in late
KEEPS = 36  # months back that are closed: older ones are counted anew when somebody asks
LOOKS_BACK = 14  # months back that are found anew when something of the partner changed


class NotNow(Exception):
    """The month is not over, closed already, not closed yet, or not for this person to close."""


def close(
    session: Session, actor: Actor | None, partner: Partner, month: Period, today: date, *, news: bool = True
) -> ClosedMonth:  # fmt: skip
    """Freeze a month that is over. actor None: the portal itself. news: not for a month long gone. Raises
    NotNow, also if another closes it in the same moment. Records `month_closed`; never commits."""
    if actor is not None and not policy.can_close(actor):
        raise NotNow
    seen = actor or EVERYTHING
    if today <= month.end or snapshots.is_closed(session, seen, partner.id, month.start):
        raise NotNow
    held = definitions.holding(session, seen, partner, month.start)
    found = queries.figures(session, seen, partner, month, held.definition)
    row = frozen(partner, month, 1, found, held.definition, held.of, held.number)
    return _write(session, actor, row, partner, "month_closed" if news else None)


def restate(
    session: Session, actor: Actor | None, partner: Partner, month: Period, reason: str | None = None
) -> ClosedMonth | None:
    """Find a closed month anew, by the definition it was closed by, and keep what stood. Returns the new row,
    None if nothing moved. Raises NotNow. Records `month_restated`; never commits."""
    if actor is not None and not policy.can_close(actor):
        raise NotNow
    seen = actor or EVERYTHING
    statement = ClosedMonth.visible_to(seen).where(
        ClosedMonth.partner_id == partner.id, ClosedMonth.month == month.start
    )
    before = session.scalars(statement.order_by(ClosedMonth.number.desc())).first()
    if before is None:
        raise NotNow
    definition = read(before.definition)
    stood = months.read(before.figures)
    found = [
        months.counted_alike(each, stood.get(each.metric))
        for each in queries.figures(session, seen, partner, month, definition)
    ]
    moved = months.changes(stood, by_metric(found))
    if not moved:
        return None
    row = frozen(
        partner, month, before.number + 1, found, definition, before.definition_of, before.definition_number
    )
    row.changes, row.reason = moved, reason
    return _write(session, actor, row, partner, "month_restated", before=before.score)


def frozen(
    partner: Partner, month: Period, number: int, found: list[Figure], definition: Definition, of: str, of_number: int
) -> ClosedMonth:  # fmt: skip
    """A month as it was found, by the version `of_number` of a definition (definitions.Held); who closed it when is
    for the caller to say."""
    value = weighing.score(found, definition).value
    return ClosedMonth(
        partner_id=partner.id, month=month.start, number=number, figures=months.written(found),
        score=None if value is None else str(round(value, 4)), definition=write(definition), definition_of=of,
        definition_number=of_number, changes=[],
    )  # fmt: skip


def _write(
    session: Session, actor: Actor | None, row: ClosedMonth, partner: Partner, verb: str | None, before: str | None = None
) -> ClosedMonth:  # fmt: skip
    row.closed_by, row.closed_name, row.closed_at = (
        actor.person_id if actor else None, actor.name if actor else None, clock.now(),
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:  # somebody else closed or restated it between our look and our insert
        raise NotNow from None
    if verb is None:
        return row
    record(
        session, actor, verb, ("score", row.id, partner.code), partner_id=partner.id, audience="shared",
        data={"month": row.month.isoformat(), "score": row.score, "before": before, "reason": row.reason},
    )  # fmt: skip
    return row


def run(_settings: Settings) -> int:
    """Close what the calendar says, and find closed months anew of partners of whom anything was recorded since.
    Each month is committed by itself. Returns how many rows were written."""
    return rounds.of_partners(lambda *of: (1 for _row in due(*of)))


def due(session: Session, partner: Partner, today: date) -> Iterator[ClosedMonth]:
    """Close and restate what there is to close and restate of a partner; the caller commits after each."""
    open_one = months.month(today - timedelta(days=CLOSES_AFTER)).start
    closed = snapshots.newest(session, EVERYTHING, partner.id, months.back(open_one, KEEPS), open_one)
    first = _first_day(session, partner.id)
    start = max(first.replace(day=1), months.back(open_one, KEEPS)) if first else open_one
    while start < open_one:
        if start not in closed:
            month = months.month(start)
            yield close(session, None, partner, month, today, news=months.following(start) == open_one)
        start = months.following(start)
    changed = _last_change(session, partner.id)
    for start, snapshot in sorted(closed.items()):
        if start >= months.back(open_one, LOOKS_BACK) and changed and changed > snapshot.closed_at:
            row = restate(session, None, partner, snapshot.month)
            if row is not None:
                yield row


def _first_day(session: Session, partner_id: int) -> date | None:
    """The day from which on something of the partner is judged."""
    return session.scalar(select(func.min(Schedule.base_on)).where(Schedule.partner_id == partner_id))


def _last_change(session: Session, partner_id: int) -> datetime | None:
    """When anything was last recorded of the partner beside what was found of its months."""
    told = select(Activity.at).where(Activity.partner_id == partner_id, Activity.subject_type != "score")
    return session.scalars(told.order_by(Activity.id.desc()).limit(1)).first()

"""What a verdict rests on, read from the database: a few SELECTs, however many schedules.

A part that was cut off and then cancelled was due together with what it was cut from, so it is counted there:
whoever closes a schedule short does not lose the rest of it from view.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from portal import clock
from portal.actor import Actor
from portal.orders.models import Commitment, Order, Schedule
from portal.orders.standing import ZERO
from portal.partners.models import Company, Holiday, Site
from portal.scope import AnySelect, also_visible
from portal.scores import delivery
from portal.scores.windows import Days
from portal.shipments.models import Cause, Receipt

COLUMNS = (
    Schedule.id, Schedule.partner_id, Schedule.order_id, Schedule.line_id, Schedule.order_ref, Schedule.line_number, Schedule.part,
    Schedule.quantity, Schedule.unit, Schedule.requested_on, Schedule.cancelled_at, Schedule.cancelled_by,
    Schedule.cause_side, Schedule.accepted, Schedule.split_from_id, Schedule.base_on, Schedule.mode,
    Schedule.item_code, Schedule.item, Schedule.version, Schedule.received_on, Order.ordered_on, Order.site_id,
)  # fmt: skip


NAMED = 5_000


class Read(NamedTuple):
    """A schedule as it stands in the database (COLUMNS) and as it is judged."""

    row: Any
    judged: delivery.Schedule


class Place(NamedTuple):
    """Where goods are received: its zone and when it works."""

    zone: str
    days: Days


Adjuster = Callable[[Session, Actor, Sequence[Read]], list[Read]]
Touched = Callable[[Actor, int], AnySelect]
_adjusters: dict[Adjuster, Touched] = {}


def adjust(adjuster: Adjuster, touched: Touched) -> None:
    """Let `adjuster(session, actor, rows)` change what is judged of rows, as an accepted contest of one does.
    `touched(actor, partner_id)` selects the ids of the schedules that it changes: these are judged anew each
    time, and never summed from kept verdicts."""
    _adjusters[adjuster] = touched


def adjusted(actor: Actor, partner_id: int) -> list[AnySelect]:
    """Selects of the ids of the schedules that adjusters change."""
    return [touched(actor, partner_id) for touched in _adjusters.values()]


def places(session: Session) -> dict[int | None, Place]:
    """When each site works, and under None the company: for orders that name no site. Three SELECTs."""
    company = session.execute(select(Company.zone, Company.work_days).where(Company.id == 1)).first()
    holidays: dict[int | None, set[date]] = defaultdict(set)
    for row in session.execute(select(Holiday.site_id, Holiday.day)):
        holidays[row.site_id].add(row.day)
    zone, week = company or ("Asia/Jakarta", "1111100")
    found: dict[int | None, Place] = {None: Place(zone, Days(week, frozenset(holidays[None])))}
    for site in session.execute(select(Site.id, Site.zone, Site.work_days)):
        off = frozenset(holidays[None] | holidays[site.id])
        found[site.id] = Place(site.zone, Days(site.work_days, off))
    return found


def due_within(actor: Actor, partner_id: int, start: date, end: date) -> AnySelect:
    """The ids of the schedules of a partner whose base day lies within, as a select."""
    return Schedule.visible_to(actor).with_only_columns(Schedule.id).where(
        Schedule.partner_id == partner_id, Schedule.base_on >= start, Schedule.base_on <= end,
    )  # fmt: skip


def rows(
    session: Session,
    actor: Actor,
    partner_id: int,
    chosen: AnySelect,
    at: Mapping[int | None, Place] | None = None,
) -> list[Read]:
    """The schedules whose ids the select `chosen` gives, by base day and id; parts that are counted with what
    they were cut from are not among them. `at`: what `places` gives, where it is at hand. Five SELECTs and those."""
    wanted = set(session.scalars(chosen))
    if not wanted:
        return []
    if len(wanted) <= NAMED:  # cheaper to name than to find again in each statement
        chosen = Schedule.visible_to(actor).with_only_columns(Schedule.id).where(Schedule.id.in_(wanted))
    lines = Schedule.visible_to(actor).with_only_columns(Schedule.line_id).where(Schedule.id.in_(chosen))
    statement = (
        also_visible(select(*COLUMNS), actor, Schedule, Order)
        .join(Order, and_(Order.partner_id == Schedule.partner_id, Order.id == Schedule.order_id))
        .where(Schedule.partner_id == partner_id, Schedule.line_id.in_(lines))
        .order_by(Schedule.base_on, Schedule.id)
    )
    found = session.execute(statement).all()
    at = at or places(session)
    promised = _commitments(
        session, actor, partner_id, lines, {row.id: at[row.site_id].zone for row in found}
    )
    came = _receipts(session, actor, partner_id, lines)
    causes = _agreed(session, actor, partner_id, lines)
    folded = _folded(found)
    read = [
        Read(row, _judged(row, folded[row.id], promised[row.id], came[row.id], at[row.site_id].days, causes.get(row.id)))
        for row in found
        if row.id in wanted and row.id in folded
    ]  # fmt: skip
    for adjuster in _adjusters:
        read = adjuster(session, actor, read)
    return read


def _commitments(
    session: Session, actor: Actor, partner_id: int, lines: AnySelect, zones: dict[int, str]
) -> dict[int, list[delivery.Commitment]]:
    found: dict[int, list[delivery.Commitment]] = defaultdict(list)
    statement = (
        also_visible(
            select(
                Commitment.schedule_id, Commitment.day, Commitment.state, Commitment.proposed_by,
                Commitment.cause_side, Commitment.decided_at,
            ),
            actor, Commitment, Schedule,
        )
        .join(Schedule, and_(Schedule.partner_id == Commitment.partner_id, Schedule.id == Commitment.schedule_id))
        .where(Schedule.partner_id == partner_id, Schedule.line_id.in_(lines))
        .order_by(Commitment.id)
    )  # fmt: skip
    for row in session.execute(statement):
        decided = _day_at(row.decided_at, zones.get(row.schedule_id))
        found[row.schedule_id].append(
            delivery.Commitment(row.day, row.state, row.proposed_by, row.cause_side, decided)
        )
    return found


def _receipts(
    session: Session, actor: Actor, partner_id: int, lines: AnySelect
) -> dict[int, list[delivery.Receipt]]:
    found: dict[int, list[delivery.Receipt]] = defaultdict(list)
    statement = (
        also_visible(
            select(
                Receipt.schedule_id, Receipt.id, Receipt.accepted, Receipt.rejected, Receipt.arrived_on,
                Receipt.received_on, Receipt.reverses_id,
            ),
            actor, Receipt, Schedule,
        )
        .join(Schedule, and_(Schedule.partner_id == Receipt.partner_id, Schedule.id == Receipt.schedule_id))
        .where(Schedule.partner_id == partner_id, Schedule.line_id.in_(lines))
    )  # fmt: skip
    for row in session.execute(statement):
        found[row.schedule_id].append(delivery.Receipt(*row[1:]))
    return found


def _agreed(session: Session, actor: Actor, partner_id: int, lines: AnySelect) -> dict[int, str]:
    """The side by whose cause a schedule is late, where the last word on it is that both agree."""
    statement = (
        also_visible(select(Cause.schedule_id, Cause.state, Cause.side), actor, Cause, Schedule)
        .join(Schedule, and_(Schedule.partner_id == Cause.partner_id, Schedule.id == Cause.schedule_id))
        .where(Schedule.partner_id == partner_id, Schedule.line_id.in_(lines))
        .order_by(Cause.id)
    )
    last = {row.schedule_id: row for row in session.execute(statement)}
    return {schedule_id: row.side for schedule_id, row in last.items() if row.state == "agreed"}


def _folded(found: Sequence[Any]) -> dict[int, list[Any]]:
    """For each schedule that is counted by itself the cancelled parts that are counted with it."""
    by_id = {row.id: row for row in found}

    def home(row: Any) -> Any:
        while row.cancelled_at and row.accepted <= 0 and (before := by_id.get(row.split_from_id)):
            if before.base_on != row.base_on:
                break
            row = before
        return row

    parts: dict[int, list[Any]] = defaultdict(list)
    for row in found:
        parts[home(row).id].append(row)
    return {key: [row for row in rows if row.id != key] for key, rows in parts.items()}


def _judged(
    row: Any, parts: Sequence[Any], promised: list[delivery.Commitment], came: list[delivery.Receipt], days: Days,
    cause: str | None,
) -> delivery.Schedule:  # fmt: skip
    dropped = [(_ended_by(part), part.quantity) for part in parts]
    if row.cancelled_at:
        dropped.append((_ended_by(row), max(ZERO, row.quantity - row.accepted)))
    gone: dict[str, Decimal] = defaultdict(Decimal)
    for side, quantity in dropped:
        gone[side] += quantity
    return delivery.Schedule(
        row.id, row.quantity + sum((part.quantity for part in parts), ZERO), row.requested_on, promised, came,
        gone["company"], gone["partner"], row.ordered_on, days, row.mode, row.item_code, cause, unit=row.unit,
    )  # fmt: skip


def _ended_by(row: Any) -> str:
    """Whose the cancelling is: the side whose cause both agreed it was, else the side that wished it."""
    side: str = row.cause_side if row.cause_side in ("company", "partner") else row.cancelled_by
    return side or "company"


def _day_at(at: datetime | None, zone: str | None) -> date | None:
    return at.astimezone(clock.zone(zone)).date() if at and zone else None

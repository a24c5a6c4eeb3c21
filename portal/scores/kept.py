"""Sums over kept verdicts: what the one score function said once, added up by the database.

A kept verdict counts while its schedule is what it was when it was judged, by the same definition and the same
calendars. What changed since, or may be different without a trace in the schedule's row (a cause that both agree
on, an accepted contest, a part cancelled after it was cut off), is read and judged anew and added, so the sums
are those of fresh verdicts whatever is kept. Nothing is written here; portal.scores.keeping does that.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Date, and_, bindparam, func, literal_column, or_, select
from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.orders.models import Order, Schedule
from portal.scope import AnySelect, also_visible, carrying
from portal.scores import reading
from portal.scores.definition import Definition, write
from portal.scores.delivery import OF_UNITS, SUMMED, tally, tally_units, verdict
from portal.scores.figure import Period
from portal.scores.models import Keeping, KeptVerdict
from portal.scores.reading import Place
from portal.scores.windows import Days, window
from portal.shipments.models import Cause

UNJUDGED = ("weights", "targets", "few")  # of a definition: what no verdict depends on
UNIT = (func.min(Schedule.unit), func.max(Schedule.unit))
# Added, so that SQLite goes by the primary key, in whose order the rows lie.
NOTHING: Any = literal_column("0")
Places = Mapping[int | None, Place]


class Sums(NamedTuple):
    """The sums of SUMMED over some schedules, how many were looked at, and those of OF_UNITS by unit of measure."""

    total: dict[str, Decimal]
    looked_at: int
    units: dict[str, dict[str, Decimal]]


def sums(
    session: Session, actor: Actor, partner_id: int, period: Period, definition: Definition, today: date
) -> Sums:
    """The sums over all schedules whose base day lies in the period. Six SELECTs, one more where there are several
    units, eight more where something is to be judged anew."""
    places = reading.places(session)
    keeping_id = kept_by(session, actor, partner_id, definition, places)
    within = due(partner_id, period)
    if keeping_id is None:
        chosen = reading.due_within(actor, partner_id, period.start, period.end)
        return _anew(session, actor, partner_id, chosen, definition, today, places)
    same = fresh(actor, partner_id, keeping_id, definition, places)
    columns = [func.sum(getattr(KeptVerdict, name)) for name in SUMMED]
    statement = (
        also_visible(
            select(func.count(Schedule.id), func.count(KeptVerdict.schedule_id), *UNIT, *columns),
            actor,
            Schedule,
        )
        .select_from(Schedule)
        .outerjoin(Order, its_order(actor))
        .outerjoin(KeptVerdict, same)
        .where(*within)
    )
    over = _last_possible(period, definition, places) < today
    if not over:
        statement = statement.where(or_(KeptVerdict.schedule_id.is_(None), settled(today)))
    count, held, first_unit, last_unit, *found = session.execute(with_verdicts(statement, actor)).one()
    total = {name: Decimal(value or 0) for name, value in zip(SUMMED, found, strict=True)}
    if not over:
        everything = also_visible(select(func.count(Schedule.id)), actor, Schedule).where(*within)
        count_all = session.execute(everything).scalar_one()
    else:
        count_all = count
    if first_unit == last_unit:
        units = {first_unit: {name: total[name] for name in OF_UNITS}} if first_unit is not None else {}
    else:
        units = _of_units(session, actor, statement)
    if count == held:
        return Sums(total, count_all, units)
    stale = stale_ids(actor, partner_id, same).where(*within)
    added = _anew(session, actor, partner_id, stale, definition, today, places)
    for unit, sums_of in added.units.items():
        before = units.setdefault(unit, dict.fromkeys(OF_UNITS, Decimal(0)))
        units[unit] = {name: before[name] + sums_of[name] for name in OF_UNITS}
    return Sums(
        {name: total[name] + added.total[name] for name in SUMMED},
        count_all - (count - held) + added.looked_at,
        units,
    )


def _of_units(session: Session, actor: Actor, statement: AnySelect) -> dict[str, dict[str, Decimal]]:
    """The sums of quantities by their unit, over the kept verdicts that `statement` sums."""
    columns = [func.sum(getattr(KeptVerdict, name)) for name in OF_UNITS]
    by_unit = statement.with_only_columns(Schedule.unit, *columns).group_by(Schedule.unit)
    return {
        unit: {name: Decimal(value or 0) for name, value in zip(OF_UNITS, found, strict=True)}
        for unit, *found in session.execute(with_verdicts(by_unit, actor))
    }


def settled(today: date) -> Any:
    """The condition under which a kept verdict says what one of today would: the row is due, or does not count for
    another reason (what came of it before it was cancelled is still counted as quality)."""
    return or_(KeptVerdict.last_day < today, KeptVerdict.left_out.is_not(None))


def keepings(actor: Actor, partner_id: int, key: str) -> AnySelect:
    """The keeping of a partner's verdicts under a digest, as a select."""
    return Keeping.visible_to(actor).where(Keeping.partner_id == partner_id, Keeping.digest == key)


def kept_by(
    session: Session, actor: Actor, partner_id: int, definition: Definition, places: Places
) -> int | None:
    """The id of the keeping of a partner's verdicts by a definition; None where none are kept. One SELECT."""
    statement = keepings(actor, partner_id, digest(definition, places))
    found: int | None = session.scalars(statement.with_only_columns(Keeping.id)).first()
    return found


def stale_ids(actor: Actor, partner_id: int, same: Any) -> AnySelect:
    """The ids of the partner's schedules for which no kept verdict counts, as a select."""
    return with_verdicts(
        also_visible(select(Schedule.id), actor, Schedule)
        .select_from(Schedule)
        .outerjoin(Order, its_order(actor))
        .outerjoin(KeptVerdict, same)
        .where(Schedule.partner_id == partner_id, Schedule.base_on.is_not(None), KeptVerdict.schedule_id.is_(None)),
        actor,
    )  # fmt: skip


def to_keep(actor: Actor, partner_id: int, same: Any, definition: Definition) -> AnySelect:
    """Those of `stale_ids` for which one can be kept, as a select."""
    always = _always_anew(actor, partner_id, definition)
    return stale_ids(actor, partner_id, same).where(*(Schedule.id.not_in(ids) for ids in always))


def fresh(actor: Actor, partner_id: int, keeping_id: int, definition: Definition, places: Places) -> Any:
    """The condition under which a kept verdict counts for the schedule it is joined to, which is joined to its
    order before: looked up in here, PostgreSQL walked an index for each row."""
    conditions = [
        *KeptVerdict.visible_if(actor), KeptVerdict.partner_id + NOTHING == Schedule.partner_id,
        KeptVerdict.keeping_id == keeping_id, KeptVerdict.base_on == Schedule.base_on,
        KeptVerdict.schedule_id == Schedule.id, KeptVerdict.version == Schedule.version,
        KeptVerdict.received_on.is_not_distinct_from(Schedule.received_on),
    ]  # fmt: skip
    if definition.excluded_modes:
        conditions.append(KeptVerdict.mode.is_not_distinct_from(Schedule.mode))
    if definition.excluded_items:
        conditions.append(KeptVerdict.item_code.is_not_distinct_from(Schedule.item_code))
    if definition.working_days is None and len({place.days for place in places.values()}) > 1:
        conditions.append(KeptVerdict.site_id.is_not_distinct_from(Order.site_id))
    conditions += [Schedule.id.not_in(ids) for ids in _always_anew(actor, partner_id, definition)]
    return and_(*conditions)


def its_order(actor: Actor) -> Any:
    """The condition of the order of a schedule, as `actor` may see it."""
    return and_(
        *Order.visible_if(actor), Order.partner_id == Schedule.partner_id, Order.id == Schedule.order_id
    )


def digest(definition: Definition, places: Places) -> str:
    """What verdicts depend on beside the schedules themselves, in 40 letters."""
    said = {name: value for name, value in write(definition).items() if name not in UNJUDGED}
    if definition.working_days is None:
        said["places"] = [
            [site, place.days.week, sorted(day.isoformat() for day in place.days.holidays)]
            for site, place in sorted(places.items(), key=lambda item: item[0] or 0)
        ]
    said["zones"] = [
        [site, place.zone] for site, place in sorted(places.items(), key=lambda item: item[0] or 0)
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:40]


def _always_anew(actor: Actor, partner_id: int, definition: Definition) -> list[AnySelect]:
    """The ids of schedules that are never summed from kept verdicts."""
    cut = Schedule.visible_to(actor).with_only_columns(Schedule.split_from_id).where(
        Schedule.partner_id == partner_id, Schedule.stage == "cancelled", Schedule.split_from_id.is_not(None)
    )  # fmt: skip
    parts = cut.with_only_columns(Schedule.id)
    found = [cut, parts, *reading.adjusted(actor, partner_id)]
    if definition.excluded_causes:
        found.append(
            Cause.visible_to(actor)
            .with_only_columns(Cause.schedule_id)
            .where(
                Cause.partner_id == partner_id, Cause.state == "agreed",
                Cause.side.in_(definition.excluded_causes),
            )
        )  # fmt: skip
    return found


def _anew(
    session: Session,
    actor: Actor,
    partner_id: int,
    chosen: AnySelect,
    definition: Definition,
    today: date,
    places: Places,
) -> Sums:
    verdicts = [
        verdict(read.judged, definition, today)
        for read in reading.rows(session, actor, partner_id, chosen, places)
    ]
    return Sums(tally(verdicts), len(verdicts), tally_units(verdicts))


def due(partner_id: int, period: Period) -> list[Any]:
    """The conditions under which a schedule of the partner belongs to the period. The days stand in the statement:
    of a range unknown to it PostgreSQL takes half a percent of all rows to lie in it, and then walks an index for each."""
    return [
        Schedule.partner_id == partner_id,
        Schedule.base_on >= _literally(period.start),
        Schedule.base_on <= _literally(period.end),
    ]


def _literally(day: date) -> BindParameter[date]:
    return bindparam(None, day, Date(), literal_execute=True)


def _last_possible(period: Period, definition: Definition, places: Places) -> date:
    """The last day on which anything that is due in the period may come on time."""
    if definition.working_days is not None:
        all_days = [Days(definition.working_days, definition.holidays)]
    else:
        all_days = [Days(p.days.week, p.days.holidays | definition.holidays) for p in places.values()]
    return max(window(period.end, definition.early_days, definition.late_days, days)[1] for days in all_days)


def with_verdicts(statement: AnySelect, actor: Actor) -> AnySelect:
    """The statement with the scope of the verdicts, which stand in the condition of a join."""
    return carrying(statement, statement, KeptVerdict.visible_to(actor), Order.visible_to(actor))

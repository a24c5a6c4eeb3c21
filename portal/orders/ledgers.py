"""Ledgers of many schedules, read and written together: a few statements, however many answers.

The answer to one line on a page and the sheet with thousands go the same way. Memory is that of one
call, so callers with many give them in chunks.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from portal import clock
from portal.activity.actions import Happening, record_many
from portal.actor import Actor
from portal.orders.actions import derived
from portal.orders.answers import INHERITED, Change, Ending, Entry, Part
from portal.orders.models import Commitment, Line, Schedule
from portal.orders.standing import Move
from portal.scope import insert_rows, update_rows

_COPIED = (
    "partner_id", "order_id", "line_id", "requested_on", "order_ref", "line_number", "item_code", "item", "detail",
    "unit", "mode", "words",
)  # fmt: skip
# What a schedule must have for `write`, beside what the plans look at.
NEEDED = (
    *_COPIED, "id", "version", "part", "quantity", "promised_on", "due_on", "expected_on", "arrived_on", "received_on",
    "accepted", "dispatched", "cancelled_at", "cancelled_by", "cause_side", "stage", "proposed_by", "asked_again_at",
)  # fmt: skip


Follower = Callable[[Session, Sequence[Any]], None]

_followers: list[Follower] = []


def follow(follower: Follower) -> None:
    """Call `follower(session, schedules)` for schedules whose quantities were changed here, once they are
    written: what is on its way to them stands below orders and cannot be called."""
    if follower not in _followers:
        _followers.append(follower)


def ledgers_of(session: Session, schedules: Collection[Any]) -> dict[int, list[Entry]]:
    """The ledger of each of these schedules, by id, oldest entry first. One SELECT for each partner."""
    found: dict[int, list[Entry]] = {schedule.id: [] for schedule in schedules}
    mine = defaultdict(list)
    for schedule in schedules:
        mine[schedule.partner_id].append(schedule.id)
    for partner_id, ids in mine.items():
        rows = session.execute(
            select(
                Commitment.id, Commitment.schedule_id, Commitment.quantity,
                *(getattr(Commitment, name) for name in INHERITED),
            )
            .where(Commitment.partner_id == partner_id, Commitment.schedule_id.in_(ids))
            .order_by(Commitment.id)
            .execution_options(system=True)
        )  # fmt: skip
        for row in rows:
            found[row.schedule_id].append(row._asdict())
    return found


def write(session: Session, actor: Actor, changes: Sequence[Change]) -> list[Schedule]:
    """Write the changes of different schedules as `actor`; returns the parts that were cut off. Raises
    StaleDataError if a schedule is no longer at its version. Never commits."""
    _grow_lines(session, changes)
    session.flush()
    resized = [change.schedule for change in changes if change.quantity != change.schedule.quantity]
    rows = [_row(change) for change in changes]
    update_rows(session, Schedule, rows)
    parts = _cut(session, changes)
    decided = [_decision(change, entry) for change in changes for entry in change.decided]
    update_rows(session, Commitment, decided)
    grown = [*((c.schedule, c.ledger) for c in changes), *((new, part.ledger) for new, part in parts)]
    added = [entry | _owner(schedule) for schedule, ledger in grown for entry in ledger if "id" not in entry]
    insert_rows(session, Commitment, added)
    record_many(session, actor, list(_told(changes, parts)))
    for change, row in zip(changes, rows, strict=True):
        _show(change.schedule, row)
    for follower in _followers if resized else ():
        follower(session, resized)
    return [part for part, _cut_off in parts]


def _row(change: Change) -> dict[str, Any]:
    """The columns of the changed schedule, with what tells that nobody was quicker."""
    schedule = change.schedule
    row = {
        "id": schedule.id, "partner_id": schedule.partner_id, "version": schedule.version,
        "quantity": change.quantity, "cancelled_at": schedule.cancelled_at, "cancelled_by": schedule.cancelled_by,
        "cause_side": schedule.cause_side,
    }  # fmt: skip
    if change.ends:
        row |= _cancelled(change.ending)
    cancelled = row["cancelled_at"] is not None
    stands = derived(schedule, _moves(change.ledger), quantity=change.quantity, cancelled=cancelled)
    return row | stands | {"asked_again_at": None}  # it is answered


def _cancelled(ending: Ending | None) -> dict[str, Any]:
    if ending is None:
        raise ValueError("nobody said why")
    return {
        "cancelled_at": clock.now(),
        "cancelled_by": ending.party,
        "cause_side": ending.cause_side,
    }


def _grow_lines(session: Session, changes: Sequence[Change]) -> None:
    """Let the lines of schedules that grew be so much more."""
    growing = [change for change in changes if change.more]
    if not growing:
        return
    found = session.scalars(
        select(Line)
        .where(
            Line.id.in_([change.schedule.line_id for change in growing]),
            Line.partner_id.in_({change.schedule.partner_id for change in growing}),
        )
        .execution_options(system=True)
    )
    lines = {line.id: line for line in found}
    for change in growing:
        line = lines[change.schedule.line_id]
        line.quantity += change.more
        if line.unit_price is not None:
            line.value = line.unit_price * line.quantity


def _cut(session: Session, changes: Sequence[Change]) -> list[tuple[Schedule, Part]]:
    """Write the schedules that are cut off, each numbered after the last part of its line."""
    cutting = [change for change in changes if change.parts]
    if not cutting:
        return []
    made, last = [], _last_parts(session, [change.schedule for change in cutting])
    for change in cutting:
        schedule = change.schedule
        for part in change.parts:
            last[schedule.line_id] += 1
            new = Schedule(
                **{name: getattr(schedule, name) for name in _COPIED}, part=last[schedule.line_id],
                split_from_id=schedule.id, split_on=change.cut_on, quantity=part.quantity, accepted=Decimal(0),
                due_on=schedule.due_on, dispatched=False, **(_cancelled(change.ending) if part.dropped else {}),
            )  # fmt: skip
            for name, value in derived(new, _moves(part.ledger)).items():
                setattr(new, name, value)
            made.append((new, part))
    session.add_all(new for new, _part in made)
    session.flush()
    return made


def _last_parts(session: Session, schedules: Sequence[Any]) -> dict[int, int]:
    """The number of the last part of each of these schedules' lines. One SELECT."""
    rows = session.execute(
        select(Schedule.line_id, func.max(Schedule.part))
        .where(
            Schedule.line_id.in_({schedule.line_id for schedule in schedules}),
            Schedule.partner_id.in_({schedule.partner_id for schedule in schedules}),
        )
        .group_by(Schedule.line_id)
        .execution_options(system=True)
    )
    return dict(rows.all())


def _owner(schedule: Any) -> dict[str, Any]:
    return {
        "partner_id": schedule.partner_id,
        "order_id": schedule.order_id,
        "schedule_id": schedule.id,
    }


def _decision(change: Change, entry: Entry) -> dict[str, Any]:
    names = ("id", "state", "decided_by", "decided_at", "decider_id", "decider_name")
    return {name: entry[name] for name in names} | {"partner_id": change.schedule.partner_id}


def _moves(ledger: Sequence[Entry]) -> tuple[Move, ...]:
    return tuple(Move(e["day"], e["quantity"], e["proposed_by"], e["state"], e["cause_side"]) for e in ledger)


def _told(changes: Sequence[Change], parts: Sequence[tuple[Schedule, Part]]) -> Iterator[Happening]:
    cut_from = defaultdict(list)
    for new, part in parts:
        cut_from[new.split_from_id].append((new, part))
    for change in changes:
        for verb, facts in change.told[:1]:
            yield _happening(change.schedule, verb, facts)
        for new, part in cut_from[change.schedule.id]:
            why = {"reason": change.ending.reason, "by": change.ending.name} if change.ending else {}
            facts = {"quantity": str(new.quantity), "unit": new.unit, **why}
            yield _happening(new, "cancelled" if part.dropped else "split", facts)
        for verb, facts in change.told[1:]:
            yield _happening(change.schedule, verb, facts)


def _happening(schedule: Any, verb: str, facts: dict[str, Any]) -> Happening:
    day = facts.get("day")
    return Happening(
        verb, ("order", schedule.order_id, schedule.order_ref), schedule.partner_id, "shared", schedule.order_id,
        {
            "line": schedule.line_number, "part": schedule.part, **({"day": day.isoformat()} if day else {}),
            **{name: value for name, value in facts.items() if name != "day" and value is not None},
        },
    )  # fmt: skip


def _show(schedule: Any, row: dict[str, Any]) -> None:
    """Let an entity say what now stands in its row, as if it had been read again."""
    if isinstance(schedule, Schedule):
        for name, value in row.items():
            set_committed_value(schedule, name, value + 1 if name == "version" else value)

"""What is an exception: a condition on a schedule for each kind, and ranges that find its rows in order.

late: promised, the day has passed, nothing has come and nothing says when it will. short: the same, but
part of it has come. at_risk: expected after the promised day. unconfirmed: no day is promised and the
answer clock has run out (without a clock: the day asked for has come). silent: what should have been
heard by now was not (portal.shipments.listening says by when). contested: the sides do not agree whose
cause a delay was, or what came in.

All schedules of an order that are of one kind are one exception; the earliest stands for them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, bindparam, func, literal_column, null, or_, select, tuple_
from sqlalchemy.orm import aliased

from portal.actor import Actor
from portal.columns import UTCDateTime
from portal.orders.models import Order, Schedule
from portal.shipments import disputes
from portal.shipments.models import EXCEPTIONS, Cause

TODAY = bindparam("today", type_=Date)
NOW = bindparam("now", type_=UTCDateTime)


class _Found:
    """A schedule that is found by its order. Its other columns are asked of the row and of no index: SQLite
    would walk all late rows of a partner to find those of one order."""

    def __init__(self, entity: Any) -> None:
        self.entity = entity

    def __getattr__(self, name: str) -> Any:
        column = getattr(self.entity, name)
        return column if name in ("id", "partner_id", "order_id") else func.coalesce(column, null())


FOUND = _Found(Schedule)
# The other schedules of the order, among which an exception looks for an earlier one of its kind.
OTHER = aliased(Schedule, name="other")


def _said(stage: str) -> ColumnElement[str]:
    """A stage written out, as the partial indexes are: SQLite uses those only for the same words."""
    return literal_column(f"'{stage}'")


def _past(s: Any) -> list[ColumnElement[bool]]:
    """The promised day has passed, and nothing says that it will still come."""
    return [s.due_on < TODAY, or_(s.expected_on.is_(None), s.expected_on < TODAY), s.arrived_on.is_(None)]


def _nothing_came(s: Any) -> ColumnElement[bool]:
    came: ColumnElement[bool] = s.accepted <= literal_column("0")
    return came


def _late(s: Any, stage: str) -> ColumnElement[bool]:
    promised = [s.promised_on.is_not(None)] if stage == "proposed" else []
    return and_(s.stage == stage, *_past(s), *promised, _nothing_came(s))


def _short(s: Any) -> ColumnElement[bool]:
    partly = (
        s.stage != _said("arrived"), s.stage != _said("cancelled"), s.accepted > literal_column("0"),
        s.accepted < s.quantity,
    )  # fmt: skip
    past = (
        s.due_on < TODAY,
        s.promised_on.is_not(None),
        or_(s.expected_on.is_(None), s.expected_on < TODAY),
    )
    return and_(*partly, *past)


def _at_risk(s: Any) -> ColumnElement[bool]:
    return and_(s.stage == "at_risk", s.expected_on >= TODAY)


def _silent(s: Any) -> ColumnElement[bool]:
    awaited = s.stage.in_([_said("promised"), _said("at_risk"), _said("proposed")])
    return and_(s.quiet_on < TODAY, awaited, s.arrived_on.is_(None))


def _clocked(s: Any) -> ColumnElement[bool]:
    return and_(s.stage.in_(("unconfirmed", "proposed")), s.promised_on.is_(None), Order.answer_due_at < NOW)


def _unclocked(s: Any, stage: str) -> ColumnElement[bool]:
    return and_(s.stage == stage, s.due_on < TODAY, s.promised_on.is_(None), Order.answer_due_at.is_(None))


def _contested(s: Any, actor: Actor) -> ColumnElement[bool]:
    return and_(or_(_cause_contested(s), _receipt_contested(s, actor)), s.stage != "cancelled")


def _cause_contested(s: Any) -> ColumnElement[bool]:
    mine, later = aliased(Cause), aliased(Cause)
    after = select(later.id).where(
        later.partner_id == mine.partner_id, later.schedule_id == mine.schedule_id, later.id > mine.id
    )
    words = select(mine.id).where(
        mine.partner_id == s.partner_id, mine.schedule_id == s.id, mine.state == "contested",
        ~after.correlate(mine).exists(),
    )  # fmt: skip
    return words.correlate(getattr(s, "entity", s), Schedule).exists()


def _receipt_contested(s: Any, actor: Actor) -> ColumnElement[bool]:
    found = disputes.of_schedules(actor)
    mine = select(found.c.schedule_id).where(found.c.schedule_id == s.id)
    return mine.correlate(getattr(s, "entity", s), Schedule).exists()


def standing_word() -> ColumnElement[bool]:
    """Of Cause: it is the last word about its schedule, and it contests."""
    later = aliased(Cause)
    after = select(later.id).where(
        later.partner_id == Cause.partner_id, later.schedule_id == Cause.schedule_id, later.id > Cause.id
    )
    return and_(Cause.state == "contested", ~after.correlate(Cause).exists())


@dataclass(frozen=True, slots=True)
class Stream:
    """A range of one index that gives rows of a kind in the order of `key`. Streams of one `lane` are
    read as one. `word`: the last word about the cause is joined; `beside`: a subquery that names them is."""

    lane: str
    kind: str
    condition: ColumnElement[bool]
    key: Any
    word: bool = False
    beside: Any = None


_LATE = ("promised", "at_risk", "proposed")
STREAMS = (
    *(Stream("late", "late", _late(Schedule, stage), Schedule.due_on) for stage in _LATE),
    Stream("silent", "silent", _silent(Schedule), Schedule.quiet_on),
    Stream("at_risk", "at_risk", _at_risk(Schedule), Schedule.due_on),
    Stream("short", "short", _short(Schedule), Schedule.due_on),
    Stream("clocked", "unconfirmed", _clocked(Schedule), Order.answer_due_at),
    *(
        Stream("unclocked", "unconfirmed", _unclocked(Schedule, stage), Schedule.due_on)
        for stage in ("unconfirmed", "proposed")
    ),
    Stream(
        "contested", "contested", and_(standing_word(), Schedule.stage != "cancelled"), Cause.at, word=True
    ),
)
LANES = (*dict.fromkeys(stream.lane for stream in STREAMS), "disputed")
BY_INSTANT = ("clocked", "contested", "disputed")  # lanes whose key is an instant, not a day


def disputed(actor: Actor) -> Stream:
    """Schedules of which a receipt is contested, and no cause."""
    found = disputes.of_schedules(actor)
    condition = and_(~_cause_contested(Schedule), Schedule.stage != "cancelled")
    return Stream("disputed", "contested", condition, found.c.at, beside=found)


_WHOLE: dict[str, Callable[[Any], ColumnElement[bool]]] = {
    "late": lambda s: or_(*(_late(s, stage) for stage in _LATE)),
    "silent": _silent,
    "at_risk": _at_risk,
    "short": _short,
    "unconfirmed": lambda s: or_(_clocked(s), *(_unclocked(s, x) for x in ("unconfirmed", "proposed"))),
}


def condition(kind: str, actor: Actor, s: Any = Schedule) -> ColumnElement[bool]:
    """Of a schedule (the model, or FOUND): it is of this kind. Needs Order joined for `unconfirmed`."""
    return _contested(s, actor) if kind == "contested" else _WHOLE[kind](s)


def speaks(kind: str, actor: Actor) -> ColumnElement[bool]:
    """Of Schedule: no earlier one of its order is of this kind, so it stands for all that are."""
    name = "quiet_on" if kind == "silent" else "due_on"
    mine, other = getattr(Schedule, name), getattr(OTHER, name)
    earlier = select(OTHER.id).where(
        OTHER.partner_id == Schedule.partner_id, OTHER.order_id == Schedule.order_id,
        tuple_(other, OTHER.id) < tuple_(mine, Schedule.id), condition(kind, actor, _Found(OTHER)),
    )  # fmt: skip
    return ~earlier.correlate(Schedule, Order).exists()


RANK = {kind: rank for rank, kind in enumerate(EXCEPTIONS)}

"""What is an exception: a condition on a schedule for each kind, and ranges that find its rows in order.

late: promised, the day has passed, nothing has come and nothing says when it will. short: the same, but
part of it has come. at_risk: expected after the promised day. unconfirmed: no day is promised and the
answer clock has run out (without a clock: the day asked for has come). silent: what should have been
heard by now was not (portal.shipments.listening says by when). contested: the sides do not agree whose
cause a delay was.

All schedules of an order that are of one kind are one exception; the earliest stands for them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, bindparam, literal_column, or_, select, tuple_
from sqlalchemy.orm import aliased

from portal.columns import UTCDateTime
from portal.orders.models import Order, Schedule
from portal.shipments.models import EXCEPTIONS, Cause

TODAY = bindparam("today", type_=Date)
NOW = bindparam("now", type_=UTCDateTime)

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
        s.stage.in_([_said("promised"), _said("at_risk"), _said("proposed")]),
        s.accepted > literal_column("0"), s.accepted < s.quantity,
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


def _contested(s: Any) -> ColumnElement[bool]:
    mine, later = aliased(Cause), aliased(Cause)
    after = select(later.id).where(
        later.partner_id == mine.partner_id, later.schedule_id == mine.schedule_id, later.id > mine.id
    )
    words = select(mine.id).where(
        mine.partner_id == s.partner_id, mine.schedule_id == s.id, mine.state == "contested",
        ~after.correlate(mine).exists(),
    )  # fmt: skip
    return and_(words.correlate(s, Schedule).exists(), s.stage != "cancelled")


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
    read as one. `word`: the last word about the cause is joined."""

    lane: str
    kind: str
    condition: ColumnElement[bool]
    key: Any
    word: bool = False


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
LANES = tuple(dict.fromkeys(stream.lane for stream in STREAMS))
BY_INSTANT = ("clocked", "contested")  # lanes whose key is an instant, not a day

_WHOLE: dict[str, Callable[[Any], ColumnElement[bool]]] = {
    "late": lambda s: or_(*(_late(s, stage) for stage in _LATE)),
    "silent": _silent,
    "at_risk": _at_risk,
    "short": _short,
    "unconfirmed": lambda s: or_(_clocked(s), *(_unclocked(s, x) for x in ("unconfirmed", "proposed"))),
    "contested": _contested,
}


def condition(kind: str, s: Any = Schedule) -> ColumnElement[bool]:
    """Of a schedule (the model or an alias): it is of this kind. Needs Order joined for `unconfirmed`."""
    return _WHOLE[kind](s)


def speaks(kind: str) -> ColumnElement[bool]:
    """Of Schedule: no earlier one of its order is of this kind, so it stands for all that are."""
    name = "quiet_on" if kind == "silent" else "due_on"
    mine, other = getattr(Schedule, name), getattr(OTHER, name)
    earlier = select(OTHER.id).where(
        OTHER.partner_id == Schedule.partner_id, OTHER.order_id == Schedule.order_id,
        tuple_(other, OTHER.id) < tuple_(mine, Schedule.id), condition(kind, OTHER),
    )  # fmt: skip
    return ~earlier.correlate(Schedule, Order).exists()


RANK = {kind: rank for rank, kind in enumerate(EXCEPTIONS)}

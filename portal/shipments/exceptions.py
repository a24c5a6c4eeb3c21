"""Reading the one list of exceptions: a page of it, its counts, and one exception with all its lines."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.actor import Actor
from portal.orders.statements import seen_as
from portal.partners.calendar import Calendar
from portal.shipments import exception_statements as statements
from portal.shipments.exception_days import due_on
from portal.shipments.exception_kinds import BY_INSTANT, LANES, RANK
from portal.shipments.exception_statements import Shape
from portal.web import paging

PAGE = 50
MOST_LINES = 200  # of one exception; an order with more is read on its own page
MOST_WORDS = 6
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST = 2**62


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty means all. kind: one of EXCEPTIONS, or 'put_off' for what
    people put off; owner: 'mine' or 'nobody'; partner: a code, for staff; text: words in the row."""

    kind: str = ""
    owner: str = ""
    partner: str = ""
    text: str = ""

    @property
    def narrowing(self) -> int:
        """How many filters are set beside the tab."""
        return sum(map(bool, (self.owner, self.partner, self.text)))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the list at one moment: `partner_id` is that of the code (-1: there is none such),
    `today` the day at the company, `calendar` its working days."""

    filters: Filters
    partner_id: int | None
    today: date
    now: datetime
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Found:
    """An exception: its `kind`, the first of its schedules with what belongs to it (`row`), the day it
    arose, the day by which it is to be dealt with, and how many schedules it is made of."""

    kind: str
    row: Any
    arose: date
    due: date
    number: int = 1


@dataclass(frozen=True, slots=True)
class Page:
    """Exceptions in the order they are to be dealt with, and the cursor of those after them."""

    found: list[Found]
    after: str | None


def page(session: Session, actor: Actor, asked: Asked, after: str | None = None) -> Page:
    """The exceptions after the cursor `after` (a damaged one: from the beginning). Two SELECTs, one
    where nothing is found."""
    start = _start(after)
    rows = session.execute(statements.page(_shape(actor, asked)), {**_values(actor, asked), **start}).all()
    found = sorted((described(row, asked) for row in rows), key=_place)
    shown = found[:PAGE]
    following = _cursor(start, shown) if len(found) > PAGE else None
    return Page(_counted(session, actor, asked, shown), following)


def counts(session: Session, actor: Actor, asked: Asked) -> dict[str, int]:
    """How many exceptions there are of each kind and 'put_off' with these filters, whatever the tab; no
    further than statements.CAP + 1. One SELECT."""
    row = session.execute(
        statements.counting(replace(_shape(actor, asked), kind="", put_off=False)), _values(actor, asked)
    ).one()
    return dict(row._mapping)


def one(session: Session, actor: Actor, asked: Asked, ref: str, kind: str) -> list[Found]:
    """The schedules that make the exception of this kind of this order, by line, no more than MOST_LINES;
    empty where there is none to be seen. One SELECT."""
    values = {**_values(actor, asked), "ref": ref, "size": MOST_LINES}
    rows = session.execute(statements.one(_reader(actor), kind), values).all()
    in_order = sorted(rows, key=lambda row: (row.line_number, row.part))  # a join need not keep it
    return [described(row, asked) for row in in_order]


def described(row: Any, asked: Asked) -> Found:
    """A row of the list with its days. A day that people set stands before the rule."""
    arose = _arose(row, asked)
    return Found(row.kind, row, arose, row.set_due_on or due_on(row.kind, arose, asked.calendar))


def _arose(row: Any, asked: Asked) -> date:
    if row.kind == "silent":
        day: date = row.quiet_on
    elif row.kind == "contested" and (at := row.word_at if row.word_state == "contested" else row.dispute_at):
        day = at.astimezone(clock.zone(asked.calendar.zone)).date()
    elif row.kind == "unconfirmed" and row.answer_due_at:
        day = row.answer_due_at.astimezone(clock.zone(asked.calendar.zone)).date()
    else:
        day = row.due_on
    return day


def _place(found: Found) -> tuple[Any, ...]:
    """Where an exception stands: by the day, then the gravest, then as its lane runs."""
    row = found.row
    key = row.day or row.at
    day = key if row.lane == "set" else found.due
    return day, RANK[found.kind], row.lane, key, row.handling_id or row.schedule_id


def _counted(session: Session, actor: Actor, asked: Asked, shown: list[Found]) -> list[Found]:
    orders: dict[str, list[int]] = {}
    for each in shown:
        orders.setdefault(each.kind, []).append(each.row.order_id)
    if not orders:
        return []
    of = tuple(sorted(orders))
    values = {**_values(actor, asked), **{f"orders_{kind}": ids for kind, ids in orders.items()}}
    rows = session.execute(statements.members(_reader(actor), of), values)
    numbers = {(row.kind, row.order_id): row.number for row in rows}
    return [replace(each, number=numbers.get((each.kind, each.row.order_id), 1)) for each in shown]


def _shape(actor: Actor, asked: Asked) -> Shape:
    filters = asked.filters
    off = filters.kind == "put_off"
    return Shape(
        _reader(actor), "" if off else filters.kind, asked.partner_id is not None, filters.owner,
        len(_words(filters)), off,
    )  # fmt: skip


def _reader(actor: Actor) -> Actor:
    """The actor with only what decides which rows it sees: colleagues share statements, but for those of a
    partner, who may see another's confidential issue or not."""
    seen = seen_as(actor)
    return replace(seen, user_id=actor.user_id) if actor.side == "partner" else seen


def _words(filters: Filters) -> list[str]:
    return filters.text.lower().split()[:MOST_WORDS]


def _values(actor: Actor, asked: Asked) -> dict[str, Any]:
    words = {
        f"word_{n}": word.replace("/", "//").replace("%", "/%").replace("_", "/_")
        for n, word in enumerate(_words(asked.filters))
    }
    return {
        "today": asked.today, "now": asked.now, "me": actor.user_id, "partner_id": asked.partner_id,
        "size": PAGE + 1, **words,
    }  # fmt: skip


def _cursor(start: Mapping[str, Any], shown: list[Found]) -> str:
    """Where each lane goes on: after the last row it gave to this page, else where this page began."""
    ends = dict(start)
    for each in shown:
        row = each.row
        ends[f"{row.lane}_key"] = row.day or row.at
        ends[f"{row.lane}_id"] = row.handling_id or row.schedule_id
        if row.lane == "set":
            ends["set_rank"] = RANK[each.kind]
    numbers = [_number(ends[name]) for name in _NAMES]
    return paging.encode(numbers)


_NAMES = (
    *(f"{lane}_{part}" for lane in (*LANES, "set") for part in ("key", "id")),
    "set_rank",
)


def _number(value: Any) -> int:
    if isinstance(value, datetime):
        return (value - _EPOCH) // timedelta(microseconds=1)
    return value.toordinal() if isinstance(value, date) else int(value)


def _start(after: str | None) -> dict[str, Any]:
    """Where each lane begins, from a cursor or from the beginning."""
    numbers = paging.decode(after, *(int for _ in _NAMES))
    start = {name: _value(name, 1 if name.endswith("key") else 0) for name in _NAMES}
    if numbers is None or any(abs(number) > _LONGEST for number in numbers):
        return start
    if not 0 <= numbers[_NAMES.index("set_rank")] < len(RANK):
        return start
    try:
        return {name: _value(name, number) for name, number in zip(_NAMES, numbers, strict=True)}
    except (ValueError, OverflowError):
        return start


def _value(name: str, number: int) -> Any:
    lane, _, part = name.rpartition("_")
    if part != "key":
        return number
    if lane in BY_INSTANT:
        return _EPOCH + timedelta(microseconds=number)
    return date.fromordinal(number)

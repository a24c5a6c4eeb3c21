"""The statements of the list, built once for each shape of question and kept.

A page is a UNION ALL of one small sub-select per segment, each cut to the page, so nothing grows with
the number of orders. Values (days, codes, the cursor) are bound when it is executed.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    BinaryExpression,
    ColumnElement,
    Date,
    Integer,
    String,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)  # fmt: skip
from sqlalchemy.sql import operators

from portal.actor import Actor
from portal.orders import search, segments
from portal.orders.filters import Filters
from portal.orders.models import Schedule
from portal.orders.segments import GROUPS, Segment
from portal.partners.models import Partner
from portal.scope import AnySelect, also_visible, carrying

CAP = 1000  # the count of what is filtered stops one above and reads "1,000+"
TAB_CAP = 200  # counts of tabs and groups: nine of them stand on every page, so they stop earlier
LOOKED = 500  # rows with the words that are looked at to count those that match; each is fetched
MOST_RANGES = 12  # partners of a limited person that get ranges of their own

COLUMNS = (
    Schedule.id, Schedule.partner_id, Schedule.order_id, Schedule.order_ref, Schedule.line_number, Schedule.part,
    Schedule.split_on, Schedule.item_code, Schedule.item, Schedule.detail, Schedule.quantity, Schedule.unit,
    Schedule.mode, Schedule.carrier, Schedule.stage, Schedule.due_on, Schedule.requested_on,
    Schedule.first_promised_on, Schedule.promised_on, Schedule.base_on, Schedule.proposed_on, Schedule.proposed_by,
    Schedule.moves, Schedule.expected_on, Schedule.expected_low, Schedule.expected_high, Schedule.arrived_on,
    Schedule.received_on, Schedule.accepted, Schedule.dispatched, Schedule.cancelled_at, Schedule.version,
)  # fmt: skip

ONE = literal_column("1", Integer).label("one")  # counted: a column would have to be fetched
SIZE = bindparam("size", type_=Integer)
PARTNER = bindparam("partner_id", type_=BigInteger)
MATCH = bindparam("match", type_=String)
AFTER_ID = bindparam("after_id", type_=BigInteger)
AFTER_KEY = {
    "urgency": bindparam("after_key", type_=Date), "day": bindparam("after_key", type_=Date),
    "reference": bindparam("after_key", type_=String),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """A question without its values, as one who sees what `actor` sees asks it of one database.
    Two questions of one shape share a statement. after: the group of the cursor, None without one."""

    actor: Actor
    filters: Filters
    of_partner: bool
    sqlite: bool
    after: int | None = None


def seen_as(actor: Actor) -> Actor:
    """The actor with only what decides which rows it sees, so that colleagues share statements."""
    narrow = actor.side == "partner" and actor.reach != "all"
    return Actor(
        user_id=actor.user_id if narrow else 0, name="", side=actor.side, role="", locale="", zone="",
        partner_id=actor.partner_id, reach=actor.reach, team=actor.team if narrow else None,
        limited_to=actor.limited_to, only_order=actor.only_order,
        only_review=actor.only_review,
    )  # fmt: skip


@lru_cache(maxsize=1024)
def page(shape: Shape) -> AnySelect:
    """The rows of one page and the one after it, with `grp` (an index into GROUPS) and `key`. They
    are the right rows, but not in order: a join need not keep it."""
    if shape.filters.text:
        return _with_partner(_searched(shape).limit(SIZE), shape.actor)
    parts = _parts(shape)
    picked = union_all(*(select(part.subquery()) for part in parts)).subquery()
    first = (
        select(picked.c.grp, picked.c.key, picked.c.id)
        .order_by(*_outer_order(shape.filters, picked.c))
        .limit(SIZE)
        .subquery("picked")
    )
    statement = select(first.c.grp, first.c.key, *COLUMNS).join_from(
        first, Schedule, Schedule.id == first.c.id
    )
    return _with_partner(carrying(statement, *parts), shape.actor)


def _with_partner(statement: AnySelect, actor: Actor) -> AnySelect:
    """Staff read whose row it is; a partner knows."""
    if actor.side == "partner":
        return statement
    named = statement.add_columns(Partner.code.label("partner_code"), Partner.name.label("partner_name"))
    return also_visible(named.join(Partner, Partner.id == Schedule.partner_id), actor, Partner)


def _parts(shape: Shape) -> list[AnySelect]:
    """One sub-select per range that may hold rows after the cursor, each in order and cut."""
    filters = shape.filters
    key = Schedule.order_ref if filters.order == "reference" else Schedule.due_on
    parts = []
    for segment in segments.chosen(shape.actor, filters):
        number = GROUPS.index(segment.group) if filters.order == "urgency" else 0
        if shape.after is not None and number < shape.after:
            continue
        falling = segments.descending(filters, segment.group)
        for scope in _ranges(shape):
            asked = [*segment.conditions(), *segments.narrowed(filters)]
            part = scope.with_only_columns(
                literal_column(str(number), Integer).label("grp"), key.label("key"), Schedule.id
            )
            if number == shape.after:
                place, cursor = tuple_(key, Schedule.id), tuple_(AFTER_KEY[filters.order], AFTER_ID)
                part = part.where(place < cursor if falling else place > cursor)
                asked = [_beside_cursor(condition, falling) for condition in asked]
            part = part.where(*asked)
            ends = (key.desc(), Schedule.id.desc()) if falling else (key, Schedule.id)
            parts.append(part.order_by(*ends).limit(SIZE))
    return parts or [_nothing(shape.actor)]


def _beside_cursor(condition: ColumnElement[bool], falling: bool) -> ColumnElement[bool]:
    """A bound on the day at the end where the cursor stands, asked of each row instead of the index:
    of two bounds SQLite ranges from the first it meets, and would walk all pages above this one."""
    ends = (operators.lt, operators.le) if falling else (operators.gt, operators.ge)
    if not isinstance(condition, BinaryExpression) or condition.operator not in ends:
        return condition
    day: Any = condition.left
    if getattr(day, "key", "") != Schedule.due_on.key:
        return condition
    asked: ColumnElement[bool] = condition.operator(func.coalesce(day, day), condition.right)
    return asked


def _nothing(actor: Actor) -> AnySelect:
    """A part without rows: the cursor lies behind every group that was asked for."""
    return (
        Schedule.visible_to(actor)
        .with_only_columns(
            literal_column("0", Integer).label("grp"), Schedule.due_on.label("key"), Schedule.id
        )
        .where(Schedule.id < 0)
    )


def _ranges(shape: Shape) -> list[AnySelect]:
    """The scoped selects to range over: one for each partner of a person limited to a few, since the
    indexes begin with the partner."""
    scope = Schedule.visible_to(shape.actor)
    if shape.of_partner:
        return [scope.where(Schedule.partner_id == PARTNER)]
    limited = shape.actor.limited_to
    if limited and len(limited) <= MOST_RANGES:
        return [scope.where(Schedule.partner_id == partner_id) for partner_id in limited]
    return [scope]


def _outer_order(filters: Filters, c: Any) -> list[ColumnElement[Any]]:
    """The order over all parts: by group, and within it the way that group runs."""
    if filters.order != "urgency":
        falling = segments.descending(filters, "")
        return [c.key.desc(), c.id.desc()] if falling else [c.key, c.id]
    closed = c.grp >= GROUPS.index(segments.CLOSED_GROUPS[0])
    if not any(s.group in segments.CLOSED_GROUPS for s in segments.chosen(_ANYBODY, filters)):
        return [c.grp, c.key, c.id]
    opened = [case((~closed, c.key)), case((~closed, c.id))]
    return [c.grp, *opened, case((closed, c.key)).desc(), case((closed, c.id)).desc()]


_ANYBODY = Actor(user_id=0, name="", side="staff", role="", locale="", zone="")


def _searched(shape: Shape) -> AnySelect:
    """The rows with the words, newest first; the other filters are asked of each of them."""
    group = case(
        *((and_(*s.conditions()), GROUPS.index(s.group)) for s in segments.SEGMENTS[shape.actor.party]),
        else_=0,
    )
    statement = _of_partner(shape).with_only_columns(group.label("grp"), Schedule.id.label("key"), *COLUMNS)
    statement = statement.where(*_wanted(shape))
    if shape.sqlite:
        words = search.WORDS
        statement = statement.join(words, words.c.rowid == Schedule.id).where(_in_words())
        newest: ColumnElement[Any] = words.c.rowid
    else:
        newest = Schedule.id.expression
        statement = statement.where(search.vector_matches(MATCH))
    if shape.after is not None:
        statement = statement.where(newest < AFTER_ID)
    return statement.order_by(newest.desc())


def _of_partner(shape: Shape) -> AnySelect:
    scope = Schedule.visible_to(shape.actor)
    return scope.where(Schedule.partner_id == PARTNER) if shape.of_partner else scope


def _wanted(shape: Shape) -> list[ColumnElement[bool]]:
    """All that is asked of a row beside its words."""
    chosen = segments.chosen(shape.actor, shape.filters)
    return [or_(*(and_(*segment.conditions()) for segment in chosen)), *segments.narrowed(shape.filters)]


def _in_words() -> ColumnElement[bool]:
    return search.WORDS.c.schedule_words.op("MATCH", is_comparison=True)(MATCH)


@lru_cache(maxsize=1024)
def counting(shape: Shape) -> AnySelect:
    """Capped counts: of each group and of the views 'waiting' and 'week' with nothing filtered; `matched` of
    what was asked, if that is less; with words, `looked`: the rows among which those were counted."""
    plain = Shape(shape.actor, Filters(view="all"), False, shape.sqlite)
    scalars = [
        _capped(plain, segments.of_group(shape.actor, group), TAB_CAP).label(group) for group in GROUPS
    ]
    for view in ("waiting", "week"):
        one = Filters(view=view)
        whole = Shape(shape.actor, one, False, shape.sqlite)
        scalars.append(_capped(whole, segments.chosen(shape.actor, one), TAB_CAP).label(view))
    if shape.filters.text:
        newest = _newest(shape).cte("newest")  # searched once for both figures
        looked = select(func.count()).select_from(newest).scalar_subquery()
        scalars += [_matched_among(shape, select(newest.c.id)).label("matched"), looked.label("looked")]
    elif shape.filters.narrowing:
        matching = segments.chosen(shape.actor, shape.filters)
        scalars.append(_capped(shape, matching, CAP).label("matched"))
    return carrying(select(*scalars), Schedule.visible_to(shape.actor))


def _capped(shape: Shape, chosen: tuple[Segment, ...], cap: int) -> Any:
    parts = []
    for segment in chosen:
        for scope in _ranges(shape):
            part = scope.with_only_columns(ONE)
            part = part.where(*segment.conditions(), *segments.narrowed(shape.filters)).limit(cap + 1)
            parts.append(part.order_by(Schedule.due_on.desc()) if segment.ahead else part)
    return _number_of(parts, cap)


def _newest(shape: Shape) -> AnySelect:
    """The ids of the newest rows with the words, whatever else was asked of them."""
    if shape.sqlite:
        rowid = search.WORDS.c.rowid
        found: AnySelect = select(rowid.label("id")).where(_in_words()).order_by(rowid.desc())
    else:
        matching = _of_partner(shape).where(search.vector_matches(MATCH))
        found = matching.with_only_columns(Schedule.id).order_by(Schedule.id.desc())
    return found.limit(LOOKED + 1)


def _matched_among(shape: Shape, newest: AnySelect) -> Any:
    rows = _of_partner(shape).with_only_columns(ONE).where(Schedule.id.in_(newest), *_wanted(shape))
    return _number_of([rows], CAP)


def _number_of(parts: list[AnySelect], cap: int) -> Any:
    """How many rows the parts hold together, no further than the cap."""
    if len(parts) == 1:
        rows = parts[0].subquery()
    else:
        rows = union_all(*(select(part.subquery()) for part in parts)).limit(cap + 1).subquery()
    return select(func.count()).select_from(rows).scalar_subquery()


@lru_cache(maxsize=512)
def waiting(actor: Actor) -> AnySelect:
    """How many schedules wait for a word of this side, counted up to 100."""
    parts = [
        Schedule.visible_to(actor).with_only_columns(Schedule.id).where(*segment.conditions()).limit(100)
        for segment in segments.waiting(actor)
    ]
    rows = union_all(*(select(part.subquery()) for part in parts)).limit(100).subquery()
    return carrying(select(func.count()).select_from(rows), *parts)

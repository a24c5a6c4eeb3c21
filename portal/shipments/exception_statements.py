"""The statements of the list of exceptions, built once for each shape of question and kept.

A page is a UNION ALL of one small sub-select per stream, each cut to the page, and of what people set a
day for. What a page holds is then put in the order of the days by which it is to be dealt with, and the
next page begins, lane by lane, after what this one showed.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    tuple_,
    union_all,
)  # fmt: skip
from sqlalchemy.orm import aliased

from portal.accounts.models import User
from portal.actor import Actor
from portal.columns import UTCDateTime
from portal.orders.models import Order, Schedule
from portal.orders.statements import COLUMNS
from portal.partners.models import Partner
from portal.scope import AnySelect, also_visible, carrying
from portal.shipments import disputes
from portal.shipments import exception_kinds as kinds
from portal.shipments.exception_kinds import BY_INSTANT, RANK, STREAMS, TODAY, Stream
from portal.shipments.models import EXCEPTIONS, Cause, Handling

CAP = 200  # counts of tabs stop one above and read "200+"
OWNERS = ("mine", "nobody")

SIZE = bindparam("size", type_=Integer)
ME = bindparam("me", type_=BigInteger)
PARTNER = bindparam("partner_id", type_=BigInteger)


@dataclass(frozen=True, slots=True)
class Shape:
    """A question without its values, as one who sees what `actor` sees asks it. kind: '' for all;
    owner: '' or one of OWNERS; words: how many; put_off: what was put off, instead of what was not."""

    actor: Actor
    kind: str = ""
    of_partner: bool = False
    owner: str = ""
    words: int = 0
    put_off: bool = False

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that are asked for."""
        return (self.kind,) if self.kind else EXCEPTIONS


def word(number: int) -> Any:
    """The value of a word that is looked for, the first one 0."""
    return bindparam(f"word_{number}", type_=String)


def company_acts(kind: str, actor: Actor) -> ColumnElement[bool]:
    """Of Schedule: the company must act next: it has a proposal to answer, or the partner contests."""
    if kind != "contested":
        return and_(Schedule.stage == "proposed", Schedule.proposed_by == "partner")
    last, beside = aliased(Cause), disputes.of_schedules(actor)
    said = (
        select(case((last.state == "contested", last.party)))
        .where(last.partner_id == Schedule.partner_id, last.schedule_id == Schedule.id)
        .order_by(last.id.desc())
        .limit(1)
    )
    by = select(beside.c.party).where(beside.c.schedule_id == Schedule.id).limit(1)
    party = func.coalesce(
        said.correlate(Schedule).scalar_subquery(), by.correlate(Schedule).scalar_subquery()
    )
    return party == "partner"


def _handled(kind: str, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    found = select(Handling.id).where(
        Handling.partner_id == Schedule.partner_id, Handling.order_id == Schedule.order_id,
        Handling.kind == kind, *more,
    )  # fmt: skip
    return found.correlate(Schedule).exists()


def _narrowed(shape: Shape, kind: str) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if shape.of_partner:
        conditions.append(Schedule.partner_id == PARTNER)
    conditions += [Schedule.words.contains(word(n), escape="/") for n in range(shape.words)]
    if shape.owner:
        named = select(Handling.owner_id).where(
            Handling.partner_id == Schedule.partner_id, Handling.order_id == Schedule.order_id,
            Handling.kind == kind,
        ).correlate(Schedule).scalar_subquery()  # fmt: skip
        by_rule = case((company_acts(kind, shape.actor), Order.staff_owner_id), else_=Order.partner_owner_id)
        owner = func.coalesce(named, by_rule)
        conditions.append(owner == ME if shape.owner == "mine" else owner.is_(None))
    if shape.owner == "mine":
        conditions.insert(0, Schedule.order_id.in_(_orders_of_mine()))
    return conditions


def _orders_of_mine() -> Any:
    """The orders among which all that is mine lies, so that nothing else is looked at closely."""
    parts = (
        select(Order.id).where(Order.staff_owner_id == ME),
        select(Order.id).where(Order.partner_owner_id == ME),
        select(Handling.order_id).where(Handling.owner_id == ME),
    )
    return union_all(*parts)


def _scope(shape: Shape, *columns: Any) -> AnySelect:
    statement = Schedule.visible_to(shape.actor).with_only_columns(*columns)
    joined = statement.select_from(Schedule).join(
        Order, (Order.partner_id == Schedule.partner_id) & (Order.id == Schedule.order_id)
    )
    return also_visible(joined, shape.actor, Order)


def _streams(actor: Actor) -> tuple[Stream, ...]:
    return (*STREAMS, kinds.disputed(actor))


def _of_stream(shape: Shape, stream: Stream, *columns: Any) -> AnySelect:
    """The exceptions of a stream, whoever sees to them."""
    statement = _scope(shape, *columns)
    if stream.word:
        statement = also_visible(
            statement.join(Cause, (Cause.partner_id == Schedule.partner_id) & (Cause.schedule_id == Schedule.id)),
            shape.actor, Cause,
        )  # fmt: skip
    if stream.beside is not None:
        beside = stream.beside
        statement = statement.join(
            beside, (beside.c.partner_id == Schedule.partner_id) & (beside.c.schedule_id == Schedule.id)
        )
    return statement.where(
        stream.condition, *_narrowed(shape, stream.kind), kinds.speaks(stream.kind, shape.actor)
    )


def _columns(lane: str, kind: str, key: Any = None, handling: Any = None) -> list[Any]:
    """What each part of the union gives: its lane and kind, the key it goes by, the schedule."""
    day, at = cast(null(), Date), cast(null(), UTCDateTime)
    if key is not None and lane in BY_INSTANT:
        at = key
    elif key is not None:
        day = key
    return [
        literal_column(f"'{lane}'", String).label("lane"), literal_column(f"'{kind}'", String).label("kind"),
        day.label("day"), at.label("at"), Schedule.id.label("schedule_id"),
        (cast(null(), BigInteger) if handling is None else handling).label("handling_id"),
    ]  # fmt: skip


def _after(lane: str) -> Any:
    kind = UTCDateTime() if lane in BY_INSTANT else Date()
    return tuple_(bindparam(f"{lane}_key", type_=kind), bindparam(f"{lane}_id", type_=BigInteger))


def _streamed(shape: Shape, stream: Stream) -> AnySelect:
    """Those of a stream for which nobody set a day, from where its lane begins."""
    moved = or_(Handling.due_on.is_not(None), Handling.put_off_until > TODAY)
    return (
        _of_stream(shape, stream, *_columns(stream.lane, stream.kind, stream.key))
        .where(~_handled(stream.kind, moved), tuple_(stream.key, Schedule.id) > _after(stream.lane))
        .order_by(stream.key, Schedule.id)
        .limit(SIZE)
    )


def _with_handling(shape: Shape, kind: str, which: list[ColumnElement[bool]], *columns: Any) -> AnySelect:
    statement = _scope(shape, *columns).join(
        Handling, (Handling.partner_id == Schedule.partner_id) & (Handling.order_id == Schedule.order_id)
    )
    return also_visible(statement, shape.actor, Handling).where(
        Handling.kind == kind,
        *which,
        kinds.condition(kind, shape.actor, kinds.FOUND),
        kinds.speaks(kind, shape.actor),
        *_narrowed(shape, kind),
    )


def _put_off(shape: Shape, kind: str, *columns: Any) -> AnySelect:
    return _with_handling(shape, kind, [Handling.put_off_until > TODAY], *columns)


def _set(shape: Shape, kind: str) -> AnySelect:
    """Exceptions of a kind for which somebody set a day; or those that somebody put off."""
    key = Handling.put_off_until if shape.put_off else Handling.due_on
    columns = _columns("set", kind, key, Handling.id)
    if shape.put_off:
        statement = _put_off(shape, kind, *columns)
    else:
        here = or_(Handling.put_off_until.is_(None), Handling.put_off_until <= TODAY)
        statement = _with_handling(shape, kind, [key.is_not(None), here], *columns)
    after = tuple_(
        bindparam("set_key", type_=Date), bindparam("set_rank", type_=Integer), bindparam("set_id", type_=BigInteger)
    )  # fmt: skip
    return (
        statement.where(tuple_(key, literal(RANK[kind], Integer), Handling.id) > after)
        .order_by(key, Handling.id)
        .limit(SIZE)
    )


@lru_cache(maxsize=256)
def page(shape: Shape) -> AnySelect:
    """The rows that may stand on a page and the ones after them, in no order."""
    parts = [_set(shape, kind) for kind in shape.kinds]
    if not shape.put_off:
        parts += [_streamed(shape, stream) for stream in _streams(shape.actor) if stream.kind in shape.kinds]
    picked = union_all(*(select(part.subquery()) for part in parts)).subquery("picked")
    return _described(shape.actor, picked, parts)


def _described(actor: Actor, picked: Any, parts: list[AnySelect]) -> AnySelect:
    """What was picked, with the order, its owners, what was set about it and the last word about the cause."""
    named, ours, theirs, last = aliased(User), aliased(User), aliased(User), aliased(Cause)
    beside = disputes.of_schedules(actor)
    newest = (
        select(func.max(last.id))
        .where(last.partner_id == Schedule.partner_id, last.schedule_id == Schedule.id)
        .correlate(Schedule)
        .scalar_subquery()
    )
    statement = (
        select(
            *picked.c, *COLUMNS, Schedule.quiet_on, Schedule.expected_rests_on,
            Order.answer_due_at, Order.staff_owner_id, Order.partner_owner_id, Order.partner_team,
            Partner.code.label("partner_code"), Partner.name.label("partner_name"),
            Handling.owner_id, Handling.due_on.label("set_due_on"), Handling.put_off_until,
            Handling.reason.label("set_reason"), Handling.version.label("set_version"),
            named.name.label("owner_name"), named.staff_role.label("owner_role"), ours.name.label("staff_owner"), theirs.name.label("partner_owner"),
            Cause.party.label("word_party"), Cause.side.label("word_side"), Cause.at.label("word_at"),
            Cause.state.label("word_state"), Cause.step.label("word_step"), beside.c.party.label("dispute_party"), beside.c.ref.label("dispute_ref"),
            beside.c.at.label("dispute_at"), beside.c.state.label("dispute_state"), beside.c.ended_at.label("dispute_ended_at"),
        )
        .join_from(picked, Schedule, Schedule.id == picked.c.schedule_id)
        .join(Order, (Order.partner_id == Schedule.partner_id) & (Order.id == Schedule.order_id))
        .join(Partner, Partner.id == Schedule.partner_id)
        .outerjoin(
            Handling,
            (Handling.partner_id == Schedule.partner_id) & (Handling.order_id == Schedule.order_id)
            & (Handling.kind == picked.c.kind),
        )
        .outerjoin(named, named.id == Handling.owner_id)
        .outerjoin(ours, ours.id == Order.staff_owner_id)
        .outerjoin(theirs, theirs.id == Order.partner_owner_id)
        .outerjoin(Cause, (picked.c.kind == "contested") & (Cause.partner_id == Schedule.partner_id) & (Cause.id == newest))
        .outerjoin(
            beside,
            (picked.c.kind == "contested") & (beside.c.partner_id == Schedule.partner_id)
            & (beside.c.schedule_id == Schedule.id),
        )
    )  # fmt: skip
    # What is joined belongs to a schedule that was found through visible_to.
    return carrying(statement, *parts, *(model.visible_to(actor) for model in (Partner, Handling, Cause)))


@lru_cache(maxsize=256)
def counting(shape: Shape) -> AnySelect:
    """How many exceptions there are of each kind and how many were put off, each no further than CAP + 1."""
    scalars, scoped = [], []
    for kind in EXCEPTIONS:
        parts = [
            _of_stream(shape, stream, literal_column("1", Integer).label("one"))
            .where(~_handled(kind, Handling.put_off_until > TODAY))
            .limit(CAP + 1)
            for stream in _streams(shape.actor)
            if stream.kind == kind
        ]
        scoped += parts
        scalars.append(_number_of(parts).label(kind))
    off = [
        _put_off(shape, kind, literal_column("1", Integer).label("one")).limit(CAP + 1) for kind in EXCEPTIONS
    ]
    statement = select(*scalars, _number_of(off).label("put_off"))
    return carrying(statement, *scoped, Handling.visible_to(shape.actor), Cause.visible_to(shape.actor))


def _number_of(parts: list[AnySelect]) -> Any:
    rows = union_all(*(select(part.subquery()) for part in parts)).limit(CAP + 1).subquery()
    return select(func.count()).select_from(rows).scalar_subquery()


@lru_cache(maxsize=256)
def members(actor: Actor, of: tuple[str, ...]) -> AnySelect:
    """How many schedules each exception is made of: kind, order id, number; for the kinds `of`, among the
    orders named by `orders_<kind>`."""
    shape = Shape(actor)
    parts = [
        _scope(shape, literal_column(f"'{kind}'", String).label("kind"), Schedule.order_id, func.count().label("number"))
        .where(Order.id.in_(bindparam(f"orders_{kind}", expanding=True)), kinds.condition(kind, actor, kinds.FOUND))
        .group_by(Schedule.order_id)
        for kind in of
    ]  # fmt: skip
    together = union_all(*(select(part.subquery()) for part in parts)).subquery()
    return carrying(select(together), *parts, Cause.visible_to(actor))


@lru_cache(maxsize=256)
def one(actor: Actor, kind: str) -> AnySelect:
    """All schedules of the exception of `kind` of the order `ref`, described as on a page."""
    columns = _columns("one", kind)
    part = (
        _scope(Shape(actor), *columns)
        .where(Order.ref == bindparam("ref", type_=String), kinds.condition(kind, actor, kinds.FOUND))
        .order_by(Schedule.line_number, Schedule.part)
        .limit(SIZE)
    )
    return _described(actor, part.subquery("picked"), [part])

"""Reading notices, events and receipts."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Date,
    Integer,
    String,
    Text,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from portal.activity.models import Activity
from portal.activity.queries import COLUMNS as ACTIVITY_COLUMNS
from portal.actor import Actor
from portal.db import BigId, Quantity, UTCDateTime
from portal.files.models import Attachment
from portal.files.queries import COLUMNS as FILE_COLUMNS
from portal.scope import AnySelect, also_visible, carrying
from portal.shipments.models import Cause, Event, Notice, NoticeLine, Receipt

MOST_EVENTS = 300  # of one order; older ones stay on the notice
AT_ONCE = (
    "added",
    "amended",
    "asked-again",
    "cancelled",
)  # done to many lines of an order, and then one thing
OPENED = 12  # rows of such a thing

# What a row of `of_order` holds; each kind of row fills its own part.
_TYPES: dict[str, Any] = {
    "id": BigId, "notice_id": BigId, "schedule_id": BigId, "at": UTCDateTime(), "ref": String(),
    "state": String(), "mode": String(), "carrier": String(), "tracking_number": String(), "shipped_on": Date(),
    "packages": Integer(), "weight": Quantity(), "weight_text": String(), "freight": Quantity(),
    "freight_text": String(), "quantity": Quantity(), "offset_minutes": Integer(), "place": String(),
    "text": String(), "source": String(), "corrects_id": BigId, "arrived_on": Date(), "received_on": Date(),
    "accepted": Quantity(), "rejected": Quantity(), "condition": String(), "note": Text(), "reverses_id": BigId,
    "party": String(), "side": String(), "step": String(), "reason": String(), "user_name": String(),
    **{column.key: column.type for column in FILE_COLUMNS if column.key != "id"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shipments:
    """What travelled for one order: `carried` is a row for each schedule on each notice, events are
    oldest first, receipts as they were booked, `causes` is what both sides said about the causes of its
    delays, oldest first, and `photos` the files of its receipts."""

    carried: list[Any]
    events: list[Any]
    receipts: list[Any]
    causes: list[Any]
    photos: list[Any]


def of_order(session: Session, actor: Actor, order_id: int) -> Shipments:
    """Notices with what they carry of an order, their newest events, its receipts with their photos, and
    what was said about the causes of its delays. One SELECT."""
    rows = session.execute(_of_order(actor.as_reader), {"order_id": order_id}).all()
    kinds = ("carried", "event", "receipt", "cause", "photo")
    return Shipments(*([row for row in rows if row.what == what] for what in kinds))


@lru_cache(maxsize=512)
def _of_order(actor: Actor) -> AnySelect:
    """Kept per reader, since building it takes longer than the database needs to answer."""
    order_id = bindparam("order_id", type_=BigId)
    carried = also_visible(
        _row("carried", NoticeLine.visible_to(actor), {
            "id": NoticeLine.id, "notice_id": Notice.id, "schedule_id": NoticeLine.schedule_id,
            "at": Notice.created_at, "quantity": NoticeLine.quantity,
            **{name: getattr(Notice, name) for name in (
                "ref", "state", "mode", "carrier", "tracking_number", "shipped_on", "packages", "weight",
                "weight_text", "freight", "freight_text", "note",
            )},
        }),
        actor, Notice,
    ).join(Notice, (Notice.partner_id == NoticeLine.partner_id) & (Notice.id == NoticeLine.notice_id)).where(
        NoticeLine.order_id == order_id
    )  # fmt: skip
    on_it = (
        NoticeLine.visible_to(actor)
        .with_only_columns(NoticeLine.notice_id)
        .where(NoticeLine.order_id == order_id)
    )
    events = _row("event", Event.visible_to(actor), {
        name: getattr(Event, name) for name in (
            "id", "notice_id", "at", "state", "offset_minutes", "place", "text", "source", "corrects_id",
        )
    }).where(Event.notice_id.in_(on_it)).order_by(Event.at.desc(), Event.id.desc()).limit(MOST_EVENTS)  # fmt: skip
    receipts = _row("receipt", Receipt.visible_to(actor), {
        "at": Receipt.recorded_at, **{name: getattr(Receipt, name) for name in (
            "id", "notice_id", "schedule_id", "ref", "arrived_on", "received_on", "accepted", "rejected",
            "condition", "note", "reverses_id",
        )}
    }).where(Receipt.order_id == order_id)  # fmt: skip
    causes = _row("cause", Cause.visible_to(actor), {
        name: getattr(Cause, name) for name in (
            "id", "schedule_id", "at", "party", "side", "state", "step", "reason", "user_name",
        )
    }).where(Cause.order_id == order_id)  # fmt: skip
    booked = Receipt.visible_to(actor).with_only_columns(Receipt.id).where(Receipt.order_id == order_id)
    photos = _row("photo", Attachment.visible_to(actor), {
        "at": Attachment.created_at, **{column.key: column for column in FILE_COLUMNS}
    }).where(Attachment.subject_type == "receipt", Attachment.subject_id.in_(booked))  # fmt: skip
    parts = [carried, events, receipts, causes, photos]
    each = union_all(*(select(part.subquery()) for part in parts)).subquery()
    return carrying(select(each).order_by(each.c.at, each.c.id), *parts)


def _row(what: str, scope: AnySelect, columns: dict[str, Any]) -> AnySelect:
    """A part of the union: `columns`, and nothing under every other name."""
    return scope.with_only_columns(
        literal(what).label("what"),
        *(
            (columns[name] if name in columns else cast(null(), kind)).label(name)
            for name, kind in _TYPES.items()
        ),
    )


def happened(
    session: Session, actor: Actor, order_id: int, verbs: tuple[str, ...], until: datetime | None, acts: int
) -> list[Any]:
    """What people last did with an order, of these verbs, at or before `until`: rows of activity. What was done
    at once to many lines is one of `acts`: at most OPENED of its rows, each with `times`, how many there are,
    `done_at`, when the last was written, and its `newest` id. One SELECT."""
    asked = _happened(actor.as_reader, verbs, acts, until is not None)
    values = {"order_id": order_id} | ({"until": until} if until else {})
    return list(session.execute(asked, values))


@lru_cache(maxsize=512)
def _happened(actor: Actor, verbs: tuple[str, ...], acts: int, earlier: bool) -> AnySelect:
    """Kept per reader, since building it takes longer than the database needs to answer."""
    told = (
        Activity.visible_to(actor)
        .with_only_columns(*ACTIVITY_COLUMNS, Activity.request_id)
        .where(Activity.order_id == bindparam("order_id", type_=BigId), Activity.verb.in_(verbs))
    )
    each = told.subquery()
    c = each.c
    alone = case((c.verb.not_in(AT_ONCE), c.id))
    by_itself = case((c.request_id.is_(None), c.at))  # written by no request: at one instant
    act = (c.verb, c.actor_user_id, c.request_id, by_itself, alone)
    counted = select(
        each, func.count().over(partition_by=act).label("times"), func.max(c.at).over(partition_by=act).label("done_at"),
        func.max(c.id).over(partition_by=act).label("newest"),
        func.row_number().over(partition_by=act, order_by=c.id).label("nth"),
    ).subquery()  # fmt: skip
    order = (counted.c.done_at.desc(), counted.c.newest.desc())
    ranked = select(counted, func.dense_rank().over(order_by=order).label("place"))
    if earlier:
        ranked = ranked.where(counted.c.done_at <= bindparam("until", type_=UTCDateTime()))
    shown = ranked.where(counted.c.nth <= OPENED).subquery()
    statement = select(shown).where(shown.c.place <= acts).order_by(shown.c.place, shown.c.nth)
    return carrying(statement, told)

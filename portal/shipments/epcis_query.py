"""Asking for stored events as EPCIS 2.0 does: by what, when, which step and what it happened to."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Text, cast, func, or_, tuple_
from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.orders.models import Order
from portal.scope import also_visible
from portal.shipments import cbv, epcis_answer
from portal.shipments.epcis import SOURCE
from portal.shipments.models import Event, Notice, NoticeLine
from portal.web import paging

AT_ONCE = 200  # rows looked at by one statement
ROUNDS = 25  # statements of one page; what was not looked at then is left to the next page

_NAMES = ("id", "notice_id", "key", "at", "offset_minutes", "place", "state", "code", "text", "source",
          "corrects_id", "recorded_at", "raw")  # fmt: skip
_ITEMS = ("epcList", "childEPCs")
_ANY_ITEMS = (*_ITEMS, "inputEPCList", "outputEPCList")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which events; what is empty asks for nothing. since, until: when it happened, from and before.
    recorded_since, recorded_until: when it came here. epcs: things of epcList or childEPCs, any_epcs also a
    parent and what went in and out; '*' in a pattern (urn:epc:idpat:…) stands for any part. notices: refs."""

    types: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    dispositions: tuple[str, ...] = ()
    epcs: tuple[str, ...] = ()
    any_epcs: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    recorded_since: datetime | None = None
    recorded_until: datetime | None = None
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """Events, oldest first, and the cursor of those that follow, None at the end."""

    events: list[dict[str, Any]]
    after: str | None


def page(
    session: Session, actor: Actor, asked: Asked, base_url: str, size: int, after: str | None = None
) -> Found:
    """The first `size` events after the cursor `after` that the actor may see and that are asked for; fewer,
    with a cursor, where too many would have to be looked through. Four SELECTs for every AT_ONCE rows."""
    place = cursor(after)
    told: list[dict[str, Any]] = []
    for _round in range(ROUNDS):
        rows = _rows(session, actor, asked, place)
        for row, event in _made(session, actor, rows, base_url):
            if _is_asked(event, asked):
                if len(told) == size:
                    return Found(told, _word(place))
                told.append(event)
            place = (row.at, row.id)
        if len(rows) < AT_ONCE:
            return Found(told, None)
        place = (rows[-1].at, rows[-1].id)
    return Found(told, _word(place))


def cursor(after: str | None) -> tuple[datetime, int] | None:
    """Time and id of the row after which a page begins; None for no or a damaged cursor."""
    found = paging.decode(after, str, int)
    try:
        at = datetime.fromisoformat(found[0]) if found else None
    except ValueError:
        return None
    return (at, found[1]) if found and at and at.tzinfo and abs(found[1]) < 2**62 else None


def _word(place: tuple[datetime, int] | None) -> str | None:
    return paging.encode((place[0].isoformat(), place[1])) if place else None


def _rows(session: Session, actor: Actor, asked: Asked, place: tuple[datetime, int] | None) -> Sequence[Any]:
    statement = also_visible(
        Event.visible_to(actor).with_only_columns(*(getattr(Event, n) for n in _NAMES), Notice.ref), actor, Notice
    ).join(Notice, (Notice.partner_id == Event.partner_id) & (Notice.id == Event.notice_id))  # fmt: skip
    if place is not None:
        statement = statement.where(tuple_(Event.at, Event.id) > tuple_(*place))
    for column, value, later in (
        (Event.at, asked.since, True), (Event.at, asked.until, False),
        (Event.recorded_at, asked.recorded_since, True), (Event.recorded_at, asked.recorded_until, False),
    ):  # fmt: skip
        if value is not None:
            statement = statement.where(column >= value if later else column < value)
    if asked.notices:
        statement = statement.where(Notice.ref.in_(asked.notices))
    things = (*asked.epcs, *asked.any_epcs)
    if things and not any("*" in thing for thing in things):  # a first sieve: each as JSON writes it
        said = (cast(Event.raw, Text).contains(json.dumps(thing), autoescape=True) for thing in things)
        statement = statement.where(or_(Event.raw.is_(None), *said))
    return session.execute(statement.order_by(Event.at, Event.id).limit(AT_ONCE)).all()


def _made(
    session: Session, actor: Actor, rows: Sequence[Any], base_url: str
) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Rows that tell something, with their events; an event that stands on several notices once."""
    told = [row for row in rows if epcis_answer.tells(row)]
    if not told:
        return
    ids = {row.id for row in told}
    orders = also_visible(
        NoticeLine.visible_to(actor).with_only_columns(NoticeLine.notice_id, Order.ref).distinct(), actor, Order
    ).join(Order, (Order.partner_id == NoticeLine.partner_id) & (Order.id == NoticeLine.order_id))  # fmt: skip
    carried: dict[int, list[str]] = {}
    for notice_id, ref in session.execute(
        orders.where(NoticeLine.notice_id.in_({row.notice_id for row in told})).order_by(Order.ref)
    ):
        carried.setdefault(notice_id, []).append(ref)
    # A withdrawal stands by its own time, perhaps outside the range of the event that it withdraws.
    columns = (Event.corrects_id, Event.code, Event.text, Event.recorded_at, Event.raw)
    withdrawals = session.execute(
        Event.visible_to(actor).with_only_columns(*columns).where(Event.corrects_id.in_(ids))
    )
    wrong = {row.corrects_id: row for row in withdrawals if row.code == epcis_answer.WITHDRAWAL}
    keys = {row.key for row in told if row.source == SOURCE}
    firsts = session.execute(
        Event.visible_to(actor)
        .with_only_columns(Event.key, func.min(Event.id))
        .where(Event.key.in_(keys), Event.source == SOURCE)
        .group_by(Event.key)
    )
    first = {key: id_ for key, id_ in firsts}  # noqa: C416 a row is no pair to dict
    for row in told:
        if row.source != SOURCE or first.get(row.key) == row.id:
            yield row, epcis_answer.made(row, wrong.get(row.id), carried.get(row.notice_id, []), base_url)


def _is_asked(event: dict[str, Any], asked: Asked) -> bool:
    for wanted, name in ((asked.types, "type"), (asked.actions, "action"), (asked.ids, "eventID")):
        if wanted and event.get(name) not in wanted:
            return False
    for wanted, name in ((asked.steps, "bizStep"), (asked.dispositions, "disposition")):
        if wanted and cbv.short(str(event.get(name, ""))) not in {cbv.short(word) for word in wanted}:
            return False
    return _holds(event, asked.epcs, _ITEMS) and _holds(
        event, asked.any_epcs, _ANY_ITEMS, event.get("parentID")
    )


def _holds(
    event: dict[str, Any], wanted: tuple[str, ...], names: tuple[str, ...], parent: Any = None
) -> bool:
    """Whether one of the things in these lists, or the parent, is wanted; nothing wanted is always met."""
    if not wanted:
        return True
    things = [one for name in names for one in event.get(name, ()) if isinstance(one, str)]
    things += [parent] if isinstance(parent, str) else []
    patterns = [re.compile("[^.]*".join(map(re.escape, _pure(one).split("*")))) for one in wanted]
    return any(pattern.fullmatch(thing) for pattern in patterns for thing in things)


def _pure(pattern: str) -> str:
    """A pattern of identifiers as the identifiers themselves begin."""
    return pattern.replace("urn:epc:idpat:", "urn:epc:id:", 1)

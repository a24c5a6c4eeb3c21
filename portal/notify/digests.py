"""What happened to orders, folded: one mail for each reader of what one person did.

A row of activity about an order leaves a tiding in the transaction that wrote it. `flask work` takes
the tidings of one doer once they have paused, and writes each reader one mail of all of them, so that
neither ten clicks nor an upload of five thousand lines are as many mails. Tidings are deleted in the
transaction that writes the mails: a worker that dies leaves both as they were.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts import queries as accounts
from portal.activity.models import Activity
from portal.actor import Actor
from portal.config import Settings
from portal.db import system_session
from portal.notify import actions, digest_letters
from portal.notify.digest_letters import Place
from portal.notify.models import Tiding
from portal.notify.recipients import partner_actor, staff_actor
from portal.orders import links
from portal.orders.models import Order, Schedule

T = TypeVar("T")

PAUSE = timedelta(seconds=60)  # a doer who has done nothing for so long has finished
LONGEST = timedelta(minutes=10)  # and whoever never pauses is told of by then
AT_ONCE = 20_000  # tidings looked at in one turn
CHUNK = 500
ASKING = ("ordered", "added", "proposed", "asked-again")  # a contact without an account gets a link to answer
ANSWERING = {"partner": ("administrator", "member"), "staff": ("manager", "agent")}


@dataclass(frozen=True, slots=True)
class Doer:
    """Who did something, for which partner."""

    partner_id: int
    user_id: int | None
    name: str
    side: str


def leave(session: Session, row: Activity) -> None:
    """Leave a tiding of what happened, if it may concern somebody. Written with the next flush."""
    if _is_tiding(row):
        session.add(Tiding(activity_id=row.id))


def leave_many(session: Session, rows: Sequence[Any]) -> None:
    """The same for many at once."""
    if ids := [row.id for row in rows if _is_tiding(row)]:
        session.execute(insert(Tiding), [{"activity_id": activity_id} for activity_id in ids])


def _is_tiding(row: Any) -> bool:
    if row.verb == "attached" and (row.subject_type != "order" or row.data.get("message")):
        return False  # the words it came with tell of it
    return bool(
        row.verb in digest_letters.VERBS and row.order_id and row.partner_id and row.audience == "shared"
    )


def write_due(settings: Settings) -> int:
    """Write the mails of every doer who has paused. A job of `flask work`; returns how many."""
    with system_session("read") as session:
        heaps = _due(session, clock.now())
    return sum(_write(doer, ids, settings) for doer, ids in heaps.items())


def _due(session: Session, now: datetime) -> dict[Doer, list[int]]:
    rows = session.execute(
        select(
            Activity.id, Activity.at, Activity.partner_id, Activity.actor_user_id, Activity.actor_name,
            Activity.actor_side,
        )
        .join(Tiding, Tiding.activity_id == Activity.id)
        .order_by(Activity.id)
        .limit(AT_ONCE)
    )  # fmt: skip
    heaps: dict[Doer, list[Any]] = defaultdict(list)
    for row in rows:
        heaps[Doer(row.partner_id, row.actor_user_id, row.actor_name, row.actor_side)].append(row)
    return {
        doer: [row.id for row in heap]
        for doer, heap in heaps.items()
        if heap[-1].at <= now - PAUSE or heap[0].at <= now - LONGEST
    }


def _write(doer: Doer, ids: Sequence[int], settings: Settings) -> int:
    """The mails of what one doer did: one for each reader, and none for who may see nothing of it."""
    with system_session() as session:
        mine = _taken(session, ids)
        rows = _rows(session, mine)
        places = _places(session, {row.order_id for row in rows})
        company = accounts.company_facts(session)
        today, count = clock.today(company.zone), 0
        for person, actor, wanted in _readers(session, doer, places):
            seen = _seen(
                session, actor, [row.id for row in rows if row.order_id in wanted and _concerns(row, actor)]
            )
            told = [row for row in rows if row.id in seen]
            if not told:
                continue
            text = digest_letters.text(told, places, actor, today, company.short_name, settings.base_url)
            actions.post(
                session, text, to_address=person.email, to_name=person.name, user_id=person.id,
                tells=[row.id for row in told[: digest_letters.SHOWN]], subject_type="order",
                subject_id=told[0].order_id,
            )  # fmt: skip
            count += 1
        asking = [row.order_id for row in rows if row.verb in ASKING and row.actor_side != "partner"]
        count += links.send_to_contacts(
            session, doer.partner_id, list(dict.fromkeys(asking)), days=settings.link_days, base_url=settings.base_url
        )  # fmt: skip
        session.commit()
    return count


def _concerns(row: Any, actor: Actor) -> bool:
    """What an import brought, and a question to the partner, is no news to the company itself."""
    imported = row.verb == "ordered" and (row.data or {}).get("imported")
    return not (actor.is_staff and (imported or row.verb in digest_letters.FOR_PARTNERS))


def _taken(session: Session, ids: Sequence[int]) -> list[int]:
    """Those of these tidings that no other worker has taken, deleted."""
    taken: list[int] = []
    for some in chunks(ids):
        mine = (
            select(Tiding.activity_id).where(Tiding.activity_id.in_(some)).with_for_update(skip_locked=True)
        )
        found = list(session.scalars(mine))
        session.execute(delete(Tiding).where(Tiding.activity_id.in_(found)))
        taken += found
    return taken


def _rows(session: Session, ids: Sequence[int]) -> list[Any]:
    return [
        row
        for some in chunks(ids)
        for row in session.execute(
            select(
                Activity.id, Activity.verb, Activity.subject_type, Activity.subject_ref, Activity.order_id,
                Activity.actor_name, Activity.actor_side, Activity.actor_user_id, Activity.data,
            )
            .where(Activity.id.in_(some))
            .order_by(Activity.id)
        )
    ]  # fmt: skip


def _places(session: Session, order_ids: Collection[int]) -> dict[int, Place]:
    found = {}
    for some in chunks(sorted(order_ids)):
        for order in session.execute(
            select(Order.id, Order.ref, Order.staff_owner_id, Order.partner_owner_id).where(
                Order.id.in_(some)
            )
        ):
            found[order.id] = Place(order.ref, (order.staff_owner_id, order.partner_owner_id), {})
        for row in session.execute(
            select(
                Schedule.order_id, Schedule.line_number, Schedule.part, Schedule.item, Schedule.quantity,
                Schedule.unit, Schedule.requested_on, Schedule.promised_on,
            ).where(Schedule.order_id.in_(some))
        ):  # fmt: skip
            found[row.order_id].schedules[row.line_number, row.part] = row
    return found


def _readers(
    session: Session, doer: Doer, places: Mapping[int, Place]
) -> Iterator[tuple[Any, Actor, set[int]]]:
    """Who may have to be told, as whom they would read it, and of which orders: of the other side the
    order's owner, or who answers where it has none; of the doer's own side its owner. Never its doer."""
    orders = {order_id: place.owners for order_id, place in places.items()}
    for side, people in _sides(session, doer.partner_id).items():
        here = {person.id for person, _actor in people}
        for person, actor in people:
            if person.id == doer.user_id:
                continue
            own = {order for order, owners in orders.items() if person.id in owners}
            if side != doer.side and person.role in ANSWERING[side]:
                own |= {order for order, owners in orders.items() if not here & set(owners)}
            if own:
                yield person, actor, own


def _sides(session: Session, partner_id: int) -> dict[str, list[tuple[Any, Actor]]]:
    return {
        "staff": [(p, staff_actor(p)) for p in accounts.staff_for(session, partner_id)],
        "partner": [(p, partner_actor(p, partner_id)) for p in accounts.people(session, partner_id)],
    }


def _seen(session: Session, actor: Actor, ids: Sequence[int]) -> set[int]:
    """Those of these rows of activity that the actor may read."""
    return {
        found
        for some in chunks(ids)
        for found in session.scalars(
            Activity.visible_to(actor).with_only_columns(Activity.id).where(Activity.id.in_(some))
        )
    }


def chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """The items in pieces that one statement may name."""
    return (items[first : first + CHUNK] for first in range(0, len(items), CHUNK))

"""Reading orders: what the list offers, ledgers, and one order with all its parts."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import String, bindparam, cast, literal, null, select, union_all
from sqlalchemy.orm import Session, aliased

from portal.accounts.models import User
from portal.activity.models import Activity
from portal.activity.queries import visible
from portal.actor import Actor
from portal.orders import policy
from portal.orders.models import Commitment, Line, Order, SavedView, Schedule
from portal.orders.statements import seen_as
from portal.partners.models import Partner, Site
from portal.scope import AnySelect, also_visible, carrying

PAGE_NAME = "orders"  # SavedView.page of this list


@dataclass(frozen=True, slots=True)
class Offers:
    """What stands beside the list: the person's saved views (slug, name, query) and, for staff, the
    partners to choose from (id, code, name)."""

    views: list[Any]
    partners: list[Any]

    def partner_id(self, code: str) -> int | None:
        """The id of the partner with this code: None for no code, -1 for one that is not offered."""
        if not code:
            return None
        return next((p.id for p in self.partners if p.slug.lower() == code.lower()), -1)


@dataclass(frozen=True, slots=True)
class Held:
    """An order with its lines, each with all its parts."""

    order: Order
    lines: Sequence[tuple[Line, list[Schedule]]]

    @property
    def stamp(self) -> str:
        """As which it was seen: another once anything of it is changed."""
        marks = (mark_of(part) for _line, parts in self.lines for part in parts)
        return " ".join([str(self.order.version), *marks])

    @property
    def still(self) -> list[Schedule]:
        """The parts of which something is to come."""
        return [part for _line, parts in self.lines for part in parts if policy.is_open(part)]


def mark_of(schedule: Any) -> str:
    """A schedule within its order, and as which it was seen: line, part, version."""
    return f"{schedule.line_number}.{schedule.part}.{schedule.version}"


def offers(session: Session, actor: Actor) -> Offers:
    """The saved views and partners of the filter bar. One SELECT."""
    rows = session.execute(_offered(seen_as(actor)), {"user_id": actor.user_id}).all()
    found = sorted((row for row in rows if row.what == "view"), key=lambda row: row.id)
    return Offers(found, [row for row in rows if row.what == "partner"])


@lru_cache(maxsize=512)
def _offered(actor: Actor) -> AnySelect:
    views: AnySelect = select(
        literal("view").label("what"), SavedView.id, SavedView.slug, SavedView.name, SavedView.query
    ).where(SavedView.user_id == bindparam("user_id"), SavedView.page == PAGE_NAME)
    if not actor.is_staff:
        return views
    partners = Partner.visible_to(actor).with_only_columns(
        literal("partner").label("what"), Partner.id, Partner.code.label("slug"), Partner.name,
        cast(null(), String).label("query"),
    )  # fmt: skip
    both = union_all(views, partners).subquery()
    return carrying(select(both).order_by(both.c.name), partners)


def partner_id(session: Session, actor: Actor, code: str) -> int | None:
    """The id of the partner with this code: None for no code, -1 for one the actor may not see."""
    if not code:
        return None
    found = session.execute(
        Partner.visible_to(actor).with_only_columns(Partner.id).where(Partner.code == code)
    ).scalar()
    return -1 if found is None else int(found)


def partners(session: Session, actor: Actor) -> list[Any]:
    """The partners an order may go to: id, slug (the code), name. One SELECT."""
    statement = Partner.visible_to(actor).with_only_columns(
        Partner.id, Partner.code.label("slug"), Partner.name
    )
    return list(session.execute(statement.order_by(Partner.name)).all())


def held(session: Session, actor: Actor, ref: str) -> Held | None:
    """An order with its lines and all their parts, to be changed; None if the actor may not see it.
    Three SELECTs."""
    order = session.scalars(Order.visible_to(actor).where(Order.ref == ref)).first()
    if order is None:
        return None
    lines = session.scalars(Line.visible_to(actor).where(Line.order_id == order.id).order_by(Line.number))
    parts: dict[int, list[Schedule]] = defaultdict(list)
    for schedule in schedules(session, actor, ref):
        parts[schedule.line_id].append(schedule)
    return Held(order, [(line, parts[line.id]) for line in lines])


def sites(session: Session) -> list[Any]:
    """The company's places that receive goods: id, code, name. One SELECT."""
    return list(session.execute(select(Site.id, Site.code, Site.name).order_by(Site.name)).all())


def ledger(session: Session, actor: Actor, schedule_ids: Collection[int]) -> list[Any]:
    """The commitments of some schedules, in the order they were made. One SELECT."""
    return list(session.execute(_ledgers(seen_as(actor)), {"schedule_ids": list(schedule_ids)}))


@lru_cache(maxsize=512)
def _ledgers(actor: Actor) -> AnySelect:
    statement: AnySelect = Commitment.visible_to(actor).with_only_columns(
        Commitment.schedule_id, Commitment.day, Commitment.quantity, Commitment.proposed_by, Commitment.state,
        Commitment.cause_side,
    )  # fmt: skip
    of_these = Commitment.schedule_id.in_(bindparam("schedule_ids", expanding=True))
    return statement.where(of_these).order_by(Commitment.id)


def saved_view(session: Session, actor: Actor, slug: str) -> SavedView | None:
    """The person's own saved view of this list with this slug."""
    return session.scalars(
        select(SavedView).where(
            SavedView.user_id == actor.user_id, SavedView.page == PAGE_NAME, SavedView.slug == slug
        )
    ).first()


def order(session: Session, actor: Actor, ref: str) -> list[Any]:
    """One order with its lines and their schedules: a row for each schedule, by line and part, each
    with the order's own columns. Empty if the actor may not see it. One SELECT."""
    staff, theirs = aliased(User), aliased(User)
    statement = (
        Order.visible_to(actor)
        .with_only_columns(
            Order.id.label("order_id"), Order.ref.label("order_ref"), Order.partner_id, Order.ordered_on,
            Order.destination, Order.incoterm, Order.currency, Order.note, Order.answer_due_at,
            Order.partner_owner_id, Order.partner_team, Order.staff_owner_id,
            staff.name.label("staff_owner"), theirs.name.label("partner_owner"),
            Partner.code.label("partner_code"), Partner.name.label("partner_name"),
            Site.name.label("site_name"), Site.work_days.label("site_work_days"),
            Line.id.label("line_id"), Line.number.label("line_number"), Line.item, Line.item_code, Line.detail,
            Line.quantity.label("line_quantity"), Line.unit, Line.unit_price, Line.value,
            Schedule.id, Schedule.part, Schedule.split_from_id, Schedule.split_on, Schedule.quantity,
            Schedule.requested_on, Schedule.cancelled_at, Schedule.mode, Schedule.stage, Schedule.due_on,
            Schedule.first_promised_on, Schedule.base_on, Schedule.promised_on, Schedule.proposed_on,
            Schedule.proposed_by, Schedule.moves, Schedule.expected_on, Schedule.expected_low,
            Schedule.expected_high, Schedule.arrived_on, Schedule.received_on, Schedule.accepted,
            Schedule.dispatched, Schedule.carrier, Schedule.cause_side, Schedule.version,
            Schedule.expected_rests_on, Schedule.asked_again_at,
        )
        .join(Partner, Partner.id == Order.partner_id)
        .outerjoin(Site, Site.id == Order.site_id)
        .outerjoin(staff, staff.id == Order.staff_owner_id)
        .outerjoin(theirs, theirs.id == Order.partner_owner_id)
        .join(Line, (Line.partner_id == Order.partner_id) & (Line.order_id == Order.id))
        .join(Schedule, (Schedule.partner_id == Line.partner_id) & (Schedule.order_id == Order.id) & (Schedule.line_id == Line.id))
        .where(Order.ref == ref)
        .order_by(Line.number, Schedule.part)
    )  # fmt: skip
    return list(session.execute(also_visible(statement, actor, Partner, Line, Schedule)).all())


def schedules(session: Session, actor: Actor, *refs: str) -> list[Schedule]:
    """The schedules of these orders, to be answered; none of an order the actor may not see. One SELECT."""
    return list(
        session.scalars(
            Schedule.visible_to(actor)
            .where(Schedule.order_ref.in_(refs))
            .order_by(Schedule.order_ref, Schedule.line_number, Schedule.part)
        )
    )


def cancelled_of(actor: Actor, order_id: int) -> AnySelect:
    """A select of the rows that tell who cancelled what of an order and why."""
    told = visible(actor).where(Activity.order_id == order_id, Activity.verb == "cancelled")
    return told.with_only_columns(Activity.id, Activity.at, Activity.actor_name, Activity.data).order_by(None)


def order_ledger(session: Session, actor: Actor, order_id: int) -> list[Any]:
    """All commitments of an order with who made and decided them, oldest first. One SELECT."""
    return list(session.execute(commitments_of(actor, order_id).order_by(Commitment.id)))


def commitments_of(actor: Actor, order_id: int) -> AnySelect:
    """A select of the commitments of an order with who made and decided them."""
    return (
        Commitment.visible_to(actor)
        .with_only_columns(
            Commitment.id, Commitment.schedule_id, Commitment.day, Commitment.quantity,
            Commitment.proposed_by, Commitment.proposer_name, Commitment.proposed_at, Commitment.reason,
            Commitment.cause_side, Commitment.state, Commitment.decided_by, Commitment.decider_name,
            Commitment.decided_at,
        )
        .where(Commitment.order_id == order_id)
    )  # fmt: skip

"""Orders, lines, schedules and the promise ledger."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    event,
    or_,
    text,
)  # fmt: skip
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm.attributes import get_history

from portal.activity import subjects
from portal.actor import Actor
from portal.db import Base, BigId, Money, Quantity, UTCDateTime
from portal.orders.standing import STAGES
from portal.scope import PartnerOwned

CAUSE_SIDES = ("partner", "company", "carrier", "outside")
PARTIES = ("company", "partner")


def within_reach(model: Any, actor: Actor) -> list[Any]:
    """A partner's person with reach 'own' or 'team' sees the orders given to them or their team; a
    one-time link its one order."""
    if actor.only_order is not None:
        return [model.id == actor.only_order]
    if actor.side == "staff" or actor.reach == "all":
        return []
    own = model.partner_owner_id == actor.user_id
    if actor.reach == "team" and actor.team:
        return [or_(own, model.partner_team == actor.team)]
    return [own]


class Order(PartnerOwned, Base):
    """What was ordered from a partner, under the company's own reference."""

    part_of_order = True

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("ref"),
        UniqueConstraint("partner_id", "id"),
        Index("ix_orders_batch_id", "batch_id"),
        Index("ix_orders_staff_owner_id", "staff_owner_id"),
        Index("ix_orders_partner_owner_id", "partner_owner_id"),
        Index("ix_orders_p_created", "partner_id", "created_at", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    ref: Mapped[str] = mapped_column(String(40))
    ordered_on: Mapped[date | None]
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"))
    destination: Mapped[str | None] = mapped_column(String(120))
    incoterm: Mapped[str | None] = mapped_column(String(20))
    currency: Mapped[str | None] = mapped_column(String(3))
    note: Mapped[str | None] = mapped_column(Text)
    staff_owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    partner_owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    partner_team: Mapped[str | None] = mapped_column(String(60))
    answer_due_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batches.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_if(cls, actor: Actor) -> list[Any]:
        """Also narrowed to the reach of a partner's person."""
        return [*super().visible_if(actor), *within_reach(cls, actor)]


class OrderPart(PartnerOwned):
    """What belongs to an order and is seen by whoever sees the order."""

    part_of_order = True
    order_id: Mapped[int] = mapped_column(BigId)

    @classmethod
    def visible_if(cls, actor: Actor) -> list[Any]:
        """Narrowed through the order for a person whose reach is not 'all'."""
        conditions = super().visible_if(actor)
        if actor.only_order is not None:
            conditions.append(cls.order_id == actor.only_order)
        elif actor.side == "partner" and actor.reach != "all":
            mine = Order.visible_to(actor).with_only_columns(Order.id)
            conditions.append(cls.order_id.in_(mine))
        return conditions


class Line(OrderPart, Base):
    """One item of an order. Its id never changes; `external_ref` is the sender's immutable line id."""

    __tablename__ = "lines"
    __table_args__ = (
        ForeignKeyConstraint(["partner_id", "order_id"], ["orders.partner_id", "orders.id"]),
        UniqueConstraint("partner_id", "id"),
        UniqueConstraint("order_id", "number"),
        Index("ix_lines_external_ref", "external_ref"),
        Index("ix_lines_order", "partner_id", "order_id"),
        Index("ix_lines_batch_id", "batch_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    number: Mapped[int]
    external_ref: Mapped[str | None] = mapped_column(String(60))
    item_code: Mapped[str | None] = mapped_column(String(60))
    item: Mapped[str] = mapped_column(String(300))
    detail: Mapped[str | None] = mapped_column(String(300))
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    unit: Mapped[str] = mapped_column(String(20))
    unit_price: Mapped[Decimal | None] = mapped_column(Money)
    value: Mapped[Decimal | None] = mapped_column(Money)
    source: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    digest: Mapped[str | None] = mapped_column(String(40))
    # What a file last said of its quantity and days: saying it again is no news.
    filed: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batches.id"))


# What the list asks of a row within its range stands in the index, so that counting reads no rows.
_ASKED = ("batch_id", "expected_on", "promised_on", "proposed_by")

_ASKED_OF_LATE = ("batch_id", "stage", "arrived_on", "base_on", "accepted", "quantity")

# Rows that came in full, but late: what the list's filter of that name ranges over.
_ARRIVED_LATE = text("stage = 'arrived' AND arrived_on > base_on AND accepted >= quantity")

# Rows of which a part came and the rest is to come, and rows about which something is to be heard.
_PARTLY = text("stage != 'arrived' AND stage != 'cancelled' AND accepted > 0 AND accepted < quantity")
_LISTENED = text("quiet_on IS NOT NULL")


_ASKED_AGAIN = text("asked_again_at IS NOT NULL")

# What a person proposed; an order itself asks without a name.
_NAMED = text("proposer_name != ''")

# Promises that the company changed.
_OURS = text("cause_side = 'company' AND state = 'accepted'")


class Schedule(OrderPart, Base):
    """A dated part of a line's quantity, with its standing.

    The columns from `stage` on are derived from the ledger, events and receipts by
    portal.orders.standing and written only by orders.actions.restate, so that every list reads one
    table by one index. The columns that repeat the order and line never change without restate.
    """

    __tablename__ = "schedules"
    __table_args__ = (
        ForeignKeyConstraint(["partner_id", "order_id"], ["orders.partner_id", "orders.id"]),
        ForeignKeyConstraint(["partner_id", "line_id"], ["lines.partner_id", "lines.id"]),
        UniqueConstraint("partner_id", "id"),
        UniqueConstraint("line_id", "part"),
        CheckConstraint(f"stage in {STAGES}", name="stage"),
        Index("ix_schedules_stage", "stage", "due_on", "id", *_ASKED),
        Index("ix_schedules_ref", "stage", "order_ref", "id"),
        Index("ix_schedules_mode", "mode", "stage", "due_on", "id", *_ASKED),
        Index("ix_schedules_item", "item_code", "stage", "due_on", "id", *_ASKED),
        Index("ix_schedules_p_stage", "partner_id", "stage", "due_on", "id", *_ASKED),
        Index("ix_schedules_p_ref", "partner_id", "stage", "order_ref", "id"),
        Index("ix_schedules_p_mode", "partner_id", "mode", "stage", "due_on", "id", *_ASKED),
        Index("ix_schedules_p_item", "partner_id", "item_code", "stage", "due_on", "id", *_ASKED),
        Index("ix_schedules_item_mode", "item_code", "mode", "stage", "due_on", "id", *_ASKED),
        Index(
            "ix_schedules_p_item_mode", "partner_id", "item_code", "mode", "stage", "due_on", "id", *_ASKED
        ),
        Index(
            "ix_schedules_late",
            "due_on",
            "id",
            *_ASKED_OF_LATE,
            sqlite_where=_ARRIVED_LATE,
            postgresql_where=_ARRIVED_LATE,
        ),
        Index(
            "ix_schedules_p_late",
            "partner_id",
            "due_on",
            "id",
            *_ASKED_OF_LATE,
            sqlite_where=_ARRIVED_LATE,
            postgresql_where=_ARRIVED_LATE,
        ),
        Index("ix_schedules_short", "due_on", "id", sqlite_where=_PARTLY, postgresql_where=_PARTLY),
        Index(
            "ix_schedules_p_short",
            "partner_id",
            "due_on",
            "id",
            sqlite_where=_PARTLY,
            postgresql_where=_PARTLY,
        ),
        Index("ix_schedules_quiet", "quiet_on", "id", sqlite_where=_LISTENED, postgresql_where=_LISTENED),
        Index(
            "ix_schedules_p_quiet",
            "partner_id",
            "quiet_on",
            "id",
            sqlite_where=_LISTENED,
            postgresql_where=_LISTENED,
        ),
        Index("ix_schedules_p_order", "partner_id", "order_id"),
        Index("ix_schedules_p_base", "partner_id", "base_on", "id"),
        Index("ix_schedules_p_first", "partner_id", "first_promised_on", "id", "cancelled_by", "batch_id"),
        Index(
            "ix_schedules_asked_again",
            "partner_id",
            "due_on",
            "id",
            sqlite_where=_ASKED_AGAIN,
            postgresql_where=_ASKED_AGAIN,
        ),
        Index("ix_schedules_batch_id", "batch_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    line_id: Mapped[int] = mapped_column(BigId)
    part: Mapped[int] = mapped_column(default=1)
    split_from_id: Mapped[int | None] = mapped_column(BigId)
    split_on: Mapped[date | None]
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    requested_on: Mapped[date | None]
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    cancelled_by: Mapped[str | None] = mapped_column(String(10))
    cause_side: Mapped[str | None] = mapped_column(String(10))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batches.id"))
    version: Mapped[int] = mapped_column(default=1)

    order_ref: Mapped[str] = mapped_column(String(40))
    line_number: Mapped[int]
    item_code: Mapped[str | None] = mapped_column(String(60))
    item: Mapped[str] = mapped_column(String(300))
    detail: Mapped[str | None] = mapped_column(String(300))
    unit: Mapped[str] = mapped_column(String(20))
    mode: Mapped[str | None] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Text)

    stage: Mapped[str] = mapped_column(String(12))
    due_on: Mapped[date]
    first_promised_on: Mapped[date | None]
    base_on: Mapped[date | None]
    promised_on: Mapped[date | None]
    proposed_on: Mapped[date | None]
    proposed_by: Mapped[str | None] = mapped_column(String(10))
    moves: Mapped[int] = mapped_column(default=0)
    expected_on: Mapped[date | None]
    expected_low: Mapped[date | None]
    expected_high: Mapped[date | None]
    # Past deliveries that the forecast rests on, 0 for too few to say; None where events gave the day.
    expected_rests_on: Mapped[int | None]
    # The last day on which silence about it is usual (portal.shipments.listening); None: nothing is awaited.
    quiet_on: Mapped[date | None]
    arrived_on: Mapped[date | None]
    received_on: Mapped[date | None]
    accepted: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    dispatched: Mapped[bool] = mapped_column(default=False)
    carrier: Mapped[str | None] = mapped_column(String(80))
    # When the partner was asked whether the promise still holds, until they answer (orders.reconfirming).
    asked_again_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}


# What an answer is about. Where one of these changes, whoever answers what they saw before is told;
# expected days, the carrier and the wording change under them without a word.
ANSWERED = (
    "quantity", "unit", "requested_on", "cancelled_at", "promised_on", "proposed_on", "proposed_by", "moves",
    "accepted", "arrived_on",
)  # fmt: skip


@event.listens_for(Schedule, "before_update")
def _count_versions(_mapper: Any, _connection: Any, schedule: Schedule) -> None:
    if any(get_history(schedule, name).has_changes() for name in ANSWERED):
        schedule.version += 1


class Commitment(OrderPart, Base):
    """One promise or proposal for a schedule. Rows are only added; a decision is filled in once."""

    __tablename__ = "commitments"
    __table_args__ = (
        ForeignKeyConstraint(["partner_id", "order_id"], ["orders.partner_id", "orders.id"]),
        ForeignKeyConstraint(["partner_id", "schedule_id"], ["schedules.partner_id", "schedules.id"]),
        CheckConstraint("state in ('proposed', 'accepted', 'declined', 'withdrawn')", name="state"),
        CheckConstraint(f"proposed_by in {PARTIES}", name="proposed_by"),
        CheckConstraint(f"cause_side in {CAUSE_SIDES}", name="cause_side"),
        Index("ix_commitments_schedule_id", "schedule_id", "id"),
        Index("ix_commitments_order", "partner_id", "order_id", "batch_id", "decided_at"),
        Index(
            "ix_commitments_p_proposed",
            "partner_id",
            "proposed_by",
            "batch_id",
            "proposed_at",
            "decided_by",
            sqlite_where=_NAMED,
            postgresql_where=_NAMED,
        ),
        Index("ix_commitments_ours", "partner_id", "schedule_id", sqlite_where=_OURS, postgresql_where=_OURS),
        Index("ix_commitments_batch_id", "batch_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    schedule_id: Mapped[int] = mapped_column(BigId)
    day: Mapped[date]
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    proposed_by: Mapped[str] = mapped_column(String(10))
    proposer_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    proposer_name: Mapped[str] = mapped_column(String(120))
    proposed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    reason: Mapped[str | None] = mapped_column(String(500))
    cause_side: Mapped[str | None] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    decided_by: Mapped[str | None] = mapped_column(String(10))
    decider_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decider_name: Mapped[str | None] = mapped_column(String(120))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batches.id"))


class SavedView(Base):
    """A person's own name for a set of filters on a list."""

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("user_id", "page", "name"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    page: Mapped[str] = mapped_column(String(20))
    slug: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(60))
    query: Mapped[str] = mapped_column(String(1000))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


subjects.register("order", lambda actor: Order.visible_to(actor).with_only_columns(Order.id))

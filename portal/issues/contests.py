"""Receipts that the partner contests: an issue bound to the receipt, one for each."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.activity.actions import record
from portal.actor import Actor
from portal.issues import labels, queries, standing
from portal.issues.actions import Matter
from portal.issues.models import Contest, Issue
from portal.issues.queries import OWNERS, owners
from portal.orders.models import Order, Schedule
from portal.orders.panels import OrderSeen
from portal.scope import also_visible
from portal.shipments.contests import Contested
from portal.shipments.models import Receipt

# What a contest is most likely about, by the condition that was booked.
KINDS = {
    "damaged": "damaged", "rejected": "damaged", "wrong_item": "wrong_item", "short": "wrong_item", "over": "wrong_item",
    "good": "wrong_item",
}  # fmt: skip


def matter(session: Session, actor: Actor, order: str, line: int, part: int, ref: str) -> Matter | None:
    """What a contest of a receipt is bound to: the newest with this number for this part of an order that
    was not taken back; None if the actor may see none. One SELECT."""
    statement = (
        also_visible(
            select(
                Receipt.id, Receipt.ref, Receipt.condition, Receipt.partner_id, Receipt.order_id, Receipt.schedule_id,
                Receipt.notice_id, Receipt.accepted, Receipt.rejected, Schedule.line_id, Schedule.item, Schedule.unit,
                *OWNERS,
            ),
            actor, Receipt, Schedule, Order,
        )
        .join_from(Receipt, Schedule, (Schedule.partner_id == Receipt.partner_id) & (Schedule.id == Receipt.schedule_id))
        .join(Order, (Order.partner_id == Receipt.partner_id) & (Order.id == Receipt.order_id))
        .outerjoin(User, User.id == Order.staff_owner_id)
        .where(
            Schedule.order_ref == order, Schedule.line_number == line, Schedule.part == part, Receipt.ref == ref,
            Receipt.reverses_id.is_(None),
        )
        .order_by(Receipt.id.desc())
    )  # fmt: skip
    reversals = Receipt.visible_to(actor).with_only_columns(Receipt.reverses_id)
    row = session.execute(
        statement.where(Receipt.id.not_in(reversals.where(Receipt.reverses_id.is_not(None))))
    ).first()
    if row is None:
        return None
    return Matter(
        "line", row.partner_id, f"{row.ref}, {order} {line}, {row.item}", order_id=row.order_id, line_id=row.line_id,
        schedule_id=row.schedule_id, notice_id=row.notice_id, quantity=row.accepted + row.rejected, unit=row.unit,
        receipt_id=row.id, kind=KINDS[row.condition], **owners(row),
    )  # fmt: skip


def of_receipts(session: Session, actor: Actor, receipt_ids: Collection[int]) -> Mapping[int, Contested]:
    """The contests of some receipts, by receipt: their issues and how they stand; of one that is disputed,
    how far the sides agree. One SELECT."""
    statement = (
        also_visible(select(Contest.receipt_id, Issue.ref, Issue.state), actor, Contest, Issue)
        .join_from(Contest, Issue, (Issue.partner_id == Contest.partner_id) & (Issue.id == Contest.issue_id))
        .where(Contest.receipt_id.in_(receipt_ids))
    )
    found = session.execute(standing.beside(statement, actor, Issue))
    return {row.receipt_id: _seen(row, actor) for row in found}


def of_order(session: Session, actor: Actor, order: OrderSeen) -> Mapping[int, Contested]:
    """The contests of the receipts of an order, by receipt, out of the issues that its page lists."""
    found = issues_of(session, actor, order)
    return {row.receipt_id: _seen(row, actor) for row in found if row.receipt_id}


def issues_of(session: Session, actor: Actor, order: OrderSeen) -> list[Any]:
    """The issues of an order (queries.of_order), read once for all of its page."""
    return order.once("issues", lambda: queries.of_order(session, actor, order.id))


def _seen(row: Any, actor: Actor) -> Contested:
    if row.disputed in (None, "withdrawn"):
        return Contested(row.ref, labels.GLYPHS[row.state], str(labels.STATES[row.state]))
    word = standing.word(row.disputed, row.ended_at, actor)
    return Contested(row.ref, standing.GLYPHS[row.disputed], word, disputed=True)


def receipt_of(session: Session, actor: Actor, issue_id: int) -> Any:
    """The receipt that an issue contests: its ref, order_ref, line_number and part, and whether it was
    `taken_back`; None if it contests none, or none the actor may see. One SELECT."""
    back = Receipt.visible_to(actor).with_only_columns(Receipt.reverses_id)
    statement = (
        also_visible(
            select(
                Receipt.id, Receipt.ref, Schedule.order_ref, Schedule.line_number, Schedule.part,
                Receipt.id.in_(back.where(Receipt.reverses_id.is_not(None))).label("taken_back"),
            ),
            actor, Contest, Receipt, Schedule,
        )
        .join_from(Contest, Receipt, (Receipt.partner_id == Contest.partner_id) & (Receipt.id == Contest.receipt_id))
        .join(Schedule, (Schedule.partner_id == Receipt.partner_id) & (Schedule.id == Receipt.schedule_id))
        .where(Contest.issue_id == issue_id)
    )  # fmt: skip
    return session.execute(statement).first()


def bind(session: Session, actor: Actor, issue: Issue, found: Matter) -> bool:
    """Bind an issue to the receipt that it contests; False where another issue contests it already.
    Records `contested`; never commits."""
    try:
        with session.begin_nested():
            session.add(Contest(partner_id=issue.partner_id, receipt_id=found.receipt_id, issue_id=issue.id))
            session.flush()
    except IntegrityError:
        return False
    record(
        session, actor, "contested", ("issue", issue.id, issue.ref), partner_id=issue.partner_id, audience="shared",
        order_id=issue.order_id, data={"title": found.label},
    )  # fmt: skip
    return True
